/**
 * Starts the compiled kernel: hot loops over matrices that lie in a WebAssembly memory.
 *
 * @module
 */

import { KERNEL_BASE64 } from "./kernel_bytes.ts";

/** The kernel's functions; `kernel.as` says what each does. Pointers are byte offsets. */
interface KernelExports extends WebAssembly.Exports {
  memory: WebAssembly.Memory;
  multiply(x: number, y: number, z: number, n: number): void;
  addTimesTransposed(x: number, y: number, z: number, n: number, row: number): void;
  addOuter(g: number, a: number, w: number, list: number, count: number, n: number): void;
  forward(
    alpha: number,
    step: number,
    pieces: number,
    count: number,
    matrices: number,
    emissions: number,
    nSymbols: number,
    scales: number,
    n: number,
    row: number,
  ): void;
  backward(
    alpha: number,
    w: number,
    pieces: number,
    count: number,
    matrices: number,
    emissions: number,
    nSymbols: number,
    scales: number,
    n: number,
    beta: number,
    counts: number,
  ): void;
}

/**
 * The compiled module; undefined where WebAssembly or its SIMD instructions are missing or switched
 * off. It is small enough that compiling it at once, without a promise, is allowed everywhere.
 */
const compiled: WebAssembly.Module | undefined = (() => {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BASE64), (c) => c.charCodeAt(0)));
  } catch {
    return undefined;
  }
})();

/** Whether this machine can run the kernel; if not, the textbook way is taken. */
export const hasKernel: boolean = compiled !== undefined;

const PAGE = 65536;

/** A kernel with its own memory, filled from the bottom by {@linkcode Kernel.allocate}. */
export class Kernel {
  /** The compiled functions. */
  readonly run: KernelExports;
  #used = 1024;

  /** Starts a kernel with an almost empty memory. */
  constructor() {
    this.run = new WebAssembly.Instance(compiled!).exports as KernelExports;
  }

  /**
   * Reserves memory, which is zero.
   *
   * @param bytes How much.
   * @returns The byte offset, a multiple of 64 (one cache line).
   */
  allocate(bytes: number): number {
    const offset = this.#used;
    this.#used = Math.ceil((offset + bytes) / 64) * 64;
    const missing = this.#used - this.run.memory.buffer.byteLength;
    if (missing > 0) this.run.memory.grow(Math.ceil(missing / PAGE));
    return offset;
  }

  /**
   * A view of doubles in the memory; no longer valid after the next `allocate`.
   *
   * @param offset Byte offset.
   * @param length How many.
   * @returns The view.
   */
  doubles(offset: number, length: number): Float64Array {
    return new Float64Array(this.run.memory.buffer, offset, length);
  }

  /**
   * A view of 32-bit integers in the memory; no longer valid after the next `allocate`.
   *
   * @param offset Byte offset.
   * @param length How many.
   * @returns The view.
   */
  integers(offset: number, length: number): Int32Array {
    return new Int32Array(this.run.memory.buffer, offset, length);
  }
}

/**
 * Compiled kernels: hot loops over numbers that lie in a WebAssembly memory of their own.
 *
 * @module
 */

import { RaagkitError } from "./errors.ts";

/**
 * Compiles a kernel. Kernels are small enough that compiling them at once, without a promise, is
 * allowed everywhere.
 *
 * @param base64 Its bytes, as the JSON file beside its source (`.as`) has them.
 * @returns The module.
 * @throws {RaagkitError} Where WebAssembly or its SIMD instructions are missing or switched off.
 */
export function compileKernel(base64: string): WebAssembly.Module {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
  } catch (cause) {
    const advice = "use Deno, or a browser of 2023 or later that has it switched on";
    throw new RaagkitError(`No WebAssembly with SIMD is found here; ${advice}`, { cause });
  }
}

/** What every kernel exports, besides its functions. */
export interface KernelExports extends WebAssembly.Exports {
  memory: WebAssembly.Memory;
}

const PAGE = 65536;

/** A kernel with its own memory, filled from the bottom by {@linkcode WasmKernel.allocate}. */
export class WasmKernel<Exports extends KernelExports> {
  /** The compiled functions. */
  readonly run: Exports;
  #used = 1024;

  /**
   * Starts a kernel with an almost empty memory.
   *
   * @param module What {@linkcode compileKernel} gave.
   */
  constructor(module: WebAssembly.Module) {
    this.run = new WebAssembly.Instance(module).exports as Exports;
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

  /** The same of single floats. */
  floats(offset: number, length: number): Float32Array {
    return new Float32Array(this.run.memory.buffer, offset, length);
  }

  /** The same of 32-bit integers. */
  integers(offset: number, length: number): Int32Array {
    return new Int32Array(this.run.memory.buffer, offset, length);
  }
}

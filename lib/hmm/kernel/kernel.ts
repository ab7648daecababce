/**
 * Starts the compiled kernel: hot loops over matrices that lie in a WebAssembly memory.
 *
 * @module
 */

import { compileKernel, type KernelExports, WasmKernel } from "../../wasm.ts";
import kernel from "./kernel.json" with { type: "json" };

/** The kernel's functions; `kernel.as` says what each does. Pointers are byte offsets. */
interface HmmExports extends KernelExports {
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

const compiled = compileKernel(kernel.bytes);

/** The kernel with its own memory. */
export class Kernel extends WasmKernel<HmmExports> {
  /** Starts it. */
  constructor() {
    super(compiled);
  }
}

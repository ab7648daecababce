import { compileKernel } from "../wasm.ts";
import { SIGNAL_KERNEL_BASE64 } from "./kernel_bytes.ts";

/** The loops of `kernel.as`; undefined where WebAssembly has no SIMD. */
export const SIGNAL_KERNEL: WebAssembly.Module | undefined = compileKernel(SIGNAL_KERNEL_BASE64);

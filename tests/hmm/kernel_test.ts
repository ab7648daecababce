/** The compiled kernels belong to their sources. CI compiles them anew with `build_kernel.ts --check`. */

import { assertEquals, assertLess, assertThrows } from "@std/assert";
import hmm from "../../lib/hmm/kernel/kernel.json" with { type: "json" };
import resample from "../../lib/audio/resample_kernel.json" with { type: "json" };
import signal from "../../lib/signal/kernel.json" with { type: "json" };
import sinc from "../../lib/pitch/sinc_kernel.json" with { type: "json" };
import { RaagkitError } from "../../lib/errors.ts";
import { compileKernel } from "../../lib/wasm.ts";

const KERNELS = [
  ["hmm/kernel/kernel.as", hmm],
  ["audio/resample_kernel.as", resample],
  ["signal/kernel.as", signal],
  ["pitch/sinc_kernel.as", sinc],
] as const;

for (const [path, { source: sourceHash, bytes }] of KERNELS) {
  Deno.test(`the bytes of ${path} were made from it as it stands`, async () => {
    const source = await Deno.readFile(new URL(`../../lib/${path}`, import.meta.url));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", source));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    assertEquals(sourceHash, hex, "run `deno run -A tests/hmm/build_kernel.ts`");
  });

  Deno.test(`${path} is small enough to be compiled at once in a browser page`, () => {
    // The tightest limit a browser has had for compiling without a promise is 4 KB.
    assertLess(atob(bytes).length, 4096);
  });
}

Deno.test("a machine that cannot run the kernels is told so", () => {
  // The header of a module, and a version of WebAssembly that there is not.
  assertThrows(() => compileKernel(btoa("\0asm\x09\0\0\0")), RaagkitError, "with SIMD");
});

/** The compiled kernels belong to their sources. CI compiles them anew with `build_kernel.ts --check`. */

import { assertEquals, assertLess } from "@std/assert";
import {
  RESAMPLE_KERNEL_BASE64,
  RESAMPLE_KERNEL_SOURCE_SHA256,
} from "../../lib/audio/resample_kernel_bytes.ts";
import {
  SIGNAL_KERNEL_BASE64,
  SIGNAL_KERNEL_SOURCE_SHA256,
} from "../../lib/signal/kernel_bytes.ts";
import { KERNEL_BASE64, KERNEL_SOURCE_SHA256 } from "../../lib/hmm/kernel/kernel_bytes.ts";
import {
  SINC_KERNEL_BASE64,
  SINC_KERNEL_SOURCE_SHA256,
} from "../../lib/pitch/sinc_kernel_bytes.ts";

const KERNELS = [
  ["hmm/kernel/kernel.as", KERNEL_SOURCE_SHA256, KERNEL_BASE64],
  ["audio/resample_kernel.as", RESAMPLE_KERNEL_SOURCE_SHA256, RESAMPLE_KERNEL_BASE64],
  ["signal/kernel.as", SIGNAL_KERNEL_SOURCE_SHA256, SIGNAL_KERNEL_BASE64],
  ["pitch/sinc_kernel.as", SINC_KERNEL_SOURCE_SHA256, SINC_KERNEL_BASE64],
];

for (const [path, sourceHash, bytes] of KERNELS) {
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

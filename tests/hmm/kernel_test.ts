/** The compiled kernel belongs to its source. CI compiles it anew with `build_kernel.ts --check`. */

import { assertEquals, assertLess } from "@std/assert";
import { KERNEL_BASE64, KERNEL_SOURCE_SHA256 } from "../../lib/hmm/kernel/kernel_bytes.ts";

Deno.test("kernel_bytes.ts was made from kernel.as as it stands", async () => {
  const source = await Deno.readFile(new URL("../../lib/hmm/kernel/kernel.as", import.meta.url));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", source));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  assertEquals(KERNEL_SOURCE_SHA256, hex, "run `deno run -A tests/hmm/build_kernel.ts`");
});

Deno.test("the kernel is small enough to be compiled at once in a browser page", () => {
  // The tightest limit a browser has had for compiling without a promise is 4 KB.
  assertLess(atob(KERNEL_BASE64).length, 4096);
});

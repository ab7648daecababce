/**
 * Compiles `kernel.as` into `kernel_bytes.ts`. For whoever changes the kernel; nothing imports it.
 *
 *     deno run -A tests/hmm/build_kernel.ts           writes kernel_bytes.ts
 *     deno run -A tests/hmm/build_kernel.ts --check   fails if it is not what the source compiles to
 *
 * @module
 */

/** The compiler; not in the import map, since only this script needs its 100 MB. */
const COMPILER = "npm:assemblyscript@0.28.20/asc";

const here = (name: string) => new URL(`../../lib/hmm/kernel/${name}`, import.meta.url);
const source = await Deno.readTextFile(here("kernel.as"));

const compiler = await import(COMPILER);
let binary: Uint8Array = new Uint8Array();
const { error, stderr } = await compiler.main([
  "kernel.ts",
  "--outFile=kernel.wasm",
  "-O3",
  "--converge",
  "--runtime=stub",
  "--noAssert",
  "--enable=simd",
  "--zeroFilledMemory",
  "--initialMemory=1",
], {
  readFile: (name: string) => name === "kernel.ts" ? source : null,
  writeFile: (_name: string, content: Uint8Array) => void (binary = content),
  listFiles: () => [],
});
if (error) {
  console.error(String(stderr));
  throw error;
}

const digest = new Uint8Array(
  await crypto.subtle.digest("SHA-256", new TextEncoder().encode(source)),
);
const lines = btoa(String.fromCharCode(...binary)).match(/.{1,94}/g)!;
const text =
  `// Made from kernel.as by tests/hmm/build_kernel.ts. Do not edit: ${binary.length} bytes of WebAssembly.
// deno-fmt-ignore-file

/** SHA-256 of the source, so that a test without the compiler sees when it has changed. */
export const KERNEL_SOURCE_SHA256: string =
  "${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}";

/** The compiled kernel, base64. */
export const KERNEL_BASE64: string =
${lines.map((line) => `  "${line}"`).join(" +\n")};
`;

if (Deno.args.includes("--check")) {
  if (await Deno.readTextFile(here("kernel_bytes.ts")) !== text) {
    console.error(
      "kernel_bytes.ts is not what kernel.as compiles to: run tests/hmm/build_kernel.ts",
    );
    Deno.exit(1);
  }
} else {
  await Deno.writeTextFile(here("kernel_bytes.ts"), text);
  console.log(`kernel_bytes.ts: ${binary.length} bytes`);
}

/**
 * Compiles the kernels (`.as`) into their bytes (`.json`). For whoever changes one; nothing imports it.
 *
 *     deno run -A tests/hmm/build_kernel.ts           writes the bytes
 *     deno run -A tests/hmm/build_kernel.ts --check   fails if they are not what the sources compile to
 *
 * @module
 */

/** The compiler; not in the import map, since only this script needs its 100 MB. */
const COMPILER = "npm:assemblyscript@0.28.20/asc";

/** Source and bytes. */
const KERNELS = [
  ["hmm/kernel/kernel.as", "hmm/kernel/kernel.json"],
  ["audio/resample_kernel.as", "audio/resample_kernel.json"],
  ["pitch/sinc_kernel.as", "pitch/sinc_kernel.json"],
  ["signal/kernel.as", "signal/kernel.json"],
];

const compiler = await import(COMPILER);

async function compile(source: string): Promise<Uint8Array> {
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
  return binary;
}

for (const [sourcePath, bytesPath] of KERNELS) {
  const here = (path: string) => new URL(`../../lib/${path}`, import.meta.url);
  const source = await Deno.readTextFile(here(sourcePath)), binary = await compile(source);
  const digest = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(source)),
  );
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  // The hash lets a test without the compiler see when the source has changed.
  const file = { source: hash, bytes: btoa(String.fromCharCode(...binary)) };
  const text = JSON.stringify(file, null, 2) + "\n";
  if (!Deno.args.includes("--check")) {
    await Deno.writeTextFile(here(bytesPath), text);
    console.log(`${bytesPath}: ${binary.length} bytes`);
  } else if (await Deno.readTextFile(here(bytesPath)) !== text) {
    console.error(
      `${bytesPath} is not what ${sourcePath} compiles to: run tests/hmm/build_kernel.ts`,
    );
    Deno.exit(1);
  }
}

import { fromFileUrl, join } from "@std/path";
import { RaagkitError } from "../errors.ts";
import { codeUrl } from "./places.ts";

/**
 * A program of the kit with all that it imports, as one classic script for browsers.
 *
 * @throws {RaagkitError} If it cannot be made.
 */
export async function browserScript(entry: string): Promise<string> {
  // A package brings its scripts with it.
  if (import.meta.url.endsWith(".js")) return await Deno.readTextFile(codeUrl(readyScript(entry)));
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "bundle.js"), root = codeUrl("./");
    const isHere = root.protocol === "file:";
    const bundle = new Deno.Command(Deno.execPath(), {
      args: [
        ..."bundle --quiet --platform browser --format iife --minify".split(" "),
        ...(isHere ? [] : [`--allow-import=${root.host}`]),
        ...["--output", file, codeUrl(entry).href],
      ],
      // There it finds the import map of a clone.
      cwd: isHere ? fromFileUrl(root) : undefined,
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    });
    let { code, stderr } = await bundle.output();
    if (code !== 0) {
      // Deno fetches its bundler at the first use; two processes that do so at once get in each
      // other's way.
      await new Promise((resolve) => setTimeout(resolve, 2000));
      ({ code, stderr } = await bundle.output());
    }
    if (code !== 0) {
      const reason = new TextDecoder().decode(stderr).trim();
      throw new RaagkitError(`Cannot bundle ${entry}: ${reason}`);
    }
    // wav-decoder and its kind still ask for Node's name of the global object.
    return "var global = globalThis;" + await Deno.readTextFile(file);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Where a package keeps the script of a module. */
export function readyScript(entry: string): string {
  return entry.replace(/\.ts$/, ".bundle.js");
}

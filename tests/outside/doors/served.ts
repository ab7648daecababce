/**
 * The kit on a web server, as a registry for Deno serves it: the sources, with the names of packages
 * in imports replaced by what the import map says they are.
 *
 * @module
 */

import project from "../../../deno.json" with { type: "json" };
import { ROOT } from "../../robustness/process.ts";

/** Serves the kit's sources until it is disposed. */
export function serveKit(): { url: string } & AsyncDisposable {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
    },
  };
}

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  try {
    const text = await Deno.readTextFile(`${ROOT}${path.slice(1)}`);
    const type = path.endsWith(".ts") ? "text/typescript" : "text/plain";
    return new Response(path.endsWith(".ts") ? withPackages(text) : text, {
      headers: { "content-type": path.endsWith(".json") ? "application/json" : type },
    });
  } catch {
    return new Response(`${path} is not there`, { status: 404 });
  }
}

/** A registry rewrites imports and nothing else: not `import.meta.resolve`, not addresses. */
function withPackages(text: string): string {
  return text.replace(
    /((?:\bfrom|\bimport|\bimport\()\s*)"([^".][^"]*)"/g,
    (whole, call, name) => {
      const alias = Object.keys(project.imports)
        .find((one) => name === one || name.startsWith(`${one}/`));
      const target = alias && project.imports[alias as keyof typeof project.imports];
      return target?.startsWith("npm:") ? `${call}"${target}${name.slice(alias!.length)}"` : whole;
    },
  );
}

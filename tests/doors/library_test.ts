/** The kit as a library in another folder, by each of the ways to get it. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { ended } from "../cli/task.ts";
import { ROOT } from "../robustness/process.ts";
import { NAMES, PRINTED, PROGRAM } from "./program.ts";
import { serveKit } from "./served.ts";

/** Runs the program in a folder of its own, which holds the files that are given. */
async function runElsewhere(
  from: string,
  files: Record<string, unknown> = {},
): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "raagkit_elsewhere_" });
  try {
    for (const [name, content] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), JSON.stringify(content));
    }
    await Deno.writeTextFile(
      join(folder, "program.ts"),
      `import { ${NAMES} } from "${from}";\n${PROGRAM}`,
    );
    const { out, err } = await ended(
      new Deno.Command(Deno.execPath(), {
        args: ["run", "--allow-all", "--no-lock", "program.ts"],
        cwd: folder,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        env: { NO_COLOR: "1" },
      }),
    );
    assertEquals(out, PRINTED, err);
    return err;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a program elsewhere imports the kit from a server", async () => {
  await using kit = serveKit();
  await runElsewhere(`${kit.url}/mod.ts`);
});

Deno.test("a program elsewhere links a clone of the kit", async () => {
  await runElsewhere("@raagkit/raagkit", {
    "deno.json": { links: [ROOT], imports: { "@raagkit/raagkit": "jsr:@raagkit/raagkit@0.1" } },
  });
});

Deno.test("a program elsewhere names a clone of the kit in its import map", async () => {
  await runElsewhere("raagkit", { "deno.json": { imports: { raagkit: `${ROOT}mod.ts` } } });
});

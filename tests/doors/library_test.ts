/** The kit as a library in another folder, by each of the ways to get it. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { ended } from "../cli/task.ts";
import { ROOT } from "../robustness/process.ts";
import { imports, PRINTED, PROGRAM } from "./program.ts";
import { serveKit } from "./served.ts";
import project from "../../deno.json" with { type: "json" };

type Door = keyof typeof project.exports;

/** Runs the program in a folder of its own, which holds the files that are given. */
async function runElsewhere(
  door: (name: string) => string,
  files: Record<string, unknown> = {},
): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "raagkit_elsewhere_" });
  try {
    for (const [name, content] of Object.entries(files)) {
      await Deno.writeTextFile(join(folder, name), JSON.stringify(content));
    }
    await Deno.writeTextFile(
      join(folder, "program.ts"),
      imports(door) + PROGRAM,
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
  await runElsewhere((door) => new URL(project.exports[door as Door], kit.url).href);
});

Deno.test("a program elsewhere links a clone of the kit", async () => {
  await runElsewhere((door) => `@raagkit/raagkit${door.slice(1)}`, {
    "deno.json": { links: [ROOT], imports: { "@raagkit/raagkit": "jsr:@raagkit/raagkit@0.1" } },
  });
});

Deno.test("a program elsewhere names a clone of the kit in its import map", async () => {
  const doors = Object.entries(project.exports)
    .map(([door, path]) => [`raagkit${door.slice(1)}`, `${ROOT}${path}`]);
  await runElsewhere((door) => `raagkit${door.slice(1)}`, {
    "deno.json": { imports: Object.fromEntries(doors) },
  });
});

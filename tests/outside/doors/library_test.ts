/** The kit as a library in another folder, by each of the ways to get it. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import project from "../../../deno.json" with { type: "json" };
import { executeNotebook } from "../../../lib/cli/notebooks_execute.ts";
import { ended } from "../../cli/task.ts";
import { ROOT } from "../../robustness/process.ts";
import { imports, PRINTED, PROGRAM } from "./program.ts";
import { serveKit } from "./served.ts";
import { which } from "../../doors/which.ts";

type Door = keyof typeof project.exports;

/**
 * Runs the program in a folder of its own, as a file and as a notebook.
 *
 * @param door What the folder calls a door of the kit.
 * @param config Its deno.json.
 */
async function runElsewhere(
  door: (name: string) => string,
  config: Record<string, unknown>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "raagkit_elsewhere_" });
  const path = (name: string) => join(folder, name);
  const source = imports(door) + PROGRAM;
  try {
    await Deno.writeTextFile(path("deno.json"), JSON.stringify(config));
    await Deno.writeTextFile(path("program.ts"), source);
    await Deno.writeTextFile(path("program.ipynb"), notebookOf(source + SHOW));

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

    if (await which("jupyter-nbconvert") === undefined) return;
    const executed = await executeNotebook(path("program.ipynb"));
    assertStringIncludes(executed, JSON.stringify(PRINTED));
    assertStringIncludes(executed, "application/vnd.plotly.v1+json");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a notebook does besides: it shows the figure. */
const SHOW = "await show(figure);\n";

/** A notebook of one cell. */
function notebookOf(source: string): string {
  return JSON.stringify({
    cells: [{ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source }],
    metadata: { kernelspec: { display_name: "Deno", language: "typescript", name: "deno" } },
    nbformat: 4,
    nbformat_minor: 4,
  });
}

Deno.test("a program and a notebook elsewhere import the kit from a server", async () => {
  await using kit = serveKit();
  await runElsewhere((door) => new URL(project.exports[door as Door], kit.url).href, {});
});

Deno.test("a program and a notebook elsewhere link a clone of the kit", async () => {
  await runElsewhere((door) => `@raagkit/raagkit${door.slice(1)}`, {
    links: [ROOT],
    imports: { "@raagkit/raagkit": "jsr:@raagkit/raagkit@0.1" },
  });
});

Deno.test("a program and a notebook elsewhere name a clone of the kit in imports", async () => {
  const doors = Object.entries(project.exports)
    .map(([door, path]) => [`raagkit${door.slice(1)}`, `${ROOT}${path}`]);
  await runElsewhere((door) => `raagkit${door.slice(1)}`, { imports: Object.fromEntries(doors) });
});

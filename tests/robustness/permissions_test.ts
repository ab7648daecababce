/** The tasks run with the least permissions that work, and none of them may use the network. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { encodeWav } from "../../lib/audio/mod.ts";
import { readTasks, ROOT } from "./process.ts";
import { withFolder } from "./tiny_data.ts";

/** What a task may ask for beside reading, and why. */
const ALLOWED: Record<string, string[]> = {
  // Commands for people: files, and the folder in which the command was typed.
  default: ["--allow-read", "--allow-write", "--allow-env=INIT_CWD"],
  // These start Deno itself, or Jupyter.
  test: ["--allow-read", "--allow-run", "--allow-env=INIT_CWD"],
  check: ["--allow-read", "--allow-run", "--allow-env=INIT_CWD"],
  // Figures are drawn in jsdom, which looks into the environment.
  experiment: ["--allow-read", "--allow-write", "--allow-env"],
  classify: ["--allow-read", "--allow-write", "--allow-env"],
  // The page is bundled by Deno itself.
  page: ["--allow-read", "--allow-write", "--allow-run", "--allow-env=INIT_CWD"],
  notebooks: ["--allow-read", "--allow-write", "--allow-run", "--allow-env"],
  // esbuild, which writes the package, and Deno, which tries mutants, are programs of their own.
  pack: ["--allow-read", "--allow-write", "--allow-run", "--allow-env"],
  mutants: ["--allow-read", "--allow-write", "--allow-run", "--allow-env=INIT_CWD"],
  faults: ["--allow-read", "--allow-write", "--allow-run", "--allow-env=INIT_CWD"],
};

for (const [name, { command, description }] of Object.entries(readTasks())) {
  Deno.test(`deno task ${name} asks for no more than it needs`, () => {
    const words = command.split(" ");
    assertEquals(words.slice(0, 3), ["deno", "run", "--no-prompt"], "asks nobody at run time");
    const flags = words.filter((word) => /^-/.test(word) && word !== "--no-prompt");
    const allowed = ALLOWED[name] ?? ALLOWED.default;
    assertEquals(flags.filter((flag) => !allowed.includes(flag)), []);
    assert(!flags.some((flag) => /^(-A|--allow-(all|net|ffi|sys|import))/.test(flag)));
    assert(description.length > 10);
  });
}

Deno.test("without the permission to write, a command says so and nothing is asked", () =>
  withFolder(async (folder) => {
    const clip = join(folder, "a.wav"), out = join(folder, "a.csv");
    await Deno.writeFile(clip, encodeWav(new Float32Array(22_050), 22_050));
    const words = readTasks().extract.command.split(" ").slice(1)
      .map((word) => word === "--allow-write" ? `--allow-write=${folder}/elsewhere` : word);
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...words, clip, "--out", out],
      cwd: ROOT,
      stdin: "null",
    }).output();
    const text = new TextDecoder().decode(stderr);
    assertEquals(code, 1, text);
    assertStringIncludes(text, "--allow-write");
    assert(!/\n\s+at /.test(text), `no stack trace: ${text}`);
  }));

Deno.test("no source of the kit runs text as code, but Plotly's own in a page of its own", async () => {
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = join(folder, name);
      if (isDirectory) await walk(path);
      else if (name.endsWith(".ts")) {
        const code = (await Deno.readTextFile(path))
          .replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
        // `window.eval` of jsdom is its own: that is how Plotly gets into the page.
        if (/(?<![.\w])eval\(|new Function\(|importScripts\(|Deno\.dlopen/.test(code)) {
          found.push(path);
        }
      }
    }
  };
  await walk(join(ROOT, "lib"));
  assertEquals(found, []);
});

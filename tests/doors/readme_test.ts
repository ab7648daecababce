/** What the README says to type is typed here, in a folder of a reader's own. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { ended, withCache } from "../cli/task.ts";
import { type Ended, ROOT } from "../robustness/process.ts";

const readme = await Deno.readTextFile(`${ROOT}README.md`);

/** The blocks of one language, as they stand there. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp("```" + language + "[^\\n]*\\n(.*?)```", "gs"))]
    .map(([, text]) => text);
}

/** The command lines, without their remarks. */
const commands = blocks("sh").flatMap((text) =>
  text.split("\n").map((line) => line.replace(/\s+#.*/, "")).filter(Boolean)
);

/** Commands that something else runs: what it is. */
const ELSEWHERE: Record<string, string> = {
  "npx -y deno@2.9.6 task train": ".ci/run",
  "npx -y deno@2.9.6 task test": ".ci/run",
  "deno task -q pack": "npm_test.ts",
  "npx -y ./raagkit-0.1.0.tgz classify song.mp3": "npm_test.ts",
  "deno jupyter --install": "the tests of notebooks, which install the kernel in their own home",
  "jupyter notebook notebooks": "the tests of notebooks in a front end",
};

Deno.test("the README is one page", () => {
  const lines = readme.trimEnd().split("\n");
  assert(lines.length <= 150, `${lines.length} lines`);
  assertEquals(lines.filter((line) => line.length > 100), []);
});

Deno.test("the README's commands and program do what it says", async (t) => {
  const root = await Deno.makeTempDir({ prefix: "raagkit_readme_" });
  const folder = join(root, "work"), bin = join(root, "bin");
  await Deno.mkdir(folder);
  const env = await withCache(join(root, "cache"));
  const run = (program: string, args: string[], cwd = folder): Promise<Ended> =>
    ended(
      new Deno.Command(program, {
        args,
        cwd,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        env: {
          ...env,
          DENO_INSTALL_ROOT: root,
          // npm sets it for what it runs, such as these tests.
          INIT_CWD: cwd,
        },
      }),
    );
  /** A line as it is typed in the reader's folder; the tasks are the clone's. */
  const type = (line: string): Promise<Ended> => {
    const [, ...words] = line.split(" ");
    const [verb, ...rest] = words;
    return verb === "task"
      ? run(Deno.execPath(), ["task", "--config", `${ROOT}deno.json`, ...rest])
      : run(Deno.execPath(), words, ROOT);
  };

  try {
    const synth = ["--raags", "Desh,Yaman", "--train", "2", "--test", "0", "--seconds", "12"];
    const made = await type(`deno task -q synth --out made ${synth.join(" ")}`);
    assertEquals(made.code, 0, made.err);
    for (const name of ["desh", "yaman"]) {
      const raag = join(folder, "my_recordings", name === "desh" ? "Desh" : "Yaman");
      await Deno.mkdir(raag, { recursive: true });
      for (const take of ["01", "02"]) {
        await Deno.copyFile(
          join(folder, `made/train/${name}_${take}.wav`),
          join(raag, `${name}_${take}.wav`),
        );
      }
    }
    // Formats are told apart by their content.
    await Deno.copyFile(join(folder, "made/train/yaman_02.wav"), join(folder, "song.mp3"));

    for (const line of commands.filter((line) => !(line in ELSEWHERE))) {
      await t.step(line, async () => {
        const { code, err } = await type(line);
        assertEquals(code, 0, err);
      });
    }

    await t.step("raagkit, which was installed, runs in any folder", async () => {
      const { code, out } = await run(join(bin, "raagkit"), ["--version"]);
      assertEquals(code, 0);
      assertMatch(out, /^\d+\.\d+\.\d+\n$/);
    });

    await t.step("the program", async () => {
      const [config] = blocks("json"), [program] = blocks("ts");
      await Deno.writeTextFile(
        join(folder, "deno.json"),
        config.replace("path/to/raagkit", ROOT.replace(/\/$/, "")),
      );
      await Deno.writeTextFile(join(folder, "program.ts"), program);
      const ran = await run(Deno.execPath(), ["run", "--allow-all", "--no-lock", "program.ts"]);
      assertEquals(ran.code, 0, ran.err);
      assertMatch(ran.out, /Yaman/);
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("what runs the README's other commands has no command too many", () => {
  assertEquals(Object.keys(ELSEWHERE).filter((line) => !commands.includes(line)), []);
});

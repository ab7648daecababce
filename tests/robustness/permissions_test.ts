/** The tasks run with the least permissions that work, and none of them may use the network. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { encodeWav } from "../../lib/audio/mod.ts";
import { readTasks, ROOT } from "./process.ts";
import { withFolder } from "./tiny_data.ts";

/** Reading, and the folder in which the command was typed: what every task needs. */
const READS = ["--allow-read", "--allow-env=INIT_CWD"];

/** What a task may ask for beside that, and why. */
const NEEDS: Record<string, string[]> = {
  // Says where Sa is, and keeps nothing.
  tonic: [],
  // It starts Deno itself, which does the writing.
  test: ["--allow-run"],
  // Figures are drawn in jsdom, which looks into the environment.
  experiment: ["--allow-write", "--allow-env"],
  classify: ["--allow-write", "--allow-env"],
  // The page is bundled by Deno itself.
  page: ["--allow-write", "--allow-run"],
  // esbuild is a program of its own, and looks into the environment for where it lies.
  pack: ["--allow-write", "--allow-run", "--allow-env"],
  // Jupyter is started with the user's own environment.
  notebooks: ["--allow-write", "--allow-run", "--allow-env"],
  // These start the commands, and the tests, that they try.
  faults: ["--allow-write", "--allow-run"],
  mutants: ["--allow-write", "--allow-run"],
};

/** The permissions of a task: the whole environment has the one variable within. */
function needsOf(name: string): string[] {
  const needs = [...READS, ...NEEDS[name] ?? ["--allow-write"]];
  return needs.filter((flag) => flag !== READS[1] || !needs.includes("--allow-env"));
}

for (const [name, { command, description }] of Object.entries(readTasks())) {
  Deno.test(`deno task ${name} asks for what it needs, and for no code from the network`, () => {
    const words = command.split(" ");
    assertEquals(words.slice(0, 4), ["deno", "run", "--no-prompt", "--no-remote"]);
    assertEquals(words.slice(4, -1).sort(), needsOf(name).sort());
    assert(description.length > 10);
  });
}

/** A small job for each command, in an order in which one makes what the next reads. */
const JOBS: [task: string, args: string[]][] = [
  ["synth", "--out data --raags Yaman,Desh --train 2 --test 1 --seconds 4".split(" ")],
  ["train", "--data data --models models --cache cache --jobs 1".split(" ")],
  ["classify", "data/test/yaman_03.wav --models models --no-cache --out page.html".split(" ")],
  ["evaluate", "--data data --models models --no-cache --jobs 1 --out results".split(" ")],
  [
    "crossval",
    "--data data --folds 2 --families pcd-knn --jobs 1 --cache cache --out cv.json".split(" "),
  ],
  ["compare", "--data data --families pcd-knn --jobs 1 --cache cache --out c.json".split(" ")],
  ["models", "export Yaman --models models --format hmmlearn-npz --out y.npz".split(" ")],
  ["extract", "data/test/yaman_03.wav --out track.csv".split(" ")],
  ["tonic", ["data/test/yaman_03.wav"]],
  ["init", "--data bare --jobs 1 --no-cache".split(" ")],
  ["validate", "--data data --deep --jobs 1 --cache new_cache".split(" ")],
  ["experiment", "small.json --jobs 1 --cache cache --out results#".split(" ")],
  ["page", ["--out", "kit.html"]],
  ["pack", ["--out", "."]],
  ["test", ["tests/random_test.ts"]],
];

/** Runs a task in a folder, without a permission where one is named. */
async function runTask(name: string, args: string[], folder: string, without?: string) {
  const words = readTasks()[name].command.split(" ").slice(1);
  // Less than the whole environment is the one variable.
  const instead = without === "--allow-env" ? READS[1] : undefined;
  const kept = words.flatMap((word) => word === without ? instead ?? [] : word);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    // A run that fails late leaves its results behind: each trial has a folder of its own.
    args: [...kept, ...args.map((arg) => arg.replace("#", without ?? "_all"))],
    cwd: ROOT,
    stdin: "null",
    env: { INIT_CWD: folder, NO_COLOR: "1" },
  }).output();
  return {
    code,
    text: [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n"),
  };
}

Deno.test("each command works with what it claims, and not with less", (t) =>
  withFolder(async (folder) => {
    await Deno.mkdir(join(folder, "bare", "Yaman"), { recursive: true });
    await Deno.writeFile(
      join(folder, "bare", "Yaman", "a.wav"),
      encodeWav(new Float32Array(44_100).map((_, i) => Math.sin(i / 16) / 2), 22_050),
    );
    const experiment = {
      name: "small",
      title: "Small",
      data: "data",
      families: ["pcd-knn"],
      folds: 2,
      seeds: [1],
    };
    await Deno.writeTextFile(join(folder, "small.json"), JSON.stringify(experiment));
    for (const [name, args] of JOBS) {
      await t.step(name, async () => {
        for (const flag of needsOf(name)) {
          const { code, text } = await runTask(name, args, folder, flag);
          // `validate` only keeps no pitch tracks then, and says so.
          assert(code !== 0 || text.includes(flag), `${name} works without ${flag}`);
        }
        const { code, text } = await runTask(name, args, folder);
        assertEquals(code, 0, text);
      });
    }
  }));

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

/** The commands as a person types them: real processes, real sound, right and wrong use. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { Command } from "commander";
import { type Ended, readTasks } from "../robustness/process.ts";
import { ended, task } from "./task.ts";

const folder = await Deno.makeTempDir({ prefix: "raagkit_cli_" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const data = join(folder, "data"), models = join(folder, "models");
const cache = ["--cache", join(folder, "cache")];
/** Without other threads, which take longer to start than such small work does. */
const alone = ["--jobs", "1", ...cache];

const run = (name: string, ...args: string[]) => ended(task(name, args));

/** One clear message, the kit's own: no stack, no half a result. */
function assertRefused(ran: Ended, code: number, ...words: string[]): void {
  assertEquals(ran.code, code, ran.err);
  for (const word of words) assertStringIncludes(ran.err, word);
  assert(!/\n\s+at /.test(ran.err), `no stack trace: ${ran.err}`);
  assertEquals(ran.out, "");
}

Deno.test("synth, train, classify, evaluate, extract, tonic, validate: the whole way", async (t) => {
  await t.step("synth makes a data set", async () => {
    const { code, out, err } = await run(
      "synth",
      ...["--out", data, "--raags", "Yaman,Darbari"],
      ...["--train", "2", "--test", "1", "--seconds", "12"],
    );
    assertEquals([code, out.trim()], [0, `6 recordings of 2 raags in ${data}`], err);
  });

  await t.step("train learns from it and says how it went", async () => {
    const ran = await run("train", "--data", data, "--models", models, "--json", ...alone);
    assertEquals(ran.code, 0, ran.err);
    const result = JSON.parse(ran.out);
    assertEquals(result.recordings, 4);
    assertEquals(result.raags.map(({ raag }: { raag: string }) => raag), ["Darbari", "Yaman"]);
    assertEquals([result.test.recordings, result.test.accuracy], [2, 1]);
    assertEquals(result.family, { family: "hmm" });
    assertEquals(result.skipped, []);
  });

  await t.step("train prints a table for people", async () => {
    const ran = await run("train", "--data", data, "--models", models, "--jobs", "2", ...cache);
    assertEquals(ran.code, 0, ran.err);
    assertMatch(ran.out, /^raag +recordings +sources +minutes +status/);
    assertStringIncludes(ran.out, "test accuracy 1.000 (2 of 2)");
  });

  const clip = join(data, "test", "yaman_03.wav");

  await t.step("classify gives raag, ranking and tonic", async () => {
    const ran = await run("classify", clip, "--models", models, "--json", ...cache);
    assertEquals(ran.code, 0, ran.err);
    const [answer] = JSON.parse(ran.out);
    assertEquals([answer.raag, answer.tonic_source], ["Yaman", "metadata"]);
    assertEquals(answer.ranking.length, 2);
    const total = answer.ranking.reduce(
      (sum: number, { probability }: { probability: number }) => sum + probability,
      0,
    );
    assert(Math.abs(total - 1) < 1e-12, "probabilities of all raags sum to 1 but for rounding");
  });

  await t.step(
    "classify names the file that it cannot read, and answers for the others",
    async () => {
      const bad = join(folder, "bad.wav");
      await Deno.writeTextFile(bad, "not sound");
      const ran = await run("classify", bad, clip, "--models", models, "--json", ...cache);
      assertEquals(ran.code, 1);
      assertStringIncludes(ran.err, "bad.wav");
      assertEquals(JSON.parse(ran.out).length, 1);
    },
  );

  await t.step("evaluate writes its three files", async () => {
    const out = join(folder, "evaluation");
    const ran = await run("evaluate", "--data", data, "--models", models, "--out", out, ...alone);
    assertEquals(ran.code, 0, ran.err);
    assertMatch(ran.out, /^accuracy 1\.000 \(2 of 2/);
    const results = JSON.parse(await Deno.readTextFile(join(out, "evaluation_results.json")));
    assertEquals([results.accuracy, results.confusion.matrix], [1, [[1, 0], [0, 1]]]);
    assertEquals(
      await Deno.readTextFile(join(out, "confusion_matrix.csv")),
      "truth \\ predicted,Darbari,Yaman\nDarbari,1,0\nYaman,0,1\n",
    );
    const report = await Deno.readTextFile(join(out, "classification_report.csv"));
    assertEquals(report.split("\n")[0], "raag,precision,recall,f1,support");
  });

  await t.step("extract prints a pitch track", async () => {
    const { code, out, err } = await run("extract", clip);
    assertEquals(code, 0, err);
    const lines = out.trim().split("\n");
    assertEquals(lines[0], "time_s,f0_hz,voicing");
    assert(lines.length > 1000, "12 s, less a tenth, at 100 frames a second");
  });

  await t.step("tonic finds the Sa that was sung", async () => {
    const ran = await run("tonic", clip, "--json");
    assertEquals(ran.code, 0, ran.err);
    const [{ tonic_hz, candidates }] = JSON.parse(ran.out);
    const truth = JSON.parse(await Deno.readTextFile(join(data, "test", "yaman_03.json")));
    const cents = 1200 * Math.log2(tonic_hz / truth.tonic_hz);
    const folded = cents - 1200 * Math.round(cents / 1200);
    assert(Math.abs(folded) < 50, `${tonic_hz} Hz for ${truth.tonic_hz} Hz`);
    assert(candidates.length > 1);
  });

  await t.step("validate finds nothing wrong", async () => {
    const { out } = await run("validate", "--data", data);
    assertStringIncludes(out, "6 recordings of 2 raags: Darbari 3, Yaman 3\n");
    assertMatch(out, /\nno problems\n$/);
    assertEquals((await run("validate", "--models", models)).out, "no problems\n");
  });

  await t.step("train leaves out what it cannot read, says so, and exits 1", async () => {
    const broken = join(folder, "broken");
    await Deno.mkdir(join(broken, "train"), { recursive: true });
    for await (const { name } of Deno.readDir(join(data, "train"))) {
      await Deno.copyFile(join(data, "train", name), join(broken, "train", name));
    }
    await Deno.writeTextFile(join(broken, "train", "yaman_01.wav"), "not sound");
    await Deno.writeTextFile(join(broken, "train", "lost.wav"), "no metadata");
    const args = ["--data", broken, "--models", join(folder, "partial"), ...alone];
    const ran = await run("train", ...args);
    assertEquals(ran.code, 1);
    assertStringIncludes(ran.err, "yaman_01.wav");
    assertStringIncludes(ran.err, "lost.wav");
    assertStringIncludes(ran.out, "2 models (hmm) from 3 recordings");
    assertEquals((await run("train", ...args, "--keep-going")).code, 0);
  });

  await t.step("evaluate and compare name what they left out as well", async () => {
    const broken = ["--data", join(folder, "broken"), "--split", "train", ...alone];
    for (
      const words of [["evaluate", "--models", models], ["compare", "--models", models, models]]
    ) {
      const [task, ...args] = words;
      const ran = await run(task, ...args, ...broken);
      assertEquals(ran.code, 1, task);
      assertStringIncludes(ran.err, "lost.wav");
      assertStringIncludes(ran.err, "yaman_01.wav");
    }
  });
});

Deno.test("wrong use gets one message and a code", async (t) => {
  const empty = join(folder, "empty");
  await Deno.mkdir(empty);
  const nowhere = join(folder, "nowhere");
  const wrongMetadata = join(folder, "wrong_metadata");
  await Deno.mkdir(join(wrongMetadata, "train"), { recursive: true });
  await Deno.writeTextFile(join(wrongMetadata, "train", "a.pitch"), "0.00 220\n0.01 221\n");
  await Deno.writeTextFile(
    join(wrongMetadata, "train", "a.json"),
    JSON.stringify({ recording_id: "a", tonic_hz: 0 }),
  );
  const cases: [string, number, string[], string[]][] = [
    ["unknown option", 2, ["train", "--stats", "5"], ["--stats", "--states"]],
    ["number that is none", 2, ["train", "--states", "many"], ["--states", "whole number"]],
    ["missing folder", 1, ["train", "--data", nowhere, "--models", empty], ["nowhere"]],
    ["folder without recordings", 1, ["train", "--data", empty, "--models", empty], ["empty"]],
    ["metadata without raag, tonic 0", 1, ["train", "--data", wrongMetadata, "--models", empty], [
      "raag",
      "tonic_hz",
    ]],
    ["models folder empty", 1, ["classify", "x.wav", "--models", empty], ["empty"]],
    ["models folder missing", 1, ["classify", "x.wav", "--models", nowhere], ["nowhere"]],
    ["no file", 2, ["classify"], ["file"]],
    ["tonic out of range", 2, ["classify", "x.wav", "--tonic", "0"], ["--tonic"]],
    ["no such method", 2, ["extract", "x.wav", "--method", "guess"], ["auto, praat, pyin, yin"]],
    ["missing file", 1, ["extract", join(folder, "gone.wav")], ["gone.wav"]],
    ["nothing to validate", 2, ["validate"], ["--data"]],
    ["unknown raag", 2, ["synth", "--raags", "Rock", "--out", join(folder, "rock")], ["Rock"]],
  ];
  for (const [name, code, [task, ...args], words] of cases) {
    await t.step(name, async () => assertRefused(await run(task, ...args), code, ...words));
  }
  await t.step("nothing half-written remains", () => {
    assertEquals([...Deno.readDirSync(empty)], []);
  });
  await t.step("a models folder that is a file", async () => {
    const file = join(folder, "a_file");
    await Deno.writeTextFile(file, "mine");
    assertRefused(await run("train", "--data", data, "--models", file, ...cache), 1, "a_file");
    assertEquals(await Deno.readTextFile(file), "mine");
  });
});

Deno.test("every task explains itself within 80 columns", async () => {
  const tasks = readTasks();
  // Those of the tests hand no command out: they are asked as they are typed.
  const typed = ["bench", "faults", "fuzz", "mutants", "train"];
  for (const task of typed) assertExplained(task, await run(task, "--help"));
  for (const task of Object.keys(tasks).filter((name) => !typed.includes(name))) {
    const file = tasks[task].command.split(" ").at(-1)!;
    const { command } = await import(`../../${file}`);
    let out = "";
    (command as Command).configureOutput({ writeOut: (text) => out += text }).outputHelp();
    assertExplained(task, { code: 0, out, err: "" });
  }
});

function assertExplained(task: string, { code, out, err }: Ended): void {
  assertEquals(code, 0, `${task}: ${err}`);
  assertStringIncludes(out, `Usage: deno task ${task}`);
  assertStringIncludes(out, "Exit codes");
  const widest = Math.max(...out.split("\n").map((line) => line.length));
  assert(widest <= 80, `${task} --help fits 80 columns: ${widest}`);
}

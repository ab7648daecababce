/** Long runs that are interrupted, strict, or logged: real signals to real processes. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { run, start } from "./process.ts";
import { makeTinyData, TINY_RAAGS } from "./tiny_data.ts";

const folder = await Deno.makeTempDir({ prefix: "raagkit_signals_" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const data = join(folder, "data");
await makeTinyData(data);

/** Resolves once the log says that a recording is at work. */
async function atWork(log: string): Promise<void> {
  for (let i = 0; i < 2000; i++) {
    if ((await Deno.readTextFile(log).catch(() => "")).includes("analysing")) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("it never began");
}

for (
  const [signal, code, task, args] of [
    ["SIGINT", 130, "train", ["--jobs", "1"]],
    ["SIGTERM", 143, "train", ["--jobs", "2"]],
    ["SIGTERM", 143, "crossval", ["--folds", "3", "--families", "hmm,pcd-knn"]],
  ] as const
) {
  const ignore = Deno.build.os === "windows";
  Deno.test(
    `${task} on ${signal}: exit ${code}, says how to go on, and goes on`,
    { ignore },
    async () => {
      const own = await Deno.makeTempDir({ dir: folder }), log = join(own, "log.txt");
      const models = join(own, "models"), cache = join(own, "cache");
      const words = ["--data", data, "--cache", cache, "--log", log, ...args];
      if (task === "train") words.push("--models", models);
      const running = start(task, words);
      await atWork(log);
      running.kill(signal);
      const { code: ended, err, out } = await running.ended;
      assertEquals([ended, out], [code, ""], err);
      assertStringIncludes(err, `${task} was stopped`);
      assertStringIncludes(err, `kept in ${cache}`);
      assertStringIncludes(err, "the same command goes on from there");
      assert(!/\n\s+at /.test(err), `no stack trace: ${err}`);
      const text = await Deno.readTextFile(log);
      for (const words of [`${task} begins`, `interrupted by ${signal}`, `${task} fails`]) {
        assertStringIncludes(text, words);
      }
      if (task === "train") assertEquals(await new ModelPersistence(models).listModels(), []);
      const again = await run(task, ...words);
      assertEquals(again.code, 0, again.err);
      if (task === "train") {
        assertEquals(await new ModelPersistence(models).listModels(), [...TINY_RAAGS]);
      }
      const lines = (await Deno.readTextFile(log)).trimEnd().split("\n");
      assertMatch(lines.at(-1)!, /^\d{4}-\d\d-\d\dT[\d:.]+Z \w+ ends with exit code 0$/);
    },
  );
}

Deno.test("--strict stops at the first bad recording, --keep-going never", async (t) => {
  const broken = join(folder, "broken"), models = join(folder, "broken_models");
  await makeTinyData(broken);
  await Deno.writeTextFile(join(broken, "train", "yaman_01.wav"), "not sound");
  const cache = join(folder, "broken_cache"), log = join(folder, "broken.log");
  const common = ["--data", broken, "--cache", cache, "--jobs", "1"];
  const families = ["--families", "hmm", "--folds", "2"];

  await t.step("train --strict", async () => {
    const { code, out, err } = await run(
      "train",
      ...common,
      "--models",
      models,
      "--strict",
      "--log",
      log,
    );
    assertEquals([code, out], [1, ""], err);
    assertStringIncludes(err, "stopped at the first recording that cannot be used");
    assertStringIncludes(err, "yaman_01.wav");
    assertEquals(await new ModelPersistence(models).listModels(), []);
    assertStringIncludes(await Deno.readTextFile(log), "left out: ");
  });
  await t.step("crossval --strict", async () => {
    const { code, err } = await run("crossval", ...common, ...families, "--strict");
    assertEquals(code, 1, err);
    assertStringIncludes(err, "yaman_01.wav");
  });
  await t.step("crossval --keep-going", async () => {
    const { code, err } = await run("crossval", ...common, ...families, "--keep-going");
    assertEquals(code, 0, err);
    assertStringIncludes(err, "1 recordings were left out");
  });
  await t.step("both at once are refused", async () => {
    const { code, err } = await run("train", "--strict", "--keep-going");
    assertEquals(code, 2);
    assertStringIncludes(err, "cannot be used with");
  });
  await t.step("a log that cannot be written is told of at once", async () => {
    const { code, err } = await run("train", ...common, "--log", join(folder, "no", "log"));
    assertEquals(code, 1);
    assertStringIncludes(err, "Cannot write the log");
  });
});

/** `deno task models` and `deno task experiment` as they are typed, a kill included. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { compareRuns } from "../../lib/experiment/mod.ts";
import type { RaagModel } from "../../lib/families/mod.ts";
import { DiscreteHmm } from "../../lib/hmm/mod.ts";
import { fromHmmlearnNpz, ModelPersistence } from "../../lib/persistence/mod.ts";
import { makeSmallExperiment } from "../experiment/helpers.ts";
import { makeModel, makeSet } from "../persistence/models.ts";
import { ended, task } from "./task.ts";

const folder = await Deno.makeTempDir({ prefix: "raagkit_models_" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

const run = (name: string, ...args: string[]) => ended(task(name, args, folder));

/** As the tests of the folder make them, with what the commands show. */
function modelOf(raag: string, seed: number): RaagModel {
  const model = makeModel(raag, seed, 3);
  return {
    ...model,
    training: {
      ...model.training,
      groups: 2,
      tonicSources: { metadata: 5, estimated: 1 },
      status: "max-iterations",
      symbols: 900,
      iterations: 17,
      logLikelihood: -1800,
      history: [],
    },
  };
}

Deno.test("models: list, show, compare, export, delete", async (t) => {
  const models = join(folder, "models");
  const saved = [modelOf("Yaman", 1), modelOf("Desh", 2), modelOf("Bihag", 3)];
  await new ModelPersistence(models).saveAllModels(makeSet(saved));
  const ask = (...args: string[]) => run("models", ...args, "--models", "models");

  await t.step("show tells what the books say of a raag that was never trained", async () => {
    const { code, out, err } = await ask("show", "marva");
    assertEquals(code, 0, err);
    assertStringIncludes(out, "aroh       N, r G M D N r' S'");
  });

  await t.step("without a word more it lists them", async () => {
    const { code, out, err } = await ask();
    assertEquals(code, 0, err);
    assertMatch(out, /^raag +states +symbols/);
    assertMatch(out, /Yaman +3 +12 +6 +max-iterations \(17\) +-2\.000/);
    assertEquals(JSON.parse((await ask("list", "--json")).out).length, 3);
  });

  await t.step("show prints the card", async () => {
    const { out } = await ask("show", "Yaman");
    assertStringIncludes(out, "# Model card: Yaman");
    for (const words of ["groups", "metadata 5, estimated 1", "max-iterations", "2 sources only"]) {
      assertStringIncludes(out, words);
    }
    const { code, err } = await ask("show", "Bebop");
    assertEquals(code, 1);
    assertStringIncludes(err, "there are Bihag, Desh, Yaman");
  });

  await t.step("compare gives a symmetric distance", async () => {
    const distance = async (a: string, b: string) =>
      JSON.parse((await ask("compare", a, b, "--json")).out).distances[0].nats_per_symbol;
    assert(await distance("Yaman", "Desh") > 0);
    assertEquals(await distance("Yaman", "Desh"), await distance("Desh", "Yaman"));
    assertEquals(await distance("Yaman", "Yaman"), 0);
  });

  await t.step("export writes what other tools read", async () => {
    const { transmat } = saved[0].hmm;
    const json = await ask("export", "Yaman", "--format", "hmmlearn-json");
    assertEquals(JSON.parse(json.out).transmat_.flat(), [...transmat]);
    await ask("export", "Yaman", "--format", "hmmlearn-npz", "--out", "yaman.npz");
    const bytes = await Deno.readFile(join(folder, "yaman.npz"));
    assertEquals(fromHmmlearnNpz(bytes).transmat, transmat);
    const whole = JSON.parse((await ask("export", "Yaman")).out);
    assertEquals([whole.raag, whole.training.groups], ["Yaman", 2]);
    assertEquals(DiscreteHmm.fromJSON(whole.hmm).transmat, transmat);
    const { code, err } = await ask("export", "Yaman", "--format", "hmmlearn-npz");
    assertEquals(code, 2);
    assertStringIncludes(err, "--out");
  });

  await t.step("delete takes one out of the set", async () => {
    assertEquals((await ask("delete", "Bihag")).code, 0);
    assertEquals(await new ModelPersistence(models).listModels(), ["Desh", "Yaman"]);
    assertEquals((await ask("delete", "Bihag")).code, 1);
  });

  await t.step("an empty folder is not an error", async () => {
    const { code, out } = await run("models", "--models", "none");
    assertEquals(code, 0);
    assertStringIncludes(out, "no models");
  });
});

Deno.test("experiment: killed midway and resumed, the check says same", async () => {
  const small = await makeSmallExperiment({
    families: ["note-hmm", "pcd-knn"],
    seeds: [1, 2],
    // Few figures: those of models and of recordings are drawn in the tests of experiments.
    models: undefined,
    timelines: undefined,
  });
  const cache = ["--cache", join(small.folder, "cache"), "--jobs", "1"];
  const out = join(small.folder, "killed");
  const child = task("experiment", [small.file, "--out", out, ...cache], folder).spawn();
  // As soon as the first seed is done, before the second is.
  while (await Deno.stat(join(out, "run", "seed-1.json")).catch(() => undefined) === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill("SIGKILL");
  await child.output();
  assertEquals(await Deno.stat(join(out, "manifest.json")).catch(() => undefined), undefined);

  const refused = await run("experiment", small.file, "--out", out, ...cache);
  assertEquals(refused.code, 1);
  assertStringIncludes(refused.err, "--resume");
  const resumed = await run("experiment", small.file, "--out", out, "--resume", ...cache);
  assertEquals(resumed.code, 0, resumed.err);
  assertStringIncludes(resumed.out, "report.html");
  const checked = await run("experiment", "--check", out, ...cache);
  assertEquals([checked.code, checked.out], [0, "same\n"], checked.err);

  const path = join(out, "experiment.json");
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace(/"seeds": \[\s*1,/, '"seeds": [9,'));
  const changed = await run("experiment", "--check", out, ...cache);
  assertEquals(changed.code, 1);
  assertMatch(changed.out, /^experiment: seeds\.0: was 1, is 9$/m);
  assertMatch(changed.out, /^predictions: seed 9, note-hmm: is new$/m);
  await Deno.writeTextFile(path, text);
  assertEquals((await compareRuns(out, out)).differences, []);
  await Deno.remove(small.folder, { recursive: true });
});

Deno.test("experiment: wrong use is told in one line", async () => {
  for (
    const [args, words] of [
      [[], "either an experiment FILE or --check FOLDER"],
      [["a.json", "--check", "b"], "either an experiment FILE or --check FOLDER"],
      [["--check", "b", "--resume"], "--check cannot be used with"],
    ] as [string[], string][]
  ) {
    const { code, err } = await run("experiment", ...args);
    assertEquals(code, 2, err);
    assertStringIncludes(err, words);
  }
  const { code, err } = await run("experiment", "none.json");
  assertEquals(code, 1);
  assertStringIncludes(err, "none.json");
  assert(!/\n\s+at /.test(err), "no stack");
});

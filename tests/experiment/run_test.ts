/** A whole experiment on real sound: run, report, check, change, stop, resume. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { JSDOM } from "jsdom";
import { AbortedError } from "../../lib/errors.ts";
import {
  checkRun,
  compareRuns,
  ExperimentError,
  readExperiment,
  runExperiment,
} from "../../lib/experiment/mod.ts";
import { loadDataset } from "../../lib/dataset/mod.ts";
import { judgeSplit } from "../../lib/evaluate/mod.ts";
import { bestFamily } from "../../lib/experiment/summarize_runs.ts";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { RAAGS } from "../../lib/raags/mod.ts";
import { makeSampleDataset } from "../../lib/synth/mod.ts";
import { makeSmallExperiment } from "./helpers.ts";

const { folder, file, options } = await makeSmallExperiment();
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const out = join(folder, "first");
const read = (name: string) => Deno.readTextFile(join(out, name));

Deno.test("an experiment: run, report, check", async (t) => {
  const experiment = await readExperiment(file);
  const quiet = (name: string) => ({ ...options(name), report: false });

  await t.step("it runs and gives predictions, metrics, models and a manifest", async () => {
    const results = await runExperiment(experiment, options("first"));
    assertEquals(results?.summary.map(({ family }) => family), ["pcd-knn", "36s", "72s"]);
    assertEquals(results?.predictions.length, 9 * 3 * 2, "recordings, families, seeds");
    const manifest = JSON.parse(await read("manifest.json"));
    assertEquals(manifest.data.recordings.length, 9);
    assertMatch(manifest.environment.source_sha256, /^[0-9a-f]{64}$/);
    assert("report.html" in manifest.files && "models/models_summary.json" in manifest.files);
    assertEquals(await new ModelPersistence(join(out, "models")).listModels(), [
      ...["Darbari", "Desh", "Yaman"],
    ]);
    const text = JSON.stringify(manifest);
    assert(!text.includes(folder), "no folder of this machine is told");
    await assertRejects(() => Deno.stat(join(out, "run")), Deno.errors.NotFound);
  });

  await t.step("the tables hold a row for each prediction, family and pair", async () => {
    const rows = async (name: string) => (await read(name)).trim().split("\n");
    const [header, ...predictions] = await rows("predictions.csv");
    assertEquals(
      header,
      "seed,family,recording_id,fold,truth,predicted,confidence,refused,typicality," +
        "probability Darbari,probability Desh,probability Yaman," +
        "score Darbari,score Desh,score Yaman",
    );
    assertEquals(predictions.length, 54);
    assertEquals((await rows("metrics.csv")).length, 1 + 2 * 3);
    assertEquals((await rows("comparisons.csv")).length, 1 + 2 * 3);
    const { summary } = JSON.parse(await read("metrics.json"));
    assertEquals(summary[0].recordings, 9);
    assert(summary.every(({ refused }: { refused: number }) => refused >= 0 && refused <= 1));
  });

  await t.step("report.html stands alone and is readable by machines that read aloud", async () => {
    const html = await read("report.html");
    assert(html.length < 6e6, `${html.length} bytes`);
    const { document } = new JSDOM(html).window;
    assertEquals(document.documentElement.lang, "en");
    assertEquals(document.querySelectorAll("script, link, iframe, object, embed").length, 0);
    // deno-lint-ignore no-explicit-any
    const all = (selector: string): any[] => [...document.querySelectorAll(selector)];
    const outside = all("*").flatMap((element) =>
      ["src", "href", "xlink:href", "action"].map((name) => element.getAttribute(name))
        .filter((value) => value !== null && !/^(#|data:image\/png;)/.test(value))
    );
    assertEquals(outside, []);
    assert(!/url\((?!['"]?#)|@import/.test(html), "nothing is loaded from style sheets");
    const levels = all("h1, h2, h3, h4").map(({ tagName }) => Number(tagName[1]));
    assertEquals(levels[0], 1);
    assert(levels.slice(1).every((level, i) => level > 1 && level <= levels[i] + 1));
    const figures = all("figure");
    assert(figures.length > 10, `${figures.length} figures`);
    for (const figure of figures) {
      assert(figure.querySelector("figcaption").textContent !== "");
      assert(figure.querySelector("svg[role=img]").getAttribute("aria-label").length > 10);
    }
    assertEquals(all("svg").length, figures.length);
    assertEquals(all("table").filter((one) => one.querySelector("caption") === null), []);
    const ids = all("[id]").map(({ id }) => id);
    assertEquals(ids.filter((id, i) => ids.indexOf(id) !== i), []);
    assertEquals(
      document.querySelector("h1").textContent,
      'A small <experiment> & its "report"',
    );
    for (const { hash } of all("nav a")) assert(document.getElementById(hash.slice(1)) !== null);
    assertStringIncludes(html, "prefers-color-scheme: dark");
    const papers = all("svg > rect, svg rect.bg").map((rect) => rect.getAttribute("style"));
    assert(papers.length >= figures.length);
    assertEquals(papers.filter((style) => style.includes("fill: rgb(255")), [], "white on dark");
    assertStringIncludes(html, "@media print");
  });

  await t.step("report.md names figures that are there", async () => {
    const markdown = await read("report.md");
    const figures = [...markdown.matchAll(/\]\(figures\/([^)]+)\)/g)].map(([, name]) => name);
    assert(figures.length > 10);
    for (const name of figures) assertMatch(await read(`figures/${name}`), /^<svg [^>]*xmlns=/);
    assertStringIncludes(markdown, "Not \\| enough.");
  });

  await t.step("checked, it is the same", async () => {
    assertEquals(await checkRun(out, quiet("")), { differences: [], notes: [] });
  });

  await t.step("with another seed, the check lists what differs", async () => {
    const path = join(out, "experiment.json");
    const kept = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, JSON.stringify({ ...JSON.parse(kept), seeds: [1, 3] }));
    const { differences } = await checkRun(out, quiet(""));
    await Deno.writeTextFile(path, kept);
    assertEquals(differences[0], "experiment: seeds.1: was 2, is 3");
    assert(differences.includes("predictions: seed 2, 36s: is missing"), differences.join("\n"));
    assert(differences.includes("predictions: seed 3, 36s: is new"));
    assert(differences.some((line) => line.startsWith("metrics: ")));
    assert(!differences.some((line) => line.startsWith("predictions: seed 1")));
  });

  await t.step("stopped anywhere and resumed, it ends in the same numbers", async () => {
    for (const stopAt of [2, 12]) {
      const controller = new AbortController();
      const name = `stopped_${stopAt}`;
      await assertRejects(
        () =>
          runExperiment(experiment, {
            ...quiet(name),
            signal: controller.signal,
            onProgress: ({ phase, done }) => {
              if (phase === "fit" && done === stopAt) controller.abort();
            },
          }),
        AbortedError,
      );
      await assertRejects(
        () => compareRuns(out, join(folder, name)),
        ExperimentError,
        "no finished run",
      );
      const fits: number[] = [];
      await runExperiment(experiment, {
        ...quiet(name),
        resume: true,
        onProgress: ({ phase, done }) => void (phase === "fit" && fits.push(done)),
      });
      assertEquals(await compareRuns(out, join(folder, name)), { differences: [], notes: [] });
      if (stopAt === 12) assert(fits[0] > 9, "the first seed is not run again");
    }
  });

  await t.step("a run is neither overwritten nor continued as another", async () => {
    await assertRejects(
      () => runExperiment(experiment, quiet("first")),
      ExperimentError,
      "--resume",
    );
    assertEquals(await runExperiment(experiment, { ...quiet("first"), resume: true }), undefined);
    await assertRejects(
      () => runExperiment({ ...experiment, seeds: [9] }, { ...quiet("first"), resume: true }),
      ExperimentError,
      "its experiment changed",
    );
  });

  await t.step("changed data show", async () => {
    const path = join(folder, "data", "train", "yaman_01.json");
    const kept = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, JSON.stringify({ ...JSON.parse(kept), tonic_hz: 200 }));
    const { differences } = await checkRun(out, quiet(""));
    await Deno.writeTextFile(path, kept);
    assertMatch(differences[0], /^data: yaman_01.metadata: was "[0-9a-f]{64}", is "[0-9a-f]{64}"$/);
    assert(differences.some((line) => line.startsWith("predictions: ")));
    assert(differences.includes("models: Yaman.transmat: differs"), differences.join("\n"));
  });
});

/** The experiment on fixed splits, run under a name of its own. */
async function runOnSplits(name: string, change: Record<string, unknown>, report = false) {
  const path = join(folder, `${name}.json`);
  await Deno.writeTextFile(
    path,
    JSON.stringify({
      ...JSON.parse(await Deno.readTextFile(file)),
      folds: undefined,
      splits: { train: "train", test: "test" },
      seeds: [7, 8],
      ...change,
    }),
  );
  const results = await runExperiment(await readExperiment(path), { ...options(name), report });
  return results!;
}

for (const tonic of ["known", "estimated"]) {
  for (const family of ["hmm", "small"]) {
    Deno.test(`on splits the models handed over are those measured: ${family}, tonic ${tonic}`, async () => {
      const name = `splits_${family}_${tonic}`;
      const small = {
        family: "note-hmm",
        name: "small",
        nStates: 36,
        nSymbols: 12,
        start: "random",
      };
      const { predictions, data } = await runOnSplits(name, {
        families: ["pcd-knn", "hmm", small],
        models: family,
        tonic,
      });
      assertEquals(data.recordings.length, 9);
      const own = predictions.filter((one) => one.seed === 7 && one.family === family);
      assertEquals(own.map(({ fold }) => fold), [0, 0, 0]);

      const saved = await new ModelPersistence(join(folder, name, "models")).loadAllModels();
      const dataset = await loadDataset(join(folder, "data"));
      const { metrics } = await judgeSplit(saved, dataset, "test", {
        ignoreTonic: tonic === "estimated",
      });
      assertEquals(
        metrics.predictions,
        own.map(({ seed: _, family: __, fold: ___, confidence: ____, ...prediction }) =>
          prediction
        ),
      );
      for (const { confidence, probabilities, predicted } of own) {
        assertEquals(confidence, probabilities![predicted]);
        assert(confidence! > 1 / 3 && confidence! <= 7 / 8, "six were held out");
      }
      assertEquals(saved.provenance.seed, 7);
      if (family === "small") {
        const other = predictions.filter((one) => one.seed === 8 && one.family === family);
        assert(
          other.some(({ scores }, i) => scores.Desh !== own[i].scores.Desh),
          "another seed, other models",
        );
      }
    });
  }
}

Deno.test("models: true hands over the best family, of equals the first", async () => {
  const { models, summary } = await runOnSplits("splits_best", {
    families: [{ family: "pcd-knn", name: "near", k: 1 }, {
      family: "pcd-knn",
      name: "same",
      k: 1,
    }],
    models: true,
  });
  const [near, same] = summary;
  assertEquals(near.accuracy, same.accuracy);
  assertEquals(models?.family, { family: "pcd-knn", name: "near", k: 1 });
  assertEquals(bestFamily([near, { ...same, accuracy: near.accuracy + 0.1 }]).family, "same");
  assertEquals(bestFamily([near, { ...same, accuracy: near.accuracy - 0.1 }]).family, "near");
});

Deno.test("the report of models that are counted has no course of training, and says what is so", async () => {
  const change = { families: ["hmm"], models: true, timelines: 0, tonic: "known" };
  await runOnSplits("splits_counted", change, true);
  const html = await Deno.readTextFile(join(folder, "splits_counted", "report.html"));
  const { document } = new JSDOM(html).window;
  const captions = [...document.querySelectorAll("figcaption")].map(({ textContent }) =>
    textContent
  );
  assert(captions.includes("Yaman: the strongest moves"), captions.join("\n"));
  for (const words of ["iteration", "which svara follows which"]) {
    assert(!captions.some((caption) => caption!.includes(words)), words);
  }
  const text = document.body.textContent!;
  assertStringIncludes(text, "the very models that were measured with that seed");
  assertStringIncludes(text, "none ever exceeds (n + 1) / (n + 2)");
  assert(!text.includes("What to bear in mind"), "each recording says its group");
  assert(!/temperature/i.test(text));
});

Deno.test("without anything to hold out there are no probabilities, and the report says so", async () => {
  const data = join(folder, "single");
  await makeSampleDataset(data, {
    grammars: [RAAGS.Yaman, RAAGS.Desh],
    train: 1,
    test: 1,
    durationSeconds: 4,
  });
  const about = join(data, "train", "yaman_01.json");
  const { group: _, ...rest } = JSON.parse(await Deno.readTextFile(about));
  await Deno.writeTextFile(about, JSON.stringify(rest));
  const change = { data: "single", families: ["hmm"], models: true, seeds: [1], tonic: "known" };
  const { predictions, summary } = await runOnSplits("splits_single", change, true);
  assertEquals(predictions.map(({ confidence }) => confidence), [undefined, undefined]);
  assertEquals(summary[0].calibration.expected_calibration_error, NaN, "none is not 0");
  const rows = await Deno.readTextFile(join(folder, "splits_single", "predictions.csv"));
  assertMatch(rows.split("\n")[1], /,(Desh|Yaman),,(true|false),[\d.]+,,,-?[\d.]+,-?[\d.]+$/);
  const html = await Deno.readTextFile(join(folder, "splits_single", "report.html"));
  assertStringIncludes(html, "No probabilities: hmm.");
  assertStringIncludes(html, "1 of 4 recordings have no group: each counts as a source");
  assert(!html.includes("NaN"));
  const again = { ...options(""), report: false };
  assertEquals(await checkRun(join(folder, "splits_single"), again), {
    differences: [],
    notes: [],
  });
});

/** What fits the schema but not the data. */
const MISFITS: [Record<string, unknown>, string, string][] = [
  [{ folds: 10 }, "folds", "at most the number of groups of recordings (9), found 10"],
  [{ data: "nowhere" }, "data", 'found "nowhere"'],
  [
    { folds: undefined, splits: { train: "train", test: "dev" } },
    "splits.test",
    'must be one of the splits "test", "train", found "dev"',
  ],
];

for (const [change, field, words] of MISFITS) {
  Deno.test(`an experiment that does not fit its data: ${field}`, async () => {
    const path = join(folder, "misfit.json");
    await Deno.writeTextFile(
      path,
      JSON.stringify({ ...JSON.parse(await Deno.readTextFile(file)), ...change }),
    );
    const error = await assertRejects(
      async () => void await runExperiment(await readExperiment(path), options("misfit")),
      ExperimentError,
    );
    assertEquals(error.problems[0].field, field);
    assertStringIncludes(error.problems[0].message, words);
  });
}

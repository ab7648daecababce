/**
 * How well families recognise, on a corpus of pitch tracks: the tables of tests/bench/README.md.
 *
 * @module
 */

import { readMelodies } from "../../lib/analysis/mod.ts";
import { loadDataset } from "../../lib/dataset/mod.ts";
import {
  crossValidateFold,
  type FamilyResult,
  type FoldResult,
  prepareMelodies,
  stratifiedGroupFolds,
  summarizeFamily,
} from "../../lib/evaluate/mod.ts";
import { areaUnderCurve } from "../../lib/evaluate/judge_split.ts";
import { assembleCrossValidation } from "../../lib/evaluate/assemble.ts";
import { excerptOf } from "../../lib/evaluate/excerpt.ts";
import { predictionOf } from "../../lib/evaluate/fold.ts";
import {
  COMPARED_FAMILIES,
  type Example,
  type Family,
  type LabelledMelody,
  makeFamily,
  RaagClassifier,
} from "../../lib/families/mod.ts";
import { mean } from "../../lib/math.ts";
import { Random } from "../../lib/random.ts";
import { formatTable, print } from "../../lib/cli/console.ts";

const SEEDS = [42, 43, 44];

const share = (value: number) => value.toFixed(3);

/** What is told of a result: accuracy, log-loss, calibration error. */
function figures(results: readonly FamilyResult[]): string[] {
  return [
    share(mean(results.map(({ accuracy }) => accuracy))),
    share(mean(results.map(({ calibration }) => calibration.log_loss))),
    share(mean(results.map(({ calibration }) => calibration.expected_calibration_error))),
    share(mean(results.map(({ refused }) => refused))),
  ];
}

/** The labelled melodies of a corpus. */
export async function melodiesOf(root: string): Promise<LabelledMelody[]> {
  const melodies: LabelledMelody[] = [];
  const { recordings } = await loadDataset(root);
  await readMelodies(recordings, {}, ({ recording: { id, raag, group }, track, tonicHz }) => {
    melodies.push({ id, raag, group, track, tonicHz });
  });
  return melodies;
}

/** Tenfold cross-validation of the compared families, mean of three seeds. */
async function tenfold(melodies: readonly LabelledMelody[]): Promise<void> {
  const rows: string[][] = [];
  for (const name of COMPARED_FAMILIES) {
    const family = makeFamily(name), items = prepareMelodies(family, melodies);
    const began = performance.now(), results: FamilyResult[] = [];
    for (const seed of SEEDS) {
      const folds = stratifiedGroupFolds(items, 10, seed), units: FoldResult[] = [];
      for (let fold = 0; fold < 10; fold++) {
        units.push(await crossValidateFold({ family, items, folds, fold, seed }));
      }
      const input = { dataset: "", folds: 10, seed, families: [name], units };
      results.push(assembleCrossValidation(input).results[0]);
    }
    const seconds = (performance.now() - began) / 1000 / SEEDS.length;
    rows.push([name, ...figures(results), seconds.toFixed(1)]);
  }
  print("Tenfold, mean of seeds 42, 43, 44");
  print(formatTable(["family", "accuracy", "log-loss", "ECE", "refused", "seconds"], rows));
  print();
}

/** A few recordings of each label, drawn ten times; the others are judged. */
async function fewRecordings(melodies: readonly LabelledMelody[]): Promise<void> {
  const rows: string[][] = [];
  for (const name of ["hmm", "stack", "pcd-knn"]) {
    const family = makeFamily(name), items = prepareMelodies(family, melodies);
    const labels = [...new Set(items.map(({ raag }) => raag))].sort();
    const cells: string[] = [];
    for (const n of [1, 2, 5]) {
      const results: FamilyResult[] = [];
      for (let draw = 0; draw < 10; draw++) {
        const random = new Random(draw);
        const learnt = new Set(
          labels.flatMap((label) =>
            random.shuffle(items.filter(({ raag }) => raag === label)).slice(0, n)
          ),
        );
        results.push(await judged(family, [...learnt], items.filter((i) => !learnt.has(i))));
      }
      cells.push(share(mean(results.map(({ accuracy }) => accuracy))));
    }
    rows.push([name, ...cells]);
  }
  print("Accuracy from 1, 2 and 5 recordings of each label, mean of ten draws");
  print(formatTable(["family", "1", "2", "5"], rows));
  print();
}

async function judged(
  family: Family,
  learnt: readonly Example[],
  rest: readonly Example[],
): Promise<FamilyResult> {
  const { name } = family;
  const classifier = new RaagClassifier(family, await family.fit(learnt));
  const predictions = rest.map(({ id, raag, features }) =>
    predictionOf(id, raag, classifier.classifyFeatures(features, NaN))
  );
  return summarizeFamily(name, [{ family: name, fold: 0, predictions, learnt: {}, seconds: 0 }]);
}

/** What is heard in 30, 60 and 120 s of a recording that was not learnt. */
async function excerpts(melodies: readonly LabelledMelody[]): Promise<void> {
  const rows: string[][] = [];
  for (const name of ["hmm", "stack"]) {
    const family = makeFamily(name), items = prepareMelodies(family, melodies);
    const folds = stratifiedGroupFolds(items, 10, 42);
    for (const seconds of [30, 60, 120]) {
      const units: FoldResult[] = [];
      for (let fold = 0; fold < 10; fold++) {
        const question = (i: number) => {
          const melody = excerptOf(melodies[i], seconds, 42);
          return { features: family.prepare(melody), tonicHz: melody.tonicHz };
        };
        units.push(await crossValidateFold({ family, items, folds, fold, seed: 42, question }));
      }
      rows.push([name, String(seconds), ...figures([summarizeFamily(name, units)])]);
    }
  }
  print("Excerpts of held-out recordings, tenfold, seed 42");
  print(formatTable(["family", "seconds", "accuracy", "log-loss", "ECE", "refused"], rows));
  print();
}

/** Each label in turn is one that the models do not know. */
async function unknownLabels(melodies: readonly LabelledMelody[]): Promise<void> {
  const family = makeFamily("hmm"), items = prepareMelodies(family, melodies);
  const labels = [...new Set(items.map(({ raag }) => raag))].sort();
  const folds = stratifiedGroupFolds(items, 5, 42);
  const rows: string[][] = [], known: number[] = [], unknown: number[] = [], areas: number[] = [];
  for (const out of labels) {
    const inside: { typicality?: number; refused: boolean }[] = [], outside: typeof inside = [];
    for (let fold = 0; fold < 5; fold++) {
      const learnt = items.filter(({ raag }, i) => raag !== out && folds[i] !== fold);
      const classifier = new RaagClassifier(family, await family.fit(learnt));
      for (const [i, { id, raag, features }] of items.entries()) {
        if (raag !== out && folds[i] !== fold) continue;
        const said = predictionOf(id, raag, classifier.classifyFeatures(features, NaN));
        (raag === out ? outside : inside).push(said);
      }
    }
    const typical = (list: typeof inside) => list.map(({ typicality = NaN }) => typicality);
    const refused = (list: typeof inside) => list.filter((one) => one.refused).length / list.length;
    areas.push(areaUnderCurve(typical(inside), typical(outside)));
    known.push(refused(inside));
    unknown.push(refused(outside));
    rows.push([out, share(areas.at(-1)!), share(known.at(-1)!), share(unknown.at(-1)!)]);
  }
  rows.push(["mean", share(mean(areas)), share(mean(known)), share(mean(unknown))]);
  print("None of these: one label left out of the training, hmm, five folds of the others");
  print(formatTable(["left out", "AUROC", "known refused", "unknown refused"], rows));
}

/**
 * Prints all tables.
 *
 * @param root Folder of the corpus.
 */
export async function recognitionBench(root: string): Promise<void> {
  const melodies = await melodiesOf(root);
  await tenfold(melodies);
  await fewRecordings(melodies);
  await excerpts(melodies);
  await unknownLabels(melodies);
}

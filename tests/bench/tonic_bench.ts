/**
 * Sa without a drone: how often it is found, how true its confidence is, on labels that the weights
 * were not fitted on; and how often together with the raags.
 *
 * @module
 */

import { formatTable, print } from "../../lib/cli/console.ts";
import { excerptOf } from "../../lib/evaluate/excerpt.ts";
import { prepareMelodies, stratifiedGroupFolds } from "../../lib/evaluate/mod.ts";
import { type LabelledMelody, makeFamily, RaagClassifier } from "../../lib/families/mod.ts";
import { minimize } from "../../lib/families/minimize.ts";
import { hzToCents, mean, softmax } from "../../lib/math.ts";
import { estimateTonic } from "../../lib/tonic/mod.ts";
import {
  candidateClasses,
  type Features,
  featuresOf,
  gatherEvidence,
  PITCH_CLASSES,
  WEIGHTS,
} from "../../lib/tonic/evidence.ts";
import { hearMelody } from "../../lib/tonic/melody.ts";
import { classDistance, pitchClass } from "../../lib/tonic/pitch_class.ts";
import { refineClass } from "../../lib/tonic/refine.ts";
import { melodiesOf } from "./recognition_bench.ts";

/** The weights that are fitted: those of the melody. */
const NAMES = (Object.keys(WEIGHTS) as (keyof Features)[]).filter((name) => name !== "drone");
/** Excerpts of these lengths in seconds are fitted and judged beside the whole recordings. */
const EXCERPT_SECONDS = [15, 30, 60, 90, 150];
/** What an excerpt weighs in the fit beside a recording. */
const EXCERPT_WEIGHT = 0.2;
/** Precision of the weights' Gaussian prior around 0. */
const PRIOR = 1;
/** A candidate within a quarter tone of Sa is right, in cents. */
const RIGHT_CENTS = 50;

/** One choice among candidates. */
interface Choice {
  label: string;
  /** Features of each candidate, in the order of `NAMES`; zeros for notes that nothing speaks for. */
  rows: number[][];
  /** Which rows are right: one candidate, or the notes that nothing speaks for. */
  right: boolean[];
  /** Weight in the fit. */
  weight: number;
}

/** An answer: how sure, and whether it is right. */
interface Judged {
  label: string;
  confidence: number;
  right: boolean;
}

/** The choice that a melody leaves; undefined where nothing is heard. */
function choiceOf({ raag, track, tonicHz }: LabelledMelody, weight: number): Choice | undefined {
  const melody = hearMelody(track), evidence = gatherEvidence(melody, []);
  const found: number[] = [];
  for (const rough of candidateClasses(evidence)) {
    const exact = refineClass(rough, melody.notes, []);
    if (found.every((one) => Math.abs(classDistance(one, exact)) >= RIGHT_CENTS)) found.push(exact);
  }
  if (found.length === 0) return undefined;
  const off = found.map((cents) => Math.abs(classDistance(cents, pitchClass(tonicHz))));
  const nearest = Math.min(...off), unseen = Math.max(0, PITCH_CLASSES - found.length);
  const rows = found.map((cents) => {
    const features = featuresOf(evidence, cents);
    return NAMES.map((name) => features[name]);
  });
  const nothing = new Array<number>(NAMES.length).fill(0);
  return {
    label: raag,
    rows: [...rows, ...new Array<number[]>(unseen).fill(nothing)],
    right: [
      ...off.map((one) => one === nearest && nearest <= RIGHT_CENTS),
      ...new Array<boolean>(unseen).fill(nearest > RIGHT_CENTS),
    ],
    weight,
  };
}

const scoresOf = ({ rows }: Choice, weights: ArrayLike<number>) =>
  rows.map((row) => row.reduce((sum, value, k) => sum + weights[k] * value, 0));

/** The weights under which the right candidates are likeliest. */
function fit(choices: readonly Choice[]): Float64Array {
  const start = new Float64Array(NAMES.length);
  return minimize(
    (weights, gradient) => {
      let loss = 0;
      weights.forEach((w, k) => {
        loss += PRIOR * w * w / 2;
        gradient[k] = PRIOR * w;
      });
      for (const choice of choices) {
        const chances = softmax(scoresOf(choice, weights));
        const truth = chances.reduce((sum, p, c) => choice.right[c] ? sum + p : sum, 0);
        if (truth === 0) continue;
        loss -= choice.weight * Math.log(truth);
        choice.rows.forEach((row, c) => {
          const pull = chances[c] - (choice.right[c] ? chances[c] / truth : 0);
          row.forEach((value, k) => gradient[k] += choice.weight * pull * value);
        });
      }
      return loss;
    },
    start,
    { lower: start.map(() => -Infinity), upper: start.map(() => Infinity) },
  );
}

function judge(choice: Choice, weights: ArrayLike<number>): Judged {
  const chances = softmax(scoresOf(choice, weights));
  const best = chances.indexOf(Math.max(...chances));
  return { label: choice.label, confidence: chances[best], right: choice.right[best] };
}

const share = (value: number) => value.toFixed(3);
const accuracy = (list: readonly Judged[]) => mean(list.map(({ right }) => Number(right)));

/** Answers by confidence: how many of those that claim as much are right. */
function reliability(title: string, judged: readonly Judged[]): void {
  const edges = [0, 0.3, 0.5, 0.7, 0.85, 0.95, 1];
  const rows = edges.slice(1).flatMap((high, i) => {
    const within = judged.filter(({ confidence: c }) => c > edges[i] && c <= high);
    if (within.length === 0) return [];
    const claimed = mean(within.map(({ confidence }) => confidence));
    return [[
      `${edges[i]}..${high}`,
      String(within.length),
      share(claimed),
      share(accuracy(within)),
    ]];
  });
  print(title);
  print(formatTable(["confidence", "answers", "mean", "right"], rows));
  print();
}

/** Whole recordings and excerpts, each label judged by weights fitted on the others. */
function fromPitchAlone(melodies: readonly LabelledMelody[]): void {
  const choices = melodies.flatMap((melody) => choiceOf(melody, 1) ?? []);
  const pieces = melodies.flatMap((melody, i) =>
    EXCERPT_SECONDS.filter((seconds) =>
      seconds < melody.track.times.length * melody.track.hopSeconds
    )
      .flatMap((seconds) => choiceOf(excerptOf(melody, seconds, i), EXCERPT_WEIGHT) ?? [])
  );
  const labels = [...new Set(choices.map(({ label }) => label))].sort();
  const whole: Judged[] = [], cut: Judged[] = [];
  const rows = labels.map((label) => {
    const others = (list: Choice[]) => list.filter((one) => one.label !== label);
    const weights = fit([...others(choices), ...others(pieces)]);
    const own = (list: Choice[]) =>
      list.filter((one) => one.label === label).map((one) => judge(one, weights));
    whole.push(...own(choices));
    cut.push(...own(pieces));
    const [recordings, excerpts] = [whole, cut].map((list) =>
      list.filter((one) => one.label === label)
    );
    return [label, share(accuracy(recordings)), share(accuracy(excerpts))];
  });
  rows.push(["all", share(accuracy(whole)), share(accuracy(cut))]);
  print("Sa from the pitch track alone, weights fitted on the other labels");
  print(formatTable(["label", "recordings", `excerpts of ${EXCERPT_SECONDS} s`], rows));
  print();
  reliability("Confidence, recordings", whole);
  reliability("Confidence, excerpts", cut);
  const weights = fit([...choices, ...pieces]);
  print("Weights fitted on all, and those of lib/tonic/evidence.ts");
  print(formatTable(
    ["feature", "fitted", "used"],
    NAMES.map((name, k) => [name, weights[k].toFixed(2), String(WEIGHTS[name])]),
  ));
  print();
}

/** Sa and raag together: tenfold, as `crossval --tonic estimated` asks. */
async function withTheRaags(melodies: readonly LabelledMelody[]): Promise<void> {
  const candidates = melodies.map(({ track }) => estimateTonic(track).candidates);
  const rows: string[][] = [];
  for (const name of ["hmm", "stack"]) {
    const family = makeFamily(name), items = prepareMelodies(family, melodies);
    const folds = stratifiedGroupFolds(items, 10, 42), tonics: Judged[] = [], raags: boolean[] = [];
    for (let fold = 0; fold < 10; fold++) {
      const fitted = await family.fit(items.filter((_, i) => folds[i] !== fold), { seed: 42 });
      const classifier = new RaagClassifier(family, fitted);
      for (const [i, { raag, track, tonicHz }] of melodies.entries()) {
        if (folds[i] !== fold) continue;
        const { tonics: [first], ranking } = classifier.classifyWithTonics(track, candidates[i]);
        const off = Math.abs(classDistance(hzToCents(first.tonicHz, tonicHz), 0));
        tonics.push({ label: raag, confidence: first.probability, right: off <= RIGHT_CENTS });
        raags.push(ranking[0].raag === raag);
      }
    }
    const claimed = share(mean(tonics.map(({ confidence }) => confidence)));
    rows.push([name, share(accuracy(tonics)), claimed, share(mean(raags.map(Number)))]);
  }
  print("Sa together with the raags, tenfold, seed 42");
  print(formatTable(["family", "Sa right", "mean probability", "raag right"], rows));
}

/**
 * Prints all tables.
 *
 * @param root Folder of a corpus with known tonics.
 */
export async function tonicBench(root: string): Promise<void> {
  const melodies = await melodiesOf(root);
  fromPitchAlone(melodies);
  await withTheRaags(melodies);
}

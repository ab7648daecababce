import { analyseRecording, requestFor } from "../analysis/mod.ts";
import type { Dataset, Recording } from "../dataset/mod.ts";
import {
  classifierModels,
  type Family,
  type FittedHmmFamily,
  foldSeed,
  type LabelledFeatures,
  makeFamily,
  RaagClassifier,
} from "../evaluate/mod.ts";
import type { PitchTrack } from "../pitch/mod.ts";
import { expandFamilies } from "./families.ts";
import type {
  CaseTimeline,
  CaseTimelines,
  FamilySummary,
  RunPrediction,
  SeedRun,
} from "./results.ts";
import type { Experiment } from "./types.ts";

/** What {@linkcode timelinesOfMistakes} works on. */
export interface TimelineInput {
  /** The experiment. */
  experiment: Experiment;
  /** Its recordings. */
  dataset: Dataset;
  /** The run with the first seed. */
  run: SeedRun;
  /** How the families fared. */
  summary: readonly FamilySummary[];
  /** Every prediction. */
  predictions: readonly RunPrediction[];
  /** Folder of the cache for pitch tracks. */
  cacheDir?: string;
  /** Stops the work. */
  signal?: AbortSignal;
}

/**
 * Which phrases misled the best family of hidden Markov models: the evidence over time in recordings
 * that it got wrong, the surest mistakes first, from the models that judged them. Where it got none
 * wrong, the two narrowest right answers.
 *
 * @param input The experiment and its first run.
 * @returns The timelines; undefined if no family gives evidence over time or none are asked for.
 */
export async function timelinesOfMistakes(
  input: TimelineInput,
): Promise<CaseTimelines | undefined> {
  const { experiment, run, predictions, summary } = input;
  const best = bestSequenceFamily(experiment, summary);
  if (best === undefined || experiment.timelines === 0) return undefined;
  const own = predictions.filter(({ seed, family }) => seed === run.seed && family === best.name);
  const wrong = own.filter(({ truth, predicted }) => truth !== predicted);
  const chosen = wrong.length > 0
    ? wrong.toSorted((a, b) => b.confidence - a.confidence).slice(0, experiment.timelines)
    : own.toSorted((a, b) => a.confidence - b.confidence)
      .slice(0, Math.min(2, experiment.timelines));
  const judges = await judgesOf(best, chosen, input);
  const cases = chosen.map(({ recording_id, truth, predicted, confidence, fold }): CaseTimeline => {
    const { track, tonicHz } = judges.melodies.get(recording_id)!;
    return {
      recording_id,
      truth,
      predicted,
      confidence,
      timeline: judges.classifiers.get(fold)!.timeline(track, tonicHz, {
        windowSeconds: windowFor(track),
      }),
    };
  });
  return { family: best.name, seed: run.seed, mistakes: wrong.length, cases };
}

/** About forty windows a recording, of 2 s or more: a phrase is not shorter. */
function windowFor({ times }: PitchTrack): number {
  const seconds = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return Math.max(2, Math.ceil(seconds / 40));
}

/** Of the families whose score is a likelihood of a sequence, the one with the best accuracy. */
function bestSequenceFamily(
  { families }: Experiment,
  summary: readonly FamilySummary[],
): Family | undefined {
  const accuracy = new Map(summary.map(({ family, accuracy }) => [family, accuracy]));
  return expandFamilies(families)
    .map(({ spec }) => makeFamily(spec))
    .filter(({ size }) => size !== undefined)
    .sort((a, b) => accuracy.get(b.name)! - accuracy.get(a.name)!)[0];
}

/** The classifiers of the folds in question, trained as they were then, and the melodies judged. */
async function judgesOf(
  family: Family,
  chosen: readonly RunPrediction[],
  { dataset, run, experiment, cacheDir, signal }: TimelineInput,
): Promise<{
  classifiers: Map<number, RaagClassifier>;
  melodies: Map<string, { track: PitchTrack; tonicHz: number }>;
}> {
  const wanted = new Set(chosen.map(({ recording_id }) => recording_id));
  const melodies = new Map<string, { track: PitchTrack; tonicHz: number }>();
  const items: LabelledFeatures<unknown>[] = [];
  const judged = dataset.recordings.filter(({ id }) => Object.hasOwn(run.foldOf, id));
  for (const recording of judged) {
    signal?.throwIfAborted();
    const { id, raag, group }: Recording = recording;
    const { track, tonicHz } = await analyseRecording(
      requestFor(recording, { pitch: experiment.pitch, cacheDir }),
    );
    items.push({ id, raag, group, features: family.prepare({ id, track, tonicHz }) });
    if (wanted.has(id)) melodies.set(id, { track, tonicHz });
  }
  const { temperature } = run.result.results.find((one) => one.family === family.name)!.calibration;
  const classifiers = new Map<number, RaagClassifier>();
  for (const fold of new Set(chosen.map(({ fold }) => fold))) {
    const training = items.filter(({ id }) => run.foldOf[id] !== fold);
    const seed = foldSeed(run.seed, family.name, fold);
    const fitted = await family.fit(training, { seed }) as FittedHmmFamily;
    classifiers.set(fold, new RaagClassifier(classifierModels(fitted), { temperature }));
  }
  return { classifiers, melodies };
}

import {
  analyseRecording,
  honestGroups,
  readMelodies,
  type ReadRecordingsOptions,
  requestFor,
} from "../analysis/mod.ts";
import type { Dataset, Recording } from "../dataset/mod.ts";
import { type Example, type Family, makeFamily, RaagClassifier } from "../families/mod.ts";
import type { PitchTrack } from "../pitch/mod.ts";
import { expandFamilies } from "./families.ts";
import type {
  CaseTimeline,
  CaseTimelines,
  ExperimentResults,
  FamilySummary,
  RunPrediction,
  SeedRun,
} from "./experiment_results.ts";
import type { Experiment } from "./types.ts";

type Judged = Pick<ExperimentResults, "experiment" | "runs" | "summary" | "predictions">;
type Reading = Pick<ReadRecordingsOptions, "cacheDir" | "jobs" | "signal">;

/**
 * Which phrases misled the best family whose main models read sequences: the evidence over time in
 * recordings that it got wrong, the surest mistakes first, from the models that judged them. Where
 * it got none wrong, the two least sure right answers.
 *
 * @returns The timelines; undefined if no family gives evidence over time or none are asked for.
 */
export async function timelinesOfMistakes(
  { experiment, runs: [run], predictions, summary }: Judged,
  dataset: Dataset,
  options: Reading,
): Promise<CaseTimelines | undefined> {
  const best = bestReadingFamily(experiment, summary);
  if (best === undefined || experiment.timelines === 0) return undefined;
  const own = predictions.filter(({ seed, family }) => seed === run.seed && family === best.name);
  const wrong = own.filter(({ truth, predicted }) => truth !== predicted);
  const sureFirst = (a: RunPrediction, b: RunPrediction) =>
    (b.confidence ?? 0) - (a.confidence ?? 0);
  const chosen = wrong.length > 0
    ? wrong.toSorted(sureFirst).slice(0, experiment.timelines)
    : own.toSorted((a, b) => sureFirst(b, a)).slice(0, Math.min(2, experiment.timelines));
  const judges = await judgesOf(best, chosen, { run, dataset, experiment }, options);
  const cases: CaseTimeline[] = [];
  for (const { recording_id, truth, predicted, confidence, fold } of chosen) {
    const classifier = judges.classifiers.get(fold)!,
      { recording, track, tonicHz } = judges.melodies.get(recording_id)!;
    const isEstimated = experiment.tonic !== "known";
    const sa = isEstimated
      ? await estimatedTonic(classifier, recording, track, { ...options, pitch: experiment.pitch })
      : tonicHz;
    const timeline = classifier.timeline(track, sa, { isEstimated });
    cases.push({ recording_id, truth, predicted, confidence, timeline });
  }
  return { family: best.name, seed: run.seed, mistakes: wrong.length, cases };
}

/** Of the families whose main models read sequences, the one with the best accuracy. */
function bestReadingFamily(
  { families }: Experiment,
  summary: readonly FamilySummary[],
): Family | undefined {
  const accuracy = new Map(summary.map(({ family, accuracy }) => [family, accuracy]));
  return expandFamilies(families)
    .map(({ spec }) => makeFamily(spec))
    .filter(({ read }) => read !== undefined)
    .sort((a, b) => accuracy.get(b.name)! - accuracy.get(a.name)!)[0];
}

/** A recording that was judged. */
interface JudgedMelody {
  recording: Recording;
  track: PitchTrack;
  tonicHz: number;
}

/** The classifiers of the folds in question, fitted as they were then, and the melodies judged. */
async function judgesOf(
  family: Family,
  chosen: readonly RunPrediction[],
  { dataset, run, experiment }: { dataset: Dataset; run: SeedRun; experiment: Experiment },
  { cacheDir, jobs, signal }: Reading,
): Promise<{
  classifiers: Map<number, RaagClassifier>;
  melodies: Map<string, JudgedMelody>;
}> {
  const wanted = new Set(chosen.map(({ recording_id }) => recording_id));
  const melodies = new Map<string, JudgedMelody>(), features: unknown[] = [];
  const judged = dataset.recordings.filter(({ id }) => Object.hasOwn(run.foldOf, id));
  const { facts } = await readMelodies(
    judged,
    { pitch: experiment.pitch, cacheDir, jobs, signal },
    ({ recording, track, tonicHz }) => {
      const { id } = recording;
      features.push(family.prepare({ id, track, tonicHz }));
      if (wanted.has(id)) melodies.set(id, { recording, track, tonicHz });
    },
  );
  const { groups } = honestGroups(facts);
  const items = facts.map(({ recording: { id, raag } }, i): Example => (
    { id, raag, group: groups[i], features: features[i] }
  ));
  const classifiers = new Map<number, RaagClassifier>();
  for (const fold of new Set(chosen.map(({ fold }) => fold))) {
    const training = items.filter(({ id }) => run.foldOf[id] !== fold);
    const fitted = await family.fit(training, { seed: run.seed, signal });
    classifiers.set(fold, new RaagClassifier(family, fitted));
  }
  return { classifiers, melodies };
}

/** The Sa on which a recording was judged where all that come into question were tried. */
async function estimatedTonic(
  classifier: RaagClassifier,
  recording: Recording,
  track: PitchTrack,
  { pitch, cacheDir, signal }: ReadRecordingsOptions,
): Promise<number> {
  const request = requestFor(recording, { pitch, cacheDir, ignoreTonic: true });
  const { tonic } = await analyseRecording(request, { signal });
  return classifier.classifyWithTonics(track, tonic!.candidates).tonicHz;
}

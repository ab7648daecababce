import { analyseRecording, type Analysis, type AnalysisPitchOptions } from "../analysis/mod.ts";
import { describeFile } from "../dataset/mod.ts";
import {
  type Classification,
  classifierOf,
  ModelSet,
  type RaagClassifier,
  type TonicClassification,
} from "../families/mod.ts";

/** How a recording is read for classification. */
export interface ClassifyOptions {
  /** Frequency of Sa in Hz, where it is known. @default what the metadata beside the file says */
  tonicHz?: number;
  /** Time between the lines of a one-column track, in seconds. @default as the metadata says */
  hopSeconds?: number;
  /** Confidence from which a frame of a pitch track is voiced. @default the tracker's usual one */
  confidenceThreshold?: number;
  /** Whether the tonic in the metadata is passed over. @default false */
  ignoreTonic?: boolean;
  /** How pitch is tracked. @default as in training */
  pitch?: AnalysisPitchOptions;
  /** Folder of the cache for pitch tracks. @default undefined: nothing is cached */
  cacheDir?: string;
  /** Told how much of the sound has been heard, 0..1. */
  onProgress?: (fraction: number) => void;
}

/** A recording with its analysis and what the models say of it. */
export interface ClassifiedRecording {
  /** What the models say. */
  classification: Classification | TonicClassification;
  /** Melody and tonic. */
  analysis: Analysis;
  /** What was odd. */
  warnings: string[];
}

/**
 * Which raag is a recording in?
 *
 * @param path A sound file or a pitch track.
 * @param models A trained set, or its classifier.
 * @param options Tonic, pitch, cache.
 * @returns The answer with what it rests on.
 * @throws {AudioError} If the file cannot be read.
 * @throws {DatasetError} If it holds no melody.
 *
 * @example
 * ```ts ignore
 * import { classifyRecording, ModelPersistence } from "raagkit";
 *
 * const models = await new ModelPersistence("my_models").loadAllModels();
 * const { classification } = await classifyRecording("song.mp3", models);
 * console.log(classification.raag, classification.confidence);
 * ```
 */
export async function classifyRecording(
  path: string,
  models: ModelSet | RaagClassifier,
  options: ClassifyOptions = {},
): Promise<ClassifiedRecording> {
  const { kind, metadata, problem } = await describeFile(path);
  const known = options.ignoreTonic ? undefined : metadata?.tonic_hz;
  const pitch = models instanceof ModelSet ? models.provenance.pitch : {};
  const analysis = await analyseRecording({
    path,
    kind,
    hopSeconds: options.hopSeconds ?? metadata?.hop_seconds,
    confidenceThreshold: options.confidenceThreshold,
    tonicHz: options.tonicHz ?? known,
    tonicSource: options.tonicHz === undefined ? "metadata" : "flag",
    pitch: options.pitch ?? pitch as AnalysisPitchOptions,
    cacheDir: options.cacheDir,
  }, { onProgress: options.onProgress });
  const classifier = models instanceof ModelSet ? classifierOf(models) : models;
  return {
    classification: classifyAnalysis(classifier, analysis),
    analysis,
    warnings: [...(problem === undefined ? [] : [problem]), ...analysis.warnings],
  };
}

/**
 * Which raag is an analysed recording in? Where its tonic had to be estimated, every candidate tonic
 * is tried with every raag: a wrong Sa shows in that no raag makes sense on it.
 *
 * @param classifier Trained models.
 * @param analysis The recording's melody and tonic.
 * @returns The classification, on the tonic that was chosen.
 */
export function classifyAnalysis(
  classifier: RaagClassifier,
  { track, tonicHz, tonicSource, tonic }: Analysis,
): Classification {
  return tonicSource === "estimated" && tonic !== undefined
    ? classifier.classifyWithTonics(track, tonic.candidates)
    : classifier.classify(track, tonicHz);
}

import { InvalidArgumentError } from "../errors.ts";
import { RaagClassifier } from "./classifier.ts";
import type { QuantizerOptions } from "../quantize/mod.ts";
import { format1, type Format1Settings } from "./format_1.ts";
import { type FamilySpec, makeFamily } from "./registry.ts";
import type { FamilyParts, FitRecord, FittedFamily, NumericArray, RaagParts } from "./types.ts";

/** How the training of one raag went, and from what. */
export interface TrainingRecord extends FitRecord {
  /** Distinct sources among the recordings. */
  groups: number;
  /** How many tonics came from where. */
  tonicSources: Record<string, number>;
  /** Length of the recordings in seconds. */
  durationSeconds: number;
}

/** The data that a model learnt from. */
export interface ModelManifest {
  /** SHA-256 over ids and contents of the recordings, 64 hex digits, or "" where it is unknown. */
  hash: string;
  /** Ids of the recordings, in order. */
  recordings: string[];
  /** What is known of each, in the same order; absent in sets of older versions. */
  heard?: HeardRecording[];
}

/** What a model knows of a recording that it learnt from. */
export interface HeardRecording {
  /** What its metadata call its source; absent where they do not. */
  group?: string;
  /** SHA-256 of its file, 64 hex digits. */
  sha256: string;
  /** Where its tonic came from. */
  tonicSource: string;
  /** Length in seconds. */
  durationSeconds: number;
  /** Frames that are voiced. */
  voicedFrames: number;
}

/** A trained raag: its models and all that one needs to use, cite and train them again. */
export interface RaagModel extends Omit<RaagParts, "record"> {
  /** The label as the metadata gave it. */
  raag: string;
  /** How the training went. */
  training: TrainingRecord;
  /** What it learnt from. */
  manifest: ModelManifest;
  /** How the main model reads a melody, where a quantiser says so. */
  quantizer?: QuantizerOptions;
}

/** What holds for all models of a set. */
export interface SetProvenance {
  /** Seed of the fit. */
  seed: number;
  /** How pitch was tracked. */
  pitch: Record<string, unknown>;
  /** Versions of the kit and its run time, by name. */
  versions: Record<string, string>;
}

/** What a set is besides its raags. */
export interface SetParts extends Pick<FamilyParts, "settings" | "shared"> {
  /** The family, with its settings. */
  family: FamilySpec;
  /** Where it comes from. */
  provenance: SetProvenance;
}

/**
 * Trained raags that answer together: a map from label to model, in the order of the labels, with
 * what they share. {@linkcode classifierOf} makes a classifier of it.
 */
export class ModelSet extends Map<string, RaagModel> {
  /** The family, with its settings. */
  readonly family: FamilySpec;
  /** Weights, calibration and typicality. */
  readonly settings: Record<string, unknown>;
  /** Arrays that all raags share. */
  readonly shared: Record<string, NumericArray>;
  /** Where the set comes from. */
  readonly provenance: SetProvenance;

  /**
   * Puts a set together.
   *
   * @param models The raags, sorted by label.
   * @param parts What they share.
   */
  constructor(models: Iterable<RaagModel>, { family, settings, shared, provenance }: SetParts) {
    super([...models].map((model) => [model.raag, model]));
    this.family = family;
    this.settings = settings;
    this.shared = shared;
    this.provenance = provenance;
  }

  /** The same as a family's parts. */
  get parts(): FamilyParts {
    return {
      labels: [...this.keys()],
      settings: this.settings,
      shared: this.shared,
      raags: [...this.values()].map(({ hmm, components, arrays, training }) => ({
        hmm,
        components,
        arrays,
        record: training,
      })),
    };
  }
}

/**
 * The set of a fitted family.
 *
 * @param family The family's name and settings.
 * @param fitted What it learnt.
 * @param about For each label what it learnt from; undefined where it is in no recording.
 * @param provenance Where the set comes from.
 * @returns The set.
 */
export function modelSetOf(
  family: FamilySpec,
  fitted: Pick<FittedFamily, "parts">,
  about: (label: string) =>
    | Pick<RaagModel, "manifest"> & { training: Omit<TrainingRecord, keyof FitRecord> }
    | undefined,
  provenance: SetProvenance,
): ModelSet {
  const { labels, settings, shared, raags } = fitted.parts();
  const { quantizer } = makeFamily(family);
  const models = labels.map((raag, k): RaagModel => {
    const { record, ...parts } = raags[k];
    const { manifest, training } = about(raag) ?? {
      training: { groups: 0, tonicSources: {}, durationSeconds: 0 },
      manifest: { hash: "", recordings: [] },
    };
    return {
      raag,
      ...parts,
      training: { ...record, ...training },
      manifest,
      ...(quantizer && { quantizer }),
    };
  });
  return new ModelSet(models, { family, settings, shared, provenance });
}

/**
 * The set without one raag; the others keep what they learnt.
 *
 * @param models The set.
 * @param raag A label of it.
 * @returns A new set.
 */
export function withoutRaag(models: ModelSet, raag: string): ModelSet {
  const { settings, shared } = makeFamily(models.family).forget(models.parts, raag);
  const { family, provenance } = models;
  const others = [...models.values()].filter((model) => model.raag !== raag);
  return new ModelSet(others, { family, settings, shared, provenance });
}

/**
 * The classifier of a set.
 *
 * @param models The set.
 * @returns Its answers are, to the last bit, those of the family that was fitted.
 * @throws {InvalidArgumentError} If the set is empty.
 * @throws {ModelError} If the set's parts do not fit its family.
 */
export function classifierOf(models: ModelSet): RaagClassifier {
  if (models.size === 0) throw new InvalidArgumentError("a classifier needs at least one model");
  const settings = models.parts.settings as unknown as Format1Settings;
  // Version 0.1 kept with the set what a family's own settings now say: how melodies are read.
  const family = models.family.family === "format-1"
    ? format1(settings)
    : makeFamily(models.family);
  return new RaagClassifier(family, family.restore(models.parts));
}

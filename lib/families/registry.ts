import { z } from "zod";
import { InvalidArgumentError } from "../errors.ts";
import { combination } from "./combination.ts";
import { book } from "./experts/book.ts";
import { classicHmm } from "./experts/classic_hmm.ts";
import type { ClassicOptions } from "./experts/classic_options.ts";
import { ridgeDistribution, ridgeSurface } from "./experts/kernel_ridge.ts";
import { format1 } from "./format_1.ts";
import { nearestDistributions, type NearestOptions } from "./experts/nearest.ts";
import { noteTrigrams } from "./experts/note_trigrams.ts";
import { sectionPitches } from "./experts/section_pitches.ts";
import { textbookFamily } from "./textbook/family.ts";
import type { Family } from "./types.ts";

/** A family with settings of its own, as plain data that fits a file or a message to a worker. */
export interface FamilySpec {
  /** The family, one of `FAMILY_NAMES`. */
  family: string;
  /**
   * What it is called in results, so that one family can stand beside itself.
   * @default the family's own name
   */
  name?: string;
  /** The settings: options of the family, by name. */
  [option: string]: unknown;
}

/** A family as the list knows it: its options, each with its range, and what makes it from them. */
interface Entry {
  /** One sentence: what it models and after whom. */
  description: string;
  /** Schemas of its options by name; each default stands where the option is used. */
  options: Record<string, z.ZodType>;
  make(description: string, options: Record<string, unknown>): Family;
}

const states = z.int().min(1).max(512);
const CLASSIC = {
  nStates: states.describe("Hidden states N. Default 36."),
  nSymbols: states.describe("Symbols M. Default 36."),
  start: z.enum(["random", "one-state-per-symbol"]).describe("Where Baum-Welch starts."),
  maxIterations: z.int().min(1).max(100_000)
    .describe("Iterations at most. Default 200 for frames, 10 for notes."),
  convergenceTolerance: z.number().min(0)
    .describe("Stop when an iteration gains less, in nats. Default 0.1."),
  pseudoCount: z.number().min(0).max(1e6)
    .describe("Dirichlet pseudo-count. Default 0.1 for notes, 0.01 for frames."),
  probabilityFloor: z.number().min(0).max(0.01)
    .describe("No probability falls below this. Default 1e-8."),
  restarts: z.int().min(1).max(1000).describe("Starts to train for each raag. Default 1."),
};

/**
 * The book's weight until recordings say more. Between .5 and 1 clips of 20 s are named best from
 * lessons and lessons from clips; the concerts of tests/bench/README.md were judged with it.
 */
const BOOK = 0.75;

/** All families: the one list of names, options and descriptions. */
const FAMILIES: Readonly<Record<string, Entry>> = Object.freeze({
  "hmm": {
    description:
      "A raag is a mixture of hidden Markov models, one a recording, and what the books say of it.",
    options: {},
    make: (description) =>
      combination({
        name: "hmm",
        description,
        experts: [
          noteTrigrams({ exemplars: true }),
          sectionPitches("sixth-exemplars"),
          sectionPitches("opening-exemplars"),
          sectionPitches("whole-exemplars"),
          book(),
        ],
        whole: {
          members: [0, 1, 2, 4],
          usual: (n) => [...[0.45, 0.15, 0.45].map((weight) => weight * n ** 0.25), BOOK],
          tonic: [[0, 1.25], [1, 1], [2, 2.25]],
        },
        excerpt: {
          members: [0, 3, 4],
          usual: (n) => [0.48 * n ** 0.3, 0.32 * n ** 0.45, BOOK],
          growth: [-0.15, 0.25],
        },
      }),
  },
  "stack": {
    description:
      "Melody surfaces, pitch distributions, note models and the books, weighed by held-out scores.",
    options: {},
    make: (description) =>
      combination({
        name: "stack",
        description,
        experts: [
          noteTrigrams({ exemplars: true }),
          ridgeSurface(3),
          ridgeDistribution("opening", "held"),
          sectionPitches("sixth-exemplars"),
          sectionPitches("opening-exemplars"),
          ridgeSurface(1),
          ridgeDistribution("whole", "held"),
          sectionPitches("whole-exemplars"),
          book(),
        ],
        whole: {
          members: [0, 1, 2, 3, 4, 8],
          usual: (n) => [0.45 * n ** 0.2, 3.8, 1.8, 0.08, 0.3, BOOK],
          tonic: [[0, 1.25], [3, 1], [4, 2.25]],
        },
        excerpt: {
          members: [0, 5, 6, 7, 8],
          usual: (n) => [0.46 * n ** 0.27, 2.7, 4.5 / n, 0.15 * n ** 0.5, BOOK],
          growth: [-0.15, 0.15, 0, 0.25],
        },
      }),
  },
  "hmm-plain": {
    description: "One hidden Markov model of notes and one of pitches over time for each raag.",
    options: {},
    make: (description) =>
      combination({
        name: "hmm-plain",
        description,
        experts: [noteTrigrams({ exemplars: false }), sectionPitches("sixths")],
        whole: { members: [0, 1], usual: (n) => [0.85 * n ** 0.05, 0.4] },
      }),
  },
  "note-hmm": {
    description: "One hidden Markov model per raag over its notes, trained by Baum-Welch.",
    options: CLASSIC,
    // Counted pairs of notes are a start so close that a few iterations are enough, and more fit
    // the training notes.
    make: (description, options) =>
      classic("note-hmm", description, { maxIterations: 10, ...options }),
  },
  "frame-hmm-random": {
    description: "One hidden Markov model per raag over frames from a random start: the original.",
    options: {
      ...CLASSIC,
      frameSpacingSeconds: z.number().min(0).max(10)
        .describe("Seconds between the frames that are kept. Default 0, all of them."),
    },
    make: (description, options) =>
      classic("frame-hmm-random", description, { symbols: "frames", start: "random", ...options }),
  },
  "textbook": {
    description: "Raags as the books have them, and recordings on top where there are some.",
    options: {},
    make: () => textbookFamily() as Family,
  },
  "pcd-knn": {
    description: "Pitch-class distributions and their nearest neighbours (Karakurt 2016).",
    options: {
      nBins: z.literal([12, 24, 40, 48, 60, 80, 120, 240])
        .describe("Bins of the octave. Default 80."),
      k: z.int().min(1).max(1000).describe("Neighbours that vote. Default 15."),
    },
    make: (description, options: NearestOptions) =>
      combination({
        name: "pcd-knn",
        description,
        experts: [nearestDistributions(options)],
        whole: { members: [0], usual: () => [1] },
      }),
  },
});

function classic(name: string, description: string, options: ClassicOptions): Family {
  return combination({
    name,
    description,
    experts: [classicHmm(options, "classic")],
    whole: { members: [0], usual: () => [1] },
  }) as Family;
}

/** What the models of version 0.1 answer with: read, never trained. */
const FORMAT_1 = "format-1";

/** The family that is trained unless told otherwise. */
export const DEFAULT_FAMILY = "hmm";

/** Names of all families, the default first. */
export const FAMILY_NAMES: readonly string[] = Object.freeze(Object.keys(FAMILIES));

/**
 * Families that a comparison takes unless told otherwise: all but the original, which takes minutes,
 * and the textbook, which knows the raags of its library only.
 */
export const COMPARED_FAMILIES: readonly string[] = Object.freeze(
  FAMILY_NAMES.filter((name) => name !== "frame-hmm-random" && name !== "textbook"),
);

/**
 * The options that a family understands, as schemas by name.
 *
 * @param family One of {@linkcode FAMILY_NAMES}.
 * @returns None for a family without options.
 * @throws {InvalidArgumentError} If there is no family of that name.
 */
export function familyOptions(family: string): Readonly<Record<string, z.ZodType>> {
  return entryOf(family).options;
}

function entryOf(family: string): Entry {
  if (!Object.hasOwn(FAMILIES, family)) {
    throw new InvalidArgumentError(
      `family must be one of ${FAMILY_NAMES.join(", ")}, found "${family}"`,
    );
  }
  return FAMILIES[family];
}

/**
 * A family by its name, or with settings and a name of its own.
 *
 * @param spec A name, or a name with settings.
 * @returns A new family.
 * @throws {InvalidArgumentError} If there is no such family, it has no such setting, or a setting is
 * out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeFamily } from "raagkit";
 *
 * const family = makeFamily({ family: "note-hmm", name: "small", nStates: 12, nSymbols: 12 });
 * assertEquals(family.name, "small");
 * ```
 */
export function makeFamily(spec: string | FamilySpec): Family {
  const { family: base, name, ...options } = typeof spec === "string" ? { family: spec } : spec;
  if (base === FORMAT_1) return format1();
  const { description, options: known, make } = entryOf(base);
  for (const [option, value] of Object.entries(options)) {
    if (!Object.hasOwn(known, option)) {
      const there = Object.keys(known).join(", ") || "none";
      throw new InvalidArgumentError(`${base} has no setting "${option}"; it has ${there}`);
    }
    const read = known[option].safeParse(value);
    if (!read.success) {
      throw new InvalidArgumentError(
        `${option} of ${base}: ${read.error.issues[0].message}, found ${
          typeof value === "number" ? value : JSON.stringify(value)
        }`,
      );
    }
  }
  const family = make(description, options);
  return { ...family, name: typeof name === "string" ? name : family.name };
}

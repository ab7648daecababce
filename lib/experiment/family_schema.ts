/**
 * The part of the schema that says which settings each family has.
 *
 * @module
 */

import { z } from "zod";
import { strict } from "./strict.ts";

const maxIterations = z.int().min(1).max(10_000)
  .describe("Iterations of Baum-Welch at most.");
const pseudoCount = z.number().min(0).max(1e6).describe("Dirichlet pseudo-count.");
const statesPerSymbol = z.int().min(1).max(9).describe("Hidden states for each symbol.");
const nSymbols = z.int().min(12).max(120).multipleOf(12)
  .describe("Size of the alphabet: whole octaves of 12.");
const nStates = z.int().min(1).max(512).describe("Hidden states of the random start.");
const frameSpacingSeconds = z.number().min(0).max(10)
  .describe("Seconds between the frames that are kept; 0 keeps all.");
const nBins = z.int().min(12).max(1200).describe("Bins of the octave.");
const k = z.int().min(1).max(1000).describe("Neighbours that vote.");
const positive = z.number().positive().max(1e6);
const smoothing = z.union([positive, z.array(positive).min(1)])
  .describe("Weight of the note frequencies, or several to choose from by inner folds.");
const cost = z.union([positive, z.array(positive).min(1)])
  .describe("C of the machine, or several to choose from by inner folds.");

const hmm = { maxIterations, pseudoCount };

/** Settings of each family that has some; `familyOptions` of lib/evaluate knows the same names. */
export const FAMILY_SETTINGS: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = {
  "frame-hmm-random": { nStates, frameSpacingSeconds, ...hmm },
  "frame-hmm": { frameSpacingSeconds, ...hmm },
  "note-hmm": { statesPerSymbol, nSymbols, ...hmm },
  "note-hmm-x2": { nSymbols, ...hmm },
  "hmm-ensemble": hmm,
  "note-bigram": { smoothing },
  "pcd-knn": { nBins, k },
  "tdms-knn": {
    k,
    nBins,
    delaySeconds: z.number().positive().max(10).describe("Delay between the two pitches."),
    compression: z.number().positive().max(10).describe("Exponent of the surface."),
    sigmaBins: z.number().min(0).max(100).describe("Width of the blur in bins."),
  },
  "sectional-pcd-svm": {
    nSections: z.int().min(1).max(100).describe("Sections of equal time."),
    nBins,
    cost,
  },
  "hmm-svm": {},
};

const NAME = /^[A-Za-z0-9{][\w.+{}-]{0,59}$/;

/** A family with settings: one object for each of the families. */
export const familySchema: z.ZodType<{ family: string; name?: string }> = z.discriminatedUnion(
  "family",
  Object.entries(FAMILY_SETTINGS).map(([family, settings]) =>
    strict({
      family: z.literal(family),
      name: z.string().regex(NAME, {
        error: "must be 1 to 60 letters, digits, . _ + - (or {setting} in a sweep)",
      }).optional().describe(
        "What it is called in results; in a sweep with {setting} in place of a value.",
      ),
      ...Object.fromEntries(
        Object.entries(settings).map(([key, schema]) => [key, schema.optional()]),
      ),
      ...(Object.keys(settings).length > 0 && {
        sweep: strict(Object.fromEntries(
          Object.entries(settings).map((
            [key, schema],
          ) => [key, z.array(schema).min(1).max(50).optional()]),
        )).optional().describe("Lists of values: one family for each combination."),
      }),
    })
  ) as unknown as [z.ZodObject, ...z.ZodObject[]],
) as unknown as z.ZodType<{ family: string; name?: string }>;

import { InvalidArgumentError } from "../../errors.ts";
import type { Family } from "../types.ts";
import { frameHmm, hmmEnsemble, noteHmm } from "./hmm.ts";
import { pcdKnn, tdmsKnn } from "./nearest.ts";
import { noteBigram } from "./note_bigram.ts";
import { familyByName } from "./registry.ts";
import { sectionalPcdSvm } from "./sectional_svm.ts";

/** A family with settings of its own, as plain data that fits a file or a message to a worker. */
export interface FamilySpec {
  /** The family, one of `FAMILY_NAMES`. */
  family: string;
  /**
   * What it is called in results, so that one family can stand beside itself.
   * @default the family's own name
   */
  name?: string;
  /** The settings: options of the function that makes the family, by name. */
  [option: string]: unknown;
}

/** A family's options by name, and what makes it from them. */
interface Maker {
  readonly options: readonly string[];
  make(options: Record<string, unknown>): Family;
}

const HMM_OPTIONS = ["maxIterations", "pseudoCount"];

/** A maker whose options are already known by name: their values are checked where they are used. */
function maker<O, F>(make: (options: O) => Family<F>, ...options: string[]): Maker {
  return { options, make: (given) => make(given as O) as Family };
}

const MAKERS: Readonly<Record<string, Maker>> = Object.freeze({
  "frame-hmm-random": maker(
    (options: Parameters<typeof frameHmm>[0]) => frameHmm({ ...options, start: "random" }),
    ...["nStates", "frameSpacingSeconds", ...HMM_OPTIONS],
  ),
  "frame-hmm": maker(frameHmm, "frameSpacingSeconds", ...HMM_OPTIONS),
  "note-hmm": maker(noteHmm, "statesPerSymbol", "nSymbols", ...HMM_OPTIONS),
  "note-hmm-x2": maker(
    (options: Parameters<typeof noteHmm>[0]) => noteHmm({ ...options, statesPerSymbol: 2 }),
    ...["nSymbols", ...HMM_OPTIONS],
  ),
  "hmm-ensemble": maker(hmmEnsemble, ...HMM_OPTIONS),
  "note-bigram": maker(noteBigram, "smoothing"),
  "pcd-knn": maker(pcdKnn, "nBins", "k"),
  "tdms-knn": maker(tdmsKnn, "k", "nBins", "delaySeconds", "compression", "sigmaBins"),
  "sectional-pcd-svm": maker(sectionalPcdSvm, "nSections", "nBins", "cost"),
});

/**
 * The settings that a family understands.
 *
 * @param family One of `FAMILY_NAMES`.
 * @returns Names of its options; none for a family without settings.
 * @throws {InvalidArgumentError} If there is no family of that name.
 */
export function familyOptions(family: string): readonly string[] {
  familyByName(family); // throws where there is none of that name
  return Object.hasOwn(MAKERS, family) ? MAKERS[family].options : [];
}

/**
 * A family by its name, or with settings and a name of its own.
 *
 * @param spec A name, or a name with settings.
 * @returns A new family.
 * @throws {InvalidArgumentError} If there is no such family or it has no such setting.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeFamily } from "raagkit";
 *
 * const family = makeFamily({ family: "note-hmm", name: "small", nSymbols: 12 });
 * assertEquals(family.name, "small");
 * ```
 */
export function makeFamily(spec: string | FamilySpec): Family {
  if (typeof spec === "string") return familyByName(spec);
  const { family: base, name, ...options } = spec;
  const known = familyOptions(base);
  const foreign = Object.keys(options).find((option) => !known.includes(option));
  if (foreign !== undefined) {
    throw new InvalidArgumentError(
      `${base} has no setting "${foreign}"; it has ${known.join(", ") || "none"}`,
    );
  }
  const family = Object.hasOwn(MAKERS, base) ? MAKERS[base].make(options) : familyByName(base);
  return { ...family, name: name ?? family.name };
}

import { InvalidArgumentError } from "../../errors.ts";
import type { Family } from "../types.ts";
import { frameHmm, hmmEnsemble, noteHmm } from "./hmm.ts";
import { pcdKnn, tdmsKnn } from "./nearest.ts";
import { noteBigram } from "./note_bigram.ts";
import { sectionalPcdSvm } from "./sectional_svm.ts";
import { stacked } from "./stacked.ts";

/** Makers of all families, by name. */
const MAKERS: Readonly<Record<string, () => Family>> = Object.freeze({
  "frame-hmm-random": () => frameHmm({ start: "random" }) as Family,
  "frame-hmm": () => frameHmm() as Family,
  "note-hmm": () => noteHmm() as Family,
  "note-hmm-x2": () => noteHmm({ statesPerSymbol: 2 }) as Family,
  "hmm-ensemble": () => hmmEnsemble() as Family,
  "note-bigram": () => noteBigram() as Family,
  "pcd-knn": () => pcdKnn() as Family,
  "tdms-knn": () => tdmsKnn() as Family,
  "sectional-pcd-svm": () => sectionalPcdSvm() as Family,
  "hmm-svm": () => hmmSvm() as Family,
});

/** The family that classifies unless told otherwise. */
export const DEFAULT_FAMILY = "hmm-ensemble";

/** Names of all families, the HMMs first. */
export const FAMILY_NAMES: readonly string[] = Object.freeze(Object.keys(MAKERS));

/**
 * The ensemble of HMMs and the sectional support-vector machine, stacked.
 *
 * @returns The family `hmm-svm`.
 */
export function hmmSvm(): Family<unknown[]> {
  return stacked(
    "hmm-svm",
    "The HMM ensemble and the sectional support-vector machine, weighted by inner folds.",
    [hmmEnsemble() as Family, sectionalPcdSvm() as Family],
  );
}

/**
 * A family by its name, with its default settings.
 *
 * @param name One of {@linkcode FAMILY_NAMES}, or `note-hmm-x3` and so on for more states per symbol.
 * @returns A new family.
 * @throws {InvalidArgumentError} If there is no family of that name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { familyByName } from "raagkit";
 *
 * assertEquals(familyByName("note-hmm-x3").name, "note-hmm-x3");
 * ```
 */
export function familyByName(name: string): Family {
  const statesPerSymbol = /^note-hmm-x([2-9])$/.exec(name)?.[1];
  if (statesPerSymbol !== undefined) {
    return noteHmm({ statesPerSymbol: Number(statesPerSymbol) }) as Family;
  }
  if (!Object.hasOwn(MAKERS, name)) {
    throw new InvalidArgumentError(
      `family must be one of ${FAMILY_NAMES.join(", ")} (x2 to x9), found "${name}"`,
    );
  }
  return MAKERS[name]();
}

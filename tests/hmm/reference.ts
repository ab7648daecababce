/** Reads the parity vectors beside the project; tests that need them are skipped without them. */

import type { HmmParameters } from "../../lib/hmm/mod.ts";

const folder = new URL("../../../shared/data/", import.meta.url);

/** Whether the vectors are there. */
export const hasReference: boolean = (() => {
  try {
    return Deno.statSync(new URL("hmm_reference/README.md", folder)).isFile;
  } catch {
    console.log("hmm: no ../shared/data/hmm_reference here, its tests are skipped");
    return false;
  }
})();

/** One of the JSON files, parsed. */
// deno-lint-ignore no-explicit-any
export function readReference(name: string): any {
  return JSON.parse(Deno.readTextFileSync(new URL(`hmm_reference/${name}`, folder)));
}

/** Rows of numbers as our parameters. */
export function toParameters(
  model: { startprob: number[]; transmat: number[][]; emissionprob: number[][] },
): HmmParameters {
  return {
    nStates: model.startprob.length,
    nSymbols: model.emissionprob[0].length,
    startprob: Float64Array.from(model.startprob),
    transmat: Float64Array.from(model.transmat.flat()),
    emissionprob: Float64Array.from(model.emissionprob.flat()),
  };
}

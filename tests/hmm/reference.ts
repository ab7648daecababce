/** Reads the numbers of hmmlearn that lie in `reference/`; its README says what they are. */

import type { HmmParameters } from "../../lib/hmm/mod.ts";

/** One of the JSON files, parsed. */
// deno-lint-ignore no-explicit-any
export function readReference(name: string): any {
  return JSON.parse(Deno.readTextFileSync(new URL(`reference/${name}`, import.meta.url)));
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

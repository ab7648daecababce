import { PersistenceError, type Problem } from "../errors.ts";
import { toRows } from "../hmm/json.ts";
import type { DiscreteHmm, HmmParameters } from "../hmm/mod.ts";
import { arraysOf, buildHmm } from "./hmm_arrays.ts";
import { decodeNpz, encodeNpz } from "./npz.ts";

const underscored = (name: string): string => `${name}_`;

/**
 * Parameters under the names of hmmlearn's `CategoricalHMM`, as a `.npz` file: `startprob_`,
 * `transmat_`, `emissionprob_`.
 *
 * @param parameters N states, M symbols, pi (N), A (N x N), B (N x M); a `DiscreteHmm` will do.
 * @returns The file's bytes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DiscreteHmm } from "raagkit";
 * import { fromHmmlearnNpz, toHmmlearnNpz } from "raagkit/persistence";
 *
 * const hmm = DiscreteHmm.random(3, 12, 42);
 * assertEquals(fromHmmlearnNpz(toHmmlearnNpz(hmm)).score([0, 4, 7]), hmm.score([0, 4, 7]));
 * ```
 *
 * @see hmmlearn, class `CategoricalHMM`. In Python:
 * `for name, value in np.load(path).items(): setattr(model, name, value)`.
 */
export function toHmmlearnNpz(parameters: HmmParameters): Uint8Array {
  return encodeNpz(arraysOf(parameters, underscored));
}

/**
 * Reads parameters that `np.savez(path, startprob_=..., transmat_=..., emissionprob_=...)` wrote;
 * the names may lack their underscore.
 *
 * @param bytes The file's bytes.
 * @returns The model.
 * @throws {PersistenceError} If the file is damaged, or its arrays are no hidden Markov model;
 * `problems` lists everything.
 */
export function fromHmmlearnNpz(bytes: Uint8Array): DiscreteHmm {
  const arrays = decodeNpz(bytes);
  const nameOf = (name: string): string => underscored(name) in arrays ? underscored(name) : name;
  const problems: Problem[] = [];
  const nStates = arrays[nameOf("startprob")]?.shape[0] ?? 0;
  const nSymbols = arrays[nameOf("emissionprob")]?.shape[1] ?? 0;
  const hmm = buildHmm(arrays, nameOf, nStates, nSymbols, "", problems);
  if (hmm) return hmm;
  const reasons = problems.map(({ field, message }) => `${field} ${message}`);
  throw new PersistenceError(
    `These are not the parameters of a CategoricalHMM: ${reasons.join("; ")}`,
    problems,
  );
}

/**
 * Parameters as JSON for other tools: `startprob_`, `transmat_` and `emissionprob_` in nested lists,
 * with `n_components` (N) and `n_features` (M). Numbers keep every digit.
 *
 * @param parameters N states, M symbols, pi (N), A (N x N), B (N x M); a `DiscreteHmm` will do.
 * @returns The JSON text.
 */
export function toHmmlearnJson(parameters: HmmParameters): string {
  const { nStates, nSymbols, startprob, transmat, emissionprob } = parameters;
  return JSON.stringify({
    model: "CategoricalHMM",
    n_components: nStates,
    n_features: nSymbols,
    startprob_: [...startprob],
    transmat_: toRows(transmat, nStates),
    emissionprob_: toRows(emissionprob, nSymbols),
  });
}

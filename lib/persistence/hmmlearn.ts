import { z } from "zod";
import { PersistenceError, type Problem } from "../errors.ts";
import { parseJson } from "../files/mod.ts";
import type { DiscreteHmm, HmmParameters } from "../hmm/mod.ts";
import { arraysOf, buildHmm } from "./hmm_arrays.ts";
import type { NpyArray } from "./npy.ts";
import { decodeNpz, encodeNpz } from "./npz.ts";
import type { ZipLimits } from "./zip.ts";

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
 * @param limits Bounds on the unpacking.
 * @returns The model.
 * @throws {PersistenceError} If the file is damaged, or its arrays are no hidden Markov model;
 * `problems` lists everything.
 */
export function fromHmmlearnNpz(bytes: Uint8Array, limits: ZipLimits = {}): DiscreteHmm {
  return fromArrays(decodeNpz(bytes, limits));
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
  const rows = (data: Float64Array, columns: number): number[][] =>
    Array.from({ length: nStates }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
  return JSON.stringify({
    model: "CategoricalHMM",
    n_components: nStates,
    n_features: nSymbols,
    startprob_: [...startprob],
    transmat_: rows(transmat, nStates),
    emissionprob_: rows(emissionprob, nSymbols),
  });
}

const row = z.array(z.number()).min(1);
const jsonSchema = z.object({
  startprob_: row,
  transmat_: z.array(row).min(1),
  emissionprob_: z.array(row).min(1),
});

/**
 * Reads parameters from JSON as {@linkcode toHmmlearnJson} writes it; the names may lack their
 * underscore, and other fields are ignored.
 *
 * @param text The JSON text.
 * @returns The model.
 * @throws {PersistenceError} If the text is no JSON, or its lists are no hidden Markov model;
 * `problems` lists everything.
 */
export function fromHmmlearnJson(text: string): DiscreteHmm {
  let value: unknown;
  try {
    value = parseJson(new TextEncoder().encode(text));
  } catch (error) {
    throw refusal([`the text cannot be read: ${(error as Error).message}`]);
  }
  const fields = (value ?? {}) as Record<string, unknown>;
  const named = Object.fromEntries(
    ["startprob", "transmat", "emissionprob"].map((name) => [
      underscored(name),
      fields[underscored(name)] ?? fields[name],
    ]),
  );
  const read = jsonSchema.safeParse(named);
  if (!read.success) {
    throw refusal(read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
  }
  const table = (rows: number[][]): NpyArray => ({
    // A ragged table has a shape that its numbers do not fill; NaN marks what is missing.
    shape: [rows.length, Math.max(...rows.map(({ length }) => length))],
    data: Float64Array.from(rows.flatMap((row) => {
      const missing = Math.max(...rows.map(({ length }) => length)) - row.length;
      return [...row, ...new Array<number>(missing).fill(NaN)];
    })),
  });
  return fromArrays({
    startprob_: {
      shape: [read.data.startprob_.length],
      data: Float64Array.from(read.data.startprob_),
    },
    transmat_: table(read.data.transmat_),
    emissionprob_: table(read.data.emissionprob_),
  });
}

function fromArrays(arrays: Record<string, NpyArray>): DiscreteHmm {
  const nameOf = (name: string): string => underscored(name) in arrays ? underscored(name) : name;
  const problems: Problem[] = [];
  const nStates = arrays[nameOf("startprob")]?.shape[0] ?? 0;
  const nSymbols = arrays[nameOf("emissionprob")]?.shape[1] ?? 0;
  const hmm = buildHmm(arrays, nameOf, nStates, nSymbols, "", problems);
  if (!hmm) throw refusal(problems.map(({ field, message }) => `${field} ${message}`), problems);
  return hmm;
}

function refusal(reasons: string[], problems: Problem[] = []): PersistenceError {
  return new PersistenceError(
    `These are not the parameters of a CategoricalHMM: ${reasons.join("; ")}`,
    problems,
  );
}

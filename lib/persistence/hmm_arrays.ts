import type { Problem } from "../errors.ts";
import { DiscreteHmm, type HmmParameters } from "../hmm/mod.ts";
import type { NpyArray } from "./npy.ts";

/** How far a row of probabilities may sum from 1, as the models themselves allow. */
const ROW_SUM_TOLERANCE = 1e-6;

/**
 * The arrays of one hidden Markov model.
 *
 * @param parameters N states, M symbols, pi, A, B.
 * @param nameOf Makes an array's name from `startprob`, `transmat` or `emissionprob`.
 * @returns The arrays by name, in this order.
 */
export function arraysOf(
  parameters: HmmParameters,
  nameOf: (name: string) => string,
): Record<string, NpyArray> {
  const { nStates, nSymbols, startprob, transmat, emissionprob } = parameters;
  return {
    [nameOf("startprob")]: { shape: [nStates], data: startprob },
    [nameOf("transmat")]: { shape: [nStates, nStates], data: transmat },
    [nameOf("emissionprob")]: { shape: [nStates, nSymbols], data: emissionprob },
  };
}

/** Checks one array against its shape and, row by row, for being a probability distribution. */
function checkArray(
  array: NpyArray | undefined,
  shape: number[],
  say: (message: string) => void,
): void {
  if (!array) return say(`is missing; a model has startprob, transmat and emissionprob`);
  if (array.shape.length !== shape.length || array.shape.some((length, i) => length !== shape[i])) {
    return say(`must have the shape (${shape.join(", ")}), found (${array.shape.join(", ")})`);
  }
  const columns = shape[shape.length - 1];
  let wrong = 0, first = "";
  for (let row = 0; row * columns < array.data.length; row++) {
    let sum = 0, worst: number | undefined;
    for (const p of array.data.subarray(row * columns, (row + 1) * columns)) {
      sum += p;
      if (!(p >= 0 && p <= 1 + ROW_SUM_TOLERANCE)) worst = p;
    }
    if (worst === undefined && Math.abs(sum - 1) <= ROW_SUM_TOLERANCE) continue;
    if (wrong++ === 0) {
      first = worst !== undefined ? `row ${row} holds ${worst}` : `row ${row} sums to ${sum}`;
    }
  }
  if (wrong > 0) {
    say(
      `must have rows of probabilities that sum to 1; ${first} (${wrong} such row${
        wrong > 1 ? "s" : ""
      })`,
    );
  }
}

/**
 * Builds one hidden Markov model from its arrays.
 *
 * @param arrays The arrays by name.
 * @param nameOf Makes an array's name from `startprob`, `transmat` or `emissionprob`.
 * @param nStates N.
 * @param nSymbols M.
 * @param path Path of the file, for the problems.
 * @param problems Takes everything that is wrong.
 * @returns The model, or undefined if anything is wrong.
 */
export function buildHmm(
  arrays: Record<string, NpyArray>,
  nameOf: (name: string) => string,
  nStates: number,
  nSymbols: number,
  path: string,
  problems: Problem[],
): DiscreteHmm | undefined {
  const before = problems.length;
  const pick = (name: string, shape: number[]): Float64Array => {
    const field = nameOf(name);
    checkArray(
      arrays[field],
      shape,
      (message) => problems.push({ file: path, field, message, severity: "error" }),
    );
    return arrays[field]?.data;
  };
  const startprob = pick("startprob", [nStates]);
  const transmat = pick("transmat", [nStates, nStates]);
  const emissionprob = pick("emissionprob", [nStates, nSymbols]);
  if (problems.length > before) return undefined;
  return new DiscreteHmm({ nStates, nSymbols, startprob, transmat, emissionprob });
}

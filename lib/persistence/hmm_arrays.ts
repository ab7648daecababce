import type { Problem } from "../errors.ts";
import { DiscreteHmm, type HmmParameters } from "../hmm/mod.ts";
import { wrongRow } from "../hmm/validate.ts";
import type { NpyArray } from "./npy.ts";

/**
 * The arrays of one hidden Markov model.
 *
 * @param nameOf Makes an array's name from `startprob`, `transmat` or `emissionprob`.
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

/**
 * Builds one hidden Markov model from its arrays.
 *
 * @param nameOf Makes an array's name from `startprob`, `transmat` or `emissionprob`.
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
    const field = nameOf(name), array = arrays[field];
    const say = (message: string) =>
      problems.push({ file: path, field, message, severity: "error" });
    if (!array) say("is missing; a model has startprob, transmat and emissionprob");
    else if (array.shape.join() !== shape.join()) {
      say(`must have the shape (${shape.join(", ")}), found (${array.shape.join(", ")})`);
    } else {
      const wrong = wrongRow(array.data, shape[shape.length - 1]);
      if (wrong !== undefined) say(`must have rows of probabilities that sum to 1; ${wrong}`);
    }
    return array?.data;
  };
  const startprob = pick("startprob", [nStates]);
  const transmat = pick("transmat", [nStates, nStates]);
  const emissionprob = pick("emissionprob", [nStates, nSymbols]);
  if (problems.length > before) return undefined;
  return new DiscreteHmm({ nStates, nSymbols, startprob, transmat, emissionprob });
}

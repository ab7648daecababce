import { InvalidArgumentError } from "../../errors.ts";
import { type DiscreteHmm, scoreSequences } from "../../hmm/mod.ts";
import type { StablePhrase } from "../../quantize/stable_frames.ts";

/**
 * Log-likelihood of a melody under each model, per frame.
 *
 * ```
 * l(m) = sum over phrases log P(phrase | model m) / number of frames
 * ```
 *
 * Each phrase begins anew, with pi: what a singer does after a breath, the model does not foretell.
 *
 * @param models One for each raag, with the same symbols.
 * @param phrases Stable frames of the melody, one phrase or more.
 * @returns As many numbers as models, in nats per frame.
 * @throws {InvalidArgumentError} If there is no phrase, or a symbol the models do not have.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { textbookModel } from "./model.ts";
 * import { scorePhrases } from "./scoring.ts";
 *
 * const model = textbookModel({ raag: "Bhupali", aroh: "S R G P D S'", avroh: "S' D P G R S" });
 * const symbols = Uint8Array.of(0, 0, 20, 20, 39, 39);
 * const [score] = scorePhrases([model], [{ symbols }]);
 * assertAlmostEquals(score, model.score(symbols) / 6, 1e-12);
 * ```
 * @see Rabiner 1989, equations 19-21 and 103.
 */
export function scorePhrases(
  models: readonly DiscreteHmm[],
  phrases: readonly Pick<StablePhrase, "symbols">[],
): Float64Array {
  const frames = phrases.reduce((total, { symbols }) => total + symbols.length, 0);
  if (frames === 0) {
    throw new InvalidArgumentError(
      "a melody needs a stable frame or more, found none: is the recording silent, or too short?",
    );
  }
  const scores = scoreSequences(
    models.map(({ parameters }) => parameters),
    phrases.map(({ symbols }) => symbols),
  );
  return Float64Array.from(scores, (ofModel) => ofModel.reduce((a, b) => a + b) / frames);
}

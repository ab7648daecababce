import { InvalidArgumentError } from "../../errors.ts";
import { type DiscreteHmm, scoreSequences } from "../../hmm/mod.ts";
import type { StablePhrase } from "../../quantize/stable_frames.ts";

/** What a score needs to know of a phrase. */
export type PhraseSymbols = Pick<StablePhrase, "symbols">;

/** Symbols in all phrases. */
export function countFrames(phrases: readonly PhraseSymbols[]): number {
  return phrases.reduce((total, { symbols }) => total + symbols.length, 0);
}

/**
 * Log-likelihood of a melody under each model, per frame. Each phrase begins anew, with pi: what a
 * singer does after a breath, the model does not foretell.
 *
 * ```
 * l(m) = sum over phrases log P(phrase | model m) / number of frames
 * ```
 *
 * @param models One for each raag, with the same symbols.
 * @param phrases Stable frames of the melody, one phrase or more.
 * @returns As many numbers as models, in nats per frame.
 * @throws {InvalidArgumentError} If there is no phrase, an empty one, or a symbol that the models do
 * not have.
 * @see Rabiner 1989, equations 19-21 and 103.
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
 */
export function scorePhrases(
  models: readonly DiscreteHmm[],
  phrases: readonly PhraseSymbols[],
): Float64Array {
  if (phrases.length === 0) {
    throw new InvalidArgumentError(
      "a melody needs a stable frame or more, found none: is the recording silent, or too short?",
    );
  }
  const frames = countFrames(phrases);
  const scores = scoreSequences(
    models.map(({ parameters }) => parameters),
    phrases.map(({ symbols }) => symbols),
  );
  return Float64Array.from(scores, (ofModel) => ofModel.reduce((a, b) => a + b) / frames);
}

/**
 * Some phrases of a long melody, evenly from its beginning to its end.
 *
 * @param phrases The melody.
 * @param frames About how many frames to take, > 0.
 * @returns Whole phrases with that many frames at most, one phrase at least; all where they are fewer.
 */
export function someOf<P extends PhraseSymbols>(phrases: readonly P[], frames: number): P[] {
  const share = Math.min(1, frames / countFrames(phrases));
  let seen = 0, taken = 0;
  const some = phrases.filter(({ symbols: { length } }) => {
    seen += length;
    if (taken + length > seen * share) return false;
    taken += length;
    return true;
  });
  return some.length > 0 ? some : phrases.slice(0, 1);
}

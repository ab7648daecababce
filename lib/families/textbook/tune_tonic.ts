import type { DiscreteHmm } from "../../hmm/mod.ts";
import { centsToHz } from "../../math.ts";
import type { PitchTrack } from "../../pitch/types.ts";
import { type StableFrames, stableFrames } from "../../quantize/stable_frames.ts";
import { N_SYMBOLS } from "./model.ts";
import { evidenceOf } from "./probabilities.ts";
import { scorePhrases, someOf } from "./scoring.ts";

/** Bins by which Sa may be off: 10 cents each. */
const SHIFTS = [0, -1, 1, -2, 2];
/** How far a Sa that was given is off as a rule, in bins: one standard deviation, 5 cents. */
const USUAL_SHIFT = 0.5;
/** Cents of one bin. */
const BIN_CENTS = 1200 / N_SYMBOLS;
/** Frames by which a Sa is weighed: with so many the evidence N is at its most. */
export const FRAMES_TO_WEIGH = 4000;

/** A melody at its Sa. */
export interface TunedMelody {
  /** Sa in Hz. */
  tonicHz: number;
  /** The melody above it. */
  melody: StableFrames;
}

/**
 * A melody at the Sa that its svaras fall on: the one given, or 10 or 20 cents beside it.
 *
 * A published Sa is a key of the piano or the middle of a tanpura's peak; a svara is 30 cents wide,
 * so that 10 cents matter between neighbours. Of five the one is taken under which the mean raag
 * explains the melody best; no raag is favoured by it:
 *
 * ```
 * shift = argmax_k  N l(melody + 10 k cents | general) - (k / .5)^2 / 2,   k = -2..2,   N = min(400, 7 sqrt(frames))
 * ```
 *
 * @param general The mean raag of a set.
 * @param track The melody.
 * @param tonicHz Sa in Hz, to within 20 cents.
 * @returns Sa and the melody above it.
 * @throws {InvalidArgumentError} If the tonic is out of its range, or nothing in the melody is stable.
 */
export function tuneTonic(general: DiscreteHmm, track: PitchTrack, tonicHz: number): TunedMelody {
  const melody = stableFrames(track, tonicHz);
  const phrases = someOf(melody.phrases, FRAMES_TO_WEIGH);
  const weight = evidenceOf(melody.frames);
  let shift = 0, best = -Infinity;
  for (const k of SHIFTS) {
    const shifted = phrases.map(({ symbols }) => ({
      symbols: symbols.map((symbol) => (symbol + k + N_SYMBOLS) % N_SYMBOLS),
    }));
    const score = weight * scorePhrases([general], shifted)[0] - (k / USUAL_SHIFT) ** 2 / 2;
    if (score > best) [shift, best] = [k, score];
  }
  if (shift === 0) return { tonicHz, melody };
  const tuned = centsToHz(-shift * BIN_CENTS, tonicHz);
  return { tonicHz: tuned, melody: stableFrames(track, tuned) };
}

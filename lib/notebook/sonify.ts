/**
 * Melodies made audible: a pitch track, or symbols, as a plain plucked or sustained tone. It is there
 * to let one hear what a tracker or a model says, not to please.
 *
 * @module
 */

import { centsToHz } from "../math.ts";
import { requirePositive } from "../options.ts";
import type { PitchTrack } from "../pitch/types.ts";

/** Strengths of the first partials. */
const PARTIALS = [1, 0.5, 0.3, 0.15];

/** Options of {@linkcode sonifyPitch}. */
export interface SonifyPitchOptions {
  /** Samples per second, in Hz. @default 11025 */
  sampleRate?: number;
  /** First second that is heard. @default 0 */
  fromSeconds?: number;
  /** Last second that is heard. @default the end */
  toSeconds?: number;
}

/**
 * Lets one hear a pitch track: a tone with the pitch of each voiced frame.
 *
 * @param track f0 in Hz, NaN = unvoiced.
 * @param options Sampling rate and the stretch of time.
 * @returns Mono samples within -1..1.
 * @throws {InvalidArgumentError} If the sampling rate is not above 0.
 */
export function sonifyPitch(track: PitchTrack, options: SonifyPitchOptions = {}): Float32Array {
  const { times, f0, hopSeconds } = track;
  const { sampleRate = 11025, fromSeconds = 0 } = options;
  requirePositive("sampleRate", sampleRate);
  const toSeconds = options.toSeconds ?? (times.at(-1) ?? 0) + hopSeconds;
  const samples = new Float32Array(Math.max(0, Math.round((toSeconds - fromSeconds) * sampleRate)));
  const fade = 1 / (0.02 * sampleRate); // 20 ms from silence to full, so that nothing clicks
  let phase = 0, level = 0, hz = 0;
  for (let n = 0; n < samples.length; n++) {
    const frame = Math.round((fromSeconds + n / sampleRate - (times[0] ?? 0)) / hopSeconds);
    const now = f0[frame];
    if (now > 0) hz = now;
    level = now > 0 ? Math.min(1, level + fade) : Math.max(0, level - fade);
    phase += 2 * Math.PI * hz / sampleRate;
    samples[n] = 0.3 * level * tone(phase);
  }
  return samples;
}

/** Options of {@linkcode sonifySymbols}. */
export interface SonifySymbolsOptions {
  /** Frequency of Sa in Hz. @default 220 */
  tonicHz?: number;
  /** Length of each note in seconds: one for all, or one each. @default 0.35 */
  noteSeconds?: number | ArrayLike<number>;
  /** Steps in an octave of the alphabet; Sa is the symbol of that number. @default 12 */
  binsPerOctave?: number;
  /** Samples per second, in Hz. @default 11025 */
  sampleRate?: number;
}

/**
 * Lets one hear a sequence of symbols: a plucked note for each, over a soft Sa.
 *
 * @param symbols Notes of an alphabet in which Sa is the symbol `binsPerOctave`.
 * @param options Tonic, tempo, alphabet.
 * @returns Mono samples within -1..1.
 * @throws {InvalidArgumentError} If the sampling rate is not above 0.
 */
export function sonifySymbols(
  symbols: ArrayLike<number>,
  options: SonifySymbolsOptions = {},
): Float32Array {
  const { tonicHz = 220, noteSeconds = 0.35, binsPerOctave = 12, sampleRate = 11025 } = options;
  requirePositive("sampleRate", sampleRate);
  const lengths = Array.from(
    symbols,
    (_, i) =>
      Math.round((typeof noteSeconds === "number" ? noteSeconds : noteSeconds[i]) * sampleRate),
  );
  const samples = new Float32Array(lengths.reduce((total, length) => total + length, 0));
  for (let n = 0; n < samples.length; n++) {
    samples[n] = 0.05 * tone(Math.PI * tonicHz * n / sampleRate); // Sa, an octave lower
  }
  let from = 0;
  for (const [i, length] of lengths.entries()) {
    const hz = centsToHz((symbols[i] - binsPerOctave) * 1200 / binsPerOctave, tonicHz);
    for (let n = 0; n < length; n++) {
      const seconds = n / sampleRate;
      const envelope = Math.min(1, seconds / 0.01, (length - n) / (0.02 * sampleRate)) *
        Math.exp(-2 * seconds);
      samples[from + n] += 0.3 * envelope * tone(2 * Math.PI * hz * seconds);
    }
    from += length;
  }
  return samples;
}

function tone(phase: number): number {
  return PARTIALS.reduce((sum, strength, k) => sum + strength * Math.sin((k + 1) * phase), 0);
}

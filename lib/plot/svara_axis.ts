import { extent } from "../math.ts";
import { SVARAS } from "../quantize/svara.ts";
import { axisTitle } from "./template.ts";

/** The seven svaras of the major scale: what is named where there is no room for all twelve. */
const SEVEN = ["S", "R", "G", "m", "P", "D", "N"];

/**
 * The svara at a pitch, with its octave mark: `N,` below Sa, `S'` an octave above.
 *
 * @param semitone Whole semitones above Sa.
 * @returns The label.
 */
export function semitoneLabel(semitone: number): string {
  const octave = Math.floor(semitone / 12);
  return SVARAS[semitone - 12 * octave] +
    (octave < 0 ? ",".repeat(-octave) : "'".repeat(octave));
}

/**
 * An axis of cents above Sa whose ticks are svaras.
 *
 * @param low Lowest pitch shown, in cents.
 * @param high Highest pitch shown, in cents.
 * @param room How many ticks fit.
 * @returns A Plotly axis; where not all svaras fit, only the seven of the major scale are named, and
 * where they do not fit, only Sa and Pa.
 */
export function svaraAxis(low: number, high: number, room = 18): Record<string, unknown> {
  const first = Math.ceil(low / 100), last = Math.floor(high / 100);
  const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  const named = [SVARAS, SEVEN, ["S", "P"]].map((names) =>
    all.filter((semitone) => names.includes(SVARAS[((semitone % 12) + 12) % 12]))
  );
  const ticks = named.find((some) => some.length <= room) ?? named[2];
  return {
    range: [low, high],
    tickvals: ticks.map((semitone) => 100 * semitone),
    ticktext: ticks.map(semitoneLabel),
    title: axisTitle("svara"),
  };
}

/** The lowest and highest of some cents, with room of a semitone, in whole semitones. */
export function centsRange(cents: ArrayLike<number>): [number, number] {
  const [low, high] = extent(cents);
  if (low > high) return [-100, 1300]; // nothing voiced: one octave
  return [100 * Math.floor(low / 100 - 0.5), 100 * Math.ceil(high / 100 + 0.5)];
}

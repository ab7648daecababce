/**
 * The pitches that a drone has of its own.
 *
 * @module
 */

import type { DronePartial } from "./drone.ts";

/** Steps of the table in an octave: 25 cents, what a tracker's slip on a drone strays. */
const STEPS = 48;

/**
 * How periodic a drone is at each f0: its normalised autocorrelation at the lag 1/f0,
 *
 *     sum over partials of a cos(2 pi hz / f0) / sum of a.
 *
 * It is near 1 at the Sa of the lowest string, near a half at the Sa above it, and about 0 where the
 * drone has no pitch.
 *
 * @param partials The drone's partials; none gives 0 everywhere.
 * @param floorHz Lowest f0.
 * @param ceilingHz Highest f0.
 * @returns The highest value within 25 cents of a pitch, given as log2 of its Hz; 0 outside the range.
 */
export function dronePeriodicity(
  partials: readonly DronePartial[],
  floorHz: number,
  ceilingHz: number,
): (octave: number) => number {
  if (partials.length === 0) return () => 0;
  const first = Math.floor(STEPS * Math.log2(floorHz)) - 1;
  const count = Math.ceil(STEPS * Math.log2(ceilingHz)) + 2 - first;
  const total = partials.reduce((sum, { amplitude }) => sum + amplitude, 0);
  const values = Float64Array.from({ length: count }, (_, i) => {
    const radians = 2 * Math.PI / 2 ** ((first + i) / STEPS);
    let sum = 0;
    for (const { hz, amplitude } of partials) sum += amplitude * Math.cos(radians * hz);
    return sum / total;
  });
  const near = values.map((value, i) =>
    Math.max(value, values[i - 1] ?? value, values[i + 1] ?? value)
  );
  return (octave) => near[Math.round(octave * STEPS) - first] ?? 0;
}

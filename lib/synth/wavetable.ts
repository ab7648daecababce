/**
 * Band-limited wavetables: one period of a sound, for each half octave of pitch with as many
 * harmonics as fit under the half of the sample rate. Reading a table costs the same for one
 * harmonic or for eighty, which is what makes the synthesiser fast.
 *
 * @module
 */

/** Points of a table; a power of two, so that the phase wraps by a mask. */
export const TABLE_LENGTH = 2048;

/** Tables of one timbre, for rising pitch. */
export interface Wavetables {
  /** One period each, TABLE_LENGTH + 1 points (the last repeats the first). */
  tables: Float32Array[];
  /** Pitch in Hz up to which the first table is free of aliasing; each next one is sqrt(2) higher. */
  firstHz: number;
}

/**
 * Sums harmonics, sines that start together, into tables for pitches of lowestHz..highestHz; those
 * above 0.45 of the sample rate are left out.
 */
export function makeWavetables(
  amplitude: (harmonic: number) => number,
  sampleRate: number,
  lowestHz: number,
  highestHz: number,
): Wavetables {
  const firstHz = lowestHz * Math.SQRT2;
  const count = Math.max(1, Math.ceil(2 * Math.log2(highestHz / lowestHz)) + 1);
  const sine = Float64Array.from(
    { length: TABLE_LENGTH },
    (_, i) => Math.sin(2 * Math.PI * i / TABLE_LENGTH),
  );
  // The highest pitch has the fewest harmonics, so each lower table adds some to the one above it.
  const tables: Float32Array[] = new Array(count);
  const running = new Float64Array(TABLE_LENGTH);
  let added = 0;
  for (let n = count - 1; n >= 0; n--) {
    const harmonics = Math.floor(0.45 * sampleRate / (firstHz * 2 ** (n / 2)));
    for (let h = added + 1; h <= harmonics; h++) {
      const a = amplitude(h);
      if (a === 0) continue;
      for (let i = 0; i < TABLE_LENGTH; i++) running[i] += a * sine[(i * h) & (TABLE_LENGTH - 1)];
    }
    added = Math.max(added, harmonics);
    tables[n] = new Float32Array(TABLE_LENGTH + 1);
    tables[n].set(running);
    tables[n][TABLE_LENGTH] = tables[n][0];
  }
  return { tables, firstHz };
}

/** The index of the table to read at a pitch. */
export function tableIndex(wavetables: Wavetables, hz: number): number {
  const n = Math.ceil(2 * Math.log2(hz / wavetables.firstHz));
  return Math.min(Math.max(n, 0), wavetables.tables.length - 1);
}

/** The value of a table at a phase 0..1, by linear interpolation. */
export function readTable(table: Float32Array, phase: number): number {
  const position = phase * TABLE_LENGTH;
  const i = position | 0;
  return table[i] + (position - i) * (table[i + 1] - table[i]);
}

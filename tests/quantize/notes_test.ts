import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { quantizeNotes } from "../../lib/quantize/mod.ts";
import { melody } from "./tracks.ts";

const SEED = { seed: 42, numRuns: 200 };

Deno.test("quantizeNotes: a scale gives its notes with onsets and durations", () => {
  const scale = [0, 2, 4, 6, 7, 9, 11, 12];
  const sequence = quantizeNotes(melody(scale.map((note) => [note, 20] as const)), 220);
  assertEquals([...sequence.symbols], scale.map((note) => note + 12));
  assertEquals(sequence.nSymbols, 36);
  scale.forEach((_, i) => {
    // Times are products of the hop: equal to rounding.
    assertAlmostEquals(sequence.onsets[i], i * 0.2, 1e-12);
    assertAlmostEquals(sequence.durations[i], 0.2, 1e-12);
  });
});

Deno.test("quantizeNotes: drops glides and silence, joins what then meets", () => {
  const track = melody([[0, 20], [1, 5], [2, 20], [NaN, 30], [2, 15], [3, 5], [2, 15], [4, 20]]);
  const { symbols, onsets, durations } = quantizeNotes(track, 220);
  assertEquals([...symbols], [12, 14, 16]);
  assertAlmostEquals(onsets[1], 0.25, 1e-12);
  assertAlmostEquals(durations[1], 0.5, 1e-12); // 20 + 15 + 15 frames that sound
});

Deno.test("quantizeNotes: 116 ms is 12 frames of 10 ms, or 20 of 5.804989 ms", () => {
  assertEquals([...quantizeNotes(melody([[0, 20], [2, 11]]), 220).symbols], [12]);
  assertEquals([...quantizeNotes(melody([[0, 20], [2, 12]]), 220).symbols], [12, 14]);
  const hop = 0.005804989;
  assertEquals([...quantizeNotes(melody([[0, 40], [2, 19]], 220, hop), 220).symbols], [12]);
  assertEquals([...quantizeNotes(melody([[0, 40], [2, 20]], 220, hop), 220).symbols], [12, 14]);
});

Deno.test("quantizeNotes: minNoteSeconds 0 keeps every run", () => {
  const track = melody([[-1, 1], [0, 5], [1, 1], [2, 5], [3, 1]]);
  const { symbols } = quantizeNotes(track, 220, { minNoteSeconds: 0 });
  assertEquals([...symbols], [11, 12, 13, 14, 15]);
});

Deno.test("quantizeNotes: the shortest note is one, however hop times count is rounded", () => {
  for (let count = 2; count < 100; count++) {
    const notes = (frames: number) =>
      quantizeNotes(melody([[0, frames]]), 220, { minNoteSeconds: count / 100 }).symbols.length;
    assertEquals([notes(count - 1), notes(count)], [0, 1], `${count} frames`);
  }
});

Deno.test("quantizeNotes: the octave of the tonic is arbitrary, unless told otherwise", () => {
  const track = melody([[-5, 20], [0, 20], [4, 20], [7, 20], [14, 20]]);
  for (const tonicHz of [110, 220, 440, 880]) {
    assertEquals([...quantizeNotes(track, tonicHz).symbols], [7, 12, 16, 19, 26]);
  }
  assertEquals(
    [...quantizeNotes(track, 440, { octaveNormalize: false }).symbols],
    [7, 0, 4, 7, 14], // -17 semitones is moved up into the lowest octave, svara kept
  );
});

Deno.test("quantizeNotes: twelve symbols fold the octaves", () => {
  const track = melody([[-5, 20], [0, 20], [12, 20], [19, 20]]);
  assertEquals([...quantizeNotes(track, 220, { nSymbols: 12 }).symbols], [7, 0, 0, 7]);
});

Deno.test("quantizeNotes: silence gives an empty sequence", () => {
  const sequence = quantizeNotes(melody([[NaN, 50]]), 220);
  assertEquals([sequence.symbols.length, sequence.onsets.length], [0, 0]);
  assertEquals(quantizeNotes(melody([]), 220).symbols.length, 0);
});

Deno.test("quantizeNotes: notes of a melody come back whatever its tonic and octave", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -6, max: 17 }), { minLength: 1, maxLength: 30 }),
      fc.double({ min: 60, max: 900, noNaN: true }),
      (notes, tonicHz) => {
        const { symbols } = quantizeNotes(
          melody(notes.map((note) => [note, 15] as const), tonicHz),
          tonicHz,
          { octaveNormalize: false },
        );
        const expected = notes.filter((note, i) => i === 0 || note !== notes[i - 1]);
        assertEquals([...symbols], expected.map((note) => note + 12));
      },
    ),
    SEED,
  );
});

Deno.test("quantizeNotes: refuses what is out of range", () => {
  const track = melody([[0, 20]]);
  assertThrows(() => quantizeNotes(track, 0), InvalidArgumentError, "tonicHz");
  assertThrows(
    () => quantizeNotes(track, 220, { minNoteSeconds: -1 }),
    InvalidArgumentError,
    "minNoteSeconds",
  );
});

Deno.test("quantizeNotes: in two octaves the middle one is the upper, in one all are folded", () => {
  const track = melody([[0, 20], [4, 20], [-5, 20], [2, 20]]);
  for (const tonicHz of [110, 220, 440]) {
    assertEquals([...quantizeNotes(track, tonicHz, { nSymbols: 24 }).symbols], [12, 16, 7, 14]);
  }
  assertEquals([...quantizeNotes(track, 220, { nSymbols: 12 }).symbols], [0, 4, 7, 2]);
});

Deno.test("quantizeNotes: a tonic of 10 to 10 000 Hz and a whole track, or an error", () => {
  const track = melody([[0, 20]]);
  for (const tonicHz of [10, 10_000]) assertEquals(quantizeNotes(track, tonicHz).symbols.length, 1);
  for (const tonicHz of [9.99, 10_000.1, NaN]) {
    assertThrows(() => quantizeNotes(track, tonicHz), InvalidArgumentError, "tonicHz");
  }
  const cut = { ...track, times: track.times.subarray(1) };
  assertThrows(() => quantizeNotes(cut, 220), InvalidArgumentError, "track.times");
});

import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { quantizeFrames } from "../../lib/quantize/mod.ts";
import { melody, trackOf } from "./tracks.ts";

const SEED = { seed: 42, numRuns: 200 };

Deno.test("quantizeFrames: every semitone from C3 to B5 has its own bin, Sa is bin 12", () => {
  for (const tonicHz of [110, 146.8, 220, 261.63]) {
    const track = trackOf(
      Array.from({ length: 36 }, (_, bin) => tonicHz * 2 ** ((bin - 12) / 12)),
    );
    assertEquals(
      [...quantizeFrames(track, tonicHz).symbols],
      Array.from({ length: 36 }, (_, bin) => bin),
    );
  }
});

Deno.test("quantizeFrames: agrees with the original recipe, bin by bin from 130.81 Hz", () => {
  // The recipe in its own words: scale to middle C, MIDI number, round, subtract 48.
  const random = (i: number) => 70 + 730 * ((i * 0.6180339887) % 1);
  const f0 = Array.from({ length: 1000 }, (_, i) => random(i));
  const expected = f0.map((hz) => {
    const midi = 69 + 12 * Math.log2(hz * (261.63 / 196) / 440);
    return Math.max(0, Math.min(35, Math.floor(midi + 0.5) - 48));
  });
  assertEquals([...quantizeFrames(trackOf(f0), 196).symbols], expected);
});

Deno.test("quantizeFrames: halfway between two bins goes up", () => {
  for (const tonicHz of [100, 123.4, 220, 333.3]) {
    const track = trackOf([tonicHz * 2 ** (0.5 / 12), tonicHz * 2 ** (-0.5 / 12)]);
    assertEquals([...quantizeFrames(track, tonicHz).symbols], [13, 12]);
  }
});

Deno.test("quantizeFrames: drops unvoiced frames and keeps the times of the others", () => {
  const sequence = quantizeFrames(trackOf([NaN, 220, 0, 247, NaN]), 220);
  assertEquals([...sequence.symbols], [12, 14]);
  assertEquals([...sequence.onsets], [0.01, 0.03]);
  assertEquals([...sequence.durations], [0.01, 0.01]);
  assertEquals(quantizeFrames(trackOf([NaN, 0]), 220).symbols.length, 0);
});

Deno.test("quantizeFrames: clamps outside the range, whatever is above 0 Hz", () => {
  assertEquals([...quantizeFrames(trackOf([0.5, 20, 5000, Infinity]), 220).symbols], [0, 0, 35]);
});

Deno.test("quantizeFrames: one octave folds, with Sa on 0", () => {
  const track = melody([[-12, 1], [-1, 1], [0, 1], [7, 1], [19, 1]]);
  assertEquals([...quantizeFrames(track, 220, { nSymbols: 12 }).symbols], [0, 11, 0, 7, 7]);
});

Deno.test("quantizeFrames: other divisions of the octave", () => {
  const track = trackOf([220, 220 * 2 ** (1 / 53), 220 * 2 ** (50 / 1200)]);
  assertEquals(
    [...quantizeFrames(track, 220, { binsPerOctave: 53 }).symbols],
    [53, 54, 55],
  );
  const wide = quantizeFrames(track, 220, { binsPerOctave: 240 });
  assertEquals([wide.nSymbols, wide.symbols instanceof Int32Array], [720, true]);
  // A byte holds 256 symbols.
  for (const [binsPerOctave, array] of [[256, Uint8Array], [257, Int32Array]] as const) {
    const { symbols } = quantizeFrames(track, 220, { binsPerOctave, nSymbols: binsPerOctave });
    assertEquals(symbols.constructor, array);
  }
});

Deno.test("quantizeFrames: transposing melody and tonic together changes nothing", () => {
  fc.assert(
    fc.property(
      // Cents away from the edges of the bins, where rounding may go either way.
      fc.array(fc.tuple(fc.integer({ min: -20, max: 40 }), fc.integer({ min: -45, max: 45 }))),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      (notes, factor) => {
        const f0 = notes.map(([semitones, cents]) => 200 * 2 ** (semitones / 12 + cents / 1200));
        assertEquals(
          quantizeFrames(trackOf(f0), 200).symbols,
          quantizeFrames(trackOf(f0.map((hz) => hz * factor)), 200 * factor).symbols,
        );
      },
    ),
    SEED,
  );
});

Deno.test("quantizeFrames: octaveNormalize makes the octave of the tonic irrelevant", () => {
  const track = melody([[3, 10], [5, 30], [7, 10]]);
  for (const tonicHz of [110, 220, 440]) {
    const { symbols } = quantizeFrames(track, tonicHz, { octaveNormalize: true });
    assertEquals([symbols[0], symbols[20], symbols[49]], [15, 17, 19]);
  }
});

Deno.test("quantizeFrames: refuses what is out of range", () => {
  const track = trackOf([220]);
  for (const tonicHz of [0, -1, NaN, Infinity]) {
    assertThrows(() => quantizeFrames(track, tonicHz), InvalidArgumentError, "tonicHz");
  }
  assertThrows(() => quantizeFrames(track, 220, { nSymbols: 30 }), InvalidArgumentError, "30");
  assertThrows(
    () => quantizeFrames(track, 220, { binsPerOctave: 0 }),
    InvalidArgumentError,
    "binsPerOctave",
  );
  const cut = { ...track, times: track.times.subarray(1) };
  assertThrows(() => quantizeFrames(cut, 220), InvalidArgumentError, "track.times");
});

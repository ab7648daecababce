/** The options of models trained by Baum-Welch: what stands where nothing is said. */
import { assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { everyNth } from "../../lib/families/experts/classic_hmm.ts";
import { resolveClassicOptions } from "../../lib/families/experts/classic_options.ts";

Deno.test("of notes and of frames, as in the original study, the usual settings", () => {
  const { quantizer, ...notes } = resolveClassicOptions();
  assertEquals(notes, {
    nStates: 36,
    nSymbols: 36,
    start: "one-state-per-symbol",
    maxIterations: 200,
    convergenceTolerance: 0.1,
    pseudoCount: 0.1,
    probabilityFloor: 1e-8,
    restarts: 1,
    frameSpacingSeconds: 0,
  });
  assertEquals([quantizer.kind, quantizer.nSymbols], ["notes", 36]);
  const frames = resolveClassicOptions({ symbols: "frames", nStates: 24, nSymbols: 12 });
  assertEquals([frames.pseudoCount, frames.start], [0.01, "one-state-per-symbol"]);
  assertEquals([frames.quantizer.kind, frames.quantizer.nSymbols], ["frames", 12]);
  // Thirteen states cannot be dealt to twelve symbols.
  assertEquals(resolveClassicOptions({ nStates: 13, nSymbols: 12 }).start, "random");
});

Deno.test("floors that leave nothing of a row, and starts that do not fit, are refused", () => {
  // Half of a row at most: 48 states of 1/96 each.
  const floor = (probabilityFloor: number) =>
    resolveClassicOptions({ nStates: 48, nSymbols: 12, probabilityFloor }).probabilityFloor;
  assertEquals(floor(1 / 96), 1 / 96);
  assertThrows(() => floor(1 / 95), InvalidArgumentError, "within 0..0.0104");
  assertThrows(() => floor(NaN), InvalidArgumentError, "probabilityFloor");
  assertThrows(
    () => resolveClassicOptions({ nStates: 20, start: "one-state-per-symbol" }),
    InvalidArgumentError,
    "multiple of nSymbols (36), found 20",
  );
});

Deno.test("of every third frame the symbol is kept, three times as long", () => {
  const sequence = {
    symbols: Uint8Array.of(0, 1, 2, 3, 4, 5, 6),
    nSymbols: 12,
    onsets: Float64Array.of(0, 1, 2, 3, 4, 5, 6),
    durations: new Float64Array(7).fill(1),
  };
  assertEquals(everyNth(sequence, 3), {
    symbols: Uint8Array.of(0, 3, 6),
    nSymbols: 12,
    onsets: Float64Array.of(0, 3, 6),
    durations: Float64Array.of(3, 3, 3),
  });
  assertEquals(everyNth(sequence, 2).symbols, Uint8Array.of(0, 2, 4, 6));
  for (const every of [0, 1]) assertEquals(everyNth(sequence, every), sequence);
});

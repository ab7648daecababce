import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InvalidArgumentError } from "../../lib/errors.ts";
import {
  quantize,
  quantizeFrames,
  quantizeNotes,
  resolveQuantizer,
  splitSections,
  svaraName,
} from "../../lib/quantize/mod.ts";
import { melody } from "./tracks.ts";

Deno.test("resolveQuantizer: defaults by kind, and a JSON round trip", () => {
  assertEquals(resolveQuantizer(), {
    kind: "frames",
    nSymbols: 36,
    binsPerOctave: 12,
    minNoteSeconds: 0.116,
    octaveNormalize: false,
  });
  const notes = resolveQuantizer({ kind: "notes", binsPerOctave: 53 });
  assertEquals([notes.nSymbols, notes.octaveNormalize], [159, true]);
  assertEquals(resolveQuantizer(JSON.parse(JSON.stringify({ ...notes, comment: "x" }))), notes);
});

Deno.test("resolveQuantizer: names the field, the rule and the value", () => {
  const wrong: [Record<string, unknown>, string][] = [
    [{ kind: "bars" }, 'kind must be "frames" or "notes", found "bars"'],
    [{ nSymbols: 13 }, "found 13"],
    [{ nSymbols: "36" }, 'found "36"'],
    [{ binsPerOctave: 1.5 }, "found 1.5"],
    [{ minNoteSeconds: null }, "found null"],
    [{ octaveNormalize: 1 }, "octaveNormalize must be true or false, found 1"],
  ];
  for (const [options, text] of wrong) {
    assertThrows(() => resolveQuantizer(options), InvalidArgumentError, text);
  }
});

Deno.test("quantize: chooses by kind", () => {
  const track = melody([[0, 20], [2, 5], [4, 20]]);
  assertEquals(quantize(track, 220), quantizeFrames(track, 220));
  assertEquals(
    quantize(track, 220, { kind: "notes", nSymbols: 12 }),
    quantizeNotes(track, 220, { nSymbols: 12 }),
  );
});

Deno.test("splitSections: by time, not by count", () => {
  // 1.8 s: the last note starts in the first third and lasts until the end.
  const sequence = quantizeNotes(melody([[0, 15], [2, 15], [4, 15], [7, 135]]), 220);
  assertEquals(
    splitSections(sequence, 3).map(({ symbols }) => [...symbols]),
    [[12, 14, 16, 19], [], []],
  );
  const even = quantizeNotes(melody([[0, 30], [2, 20], [4, 40]]), 220);
  assertEquals(splitSections(even, 3).map(({ symbols }) => [...symbols]), [[12], [14, 16], []]);
});

Deno.test("splitSections: loses nothing, keeps order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 12, max: 99 }))),
      fc.integer({ min: 1, max: 7 }),
      (notes, nSections) => {
        const sequence = quantizeNotes(melody(notes), 220);
        const sections = splitSections(sequence, nSections);
        assertEquals(sections.length, nSections);
        assertEquals(sections.flatMap(({ symbols }) => [...symbols]), [...sequence.symbols]);
        assertEquals(sections.flatMap(({ onsets }) => [...onsets]), [...sequence.onsets]);
      },
    ),
    { seed: 42, numRuns: 100 },
  );
  assertThrows(
    () => splitSections(quantizeNotes(melody([]), 220), 0),
    InvalidArgumentError,
    "nSections",
  );
});

Deno.test("svaraName: three octaves, folded, and finer steps", () => {
  assertEquals(
    [0, 7, 11, 12, 18, 23, 24, 35].map((symbol) => svaraName(symbol).label),
    ["S,", "P,", "N,", "S", "M", "N", "S'", "N'"],
  );
  assertEquals([0, 12, 24].map((symbol) => svaraName(symbol).octave), ["mandra", "madhya", "taar"]);
  assertEquals(svaraName(9, { nSymbols: 12 }), { svara: "D", cents: 0, label: "D" });
  const fine = svaraName(25, { binsPerOctave: 24 });
  assertEquals([fine.svara, fine.octave, fine.cents], ["r", "madhya", -50]);
  assertEquals(svaraName(36, { nSymbols: 60 }).label, "S''");
  assertEquals(svaraName(36, { nSymbols: 60 }).octave, undefined);
  for (const symbol of [-1, 36, 1.5]) {
    assertThrows(() => svaraName(symbol), InvalidArgumentError, "symbol");
  }
});

import { assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import {
  quantize,
  quantizeFrames,
  quantizeNotes,
  resolveQuantizer,
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
    [{ binsPerOctave: 0 }, "found 0"],
    [{ binsPerOctave: 65537 }, "found 65537"],
    [{ nSymbols: 0 }, "found 0"],
    [{ binsPerOctave: 32768 }, "at most 65536, found 98304"],
    [{ minNoteSeconds: null }, "found null"],
    [{ minNoteSeconds: Infinity }, "found Infinity"],
    [{ octaveNormalize: 1 }, "octaveNormalize must be true or false, found 1"],
  ];
  for (const [options, text] of wrong) {
    assertThrows(() => resolveQuantizer(options), InvalidArgumentError, text);
  }
  assertEquals(resolveQuantizer({ binsPerOctave: 1 }).nSymbols, 3);
  assertEquals(resolveQuantizer({ binsPerOctave: 1, nSymbols: 1 }).nSymbols, 1);
  assertEquals(resolveQuantizer({ binsPerOctave: 65536, nSymbols: 65536 }).nSymbols, 65536);
});

Deno.test("quantize: chooses by kind", () => {
  const track = melody([[0, 20], [2, 5], [4, 20]]);
  assertEquals(quantize(track, 220), quantizeFrames(track, 220));
  assertEquals(
    quantize(track, 220, { kind: "notes", nSymbols: 12 }),
    quantizeNotes(track, 220, { nSymbols: 12 }),
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

import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { parsePhrase, semitonesToSvara, svaraToSemitones } from "../../lib/raags/mod.ts";

Deno.test("svaras and semitones round-trip over seven octaves", () => {
  fc.assert(
    fc.property(fc.integer({ min: -42, max: 42 }), (semitones) => {
      assertEquals(svaraToSemitones(semitonesToSvara(semitones)), semitones);
    }),
    { seed: 1 },
  );
});

Deno.test("the twelve svaras lie where they should", () => {
  const expected = { S: 0, r: 1, R: 2, g: 3, G: 4, m: 5, M: 6, P: 7, d: 8, D: 9, n: 10, N: 11 };
  for (const [svara, semitones] of Object.entries(expected)) {
    assertEquals(svaraToSemitones(svara), semitones);
    assertEquals(svaraToSemitones(svara + "'"), semitones + 12);
    assertEquals(svaraToSemitones(svara + ","), semitones - 12);
  }
});

Deno.test("a phrase keeps its marks", () => {
  assertEquals(parsePhrase("(m)R-- m~ n,-"), [
    { svara: "R", semitones: 2, kan: 5, glide: false, extra: 2 },
    { svara: "m", semitones: 5, glide: true, extra: 0 },
    { svara: "n,", semitones: -2, glide: false, extra: 1 },
  ]);
});

Deno.test("what is not in the notation is refused by name", () => {
  for (const text of ["X", "S,'", "", "SS"]) {
    assertThrows(() => svaraToSemitones(text), InvalidArgumentError);
  }
  assertThrows(() => parsePhrase("S R H"), InvalidArgumentError, '"H"');
  assertThrows(() => parsePhrase("  "), InvalidArgumentError, "at least one");
  assertThrows(() => parsePhrase("S | R"), InvalidArgumentError, '"|"');
  assertThrows(() => semitonesToSvara(0.5), InvalidArgumentError, "0.5");
});

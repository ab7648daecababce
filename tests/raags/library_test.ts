import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { GRAMMAR_FILES } from "../../lib/raags/library.ts";
import {
  parseGrammar,
  parsePhrase,
  pitchClass,
  RAAG_LIBRARY,
  raagKey,
  textbookFacts,
} from "../../lib/raags/mod.ts";
import { SVARAS } from "../../lib/quantize/mod.ts";

const ROOT = join(import.meta.dirname!, "../..");
const grammars = Object.values(RAAG_LIBRARY);

/** The svaras of some lines, from Sa upwards. */
function svarasOf(lines: string[]): string {
  const used = new Set(
    lines.flatMap(parsePhrase).map((note) => SVARAS[pitchClass(note.semitones)]),
  );
  return SVARAS.filter((svara) => used.has(svara)).join(" ");
}

Deno.test("every file of data/raags is bundled, named after its raag, and is what is on disk", async () => {
  const onDisk: string[] = [];
  for await (const { name } of Deno.readDir(join(ROOT, "data/raags"))) onDisk.push(name);
  const nameOf = (raag: string) => `${raag.replaceAll(" ", "_")}.json`;
  assertEquals(onDisk.sort(), GRAMMAR_FILES.map(({ raag }) => nameOf(raag)).sort());
  for (const file of GRAMMAR_FILES) {
    const text = await Deno.readTextFile(join(ROOT, "data/raags", nameOf(file.raag)));
    assertEquals(JSON.parse(text), file as unknown);
  }
  assert(grammars.length >= 93, `${grammars.length} raags`);
});

Deno.test("a scale is the svaras of aroh, avroh and phrases; vadi and samvadi lie in it", () => {
  for (const grammar of grammars) {
    const phrases = [...grammar.pakad, ...grammar.phrases.map(({ svaras }) => svaras)];
    const { raag, scale } = grammar;
    assertEquals(scale, svarasOf([grammar.aroh, grammar.avroh, ...phrases]), raag);
    const svaras = scale.split(" ");
    for (const svara of [grammar.vadi, grammar.samvadi, ...grammar.nyas]) {
      assert(svaras.includes(svara), `${raag}: ${svara}`);
    }
    assert(grammar.vadi !== grammar.samvadi, raag);
    const taught = textbookFacts(grammar);
    assertEquals(svarasOf([taught.aroh, taught.avroh, ...taught.phrases]), scale, raag);
  }
});

Deno.test("a grammar that was written and read again is the same", () => {
  for (const grammar of grammars) {
    assertEquals(parseGrammar(JSON.parse(JSON.stringify(grammar))), grammar);
  }
});

Deno.test("every raag has a source; what is called checked has two", () => {
  for (const { raag, sources, unchecked } of grammars) {
    assert(sources.length > 0, raag);
    const core = (["scale", "vadi", "samvadi"] as const).filter((fact) =>
      !unchecked.includes(fact)
    );
    assert(core.length === 0 || sources.length >= 2, `${raag} calls ${core} checked by one source`);
    assertEquals(new Set(unchecked).size, unchecked.length, raag);
  }
});

Deno.test("what is unchecked is stated, and who disagrees says something else", () => {
  for (const grammar of grammars) {
    for (const field of grammar.unchecked) {
      const value = grammar[field];
      const said = JSON.stringify(value ?? []);
      assert(said !== "[]", `${grammar.raag} states no ${field}`);
    }
    for (const { field, value, by } of grammar.disagreements) {
      assert(value !== grammar[field], `${grammar.raag}: ${by} agrees on ${field}`);
    }
  }
});

Deno.test("no two raags share a name, and each has its name in Devanagari", () => {
  const owners = new Map<string, string>();
  for (const { raag, names } of grammars) {
    for (const name of [raag, ...names]) {
      const key = raagKey(name), owner = owners.get(key) ?? raag;
      assertEquals(owner, raag, `${name} is a name of both`);
      owners.set(key, raag);
      assert(key !== "", name);
    }
    assert(names.some((name) => /[\u0900-\u097f]/.test(name)), raag);
  }
});

Deno.test("what callers share cannot be changed", () => {
  const shared = RAAG_LIBRARY.Marwa as { vadi: string; nyas: string[] };
  assertThrows(() => shared.vadi = "D", TypeError);
  assertThrows(() => shared.nyas.push("S"), TypeError);
  assertThrows(() => (RAAG_LIBRARY as Record<string, unknown>).Marwa = {}, TypeError);
});

Deno.test("known facts: the books agree on these", () => {
  const facts = (raag: string) => {
    const { thaat, scale, vadi, samvadi } = RAAG_LIBRARY[raag];
    return `${thaat}: ${scale}; ${vadi} ${samvadi}`;
  };
  assertEquals(facts("Malkauns"), "Bhairavi: S g m d n; m S");
  assertEquals(facts("Bhairav"), "Bhairav: S r G m P d N; d r");
  assertEquals(facts("Marwa"), "Marwa: S r G M D N; r D");
  assertEquals(facts("Todi"), "Todi: S r g M P d N; d g");
  assertEquals(facts("Lalit"), "Purvi: S r G m M d N; m S");
  const swings = (raag: string) =>
    RAAG_LIBRARY[raag].ornaments.andolan.map(({ svara }) => svara).join(" ");
  assertEquals([swings("Bhairav"), swings("Darbari"), swings("Kalingda")], ["r d", "g d", ""]);
  const ga = RAAG_LIBRARY.Darbari.ornaments.andolan.find(({ svara }) => svara === "g")!;
  assert(ga.offset_cents < 0, "Darbari's Ga is very low");
});

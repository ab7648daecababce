import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { parseGrammar, type RaagGrammar, RAAGS } from "../../lib/raags/mod.ts";
import { readGrammar } from "../../lib/synth/mod.ts";

Deno.test("the raags of the original study are at hand", () => {
  assertEquals(Object.keys(RAAGS).sort(), ["Bihag", "Darbari", "Desh", "Gaud_Malhar", "Yaman"]);
});

Deno.test("thaat, vadi and samvadi are those of the books", () => {
  const facts = Object.values(RAAGS).map((g) => [g.raag, g.thaat, g.vadi, g.samvadi].join(" "));
  assertEquals(facts.sort(), [
    "Bihag Bilawal G N",
    "Darbari Asavari R P",
    "Desh Khamaj R P",
    "Gaud_Malhar Khamaj m S",
    "Yaman Kalyan G N",
  ]);
});

/** A copy of Desh with one thing changed. */
function spoiled(change: (grammar: Record<string, unknown> & RaagGrammar) => void): unknown {
  const copy = structuredClone(RAAGS.Desh) as Record<string, unknown> & RaagGrammar;
  copy.disagreements = [{ field: "vadi", value: "P", by: "somebody" }];
  change(copy);
  return copy;
}

const FAILURES: [string, (grammar: Record<string, unknown> & RaagGrammar) => void, string][] = [
  ["missing vadi", (g) => Reflect.deleteProperty(g, "vadi"), "vadi"],
  ["unknown key", (g) => g.colour = "blue", "colour"],
  ["unknown svara in a phrase", (g) => g.phrases[1].svaras = "S R H", "phrases.1.svaras"],
  ["svara outside the scale", (g) => g.phrases[2].svaras = "S r S", "phrases.2.svaras: r occurs"],
  ["weight of 0", (g) => g.phrases[0].weight = 0, "phrases.0.weight"],
  ["vadi outside the scale", (g) => g.vadi = "d", "vadi: d occurs"],
  ["nyas outside the scale", (g) => g.nyas[1] = "d", "nyas.1"],
  ["n left upward", (g) => g.pakad[0] = "P n S'", "pakad.0: n must be left downward"],
  ["N left downward", (g) => g.pakad[0] = "S' N P", "pakad.0: N must be left upward"],
  ["aroh that falls", (g) => g.aroh = "S' N S", "aroh"],
  ["avroh that rises", (g) => g.avroh = "S R m", "avroh"],
  ["range under an octave", (g) => g.range = ["S", "P"], "range"],
  ["no phrase at all", (g) => (g.pakad = [], g.phrases = []), "phrases: a raag needs"],
  ["scale without a svara of the aroh", (g) => g.scale = "S R G m D n N", "aroh: P occurs"],
  ["scale with a svara of no line", (g) => g.scale = "S R G m P d D n N", "scale: d occurs in no"],
  ["taught nyas outside the scale", (g) => g.textbook!.nyas = ["d"], "textbook.nyas.0"],
  ["taught phrase outside the scale", (g) => g.textbook!.phrases[1] = "S r", "textbook.phrases.1"],
  ["unknown prahar", (g) => g.time = "noon" as "any", "time"],
  ["disagreement on no field", (g) => g.disagreements[0].field = "rasa" as "vadi", "field"],
  ["disagreement of nobody", (g) => g.disagreements[0].by = "", "disagreements.0.by"],
  ["unchecked field that is none", (g) => g.unchecked = ["mood" as "vadi"], "unchecked.0"],
  [
    "intonation over a semitone",
    (g) => g.intonation = [{ svara: "R", offset_cents: 101 }],
    "cents",
  ],
  ["no source", (g) => g.sources = [], "sources"],
  ["tempo the wrong way round", (g) => g.tempo.notes_per_second = [3, 2], "notes_per_second"],
  ["probability over 1", (g) => g.ornaments.meend[0].probability = 1.5, "meend.0.probability"],
  ["unknown tuning", (g) => g.tanpura = ["Dha" as "Pa"], "tanpura.0"],
];

for (const [name, change, expected] of FAILURES) {
  Deno.test(`grammar refused, field named: ${name}`, () => {
    assertThrows(() => parseGrammar(spoiled(change)), InvalidArgumentError, expected);
  });
}

Deno.test("a grammar with two faults names both, and the file", () => {
  const error = assertThrows(
    () => parseGrammar(spoiled((g) => (g.vadi = "X", g.tanpura = [])), { name: "x.json" }),
    InvalidArgumentError,
  );
  for (const part of ["x.json", "vadi", "tanpura"]) assert(error.message.includes(part));
});

Deno.test("an unreadable grammar file is named", async () => {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(path, "{ not json");
    await assertRejects(() => readGrammar(path), InvalidArgumentError, path);
    await assertRejects(() => readGrammar(path + ".absent"), InvalidArgumentError, ".absent");
    await Deno.writeTextFile(path, "{}");
    await assertRejects(() => readGrammar(path), InvalidArgumentError, "vadi");
  } finally {
    await Deno.remove(path);
  }
});

/** The least that a file may say. */
const SHORT = {
  raag: "Bhimpalasi",
  thaat: "Kafi",
  aroh: "n, S g m P n S'",
  avroh: "S' n D P m g R S",
  vadi: "m",
  samvadi: "S",
  nyas: ["m", "P", "S"],
  phrases: ["n, S m", { svaras: "P g-", weight: 2 }],
  sources: [{ kind: "web", citation: "https://example.org" }],
};

Deno.test("what a file leaves unsaid is derived from what it says, or has a default", () => {
  const grammar = parseGrammar(SHORT);
  assertEquals(grammar.scale, "S R g m P D n");
  assertEquals(grammar.phrases, [{ svaras: "n, S m", weight: 1 }, { svaras: "P g-", weight: 2 }]);
  assertEquals(grammar.leave_downward, ["R", "D"]);
  assertEquals(grammar.leave_upward, []);
  assertEquals([grammar.range, grammar.tanpura], [["P,", "G'"], ["Pa"]]);
  assertEquals(grammar.tempo.notes_per_second, [2, 3.2]);
  assertEquals(grammar.ornaments, { andolan: [], meend: [], kan: [] });
  assertEquals([grammar.names, grammar.weak, grammar.pakad, grammar.unchecked], [[], [], [], []]);
});

Deno.test("the register sets the range, the scale the tanpura, a bare andolan has a usual one", () => {
  const andolan = [{ svara: "g", offset_cents: -20 }];
  const grammar = parseGrammar({ ...SHORT, register: "mandra", ornaments: { andolan } });
  assertEquals(grammar.range, ["m,", "R'"]);
  assertEquals(grammar.ornaments.andolan, [{
    svara: "g",
    rate_hz: [1, 3],
    depth_cents: [25, 45],
    offset_cents: -20,
    probability: 0.8,
  }]);
  const pentatonic = { ...SHORT, aroh: "S g m d n S'", avroh: "S' n d m g S", phrases: ["g m"] };
  assertEquals(parseGrammar({ ...pentatonic, nyas: ["m"] }).tanpura, ["Ma"]);
});

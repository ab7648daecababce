import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { InvalidArgumentError } from "../../lib/errors.ts";
import {
  allowedMoves,
  parseGrammar,
  type RaagGrammar,
  RAAGS,
  readGrammar,
} from "../../lib/synth/mod.ts";
import { distancesTo, walkTo } from "../../lib/synth/movement.ts";
import { Random } from "../../lib/random.ts";

const RAAG_DIR = join(import.meta.dirname!, "../../data/raags");

Deno.test("the five raags are bundled, and are what the files on disk say", async () => {
  assertEquals(Object.keys(RAAGS).sort(), ["Bihag", "Darbari", "Desh", "Gaud_Malhar", "Yaman"]);
  for (const [raag, grammar] of Object.entries(RAAGS)) {
    assertEquals(await readGrammar(join(RAAG_DIR, `${raag}.json`)), grammar);
  }
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
  ["no pakad", (g) => g.pakad = [], "pakad"],
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

Deno.test("moves follow aroh and avroh", () => {
  const steps = (raag: string, degree: number) =>
    allowedMoves(RAAGS[raag]).get(degree)!.map((move) => move.step);
  assert(steps("Bihag", 2).every((step) => step < 0), "Bihag: nothing rises from Re");
  assert(steps("Bihag", 9).every((step) => step < 0), "Bihag: nothing rises from Dha");
  assert(!steps("Darbari", 5).includes(-2), "Darbari: m g R is not played straight");
  assert(!steps("Desh", 2).includes(2) || RAAGS.Desh.leave_downward.includes("G"));
  assert(!steps("Yaman", 11).includes(0), "a repeated svara is no move");
});

Deno.test("every nyas of every raag can be reached from everywhere in its scale", () => {
  for (const grammar of Object.values(RAAGS)) {
    const moves = allowedMoves(grammar);
    const reached = distancesTo(moves, 0, -7, 19);
    for (const degree of moves.keys()) assert(reached.has(degree), `${grammar.raag} ${degree}`);
  }
});

Deno.test("a walk ends on its target by allowed moves only; an impossible one is empty", () => {
  const moves = allowedMoves(RAAGS.Bihag);
  for (let seed = 0; seed < 50; seed++) {
    const random = new Random(seed);
    const path = walkTo(moves, 0, 12, { low: -5, high: 16, pull: 0.5, patience: 6, random });
    assertEquals(path.at(-1), 12);
    let here = 0;
    for (const next of path) {
      const from = ((here % 12) + 12) % 12;
      assert(moves.get(from)!.some((move) => move.step === next - here), `${here} -> ${next}`);
      here = next;
    }
  }
  const random = new Random(1);
  // Komal re is no svara of Bihag.
  assertEquals(walkTo(moves, 0, 1, { low: -5, high: 16, pull: 0, patience: 6, random }), []);
});

import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../../lib/errors.ts";
import {
  hearMoves,
  neighboursOf,
  scorePhrases,
  svaraEvidence,
  tellApart,
  textbookSet,
} from "../../../lib/families/textbook/mod.ts";
import { stableFrames } from "../../../lib/quantize/mod.ts";
import { FACTS, perform, sing } from "./melodies.ts";

const set = textbookSet(FACTS);
const phrasesOf = (lines: readonly string[]) => stableFrames(sing(lines), 220).phrases;

Deno.test("hearMoves: the svaras and moves that were sung", () => {
  const { svaras, moves, starts } = hearMoves(set.general, phrasesOf(["S R G R S", "S R G R S"]));
  assertAlmostEquals(svaras.reduce((a, b) => a + b), 1, 1e-9); // rounding
  assertAlmostEquals(svaras[2], 0.4, 0.02); // R is two notes of five; frames at the edges differ
  // Twice up, twice down; a slip of a frame here and there is not excluded by the model.
  for (const [from, to] of [[0, 2], [2, 4], [4, 2], [2, 0]]) {
    assertAlmostEquals(moves[from * 12 + to], 2, 0.05);
  }
  assertAlmostEquals(starts[0], 2, 0.05);
  assertEquals(moves.filter((_, ij) => ij % 13 === 0), new Float64Array(12));
  assertEquals(hearMoves(set.general, []).svaras, new Float64Array(12));
});

Deno.test("svaraEvidence: what is heard against what the raag has", () => {
  const heard = hearMoves(set.general, phrasesOf(["S R G m P"]));
  const evidence = svaraEvidence(set, "Bhupali", heard);
  const of = (svara: string) => evidence.find((one) => one.svara === svara)!;
  assertEquals([of("m").isHeard, of("m").inRaag], [true, false]);
  assertEquals([of("D").isHeard, of("D").inRaag], [false, true]);
  assertEquals([of("G").isHeard, of("G").inRaag], [true, true]);
  assert(of("G").expected > of("R").expected); // vadi
});

Deno.test("neighboursOf: raags of the same svaras before those of all but one", () => {
  assertEquals(neighboursOf(set, "Bhupali"), [
    { raag: "Deshkar", distance: 0 },
    { raag: "Durga", distance: 1 },
  ]);
  assertEquals(neighboursOf(set, "Malkauns", 0), []);
  // One more svara, and one less.
  const more = textbookSet([FACTS[0], {
    raag: "Six",
    aroh: "S R G m P D S'",
    avroh: "S' D P G R S",
  }]);
  assertEquals(neighboursOf(more, "Bhupali"), [{ raag: "Six", distance: 1 }]);
  assertEquals(neighboursOf(more, "Six"), [{ raag: "Bhupali", distance: 1 }]);
});

Deno.test("tellApart: its bounds hold the difference of the scores, and its moves add up", () => {
  for (const [a, b] of [[0, 1], [1, 0], [0, 2], [3, 4]]) {
    const phrases = phrasesOf(perform(FACTS[a], 12, a + 1));
    const frames = phrases.reduce((sum, { symbols }) => sum + symbols.length, 0);
    const scores = scorePhrases(set.models, phrases);
    const difference = (scores[a] - scores[b]) * frames;
    const { moves, bounds: [low, high] } = tellApart(set, FACTS[a].raag, FACTS[b].raag, phrases);
    const { bounds } = tellApart(set, FACTS[b].raag, FACTS[a].raag, phrases);
    assertAlmostEquals(bounds[0], -high, 1e-9); // the same terms, the other way round
    assertAlmostEquals(bounds[1], -low, 1e-9);
    assert(low <= difference && difference <= high, `${low} <= ${difference} <= ${high}`);
    const total = moves.reduce((sum, { nats }) => sum + nats, 0);
    assertAlmostEquals(total, (low + high) / 2, 1e-9); // rounding
    // The middle of the bounds is right to second order; measured within a tenth here.
    assertAlmostEquals(total, difference, 0.2 * difference);
    assert(moves.every(({ nats }, i) => i === 0 || Math.abs(nats) <= Math.abs(moves[i - 1].nats)));
  }
});

Deno.test("tellApart: names the move that one raag has and the other lacks, and its lines", () => {
  const phrases = phrasesOf(["G P D S' D P", "G P D S' D P G R S", "S R G R S R G"]);
  const { moves, onlyFirst, onlyRival } = tellApart(set, "Bhupali", "Durga", phrases);
  const GR = moves.find(({ from, to }) => from === "G" && to === "R")!;
  assert(GR.nats > 0 && GR.heard > 1 && GR.heard < 2.5); // sung twice; Durga hears it less often
  assertEquals(GR.lines, ["avroh", "G R S D, S R G", "P G D P G R S"]);
  assertEquals(GR.rivalLines, []);
  assertEquals(onlyFirst.map(({ svara }) => svara), ["G"]);
  assertEquals(onlyRival.map(({ svara }) => svara), ["m"]);
  assert(onlyFirst[0].share > 0.2 && onlyRival[0].share < 0.05);
  assertThrows(() => tellApart(set, "Yaman", "Durga", phrases), InvalidArgumentError, "Yaman");
});

import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../../lib/errors.ts";
import {
  hearMoves,
  learnMoves,
  learnTextbookSet,
  textbookModel,
  textbookMoves,
} from "../../../lib/families/textbook/mod.ts";
import { stableFrames } from "../../../lib/quantize/mod.ts";
import { FACTS, perform, sing } from "./melodies.ts";

const melodyOf = (lines: readonly string[]) => stableFrames(sing(lines), 220).phrases;
const BHUPALI = FACTS[0];

Deno.test("learnMoves: without a recording, and with all weight on the book, the book", () => {
  const book = textbookMoves(BHUPALI);
  const none = learnMoves(BHUPALI, []);
  assertEquals([none.moves, none.startprob], [book.moves, book.startprob]);
  const heavy = learnMoves(BHUPALI, [melodyOf(["S R G"])], 1e12);
  book.moves.forEach((p, ij) => assertAlmostEquals(heavy.moves[ij], p, 1e-9));
});

Deno.test("learnMoves: with next to no weight on the book, the moves heard", () => {
  const phrases = melodyOf(perform(BHUPALI, 20));
  const { moves } = learnMoves(BHUPALI, [phrases], 1e-9);
  const heard = hearMoves(textbookModel(BHUPALI), phrases).moves.subarray(4 * 12, 5 * 12);
  const total = heard.reduce((a, b) => a + b);
  heard.forEach((count, b) => assertAlmostEquals(moves[4 * 12 + b], count / total, 1e-9));
});

Deno.test("learnMoves: one recording, the weight is 30; of two that agree the data's is more", () => {
  // Recordings full of a move that the book does not have, from G to S.
  const odd = (seed: number) =>
    melodyOf([...perform(BHUPALI, 5, seed), ...Array(15).fill("S G S G S")]);
  const one = learnMoves(BHUPALI, [odd(1)]);
  assertEquals(one.kappa, 30);
  const [G, S] = [4, 0], book = textbookMoves(BHUPALI).moves[G * 12 + S];
  assert(one.moves[G * 12 + S] > 3 * book);
  assertEquals(learnMoves(BHUPALI, [odd(1), odd(2)]).kappa, 10);
  // Two that have nothing in common: the others foretell nothing, the book is trusted.
  const apart = [melodyOf(Array(20).fill("S G S G S")), melodyOf(Array(20).fill("R D R D R"))];
  assert(learnMoves(BHUPALI, apart).kappa > 30);
});

Deno.test("learnMoves: the less two recordings agree, the more the book weighs", () => {
  // One of two repeats a move that neither the book nor the other recording has.
  const kappaOf = (repeated: number) =>
    learnMoves(BHUPALI, [
      melodyOf([...perform(BHUPALI, 16, 1), ...Array(repeated).fill("S G S G S")]),
      melodyOf(perform(BHUPALI, 16, 2)),
    ]).kappa;
  assertEquals([0, 3, 5, 7, 8, 12].map(kappaOf), [10, 10, 30, 100, 300, 1000]);
});

Deno.test("learnTextbookSet: raags without recordings stay as the book has them", () => {
  const recordings = [{ raag: "Bhupali", phrases: melodyOf(perform(BHUPALI, 10)) }];
  const set = learnTextbookSet(FACTS, recordings);
  assertEquals(set.moves[1], textbookMoves(FACTS[1]));
  assert(set.moves[0].moves.some((p, ij) => p !== textbookMoves(BHUPALI).moves[ij]));
});

Deno.test("learning refuses what is out of range", () => {
  const phrases = melodyOf(["S R G"]);
  assertThrows(() => learnMoves(BHUPALI, [phrases], 0), InvalidArgumentError, "weight");
  assertThrows(() => learnMoves(BHUPALI, [phrases, []]), InvalidArgumentError, "recording 2");
  const unknown = [{ raag: "Kedar", phrases }];
  assertThrows(() => learnTextbookSet(FACTS, unknown), InvalidArgumentError, "found Kedar");
});

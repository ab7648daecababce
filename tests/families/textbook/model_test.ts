import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../../lib/errors.ts";
import {
  type RaagFacts,
  scaleOf,
  scorePhrases,
  svaraEmissions,
  svarasOf,
  textbookModel,
  textbookMoves,
} from "../../../lib/families/textbook/mod.ts";

const YAMAN: RaagFacts = {
  raag: "Yaman",
  aroh: "N, R G M D N S'",
  avroh: "S' N D P M G R S",
  vadi: "G",
  samvadi: "N",
  nyas: ["R", "P"],
  phrases: ["N, R G R S"],
  weak: [],
};

Deno.test("the moves of a raag are distributions without a stay", () => {
  const { startprob, moves } = textbookMoves(YAMAN);
  assertAlmostEquals(startprob.reduce((a, b) => a + b), 1, 1e-12);
  for (let a = 0; a < 12; a++) {
    const row = moves.subarray(a * 12, a * 12 + 12);
    assertEquals(row[a], 0);
    assertAlmostEquals(row.reduce((x, y) => x + y), 1, 1e-12); // rounding
  }
});

Deno.test("what the book says makes a svara or a move more likely", () => {
  const { moves, startprob } = textbookMoves(YAMAN);
  const [S, R, G, N] = [0, 2, 4, 11];
  const without = textbookMoves({ ...YAMAN, phrases: [] });
  assert(moves[N * 12 + R] > without.moves[N * 12 + R]); // N, R of the phrase
  assert(startprob[G] > textbookMoves({ ...YAMAN, vadi: undefined }).startprob[G]);
  assert(startprob[N] > textbookMoves({ ...YAMAN, samvadi: undefined }).startprob[N]);
  assert(startprob[R] > textbookMoves({ ...YAMAN, nyas: [] }).startprob[R]);
  assert(startprob[S] > textbookMoves({ ...YAMAN, weak: ["S"] }).startprob[S]);
});

Deno.test("facts without vadi, nyas, phrases and weak svaras make a model too", () => {
  const model = textbookModel({ raag: "A", aroh: "S R", avroh: "R S" });
  assertEquals([model.nStates, model.nSymbols], [12, 120]);
  assert(model.score([0, 0, 20, 20, 0]) > model.score([0, 0, 30, 30, 0]));
});

Deno.test("the octave of a svara makes no difference", () => {
  const high = textbookMoves({
    ...YAMAN,
    aroh: "N R' G' M' D' N' S''",
    phrases: ["N R' G' R' S'"],
  });
  assertEquals(high, textbookMoves(YAMAN));
});

Deno.test("a svara sounds about its centre, whichever side of the octave", () => {
  const emissions = svaraEmissions();
  const Sa = emissions.subarray(0, 120);
  assertAlmostEquals(Sa[119], Sa[1], 1e-15);
  assertEquals(Sa.indexOf(Math.max(...Sa)), 0);
  assert(Sa[60] > 0.1 / 121); // anything may sound
});

Deno.test("facts that are no facts are named with their raag and their field", () => {
  const cases: [Partial<RaagFacts>, RegExp][] = [
    [{ aroh: "" }, /Yaman: aroh must name svaras, found none/],
    [{ avroh: "S N Dh" }, /Yaman: avroh .* found "Dh"/],
    [{ phrases: ["N R", "x"] }, /Yaman: phrase 2 .* found "x"/],
    [{ vadi: "H" }, /Yaman: vadi .* found "H"/],
    [{ samvadi: "G N" }, /Yaman: samvadi must be one svara, found "G N"/],
    [{ weak: ["1"] }, /Yaman: weak .* found "1"/],
    [{ aroh: "S S'", avroh: "S", phrases: [] }, /Yaman must have two svaras or more/],
  ];
  for (const [change, message] of cases) {
    const error = assertThrows(() => textbookModel({ ...YAMAN, ...change }), InvalidArgumentError);
    assert(message.test(error.message), error.message);
  }
  assertThrows(() => svarasOf("S,'", "a line"), InvalidArgumentError, "a line");
  assertEquals(scaleOf(YAMAN), [0, 2, 4, 6, 7, 9, 11]);
});

Deno.test("a melody without a stable frame is refused", () => {
  assertThrows(
    () => scorePhrases([textbookModel(YAMAN)], []),
    InvalidArgumentError,
    "stable frame",
  );
});

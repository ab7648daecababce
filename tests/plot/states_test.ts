import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  distanceMap,
  movesFigure,
  semitoneLabel,
  stateNames,
  stateSymbols,
  svaraAxis,
  svaraMoves,
  svaraShares,
} from "../../lib/plot/mod.ts";
import { DiscreteHmm } from "../../lib/hmm/mod.ts";

/** Rounding of sums of 144 products. */
const EPS = 1e-12;

/** S, R, S, R, ... for ever, as three octaves write it, with two states for S. */
const alternating = new DiscreteHmm({
  nStates: 3,
  nSymbols: 36,
  startprob: Float64Array.of(1, 0, 0),
  transmat: Float64Array.of(0, 1, 0, 0.5, 0, 0.5, 0, 1, 0),
  emissionprob: Float64Array.from({ length: 3 * 36 }, (_, cell) => {
    const state = Math.floor(cell / 36), symbol = cell % 36;
    if (state === 1) return symbol === 14 ? 1 : 0;
    if (state === 0) return symbol === 12 ? 1 : 0;
    return symbol === 12 ? 0.8 : symbol === 24 ? 0.2 : 0; // now and then the upper Sa
  }),
});

Deno.test("states are named after what they emit, the surest first", () => {
  assertEquals([...stateSymbols(alternating)], [12, 14, 12]);
  assertEquals(stateNames(alternating), ["S", "R", "S 2"]);
});

Deno.test("shares and moves fold the octaves and sum to 1", () => {
  const shares = svaraShares(alternating), moves = svaraMoves(alternating);
  assertAlmostEquals(shares[0], 0.5, EPS);
  assertAlmostEquals(shares[2], 0.5, EPS);
  assertAlmostEquals(moves[0 * 12 + 2], 0.5, EPS); // S to R
  assertAlmostEquals(moves[2 * 12 + 0], 0.5, EPS); // R to S
  assertAlmostEquals(moves.reduce((sum, p) => sum + p), 1, EPS);
});

/** S, R, S, G, S, R, ... for ever: what follows S rests on the note before it. */
const secondOrder = (() => {
  const M = 12, nStates = M * M, [S, R, G] = [0, 2, 4];
  const next = (a: number, b: number) => b !== S ? S : a === R ? G : R;
  const transmat = new Float64Array(nStates * nStates),
    emissionprob = new Float64Array(nStates * M);
  for (let state = 0; state < nStates; state++) {
    const a = Math.floor(state / M), b = state % M;
    transmat[state * nStates + b * M + next(a, b)] = 1;
    emissionprob[state * M + b] = 1;
  }
  const startprob = Float64Array.from({ length: nStates }, (_, state) => state === 0 ? 1 : 0);
  return new DiscreteHmm({ nStates, nSymbols: M, startprob, transmat, emissionprob });
})();

Deno.test("a model whose states are the last two notes has the shares and moves of its notes", () => {
  const shares = svaraShares(secondOrder), moves = svaraMoves(secondOrder);
  const [S, R, G] = [0, 2, 4];
  assertAlmostEquals(shares[S], 0.5, EPS);
  assertAlmostEquals(shares[R], 0.25, EPS);
  assertAlmostEquals(shares[G], 0.25, EPS);
  for (const [from, to] of [[S, R], [R, S], [S, G], [G, S]]) {
    assertAlmostEquals(moves[from * 12 + to], 0.25, EPS);
  }
  assertAlmostEquals(moves.reduce((sum, p) => sum + p), 1, EPS);
  const arrows = movesFigure(secondOrder).layout.annotations as { opacity: number }[];
  assertEquals(arrows.filter(({ opacity }) => opacity > 0.9).length, 4);
});

Deno.test("svaras of semitones, with octave marks", () => {
  const labels = [-13, -12, -1, 0, 6, 12, 25].map(semitoneLabel);
  assertEquals(labels, ["N,,", "S,", "N,", "S", "M", "S'", "r''"]);
});

Deno.test("an axis of svaras names all where they fit, then seven, then Sa and Pa", () => {
  assertEquals((svaraAxis(0, 1200).ticktext as string[]).length, 13);
  assertEquals((svaraAxis(0, 2400).ticktext as string[]).length, 15);
  assertEquals(svaraAxis(0, 2400, 6).ticktext, ["S", "P", "S'", "P'", "S''"]);
});

Deno.test("a map of points in a plane keeps their distances", () => {
  const points = [[0, 0], [3, 0], [3, 4], [0, 1]];
  const distances = points.map(([x, y]) => points.map(([u, v]) => Math.hypot(x - u, y - v)));
  const { points: found, held } = distanceMap(distances);
  found.forEach(([x, y], i) =>
    found.forEach(([u, v], j) => {
      // Square roots of eigenvalues lose half of the digits near zero.
      assertAlmostEquals(Math.hypot(x - u, y - v), distances[i][j], 1e-7);
    })
  );
  assertAlmostEquals(held, 1, 1e-9);
});

Deno.test("a map of things that no plane holds says so", () => {
  const far = [0, 1, 2, 3, 4].map((i) => [0, 1, 2, 3, 4].map((j) => i === j ? 0 : 1));
  assertAlmostEquals(distanceMap(far).held, 0.5, 1e-9); // two of four equal dimensions
});

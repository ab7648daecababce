import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { melodySurface, pitchClassDistribution } from "../../lib/evaluate/mod.ts";
import {
  bhattacharyyaDistance,
  nearestNeighbourScores,
  squareRoots,
} from "../../lib/evaluate/features/neighbours.ts";
import { toyMelodies } from "./melodies.ts";

const [{ track, tonicHz }] = toyMelodies(1);
const total = (shares: ArrayLike<number>) => Array.from(shares).reduce((sum, x) => sum + x, 0);

/** The track an octave up, or transposed in any other way. */
const scaled = (factor: number) => ({ ...track, f0: track.f0.map((hz) => hz * factor) });

Deno.test("pitchClassDistribution: shares of time, folded, blurred around the circle", () => {
  const f0 = [220, 440, 110, 330, NaN, 0].map((hz) => hz);
  const held = { ...track, f0: Float64Array.from(f0) };
  const sharp = pitchClassDistribution(held, 220, { nBins: 12, sigmaBins: 0 });
  assertEquals([sharp[0], sharp[7], total(sharp)], [3 / 4, 1 / 4, 1]);
  const blurred = pitchClassDistribution(held, 220, { nBins: 12 });
  assertAlmostEquals(total(blurred), 1, 1e-12);
  assertAlmostEquals(blurred[1], blurred[11], 0.03); // Sa spreads to both sides of the circle
  assert(blurred[11] > 0.1);
});

Deno.test("pitchClassDistribution: a range of frames, silence, octaves", () => {
  const part = pitchClassDistribution(track, tonicHz, { from: 100, to: 300 });
  const cut = { ...track, f0: track.f0.slice(100, 300) };
  assertEquals(part, pitchClassDistribution(cut, tonicHz));
  const silent = pitchClassDistribution({ ...track, f0: new Float64Array(5).fill(NaN) }, 220);
  assertEquals([...new Set(silent)], [1 / 80]);
  const up = pitchClassDistribution(scaled(2), tonicHz);
  pitchClassDistribution(track, tonicHz).forEach((share, bin) =>
    assertAlmostEquals(up[bin], share, 1e-12)
  );
});

Deno.test("melodySurface: equals the definition, counted pair by pair", () => {
  const nBins = 24, delay = 30;
  const surface = melodySurface(track, tonicHz, { nBins, compression: 1, sigmaBins: 0 });
  const expected = new Float64Array(nBins * nBins);
  let pairs = 0;
  const bin = (t: number) => {
    const steps = Math.round(nBins * Math.log2(track.f0[t] / tonicHz));
    return ((steps % nBins) + nBins) % nBins;
  };
  for (let t = delay; t < track.f0.length; t++) {
    if (Number.isNaN(track.f0[t]) || Number.isNaN(track.f0[t - delay])) continue;
    expected[bin(t) * nBins + bin(t - delay)]++;
    pairs++;
  }
  // Single precision keeps seven digits.
  surface.forEach((share, cell) => assertAlmostEquals(share, expected[cell] / pairs, 1e-6));
});

Deno.test("melodySurface: sums to 1, is blind to octaves, sees time's direction", () => {
  const surface = melodySurface(track, tonicHz);
  assertEquals(surface.length, 14400);
  assertAlmostEquals(total(surface), 1, 1e-4); // 14 400 numbers in single precision
  const up = melodySurface(scaled(2), tonicHz);
  assert(bhattacharyyaDistance(squareRoots(surface), squareRoots(up)) < 1e-6);
  const backwards = melodySurface({ ...track, f0: track.f0.slice().reverse() }, tonicHz);
  assert(bhattacharyyaDistance(squareRoots(surface), squareRoots(backwards)) > 0.01);
  const silent = melodySurface({ ...track, f0: track.f0.map(() => NaN) }, tonicHz);
  assertAlmostEquals(silent[7], 1 / 14400, 1e-9);
});

Deno.test("features: refuse what is out of range", () => {
  assertThrows(() => pitchClassDistribution(track, 0), InvalidArgumentError, "tonicHz");
  assertThrows(() => pitchClassDistribution(track, 220, { nBins: 0 }), InvalidArgumentError);
  assertThrows(
    () => pitchClassDistribution(track, 220, { sigmaBins: -1 }),
    InvalidArgumentError,
    "sigmaBins",
  );
  assertThrows(
    () => melodySurface(track, 220, { delaySeconds: NaN }),
    InvalidArgumentError,
    "delaySeconds",
  );
  assertThrows(
    () => nearestNeighbourScores(new Float32Array(2), [], ["a"], 0),
    InvalidArgumentError,
    "k must",
  );
});

Deno.test("bhattacharyyaDistance: 0 for equals, known values, finite for strangers", () => {
  const p = squareRoots([0.5, 0.5]), q = squareRoots([1, 0]);
  assertAlmostEquals(bhattacharyyaDistance(p, p), 0, 1e-7);
  assertAlmostEquals(bhattacharyyaDistance(p, q), Math.log(2) / 2, 1e-7);
  assert(Number.isFinite(bhattacharyyaDistance(q, squareRoots([0, 1]))));
});

Deno.test("nearestNeighbourScores: the k nearest vote, the closer the louder; all labels ranked", () => {
  const known = [[9, 1], [8.5, 1.5], [8.4, 1.6], [1, 9], [5, 5]].map(([a, b], i) => ({
    raag: ["x", "y", "y", "z", "w"][i],
    roots: squareRoots([a / 10, b / 10]),
  }));
  const asked = squareRoots([0.878, 0.122]);
  const labels = ["w", "x", "y", "z", "never"];
  const best = (k: number) => {
    const scores = nearestNeighbourScores(asked, known, labels, k);
    assert(scores.every(Number.isFinite));
    return labels.toSorted((a, b) => scores[labels.indexOf(b)] - scores[labels.indexOf(a)]);
  };
  assertEquals(best(1), ["x", "y", "w", "z", "never"]);
  assertEquals(best(3)[0], "y");
});

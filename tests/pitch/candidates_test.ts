import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { CandidateList, findPath, type PathCosts } from "../../lib/pitch/candidates.ts";
import { Random } from "../../lib/random.ts";

const costs: PathCosts = {
  silenceThreshold: 0.03,
  voicingThreshold: 0.45,
  octaveCost: 0.01,
  ceilingHz: 800,
  octaveJumpCost: 0.35,
  voicedUnvoicedCost: 0.14,
};

interface Frame {
  intensity: number;
  candidates: [hz: number, strength: number][];
}

function listOf(frames: Frame[]): CandidateList {
  const list = new CandidateList(frames.length);
  for (const { intensity, candidates } of frames) {
    list.beginFrame(intensity);
    for (const [hz, strength] of candidates) list.push(hz, strength, 14, 0.01);
    list.endFrame();
  }
  return list;
}

/** What a path earns, straight from Boersma's eqs. 23, 24 and 27. */
function earnings(frames: Frame[], path: (number | null)[]): number {
  let total = 0;
  frames.forEach(({ intensity, candidates }, t) => {
    const choice = path[t], before = path[t - 1];
    if (choice === null) {
      total += 0.45 + Math.max(0, 2 - (intensity / 0.03) * 1.45);
    } else {
      const [hz, strength] = candidates[choice];
      total += strength - 0.01 * Math.log2(800 / hz);
    }
    if (t === 0) return;
    if ((choice === null) !== (before === null)) total -= 0.14;
    if (choice === null || before === null) return;
    const jump = candidates[choice][0] / frames[t - 1].candidates[before!][0];
    total -= 0.35 * Math.abs(Math.log2(jump));
  });
  return total;
}

function* everyPath(frames: Frame[], t = 0): Generator<(number | null)[]> {
  if (t === frames.length) return yield [];
  for (const rest of everyPath(frames, t + 1)) {
    yield [null, ...rest];
    for (let k = 0; k < frames[t].candidates.length; k++) yield [k, ...rest];
  }
}

Deno.test("the path is the best of all paths", () => {
  const random = new Random(5);
  for (let trial = 0; trial < 40; trial++) {
    const frames: Frame[] = Array.from({ length: 6 }, () => ({
      intensity: random.uniform() < 0.2 ? random.uniform(0, 0.02) : 1,
      candidates: Array.from({ length: random.int(0, 3) }, () => [
        random.uniform(80, 790),
        random.uniform(0.3, 1),
      ]),
    }));
    let best: (number | null)[] = [], most = -Infinity;
    for (const path of everyPath(frames)) {
      const earned = earnings(frames, path);
      if (earned > most) [most, best] = [earned, path];
    }
    const { f0 } = findPath(listOf(frames), costs);
    best.forEach((choice, t) => {
      if (choice === null) assertEquals(f0[t], NaN);
      // Candidates are kept in single precision: 1e-4 Hz.
      else assertAlmostEquals(f0[t], frames[t].candidates[choice][0], 1e-3);
    });
  }
});

Deno.test("a full frame drops its weakest candidate, and the list grows as needed", () => {
  const list = new CandidateList(3);
  for (let t = 0; t < 3; t++) {
    list.beginFrame(1);
    for (let k = 0; k < 60; k++) list.push(100 + k, (k * 7) % 60 / 60, 40, 0);
    list.endFrame();
  }
  assertEquals([...list.starts], [0, 40, 80, 120]);
  const kept = list.strengths.slice(80, 120);
  assert(Math.min(...kept) > 19 / 60, "the 20 weakest of 60 are gone");
  assertEquals(findPath(new CandidateList(0), costs).f0.length, 0);
});

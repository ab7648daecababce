import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InvalidArgumentError, TonicError } from "../../lib/errors.ts";
import { hzToCents } from "../../lib/math.ts";
import { estimateTonic } from "../../lib/tonic/mod.ts";
import { droneSound, tanpura, trackOf, unvoicedTrack, YAMAN } from "./signals.ts";

const sampleRate = 22050;

Deno.test("a melody alone gives its Sa", () => {
  const estimate = estimateTonic(trackOf(YAMAN, 146.8));
  // The notes are exact and 1 cent is 0.085 Hz.
  assertAlmostEquals(estimate.tonicHz, 146.8, 0.085);
  assertEquals(estimate.source, "pitch-track");
  assert(estimate.confidence > 0.8, `confidence ${estimate.confidence}`);
});

Deno.test("a drone alone gives its Sa, tuned to Pa, Ma or Ni", () => {
  for (const first of [-498, -702, -112]) {
    const samples = droneSound(tanpura(138.6, first), 5);
    const { tonicHz, source } = estimateTonic(unvoicedTrack(5), { samples, sampleRate });
    // Neighbouring partials bend an interpolated peak by a cent or two.
    assert(Math.abs(hzToCents(tonicHz, 138.6)) < 3, `${first}: ${tonicHz}`);
    assertEquals(source, "audio");
  }
});

Deno.test("transposing the melody transposes the tonic", () => {
  fc.assert(
    fc.property(fc.double({ min: 110, max: 240, noNaN: true }), (saHz) => {
      const { tonicHz } = estimateTonic(trackOf(YAMAN, saHz));
      // The profile's bins are 5 cents wide; the refinement is not bound to them.
      assert(Math.abs(hzToCents(tonicHz, saHz)) < 1, `${saHz}: ${tonicHz}`);
    }),
    { seed: 4, numRuns: 50 },
  );
});

Deno.test("loudness changes nothing", () => {
  const samples = droneSound(tanpura(150), 4);
  const loud = estimateTonic(trackOf(YAMAN, 150), { samples, sampleRate });
  const soft = estimateTonic(trackOf(YAMAN, 150), {
    samples: samples.map((x) => x / 1024),
    sampleRate,
  });
  // A power of two scales floats exactly, so that only the logarithm rounds.
  assertAlmostEquals(soft.tonicHz, loud.tonicHz, 1e-3);
  assertAlmostEquals(soft.confidence, loud.confidence, 1e-3);
});

Deno.test("candidates are ranked, distinct, and begin with the answer", () => {
  const { tonicHz, confidence, candidates } = estimateTonic(trackOf(YAMAN, 200));
  assertEquals(candidates[0], { tonicHz, confidence });
  for (let i = 1; i < candidates.length; i++) {
    assert(candidates[i].confidence <= candidates[i - 1].confidence);
    for (let j = 0; j < i; j++) {
      const apart = Math.abs(hzToCents(candidates[i].tonicHz, candidates[j].tonicHz)) % 1200;
      assert(Math.min(apart, 1200 - apart) > 40, `${apart} cents apart`);
    }
  }
});

Deno.test("nothing to hear is a TonicError", () => {
  const silent = { samples: new Float32Array(22050), sampleRate };
  assertThrows(() => estimateTonic(unvoicedTrack(0)), TonicError, "no voiced frame");
  assertThrows(() => estimateTonic(unvoicedTrack(2)), TonicError, "no voiced frame");
  assertThrows(() => estimateTonic(unvoicedTrack(1), silent), TonicError, "silent");
  const empty = { samples: new Float32Array(0), sampleRate };
  assertThrows(() => estimateTonic(unvoicedTrack(0), empty), TonicError, "silent");
});

Deno.test("a range without room for any note is a TonicError", () => {
  const range = { minHz: 100, maxHz: 101 };
  assertThrows(() => estimateTonic(trackOf([[0, 2]], 130), undefined, range), TonicError, "widen");
});

Deno.test("options and rates out of range are refused", () => {
  const track = trackOf(YAMAN, 150);
  for (const options of [{ minHz: 39 }, { minHz: NaN }, { maxHz: 1001 }, { maxHz: 90 }]) {
    assertThrows(() => estimateTonic(track, undefined, options), InvalidArgumentError, "Hz");
  }
  const samples = new Float32Array(100);
  assertThrows(
    () => estimateTonic(track, { samples, sampleRate: 0 }),
    InvalidArgumentError,
    "sampleRate",
  );
  assertThrows(
    () => estimateTonic({ ...track, hopSeconds: 0 }),
    InvalidArgumentError,
    "hopSeconds",
  );
});

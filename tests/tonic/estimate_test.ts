import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InvalidArgumentError, TonicError } from "../../lib/errors.ts";
import { hzToCents } from "../../lib/math.ts";
import { estimateTonic } from "../../lib/tonic/mod.ts";
import { droneSound, type Held, tanpura, trackOf, unvoicedTrack, YAMAN } from "./signals.ts";

const sampleRate = 22050;

Deno.test("a melody alone gives its Sa", () => {
  const estimate = estimateTonic(trackOf(YAMAN, 146.8));
  // The notes are exact and 1 cent is 0.085 Hz.
  assertAlmostEquals(estimate.tonicHz, 146.8, 0.085);
  assertEquals(estimate.source, "pitch-track");
  assert(estimate.confidence > 0.7, `confidence ${estimate.confidence}`);
});

Deno.test("a melody that never holds still gives an answer, and little confidence", () => {
  const track = trackOf(YAMAN, 150);
  const glide = Float64Array.from(
    { length: track.f0.length },
    (_, t) => 150 * 2 ** (Math.abs(t % 240 - 120) / 120),
  );
  const { confidence } = estimateTonic({ ...track, f0: glide });
  assert(confidence < 0.5, `${confidence}`);
});

Deno.test("the less is heard, the less is known", () => {
  const confidences = [0.03, 0.3, 1, 4].map((seconds) =>
    estimateTonic(trackOf([[0, seconds]], 150)).confidence
  );
  for (let i = 1; i < 4; i++) assert(confidences[i] > confidences[i - 1], `${confidences}`);
  // Nearly nothing leaves nearly every one of the twelve notes as likely.
  assert(confidences[0] < 0.15, `${confidences}`);
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

Deno.test("where a doubtful drone and a melody disagree, neither is believed", () => {
  // Strings that no tanpura has beside those it has; the melody's Sa is a tone above the drone's.
  const samples = droneSound([...tanpura(150), [197, 1.5], [233, 1.5]], 6);
  const doubtful = estimateTonic(trackOf(YAMAN, 168.4), { samples, sampleRate });
  assert(doubtful.confidence < 0.7, `${doubtful.confidence}`);
  // Each by itself is sure of its own.
  assert(estimateTonic(trackOf(YAMAN, 168.4)).confidence > 0.7);
  const agreed = estimateTonic(trackOf(YAMAN, 150), { samples, sampleRate });
  assert(agreed.confidence > doubtful.confidence, `${agreed.confidence}`);
});

Deno.test("transposing the melody transposes the tonic", () => {
  fc.assert(
    fc.property(fc.double({ min: 110, max: 240, noNaN: true }), (saHz) => {
      const { tonicHz } = estimateTonic(trackOf(YAMAN, saHz));
      // The profile's bins are 5 cents wide, but the exact pitch is the mean of the notes.
      assert(Math.abs(hzToCents(tonicHz, saHz)) < 1, `${saHz}: ${tonicHz}`);
    }),
    { seed: 4, numRuns: 50 },
  );
});

Deno.test("the low end of a melody tells Sa from the fifth and the fourth above it", () => {
  // Sa, Pa and taar Sa alike for a minute: only which of them is the lowest differs.
  const turn: Held[] = [[0, 1], [702, 1], [NaN, 0.5], [1200, 1], [702, 1], [NaN, 0.5]];
  const melody = Array.from({ length: 14 }, () => turn).flat();
  for (const saHz of [130, 200]) {
    const { tonicHz } = estimateTonic(trackOf(melody, saHz));
    // The notes are exact; a cent is 0.08 Hz and more.
    assertAlmostEquals(tonicHz, saHz, 0.08);
  }
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

Deno.test("Pa and Ma of the answer are always among the candidates", () => {
  for (const samples of [undefined, droneSound(tanpura(130), 4)]) {
    const audio = samples && { samples, sampleRate };
    const { tonicHz, candidates } = estimateTonic(trackOf(YAMAN, 130), audio);
    for (const interval of [702, 498]) {
      const found = candidates.some((candidate) => {
        const off = hzToCents(candidate.tonicHz, tonicHz) - interval;
        return Math.abs(off - 1200 * Math.round(off / 1200)) < 50;
      });
      assert(found, `${interval} cents: ${JSON.stringify(candidates)}`);
    }
    const total = candidates.reduce((sum, { confidence }) => sum + confidence, 0);
    // What is missing belongs to notes that nothing speaks for.
    assert(total > 0.9 && total < 1 + 1e-12, `sum ${total}`);
  }
});

Deno.test("drone and melody agree on more than the melody alone", () => {
  const samples = droneSound(tanpura(130), 4);
  const track = trackOf(YAMAN, 130);
  const alone = estimateTonic(track), both = estimateTonic(track, { samples, sampleRate });
  assert(both.confidence > alone.confidence, `${both.confidence} after ${alone.confidence}`);
});

Deno.test("a clear drone outweighs a melody that rests and ends on Pa", () => {
  const track = trackOf([[702, 4], [386, 0.5], [702, 2], [NaN, 1]], 140);
  const { tonicHz } = estimateTonic(track, {
    samples: droneSound(tanpura(140, -112), 4),
    sampleRate,
  });
  assert(Math.abs(hzToCents(tonicHz, 140)) < 3, `${tonicHz}`);
});

Deno.test("zero, negative and infinite f0 are unvoiced; the input is not changed", () => {
  const track = trackOf(YAMAN, 150);
  const f0 = track.f0.slice();
  [0, -1, Infinity].forEach((bad, i) => f0[180 + i] = bad); // within the first rest
  const kept = f0.slice();
  assertEquals(estimateTonic({ ...track, f0 }), estimateTonic(track));
  assertEquals(f0, kept);
});

Deno.test("the range decides the octave", () => {
  const range = { minHz: 300, maxHz: 600 };
  const { tonicHz } = estimateTonic(trackOf(YAMAN, 165), undefined, range);
  assertAlmostEquals(tonicHz, 330, 0.2); // a cent is 0.19 Hz
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
  assertAlmostEquals(
    estimateTonic(track, undefined, { minHz: 40, maxHz: 1000 }).tonicHz,
    150,
    0.09,
  );
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

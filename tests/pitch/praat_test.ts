import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { median } from "../../lib/math.ts";
import { scorePitch, trackPraat } from "../../lib/pitch/mod.ts";
import { createPraatTracker } from "../../lib/pitch/praat.ts";
import { phrase, RATE, sine, tone, truthAt, whiteNoise, withNoise } from "./signals.ts";

Deno.test("praat: a steady tone to a hundredth of a cent, at any rate and level", () => {
  for (const rate of [8000, 16000, 22050, 44100]) {
    for (const hz of [82.4, 146.83, 261.63, 523.25, 783.99]) {
      const quiet = sine(hz, 0.5, rate).map((x) => 1e-3 * x);
      const track = trackPraat(quiet, rate);
      assertEquals(track.f0.every((f0) => f0 > 0), true);
      // Near the floor the window holds hardly more than three periods of a lone sine, and the
      // error is 0.25 cent at any rate; elsewhere under 0.01.
      const tolerance = hz < 100 ? 0.3 : 0.01;
      assertAlmostEquals(1200 * Math.log2(median(track.f0) / hz), 0, tolerance, `${hz} at ${rate}`);
    }
  }
});

Deno.test("praat: follows a phrase with meend, vibrato and rest", () => {
  const track = trackPraat(tone(phrase, 4), RATE);
  const score = scorePitch(track, truthAt(phrase, track.times));
  // A window of 40 ms straddles the rest's two edges: 2 frames of 350 at each.
  assert(score.rawPitchAccuracy > 0.985, `accuracy ${score.rawPitchAccuracy}`);
  assert(score.voicingFalseAlarm < 0.1, `false alarm ${score.voicingFalseAlarm}`);
  assert(score.medianCents < 1, `median ${score.medianCents}`);
  assertEquals(track.method, "praat");
  assertEquals(track.voicing.every((v, i) => v > 0 === track.f0[i] > 0 && v <= 1), true);
});

Deno.test("praat: noise is unvoiced, a tone in as much noise as tone is not", () => {
  const noise = trackPraat(whiteNoise(2 * RATE, 0.1, 1), RATE);
  assert(noise.f0.filter((f0) => f0 > 0).length < 0.02 * noise.f0.length);
  // An offset that stayed in would make anything look periodic.
  const offset = trackPraat(whiteNoise(2 * RATE, 0.1, 1).map((x) => x + 0.5), RATE);
  assert(offset.f0.filter((f0) => f0 > 0).length < 0.02 * offset.f0.length);
  const buried = trackPraat(withNoise(tone(() => 220, 2), 3, 2), RATE);
  const right = buried.f0.filter((f0) => Math.abs(1200 * Math.log2(f0 / 220)) < 50).length;
  assert(right > 0.9 * buried.f0.length, `${right} of ${buried.f0.length}`);
});

Deno.test("praat: the octave cost decides between a period and its double", () => {
  // A tone at 300 Hz with a weak subharmonic at 150 Hz.
  const weak = sine(150, 1).map((x) => 0.15 * x), strong = tone(() => 300, 1);
  const both = strong.map((x, n) => x + weak[n]);
  assertAlmostEquals(median(trackPraat(both, RATE, { octaveCost: 0.001 }).f0), 150, 0.5);
  assertAlmostEquals(median(trackPraat(both, RATE, { octaveCost: 0.1 }).f0), 300, 0.5);
});

Deno.test("praat: thresholds and costs of voicing act as named", () => {
  const voiced = (f0: Float64Array) => f0.filter((hz) => hz > 0).length;
  const loudThenQuiet = tone(() => 200, 2).map((x, n) => n < RATE ? x : 0.02 * x);
  const strict = trackPraat(loudThenQuiet, RATE, { silenceThreshold: 0.1 });
  const lenient = trackPraat(loudThenQuiet, RATE, { silenceThreshold: 0 });
  assertAlmostEquals(voiced(strict.f0) / strict.f0.length, 0.5, 0.05);
  assertEquals(voiced(lenient.f0), lenient.f0.length);
  const noisy = withNoise(tone(() => 200, 1), 5, 3);
  assertEquals(voiced(trackPraat(noisy, RATE, { voicingThreshold: 1 }).f0), 0);
  // With changes of voicing for free a half-noisy tone flickers; made dear, it does not.
  const changes = (voicedUnvoicedCost: number) => {
    const { f0 } = trackPraat(noisy, RATE, { voicingThreshold: 0.75, voicedUnvoicedCost });
    return f0.filter((hz, i) => i > 0 && hz > 0 !== f0[i - 1] > 0).length;
  };
  assert(changes(0) > changes(1), `${changes(0)} changes against ${changes(1)}`);
});

Deno.test("praat: costs are per 10 ms, whatever the hop", () => {
  const noises = [1, 2, 3, 4, 5, 6].map((seed) => withNoise(tone(() => 200, 2), 5, seed));
  const changes = (hopSeconds: number, voicedUnvoicedCost = 0.14) =>
    noises.reduce((total, noisy) => {
      const options = { voicingThreshold: 0.745, hopSeconds, voicedUnvoicedCost };
      const { f0 } = trackPraat(noisy, RATE, options);
      return total + f0.filter((hz, i) => i > 0 && hz > 0 !== f0[i - 1] > 0).length;
    }, 0);
  // What keeps voicing steady at 10 ms does so at 2.5 ms, where a quarter of it would not.
  const coarse = changes(0.01), fine = changes(0.0025), free = changes(0.0025, 0.14 / 4);
  assert(fine <= coarse + 6, `${fine} changes against ${coarse}: one a noise at most`);
  assert(free > 3 * fine + 12, `${free} changes against ${fine}`);
});

Deno.test("praat: where the work is cut into pieces changes nothing", () => {
  const samples = withNoise(tone(phrase, 4), 10, 4);
  const whole = trackPraat(samples, RATE);
  const tracker = createPraatTracker(samples, RATE);
  for (let t = 0; t < tracker.frames; t += 37) {
    tracker.analyse(t, Math.min(tracker.frames, t + 37));
  }
  assertEquals(tracker.finish(), whole);
});

Deno.test("praat: frames are centred in the sound", () => {
  const { times, hopSeconds } = trackPraat(new Float32Array(RATE), RATE, {
    floorHz: 100,
    hopSeconds: 0.02,
  });
  assertEquals(hopSeconds, 0.02);
  assertAlmostEquals(times[0], 1 - times[times.length - 1], 1e-12);
  assertEquals(times.length, 49); // floor((1 - 0.03) / 0.02) + 1
});

Deno.test("praat: options out of range are refused by name", () => {
  const refused = (options: Parameters<typeof trackPraat>[2], text: string) =>
    assertThrows(() => trackPraat(sine(200, 0.2), RATE, options), InvalidArgumentError, text);
  refused({ silenceThreshold: 2 }, "silenceThreshold must be within 0..1, found 2");
  refused({ voicingThreshold: -1 }, "voicingThreshold");
  refused({ octaveCost: NaN }, "octaveCost");
  refused({ octaveJumpCost: -1 }, "octaveJumpCost");
  refused({ voicedUnvoicedCost: -1 }, "voicedUnvoicedCost");
  refused({ maxCandidates: 1 }, "maxCandidates");
  refused({ sincDepth: 0 }, "sincDepth");
  refused({ frameSeconds: 0.02 }, "frameSeconds must hold more than two periods");
  refused({ frameSeconds: 0 }, "frameSeconds");
});

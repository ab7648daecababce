import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { describeFrames, gateTrack, tonalFrames, trackYin } from "../../lib/pitch/mod.ts";
import { RATE, sine, tone, whiteNoise, withNoise } from "./signals.ts";

const every = Array.from({ length: 90 }, (_, i) => 0.05 + i * 0.01);

Deno.test("the features are what they are by definition", () => {
  const tonal = describeFrames(sine(440, 1), RATE, every);
  // A sine of amplitude 0.5; 1024 samples hold 20.4 periods of it.
  for (const rms of tonal.rms) assertAlmostEquals(rms, 0.5 / Math.SQRT2, 0.005);
  for (const flatness of tonal.spectralFlatness) assert(flatness < 0.02);
  const noise = describeFrames(whiteNoise(RATE, 0.1, 1), RATE, every);
  // Rayleigh-distributed amplitudes: exp(-gamma / 2) * 2 / sqrt(pi) = 0.845.
  const mean = noise.spectralFlatness.reduce((sum, x) => sum + x) / every.length;
  assertAlmostEquals(mean, 0.845, 0.01);
  const silence = describeFrames(new Float32Array(RATE), RATE, every);
  assertEquals([silence.rms[0], silence.spectralFlatness[0]], [0, NaN]);
});

Deno.test("silence and noise close the gate, tones and noisy tones do not", () => {
  const open = (samples: Float32Array) => {
    const tonal = tonalFrames(describeFrames(samples, RATE, every));
    return tonal.reduce((sum, x) => sum + x, 0) / tonal.length;
  };
  assertEquals(open(new Float32Array(RATE)), 0);
  assert(open(whiteNoise(RATE, 0.1, 2)) < 0.05);
  assertEquals(open(tone(() => 200, 1)), 1);
  assertEquals(open(withNoise(tone(() => 200, 1), 0, 3)), 1);
  // The second half lies 60 dB below the first.
  assertAlmostEquals(
    open(tone(() => 200, 1).map((x, n) => n < RATE / 2 ? x : x / 1000)),
    0.5,
    0.05,
  );
});

Deno.test("a gated frame is unvoiced and the input stays as it was", () => {
  const samples = tone(() => 200, 1);
  const track = trackYin(samples, RATE);
  const before = structuredClone(track);
  const shut = gateTrack(track, track.f0.map((_, i) => i % 2));
  assertEquals(track, before);
  shut.f0.forEach((hz, i) => assertEquals(hz, i % 2 ? track.f0[i] : NaN));
  shut.voicing.forEach((v, i) => assertEquals(v, i % 2 ? track.voicing[i] : 0));
});

Deno.test("options out of range and masks of another length are refused", () => {
  const refused = (run: () => unknown, text: string) =>
    assertThrows(run, InvalidArgumentError, text);
  const samples = sine(200, 0.2);
  const features = describeFrames(samples, RATE, [0.1]);
  refused(() => describeFrames(samples, RATE, [0.1], { frameSeconds: 0 }), "frameSeconds");
  refused(() => describeFrames(samples, RATE, [0.1], { bandHz: -1 }), "bandHz");
  refused(() => describeFrames(samples, 0, [0.1]), "sampleRate");
  refused(() => tonalFrames(features, { silenceDb: 3 }), "silenceDb");
  refused(() => tonalFrames(features, { maxFlatness: 2 }), "maxFlatness");
  refused(() => gateTrack(trackYin(samples, RATE), [1]), "tonal must have one entry per frame");
});

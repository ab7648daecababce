import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { median } from "../../lib/math.ts";
import { Dips } from "../../lib/pitch/difference.ts";
import { scorePitch, trackPyin, trackYin } from "../../lib/pitch/mod.ts";
import {
  createPyinTracker,
  dipProbabilities,
  thresholdDistribution,
} from "../../lib/pitch/pyin.ts";
import { PitchBinPath } from "../../lib/pitch/pyin_path.ts";
import { createYinTracker } from "../../lib/pitch/yin.ts";
import { Random } from "../../lib/random.ts";
import { phrase, RATE, sine, tone, truthAt, whiteNoise, withNoise } from "./signals.ts";

Deno.test("the dips are those of the difference function written out", () => {
  const samples = withNoise(tone(() => 190, 0.2), 10, 1);
  const frameSeconds = 0.0464, length = Math.floor(frameSeconds * RATE + 1e-6);
  const longest = Math.ceil(RATE / 75), terms = length - longest - 1;
  const dips = new Dips(samples, RATE, { frameSeconds });
  const count = dips.analyse(0.1);
  const x = samples.slice(Math.round(0.1 * RATE - length / 2));
  const d = [0], normalised = [1];
  let total = 0;
  for (let lag = 1; lag <= longest + 1; lag++) {
    let sum = 0;
    for (let j = 0; j < terms; j++) sum += (x[j] - x[j + lag]) ** 2;
    d.push(sum);
    total += sum;
    normalised.push(sum * lag / total);
  }
  const expected: number[] = [];
  for (let lag = Math.floor(RATE / 800); lag <= longest; lag++) {
    if (normalised[lag] < normalised[lag - 1] && normalised[lag] <= normalised[lag + 1]) {
      expected.push(lag);
    }
  }
  assertEquals(count, expected.length);
  expected.forEach((lag, i) => {
    assert(Math.abs(dips.lags[i] - lag) <= 1);
    // The parabola goes below its middle point, by less than the walls are high.
    assert(dips.depths[i] <= normalised[lag] + 1e-9);
    assert(dips.depths[i] >= normalised[lag] - 0.2);
  });
});

for (const [name, track] of [["yin", trackYin], ["pyin", trackPyin]] as const) {
  Deno.test(`${name}: steady tones, at any level`, () => {
    for (const hz of [82.4, 146.83, 261.63, 523.25]) {
      for (const level of [1, 1e-3]) {
        const { f0, method } = track(sine(hz, 0.5).map((x) => level * x), RATE);
        assertEquals(method, name);
        // A parabola through samples of a sine is good to a tenth of a cent.
        assertAlmostEquals(1200 * Math.log2(median(f0) / hz), 0, 0.1);
      }
    }
  });

  Deno.test(`${name}: follows a phrase with meend, vibrato and rest`, () => {
    const { times, f0 } = track(withNoise(tone(phrase, 4), 30, 2), RATE);
    const score = scorePitch({ times, f0 }, truthAt(phrase, times));
    assert(score.rawPitchAccuracy > 0.985, `accuracy ${score.rawPitchAccuracy}`);
    // The frame of 46 ms straddles the edges of the rest: up to 3 of 50 frames at each.
    assert(score.voicingFalseAlarm < 0.12, `false alarm ${score.voicingFalseAlarm}`);
    assert(score.medianCents < 3, `median ${score.medianCents}`);
  });

  Deno.test(`${name}: noise is unvoiced, a tone 10 dB above it is not`, () => {
    const noise = track(whiteNoise(RATE, 0.1, 3), RATE).f0;
    assert(noise.filter((hz) => hz > 0).length < 0.05 * noise.length);
    const { f0 } = track(withNoise(tone(() => 220, 1), 10, 4), RATE);
    const right = f0.filter((hz) => Math.abs(1200 * Math.log2(hz / 220)) < 50).length;
    assert(right > 0.85 * f0.length, `${right} of ${f0.length}`);
  });

  Deno.test(`${name}: a low floor lengthens the frame, a short frame is refused`, () => {
    assertAlmostEquals(median(track(sine(45, 0.6), RATE, { floorHz: 40 }).f0), 45, 0.05);
    assertThrows(
      () => track(sine(200, 0.2), RATE, { frameSeconds: 0.02 }),
      InvalidArgumentError,
      "frameSeconds must hold more than two periods",
    );
  });
}

Deno.test("yin and pyin: where the work is cut into pieces changes nothing", () => {
  const samples = withNoise(tone(phrase, 4), 10, 5);
  for (const create of [createYinTracker, createPyinTracker]) {
    const whole = create(samples, RATE), pieces = create(samples, RATE);
    whole.analyse(0, whole.frames);
    for (let t = 0; t < pieces.frames; t += 41) pieces.analyse(t, Math.min(pieces.frames, t + 41));
    assertEquals(pieces.finish(), whole.finish());
  }
});

Deno.test("yin: the dip threshold chooses the first dip that is deep enough", () => {
  // A tone at 300 Hz with a weak subharmonic: the dip at 300 Hz is good, the one at 150 perfect.
  const weak = sine(150, 0.5).map((x) => 0.2 * x);
  const both = tone(() => 300, 0.5).map((x, n) => x + weak[n]);
  assertAlmostEquals(median(trackYin(both, RATE, { dipThreshold: 0.3 }).f0), 300, 1);
  assertAlmostEquals(median(trackYin(both, RATE, { dipThreshold: 0.001 }).f0), 150, 1);
});

Deno.test("pyin: the distribution of thresholds is the integral of beta(2, b)", () => {
  for (const mean of [0.05, 0.1, 0.15, 0.5]) {
    const cdf = thresholdDistribution(mean), b = 2 / mean - 2;
    const steps = 20000;
    let area = 0, norm = 0, firstMoment = 0;
    for (let i = 0; i < steps; i++) {
      const x = (i + 0.5) / steps, density = x * (1 - x) ** (b - 1);
      norm += density;
      firstMoment += x * density;
      if (x < 0.13) area += density;
    }
    // The midpoint rule over 20000 steps is good to 1e-6 for these densities.
    assertAlmostEquals(cdf(0.13), area / norm, 1e-6);
    assertAlmostEquals(firstMoment / norm, mean, 1e-6);
    assertEquals([cdf(-1), cdf(0), cdf(1), cdf(2)], [0, 0, 1, 1]);
  }
});

Deno.test("pyin: a dip's probability is how often a threshold picks it", () => {
  const random = new Random(6);
  const cdf = thresholdDistribution(0.1);
  for (let trial = 0; trial < 20; trial++) {
    const depths = Float64Array.from({ length: 6 }, () => random.uniform(0, 0.6));
    const out = new Float64Array(6);
    dipProbabilities(depths, 6, cdf, 0.01, out);
    const counted = new Float64Array(6);
    const steps = 4000;
    for (let i = 0; i < steps; i++) {
      const threshold = (i + 0.5) / steps;
      const mass = cdf((i + 1) / steps) - cdf(i / steps);
      const first = depths.findIndex((depth) => depth < threshold);
      if (first >= 0) counted[first] += mass;
      else counted[depths.indexOf(Math.min(...depths))] += 0.01 * mass;
    }
    // One step of threshold holds at most 1/4000 of a density that stays under 10.
    counted.forEach((p, i) => assertAlmostEquals(out[i], p, 0.003));
  }
});

Deno.test("pyin: the banded path is the best of the dense model, and the past settles", () => {
  const bins = 7, reach = 2, switchProbability = 0.05, frames = 5000, lookahead = 50;
  const random = new Random(7);
  const observed: { bin: number; p: number }[][] = [];
  let centre = 3;
  for (let t = 0; t < frames; t++) {
    centre = Math.max(0, Math.min(bins - 1, centre + random.int(-1, 1)));
    // Voiced and unvoiced stretches, hard to tell apart.
    const p = (t >> 5) % 2 === 0 ? random.uniform(0.02, 0.4) : random.uniform(0, 0.2);
    observed.push([{ bin: centre, p }, { bin: random.int(0, bins - 1), p: 0.1 }]);
  }
  const path = new PitchBinPath(frames, { bins, reach, switchProbability, lookahead });
  for (const dips of observed) {
    path.push(
      dips.length,
      Int32Array.from(dips, (dip) => dip.bin),
      Float64Array.from(dips, (dip) => 100 + dip.bin),
      Float64Array.from(dips, (dip) => dip.p),
    );
  }
  const { f0 } = path.finish();

  // The same model with every state and every transition, in logarithms.
  const emission = (t: number, state: number) => {
    const total = observed[t].reduce((sum, dip) => sum + dip.p, 0);
    if (state < bins) return Math.log((1 - total) / bins);
    // Two dips in one bin: the better one counts.
    return Math.log(
      Math.max(0, ...observed[t].filter((dip) => dip.bin === state - bins).map((dip) => dip.p)),
    );
  };
  const move = (from: number, to: number) => {
    const distance = Math.abs((from % bins) - (to % bins));
    const change = from < bins === to < bins ? 1 - switchProbability : switchProbability;
    return Math.log(Math.max(0, reach + 1 - distance) / (reach + 1) ** 2 * change);
  };
  const states = Array.from({ length: 2 * bins }, (_, s) => s);
  let delta = states.map(() => 0);
  const back: number[][] = [];
  for (let t = 0; t < frames; t++) {
    const pointers = states.map((to) =>
      states.reduce((a, b) => delta[b] + move(b, to) > delta[a] + move(a, to) ? b : a)
    );
    delta = states.map((to) => delta[pointers[to]] + move(pointers[to], to) + emission(t, to));
    back.push(pointers);
  }
  let state = delta.indexOf(Math.max(...delta)), differing = 0;
  for (let t = frames - 1; t >= 0; t--) {
    const expected = state < bins ? NaN : 100 + state - bins;
    if (!Object.is(f0[t], expected)) differing++;
    state = back[t][state];
  }
  // Ties between unvoiced bins may fall either way, but voicing and pitch may not.
  assertEquals(differing, 0);
});

Deno.test("yin and pyin: options out of range are refused by name", () => {
  const refused = (run: () => unknown, text: string) =>
    assertThrows(run, InvalidArgumentError, text);
  const sound = sine(200, 0.2);
  refused(() => trackYin(sound, RATE, { dipThreshold: 2 }), "dipThreshold");
  refused(() => trackYin(sound, RATE, { voicingThreshold: -1 }), "voicingThreshold");
  refused(() => trackPyin(sound, RATE, { meanThreshold: 0 }), "meanThreshold");
  refused(() => trackPyin(sound, RATE, { absoluteMinimumWeight: 2 }), "absoluteMinimumWeight");
  refused(() => trackPyin(sound, RATE, { switchProbability: 0 }), "switchProbability");
  refused(() => trackPyin(sound, RATE, { binCents: 0 }), "binCents");
  refused(() => trackPyin(sound, RATE, { maxOctavesPerSecond: -1 }), "maxOctavesPerSecond");
});

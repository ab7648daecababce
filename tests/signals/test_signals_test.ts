import { assert, assertEquals } from "@std/assert";
import { trackAuto } from "../../lib/pitch/auto/mod.ts";
import { scorePitch } from "../../lib/pitch/score.ts";
import { HARD_SIGNAL_CATEGORIES } from "./hard_signals.ts";
import { pitchTestSignals, TEST_SIGNAL_CATEGORIES } from "./test_signals.ts";

const ALL = [...TEST_SIGNAL_CATEGORIES, ...HARD_SIGNAL_CATEGORIES];
/** Those without any melody. */
const UNVOICED = ["drone_only", "noise_only", "living_drone"];

const SHORT = { durationSeconds: 2, sampleRate: 11025 };

Deno.test("the categories take turns, names are unique, truth and sound agree in length", () => {
  const count = ALL.length + 2;
  const signals = [...pitchTestSignals({ ...SHORT, count, categories: ALL })];
  assertEquals(signals.length, count);
  assertEquals(new Set(signals.map((s) => s.name)).size, count);
  assertEquals(signals.slice(0, -2).map((s) => s.category), ALL);
  for (const { samples, truth, name } of signals) {
    assertEquals(samples.length, 2 * 11025, name);
    assertEquals(truth.times.length, 200, name);
    let peak = 0;
    for (const x of samples) peak = Math.max(peak, Math.abs(x));
    assert(peak > 0.79 && peak < 0.81, `${name} ${peak}`);
  }
});

Deno.test("a signal depends on the seed and its number, not on how many are made", () => {
  for (const category of ["clean", "tabla"] as const) {
    const make = (count: number, seed: number) =>
      [...pitchTestSignals({ ...SHORT, count, seed, categories: [category] })][0];
    assertEquals(make(1, 3), make(2, 3));
    assert(make(1, 3).tonicHz !== make(1, 4).tonicHz);
  }
});

Deno.test("only drones and the noise have no voiced truth; rests are rests", () => {
  for (const category of ALL) {
    const [signal] = pitchTestSignals({
      durationSeconds: 10,
      sampleRate: 8000,
      count: 1,
      categories: [category],
    });
    const voiced = signal.truth.voicing.reduce((sum, v) => sum + v, 0) / 1000;
    if (UNVOICED.includes(category)) assertEquals(voiced, 0);
    else assert(voiced > 0.3 && voiced < 0.98, `${category} ${voiced}`);
  }
});

Deno.test("a clean melody of the harder kind is heard where the truth says, for every player", () => {
  // What sounds has the pitch of the truth: a tracker that is right on clean sound says so. The
  // drone, 8 to 15 dB below, and reeds 1 to 4 cents apart leave a median of a few cents.
  for (const signal of pitchTestSignals({ count: 8, seed: 5, categories: ["instruments"] })) {
    const track = trackAuto(signal.samples, signal.sampleRate);
    const score = scorePitch(track, signal.truth);
    assert(score.medianCents < 6, `${signal.description}: ${score.medianCents} cents`);
  }
});

Deno.test("gamak swings as far and as fast as it says", () => {
  const [signal] = pitchTestSignals({ count: 1, seed: 2, categories: ["gamak"] });
  const { f0 } = signal.truth;
  let fast = 0;
  // 100 to 250 cents to either side pass 60 cents within 50 ms; a held note with vibrato does not.
  for (let k = 5; k < f0.length; k++) {
    fast += Number(Math.abs(1200 * Math.log2(f0[k] / f0[k - 5])) > 60);
  }
  assert(fast > 0.2 * f0.length, `${fast} of ${f0.length} frames move`);
});

Deno.test("signals are varied: tonics, tunings, timbres", () => {
  const signals = [...pitchTestSignals({
    durationSeconds: 0.5,
    sampleRate: 8000,
    count: 40,
    categories: ["drone_6"],
  })];
  const text = signals.map((s) => s.description).join("\n");
  for (const word of ["tanpura Pa", "tanpura Ma", "tanpura Ni", "sitar", "(male)", "(female)"]) {
    assert(text.includes(word), word);
  }
  const tonics = signals.map((s) => s.tonicHz);
  assert(Math.min(...tonics) < 120 && Math.max(...tonics) > 220);
});

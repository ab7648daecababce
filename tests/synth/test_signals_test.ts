import { assert, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { pitchTestSignals, TEST_SIGNAL_CATEGORIES } from "../../lib/synth/mod.ts";

const SHORT = { durationSeconds: 2, sampleRate: 11025 };

Deno.test("the categories take turns, names are unique, truth and sound agree in length", () => {
  const count = TEST_SIGNAL_CATEGORIES.length + 2;
  const signals = [...pitchTestSignals({ ...SHORT, count })];
  assertEquals(signals.length, count);
  assertEquals(new Set(signals.map((s) => s.name)).size, count);
  assertEquals(signals.slice(0, -2).map((s) => s.category), [...TEST_SIGNAL_CATEGORIES]);
  for (const { samples, truth, name } of signals) {
    assertEquals(samples.length, 2 * 11025, name);
    assertEquals(truth.times.length, 200, name);
    let peak = 0;
    for (const x of samples) peak = Math.max(peak, Math.abs(x));
    assert(peak > 0.79 && peak < 0.81, `${name} ${peak}`);
  }
});

Deno.test("a signal depends on the seed and its number, not on how many are made", () => {
  const [first] = pitchTestSignals({ ...SHORT, count: 1, seed: 3 });
  const [again] = pitchTestSignals({ ...SHORT, count: 2, seed: 3 });
  const [other] = pitchTestSignals({ ...SHORT, count: 1, seed: 4 });
  assertEquals(first, again);
  assert(first.tonicHz !== other.tonicHz);
});

Deno.test("only the drone and the noise have no voiced truth; rests are rests", () => {
  for (const category of TEST_SIGNAL_CATEGORIES) {
    const [signal] = pitchTestSignals({
      durationSeconds: 10,
      sampleRate: 8000,
      count: 1,
      categories: [category],
    });
    const voiced = signal.truth.voicing.reduce((sum, v) => sum + v, 0) / 1000;
    if (category === "drone_only" || category === "noise_only") assertEquals(voiced, 0);
    else assert(voiced > 0.3 && voiced < 0.98, `${category} ${voiced}`);
  }
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

Deno.test("options out of range are refused at once, by name", () => {
  const refused: [Parameters<typeof pitchTestSignals>[0], string][] = [
    [{ count: 0 }, "count"],
    [{ seed: 0.1 }, "seed"],
    [{ durationSeconds: 0 }, "durationSeconds"],
    [{ sampleRate: 1 }, "sampleRate"],
    [{ categories: [] }, "categories"],
    [{ categories: ["loud" as "clean"] }, "loud"],
  ];
  for (const [options, name] of refused) {
    assertThrows(() => pitchTestSignals(options), InvalidArgumentError, name);
  }
});

/** Seeded random numbers: repeatable, and as spread as they claim. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../lib/errors.ts";
import { mean } from "../lib/math.ts";
import { hashString, Random } from "../lib/random.ts";

const draws = (random: Random, count: number) =>
  Float64Array.from({ length: count }, () => random.uniform());

Deno.test("one seed gives one stream, and another seed another", () => {
  assertEquals(draws(new Random(7), 20), draws(new Random(7), 20));
  assert(draws(new Random(7), 1)[0] !== draws(new Random(8), 1)[0]);
});

Deno.test("the first numbers of neighbouring seeds are spread like any others", () => {
  // Of 1000 uniform numbers a tenth holds 100, with a standard deviation of 9.5: 50..150 is 5 of them.
  for (const position of [0, 1, 2, 3]) {
    const counts = new Array(10).fill(0);
    for (let seed = 0; seed < 1000; seed++) {
      counts[Math.floor(10 * draws(new Random(seed), position + 1)[position])]++;
    }
    assert(counts.every((count) => count > 50 && count < 150), `${position}: ${counts}`);
  }
});

Deno.test("neighbouring seeds and forks are not correlated", () => {
  // 400 pairs of independent numbers correlate by 0.05 on average: 0.25 is 5 standard deviations.
  const correlation = (a: Float64Array, b: Float64Array) => {
    const [ma, mb] = [mean(a), mean(b)];
    const products = (x: Float64Array, mx: number, y: Float64Array, my: number) =>
      x.reduce((total, value, i) => total + (value - mx) * (y[i] - my), 0);
    return products(a, ma, b, mb) / Math.sqrt(products(a, ma, a, ma) * products(b, mb, b, mb));
  };
  const streams = [1, 2, 3].map((seed) => draws(new Random(seed), 400));
  streams.push(draws(new Random(1).fork("a"), 400), draws(new Random(1).fork("b"), 400));
  for (let i = 0; i < streams.length; i++) {
    for (let j = 0; j < i; j++) {
      const r = correlation(streams[i], streams[j]);
      assert(Math.abs(r) < 0.25, `streams ${j} and ${i}: ${r}`);
    }
  }
});

Deno.test("normal, int, weighted, pick and shuffle keep their promises", () => {
  const random = new Random(1);
  const normal = Float64Array.from({ length: 10_000 }, () => random.normal(3, 2));
  // The mean of 10 000 has a standard deviation of 0.02; the variance one of 0.057.
  assert(Math.abs(mean(normal) - 3) < 0.1);
  assert(Math.abs(mean(normal.map((x) => (x - 3) ** 2)) - 4) < 0.3);
  const dice = Array.from({ length: 600 }, () => random.int(1, 6));
  assertEquals([Math.min(...dice), Math.max(...dice)], [1, 6]);
  const drawn = Array.from({ length: 1000 }, () => random.weighted([0, 1, 3]));
  assertEquals(drawn.includes(0), false);
  assert(Math.abs(drawn.filter((i) => i === 2).length - 750) < 70);
  assertEquals(random.shuffle([1, 2, 3, 4]).toSorted(), [1, 2, 3, 4]);
  assert(["a", "b"].includes(random.pick(["a", "b"])));
});

Deno.test("a seed that is no whole number, or weights of nothing, are refused", () => {
  assertThrows(() => new Random(0.5), InvalidArgumentError, "seed");
  assertThrows(() => new Random(1).weighted([0, 0]), InvalidArgumentError, "weights");
});

Deno.test("hashString is FNV-1a", () => {
  // Values from the reference implementation's test vectors.
  assertEquals([hashString(""), hashString("a"), hashString("foobar")], [
    0x811c9dc5,
    0xe40c292c,
    0xbf9cf968,
  ]);
});

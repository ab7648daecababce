import { assertAlmostEquals, assertEquals } from "@std/assert";
import { minimize, type Objective } from "../../lib/families/minimize.ts";

const free = (n: number) => ({
  lower: new Float64Array(n).fill(-Infinity),
  upper: new Float64Array(n).fill(Infinity),
});

/** Rosenbrock's valley: minimum 0 at (1, 1). */
const valley: Objective = ([x, y], gradient) => {
  gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
  gradient[1] = 200 * (y - x * x);
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
};

Deno.test("minimize: the bottom of Rosenbrock's valley", () => {
  const found = minimize(valley, Float64Array.of(-1.2, 1), free(2));
  assertAlmostEquals(found[0], 1, 1e-6);
  assertAlmostEquals(found[1], 1, 1e-6);
});

Deno.test("minimize: against a bound the others still reach their best", () => {
  // With x <= 0.5 the best y is x^2 = 0.25.
  const bounds = { ...free(2), upper: Float64Array.of(0.5, Infinity) };
  const found = minimize(valley, Float64Array.of(-1.2, 1), bounds);
  assertAlmostEquals(found[0], 0.5, 1e-12);
  assertAlmostEquals(found[1], 0.25, 1e-6);
});

Deno.test("minimize: a start outside of the bounds is moved into them", () => {
  const bowl: Objective = ([x], gradient) => {
    gradient[0] = 2 * x;
    return x * x;
  };
  const bounds = { lower: Float64Array.of(2), upper: Float64Array.of(3) };
  assertAlmostEquals(minimize(bowl, Float64Array.of(-9), bounds)[0], 2, 1e-12);
});

Deno.test("minimize: where no step leads down the search ends", () => {
  let calls = 0;
  const flat: Objective = (_, gradient) => {
    gradient[0] = 1;
    calls++;
    return 0;
  };
  assertEquals([...minimize(flat, Float64Array.of(3), free(1))], [3]);
  // One way down is tried, and halved to less than 1e-12 of itself.
  assertEquals(calls < 100, true, `${calls}`);
});

Deno.test("minimize: a gradient that the bounds hold back is no reason to go on", () => {
  let calls = 0;
  const slope: Objective = ([x, y], gradient) => {
    [gradient[0], gradient[1]] = [1, -1];
    calls++;
    return x - y;
  };
  const bounds = { lower: Float64Array.of(-2, -2), upper: Float64Array.of(5, 5) };
  assertEquals([...minimize(slope, Float64Array.of(-2, 5), bounds)], [-2, 5]);
  assertEquals(calls, 1);
  assertEquals([...minimize(slope, Float64Array.of(0, 0), bounds)], [-2, 5]);
});

Deno.test("minimize: a variable on its bound leaves it where the slope leads inside", () => {
  const bowl: Objective = ([x], gradient) => {
    gradient[0] = (x - 1) / 2;
    return (x - 1) ** 2 / 4;
  };
  for (const at of [0, 2]) {
    const bounds = { lower: Float64Array.of(0), upper: Float64Array.of(2) };
    assertAlmostEquals(minimize(bowl, Float64Array.of(at), bounds)[0], 1, 1e-8);
  }
});

import { assertAlmostEquals } from "@std/assert";
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

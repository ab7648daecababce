/** The modified Bessel function of order 0, by its power series: Kaiser's windows are made of it. */
export function besselI0(x: number): number {
  const quarter = x * x / 4;
  let sum = 1, term = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= quarter / (k * k);
    sum += term;
  }
  return sum;
}

import { InvalidArgumentError } from "../../lib/errors.ts";

/** A unit that can go wrong in the two ways that units do. */
export async function square(x: number): Promise<number> {
  if (x === -1) throw new InvalidArgumentError("x must not be -1, found -1");
  if (x === -2) {
    // Out of the handler's reach: nothing but the worker's own end tells of it.
    setTimeout(() => {
      throw new Error("the thread died");
    });
    await new Promise((resolve) => setTimeout(resolve, 10_000));
  }
  // Later inputs end earlier, so that order cannot be right by luck.
  await new Promise((resolve) => setTimeout(resolve, 20 - x));
  return x * x;
}

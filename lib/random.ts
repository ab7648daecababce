/**
 * Seeded random numbers. Every random function of the kit draws from a {@linkcode Random} that is
 * made from a seed, so that a result can be had again to the last bit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Random } from "./random.ts";
 *
 * assertEquals(new Random(42).uniform(), new Random(42).uniform());
 * ```
 *
 * @module
 */

import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { InvalidArgumentError } from "./errors.ts";

/** The seed of whatever is random in training and evaluation unless another is given. */
export const DEFAULT_SEED = 42;

/**
 * FNV-1a: a 32-bit hash of a string, for deriving seeds from labels. Not for security.
 *
 * @param text Any string.
 * @returns An unsigned 32-bit integer.
 */
export function hashString(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** Draws that are thrown away after seeding. */
const WARM_UP = 32;

/** Spreads neighbouring seeds over all 32-bit numbers (the finaliser of MurmurHash3). */
function scramble(seed: number): number {
  let hash = seed | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * A seeded stream of random numbers (xoroshiro128+ from `pure-rand`).
 *
 * @example
 * ```ts
 * import { Random } from "./random.ts";
 *
 * const random = new Random(7);
 * const die = random.int(1, 6);
 * if (die < 1 || die > 6) throw new Error("not a die");
 * ```
 */
export class Random {
  readonly #generator: ReturnType<typeof xoroshiro128plus>;
  readonly #seed: number;

  /**
   * Starts the stream.
   *
   * @param seed A safe integer; its low 32 bits count.
   * @throws {InvalidArgumentError} If the seed is not a safe integer.
   */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed)) {
      throw new InvalidArgumentError(`seed must be a whole number, found ${seed}`);
    }
    this.#seed = seed | 0;
    this.#generator = xoroshiro128plus(scramble(this.#seed));
    // The generator takes some steps to spread the few bits of a seed over all of its state.
    for (let i = 0; i < WARM_UP; i++) this.#generator.next();
  }

  /** A stream of its own for `label`, which depends on the seed and the label only. */
  fork(label: string): Random {
    return new Random(hashString(`${this.#seed}/${label}`) | 0);
  }

  /** Uniform in [low, high), with 53 random bits. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * uniformFloat64(this.#generator);
  }

  /** A whole number, uniform in low..high, both included. */
  int(low: number, high: number): number {
    return uniformInt(this.#generator, low, high);
  }

  /** Normal, by the polar form of Box and Muller's method. */
  normal(mean = 0, deviation = 1): number {
    let x: number, y: number, square: number;
    do {
      x = this.uniform(-1, 1);
      y = this.uniform(-1, 1);
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    return mean + deviation * x * Math.sqrt(-2 * Math.log(square) / square);
  }

  /** An index 0..weights.length-1, drawn in proportion to its weight (weights >= 0, sum > 0). */
  weighted(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i];
    let rest = this.uniform(0, total);
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] > 0 && (rest -= weights[i]) < 0) return i;
    }
    // Rounding may leave a crumb of `rest`: it belongs to the last index that can be drawn.
    for (let i = weights.length - 1; i >= 0; i--) if (weights[i] > 0) return i;
    throw new InvalidArgumentError("weights must have a positive sum");
  }

  /** One of the items, each as likely as the other. */
  pick<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)];
  }

  /** A shuffled copy (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const result = items.slice();
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  }
}

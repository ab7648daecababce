/**
 * raagkit learns one hidden Markov model per raag from recordings and tells which raag a new
 * recording is in.
 *
 * @module
 */
export * from "./lib/errors.ts";
export * from "./lib/math.ts";
export * from "./lib/random.ts";

/**
 * raagkit learns one hidden Markov model per raag from recordings and tells which raag a new
 * recording is in.
 *
 * The way of the data: {@linkcode readAudio} decodes, {@linkcode extractPitch} finds the melody,
 * {@linkcode estimateTonic} its Sa, {@linkcode quantize} makes symbols of it, {@linkcode DiscreteHmm}
 * learns them; {@linkcode RaagTrainer} does all of it for a data set, and
 * {@linkcode ModelPersistence} keeps the models.
 *
 * @example
 * ```ts
 * import { extractPitch, generateRecording, quantize, RAAGS, svaraName } from "raagkit";
 *
 * const { samples, sampleRate, tonicHz } = generateRecording(RAAGS.Yaman, { seed: 1 });
 * const track = await extractPitch(samples, sampleRate);
 * const { symbols } = quantize(track, tonicHz, { kind: "notes" });
 * console.log(Array.from(symbols.slice(0, 8), (symbol) => svaraName(symbol).label).join(" "));
 * ```
 *
 * @module
 */
export * from "./lib/errors.ts";
export * from "./lib/math.ts";
export * from "./lib/random.ts";
export { nextPowerOfTwo, RealFft, type RealSignal } from "./lib/signal/mod.ts";
export { VERSION } from "./lib/version.ts";
export * from "./lib/jobs/mod.ts";
export * from "./lib/audio/mod.ts";
export * from "./lib/pitch/mod.ts";
export * from "./lib/tonic/mod.ts";
export * from "./lib/quantize/mod.ts";
export * from "./lib/raags/mod.ts";
export * from "./lib/hmm/mod.ts";
export * from "./lib/dataset/mod.ts";
export * from "./lib/synth/mod.ts";
export * from "./lib/persistence/mod.ts";
export * from "./lib/analysis/mod.ts";
export * from "./lib/families/mod.ts";
export * from "./lib/evaluate/mod.ts";
export * from "./lib/train/mod.ts";
export * from "./lib/plot/mod.ts";
export * from "./lib/notebook/mod.ts";
export * from "./lib/experiment/mod.ts";

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
 * These are the names that notebooks and most programs need. Their types and all that specialists
 * use stand behind doors of their own: `raagkit/audio`, `/pitch`, `/tonic`, `/quantize`, `/raags`,
 * `/synth`, `/dataset`, `/analysis`, `/hmm`, `/families`, `/textbook`, `/train`, `/evaluate`,
 * `/persistence`, `/plot`, `/notebook`, `/experiment`, `/web`, `/errors`.
 *
 * @module
 */
export { encodeWav, readAudio, resample } from "./lib/audio/mod.ts";
export {
  extractPitch,
  formatPitchTrack,
  parsePitchTrack,
  scorePitch,
  smoothPitch,
} from "./lib/pitch/mod.ts";
export { estimateTonic } from "./lib/tonic/mod.ts";
export {
  quantize,
  quantizeFrames,
  quantizeNotes,
  stableFrames,
  svaraName,
  SVARAS,
} from "./lib/quantize/mod.ts";
export { RAAG_LIBRARY, raagByName, raagLabel, RAAGS, textbookFacts } from "./lib/raags/mod.ts";
export { ensureSampleDataset, generateRecording, makeSampleDataset } from "./lib/synth/mod.ts";
export { loadDataset, validateDataset } from "./lib/dataset/mod.ts";
export { analyseRecording, readRecordings } from "./lib/analysis/mod.ts";
export {
  backward,
  DiscreteHmm,
  forward,
  modelDistance,
  pathLogProbability,
  statePosteriors,
  transitionPosteriors,
} from "./lib/hmm/mod.ts";
export { classifierOf, makeFamily, RaagClassifier, textbookModels } from "./lib/families/mod.ts";
export { RaagTrainer } from "./lib/train/mod.ts";
export {
  classifyRecording,
  compareFamilies,
  confusionMatrix,
  crossValidate,
  crossValidateFold,
  cutMelodies,
  excerpt,
  expectedCalibrationError,
  prepareMelodies,
  probableTruths,
  reliabilityBins,
  stratifiedGroupFolds,
  summarizeFamily,
} from "./lib/evaluate/mod.ts";
export { ModelPersistence } from "./lib/persistence/mod.ts";
export {
  accuracyFigure,
  averageSpectrumFigure,
  confusionFigure,
  convergenceFigure,
  distanceMapFigure,
  emissionFigure,
  evidenceFigure,
  gainFigure,
  heatMapFigure,
  lineFigure,
  movesFigure,
  pathFigure,
  pitchFigure,
  pitchHistogramFigure,
  reliabilityFigure,
  restartFigure,
  spectrogramFigure,
  stateSymbols,
  svaraLabels,
  svaraMoves,
  svaraShareFigure,
  svaraShares,
  symbolFigure,
  transitionFigure,
  voicingFigure,
  waveformFigure,
} from "./lib/plot/mod.ts";
export {
  audioClip,
  checkClaims,
  NotebookProgress,
  show,
  sonifyPitch,
  sonifySymbols,
  table,
} from "./lib/notebook/mod.ts";
export { hzToCents, softmax } from "./lib/math.ts";
export { RaagkitError } from "./lib/errors.ts";
export { VERSION } from "./lib/version.ts";

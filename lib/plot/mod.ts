/**
 * Figures: pure functions from results to Plotly figures, which are plain data.
 *
 * All share one look (see `template.ts`): colours that the colour-blind can tell apart, units on the
 * axes, svaras where there is pitch. {@linkcode Figure} is JSON, so that a figure can be kept in a
 * file, drawn in a notebook with `show`, or in a page with `Plotly.newPlot(element, data, layout)`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { confusionFigure } from "raagkit";
 *
 * const figure = confusionFigure({ labels: ["Desh", "Yaman"], matrix: [[3, 1], [0, 4]] });
 * assertEquals(figure.data[0].type, "heatmap");
 * ```
 *
 * @example The pieces of figures.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DiscreteHmm } from "raagkit/hmm";
 * import * as plot from "raagkit/plot";
 *
 * assertEquals(plot.semitoneLabel(7), "P");
 * console.log(plot.svaraAxis(0, 1200, 300)); // an axis of one octave, 300 pixels high, in cents
 *
 * // Three models on a line: the map keeps their distances.
 * const { points } = plot.distanceMap([[0, 1, 2], [1, 0, 1], [2, 1, 0]]);
 * assertEquals(points.length, 3);
 *
 * const notes = [[0, 2, 4, 2, 0]];
 * console.log(plot.stateNames(DiscreteHmm.fromSymbols(notes, 12)));
 * ```
 *
 * @module
 */
export type { Figure, FigureOptions, Trace } from "./types.ts";
export { COLORS, DASHES, PALETTE, SEQUENTIAL } from "./template.ts";
export { semitoneLabel, svaraAxis } from "./svara_axis.ts";
export { waveformFigure } from "./waveform.ts";
export {
  averageSpectrumFigure,
  type AverageSpectrumOptions,
  spectrogramFigure,
  type SpectrogramOptions,
} from "./spectrum.ts";
export { pitchFigure, type PitchFigureOptions, voicingFigure } from "./pitch.ts";
export { pitchHistogramFigure, type PitchHistogramOptions } from "./pitch_histogram.ts";
export { pathFigure, symbolFigure, type SymbolFigureOptions } from "./symbols.ts";
export { lineFigure, type LineFigureOptions, type Series } from "./lines.ts";
export { convergenceFigure, type FitCourse, gainFigure, restartFigure } from "./convergence.ts";
export {
  emissionFigure,
  heatMapFigure,
  type HeatMapOptions,
  type ModelFigureOptions,
  transitionFigure,
} from "./heat_map.ts";
export {
  type StateNameOptions,
  stateNames,
  stateSymbols,
  svaraLabels,
  svaraMoves,
  svaraShares,
} from "./states.ts";
export { movesFigure } from "./moves.ts";
export { type RaagProfile, svaraShareFigure } from "./svara_shares.ts";
export {
  accuracyFigure,
  confusionFigure,
  type FamilyAccuracy,
  reliabilityFigure,
} from "./evaluation.ts";
export { type DistanceMap, distanceMap, distanceMapFigure } from "./distance_map.ts";
export { evidenceFigure } from "./evidence.ts";

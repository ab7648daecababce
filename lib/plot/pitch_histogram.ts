import { hzToCents } from "../math.ts";
import { requirePositive } from "../options.ts";
import type { PitchTrack } from "../pitch/types.ts";
import { rounded } from "./numbers.ts";
import { centsRange, svaraAxis } from "./svara_axis.ts";
import { axisTitle, COLORS, makeFigure, PLAIN_MARGIN } from "./template.ts";
import type { Figure, FigureOptions } from "./types.ts";

/** Options of {@linkcode pitchHistogramFigure}. */
export interface PitchHistogramOptions extends FigureOptions {
  /** Width of a bar in cents. @default 20 */
  binCents?: number;
  /** Whether all octaves are laid over each other. @default false */
  fold?: boolean;
}

/**
 * How much of the time the melody spends at each pitch: the svaras of the raag stand out as peaks.
 *
 * @param track f0 in Hz, NaN = unvoiced.
 * @param tonicHz Frequency of Sa in Hz, > 0.
 * @param options Width of the bars, folding.
 * @returns The figure; the bars sum to 100 % of the voiced time.
 * @throws {InvalidArgumentError} If binCents is not above 0.
 */
export function pitchHistogramFigure(
  track: PitchTrack,
  tonicHz: number,
  options: PitchHistogramOptions = {},
): Figure {
  const { binCents = 20, fold = false } = options;
  requirePositive("binCents", binCents);
  const cents = track.f0.map((hz) => hzToCents(hz, tonicHz)).filter((c) => !Number.isNaN(c));
  const folded = fold ? cents.map((c) => c - 1200 * Math.floor((c + 50) / 1200)) : cents;
  const [low, high] = fold ? [-50, 1150] : centsRange(cents);
  const bins = Math.ceil((high - low) / binCents);
  const counts = new Float64Array(bins);
  for (const c of folded) counts[Math.min(bins - 1, Math.floor((c - low) / binCents))]++;
  return makeFigure(
    [{
      type: "bar",
      x: rounded(counts.map((_, bin) => low + (bin + 0.5) * binCents), 1),
      y: rounded(counts.map((count) => 100 * count / Math.max(1, cents.length)), 2),
      marker: { color: COLORS.blue },
      width: binCents,
    }],
    {
      xaxis: svaraAxis(low, high, 40),
      yaxis: { title: axisTitle("share of voiced time (%)") },
      margin: PLAIN_MARGIN,
    },
    options,
    {
      title: fold ? "Where the melody dwells, octaves together" : "Where the melody dwells",
      height: 320,
    },
  );
}

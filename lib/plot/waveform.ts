import { extent } from "../math.ts";
import { rounded } from "./numbers.ts";
import { axisTitle, lineTrace, makeFigure, PLAIN_MARGIN, seriesColor } from "./template.ts";
import type { Figure, FigureOptions } from "./types.ts";

/**
 * The waveform: how far the air is pushed and pulled, over time. Of many samples that share a pixel
 * the lowest and the highest are drawn.
 *
 * @param samples Mono samples within -1..1.
 * @param sampleRate Samples per second, in Hz.
 * @param options Title and size; `startSeconds`: time of the first sample. @default 0
 * @returns The figure.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { waveformFigure } from "raagkit";
 *
 * const tone = Float32Array.from({ length: 8000 }, (_, n) => Math.sin(n / 10));
 * assertEquals(waveformFigure(tone, 8000).data.length, 1);
 * ```
 */
export function waveformFigure(
  samples: Float32Array,
  sampleRate: number,
  options: FigureOptions & { startSeconds?: number } = {},
): Figure {
  const { startSeconds = 0 } = options;
  const buckets = Math.min(900, samples.length);
  const times: number[] = [], values: number[] = [];
  for (let b = 0; b < buckets; b++) {
    const from = Math.floor(b * samples.length / buckets);
    const part = samples.subarray(from, Math.floor((b + 1) * samples.length / buckets));
    const time = startSeconds + from / sampleRate;
    times.push(time, time);
    values.push(...extent(part));
  }
  return makeFigure(
    [{
      ...lineTrace(rounded(times, 4), rounded(values, 3), { color: seriesColor(0), width: 1 }),
      hoverinfo: "skip",
    }],
    {
      xaxis: { title: axisTitle("time (s)") },
      yaxis: { title: axisTitle("amplitude") },
      margin: PLAIN_MARGIN,
    },
    options,
    { title: "Waveform", height: 260 },
  );
}

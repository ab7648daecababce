import { InvalidArgumentError } from "../errors.ts";
import { hzToCents } from "../math.ts";
import type { PitchTrack } from "../pitch/types.ts";
import { rounded } from "./numbers.ts";
import { centsRange, svaraAxis } from "./svara_axis.ts";
import {
  axisTitle,
  COLORS,
  DASHES,
  levelLine,
  lineTrace,
  makeFigure,
  seriesColor,
} from "./template.ts";
import type { Figure, FigureOptions, Trace } from "./types.ts";

/** Options of {@linkcode pitchFigure}. */
export interface PitchFigureOptions extends FigureOptions {
  /** Frequency of Sa in Hz: pitch is then given in cents above it, with svaras as ticks. */
  tonicHz?: number;
  /** First second that is shown. @default the beginning */
  fromSeconds?: number;
  /** Last second that is shown. @default the end */
  toSeconds?: number;
}

/**
 * The pitch contour: f0 over time. Several tracks may be laid over each other, to compare trackers,
 * or a track before and after smoothing. Where a track is unvoiced its line is broken.
 *
 * @param tracks One track, or several by name; the first lies at the bottom.
 * @param options What to show.
 * @returns The figure.
 * @throws {InvalidArgumentError} If there is no track.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generateRecording, pitchFigure, RAAGS } from "raagkit";
 *
 * const { truth, tonicHz } = generateRecording(RAAGS.Yaman, { durationSeconds: 3 });
 * const figure = pitchFigure({ truth }, { tonicHz });
 * assertEquals(figure.data[0].name, "truth");
 * ```
 */
export function pitchFigure(
  tracks: PitchTrack | Readonly<Record<string, PitchTrack>>,
  options: PitchFigureOptions = {},
): Figure {
  const named = isTrack(tracks) ? { pitch: tracks } : tracks;
  const names = Object.keys(named);
  if (names.length === 0) throw new InvalidArgumentError("tracks must hold at least one track");
  const contours = names.map((name) => contourOf(named[name], options));
  const data = contours.map(({ times, pitch }, index): Trace => {
    const under = names.length > 1 && index === 0, place = Math.max(0, index - 1);
    const line = {
      color: under ? COLORS.orange : seriesColor(place),
      width: under ? 4 : 1.8,
      dash: DASHES[place % DASHES.length],
    };
    const contour = lineTrace(rounded(times, 3), rounded(pitch, 1), line, names[index]);
    return { ...contour, connectgaps: false };
  });
  return makeFigure(
    data,
    { xaxis: { title: axisTitle("time (s)") }, yaxis: pitchAxis(contours, options.tonicHz) },
    options,
    { title: "Pitch contour", height: 400 },
  );
}

/**
 * Pitch above, voicing below: how sure the tracker was that there is a pitch.
 *
 * @param track The track.
 * @param options What to show; `threshold`: the tracker's voicing threshold, 0..1, drawn as a line.
 * @returns The figure.
 */
export function voicingFigure(
  track: PitchTrack,
  options: PitchFigureOptions & { threshold?: number } = {},
): Figure {
  const { threshold } = options;
  const contour = contourOf(track, options);
  const times = rounded(contour.times, 3);
  const data: Trace[] = [
    {
      ...lineTrace(times, rounded(contour.pitch, 1), { color: COLORS.blue, width: 1.8 }),
      connectgaps: false,
    },
    {
      ...{ type: "scatter", mode: "lines", x: times, y: rounded(contour.voicing, 2), yaxis: "y2" },
      line: { color: COLORS.vermillion, width: 1.2 },
    },
  ];
  return makeFigure(
    data,
    {
      xaxis: { title: axisTitle("time (s)"), anchor: "y2" },
      yaxis: { ...pitchAxis([contour], options.tonicHz, 12), domain: [0.36, 1] },
      yaxis2: { title: axisTitle("voicing"), domain: [0, 0.28], range: [0, 1.05], nticks: 3 },
      shapes: threshold === undefined ? [] : [levelLine("y2", threshold)],
      showlegend: false,
    },
    options,
    { title: "Pitch, and how sure the tracker is of it", height: 440 },
  );
}

interface Contour {
  times: Float64Array;
  pitch: Float64Array;
  voicing: Float32Array;
}

/** The stretch of a track that is shown, in Hz, or in cents if the tonic is known. */
function contourOf(
  { times, f0, voicing }: PitchTrack,
  { tonicHz, fromSeconds = -Infinity, toSeconds = Infinity }: PitchFigureOptions,
): Contour {
  let from = 0, to = times.length;
  while (from < to && times[from] < fromSeconds) from++;
  while (to > from && times[to - 1] > toSeconds) to--;
  const pitch = f0.slice(from, to);
  return {
    times: times.slice(from, to),
    pitch: tonicHz === undefined ? pitch : pitch.map((hz) => hzToCents(hz, tonicHz)),
    voicing: voicing.slice(from, to),
  };
}

function pitchAxis(
  contours: readonly Contour[],
  tonicHz?: number,
  room?: number,
): Record<string, unknown> {
  if (tonicHz === undefined) return { title: axisTitle("f0 (Hz)") };
  return svaraAxis(...centsRange(contours.flatMap(({ pitch }) => Array.from(pitch))), room);
}

function isTrack(tracks: PitchTrack | Readonly<Record<string, PitchTrack>>): tracks is PitchTrack {
  return ArrayBuffer.isView((tracks as PitchTrack).f0);
}

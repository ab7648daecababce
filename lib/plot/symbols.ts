import { hzToCents, median } from "../math.ts";
import type { PitchTrack } from "../pitch/types.ts";
import type { SymbolSequence } from "../quantize/types.ts";
import { everyNth, rounded, strideFor } from "./numbers.ts";
import type { PitchFigureOptions } from "./pitch.ts";
import type { StateNameOptions } from "./states.ts";
import { centsRange, svaraAxis } from "./svara_axis.ts";
import { axisTitle, COLORS, lineTrace, makeFigure } from "./template.ts";
import type { Figure, Trace } from "./types.ts";

/** Options of {@linkcode symbolFigure} and {@linkcode pathFigure}. */
export interface SymbolFigureOptions extends PitchFigureOptions, StateNameOptions {
  /** The pitch contour to draw behind the symbols; needs `tonicHz`. */
  track?: PitchTrack;
}

/** A stretch of time at one pitch. */
interface Bar {
  from: number;
  to: number;
  cents: number;
}

/**
 * A melody as symbols: a bar for each, as long as it sounds, over the contour it was read from.
 *
 * @param sequence Symbols with onsets and durations; frames of one symbol in a row become one bar.
 * @param options The contour and the stretch of time.
 * @returns The figure.
 */
export function symbolFigure(sequence: SymbolSequence, options: SymbolFigureOptions = {}): Figure {
  const bars = joined(within(barsOf(sequence, sequence.symbols, options), options));
  return contourWithBars(
    [{ name: "symbols", bars, color: COLORS.vermillion }],
    sequence,
    options,
    "The melody as symbols",
  );
}

/**
 * The path of hidden states that a model finds behind a melody, over its contour: where the state
 * stands for the note that was heard, and where the model takes it for another.
 *
 * @param sequence What was heard: symbols with onsets and durations.
 * @param path What the model takes each for: as many symbols, those that the states stand for (see
 * `stateSymbols`).
 * @param options The contour and the stretch of time.
 * @returns The figure.
 */
export function pathFigure(
  sequence: SymbolSequence,
  path: ArrayLike<number>,
  options: SymbolFigureOptions = {},
): Figure {
  const bars = barsOf(sequence, path, options);
  const heard = within(bars.filter((_, t) => path[t] === sequence.symbols[t]), options);
  const taken = within(bars.filter((_, t) => path[t] !== sequence.symbols[t]), options);
  return contourWithBars(
    [
      { name: "state of the note heard", bars: heard, color: COLORS.blue },
      { name: "state of another note", bars: taken, color: COLORS.vermillion },
    ],
    sequence,
    options,
    "The path of hidden states",
  );
}

function contourWithBars(
  series: readonly { name: string; bars: readonly Bar[]; color: string }[],
  sequence: SymbolSequence,
  options: SymbolFigureOptions,
  title: string,
): Figure {
  const { track, tonicHz, fromSeconds, toSeconds } = options;
  const data: Trace[] = [];
  const heights = series.flatMap(({ bars }) => bars.map(({ cents }) => cents));
  if (track !== undefined && tonicHz !== undefined) {
    const contour = contourTrace(track, tonicHz, sequence, options);
    heights.push(...contour.cents.filter((value) => !Number.isNaN(value)));
    data.push(contour.trace);
  }
  for (const { name, bars, color } of series) {
    const x = bars.flatMap(({ from, to }) => [...rounded([from, to], 3), null]);
    const y = bars.flatMap(({ cents }) => [cents, cents, null]);
    data.push(lineTrace(x, y, { color, width: 5 }, name));
  }
  const first = Math.max(0, fromSeconds ?? 0);
  const last = toSeconds ?? Math.max(0, ...series.flatMap(({ bars }) => bars.map((b) => b.to)));
  return makeFigure(
    data,
    {
      xaxis: { title: axisTitle("time (s)"), range: [first, last] },
      yaxis: svaraAxis(...centsRange(heights)),
    },
    options,
    { title, height: 400 },
  );
}

function barsOf(
  { onsets, durations, nSymbols }: SymbolSequence,
  symbols: ArrayLike<number>,
  { binsPerOctave = 12 }: SymbolFigureOptions,
): Bar[] {
  const sa = nSymbols === binsPerOctave ? 0 : binsPerOctave; // the symbol of madhya Sa
  return Array.from(onsets, (from, t) => ({
    from,
    to: from + durations[t],
    cents: (symbols[t] - sa) * 1200 / binsPerOctave,
  }));
}

function within(bars: readonly Bar[], options: SymbolFigureOptions): Bar[] {
  const { fromSeconds = -Infinity, toSeconds = Infinity } = options;
  return bars.filter(({ from, to }) => to > fromSeconds && from < toSeconds);
}

/** Bars of one pitch that touch become one. */
function joined(bars: readonly Bar[]): Bar[] {
  const result: Bar[] = [];
  for (const bar of bars) {
    const last = result.at(-1);
    if (last && last.cents === bar.cents && bar.from - last.to < 1e-6) last.to = bar.to;
    else result.push({ ...bar });
  }
  return result;
}

function contourTrace(
  track: PitchTrack,
  tonicHz: number,
  sequence: SymbolSequence,
  options: SymbolFigureOptions,
): { trace: Trace; cents: number[] } {
  const { fromSeconds = -Infinity, toSeconds = Infinity } = options;
  const shift = octaveShift(track, tonicHz, sequence, options);
  const shown = Array.from(track.times.keys())
    .filter((t) => track.times[t] >= fromSeconds && track.times[t] <= toSeconds);
  const indices = everyNth(shown, strideFor(shown.length, 2000));
  const cents = indices.map((t) => hzToCents(track.f0[t], tonicHz) + shift);
  const times = rounded(indices.map((t) => track.times[t]), 3);
  const line = { color: "#9a9a9a", width: 1.5 };
  const contour = lineTrace(times, rounded(cents, 1), line, "contour");
  const trace = { ...contour, connectgaps: false };
  return { trace, cents };
}

/** By how many cents the quantiser moved the melody: whole octaves. */
function octaveShift(
  { f0, times, hopSeconds }: PitchTrack,
  tonicHz: number,
  sequence: SymbolSequence,
  options: SymbolFigureOptions,
): number {
  const differences = barsOf(sequence, sequence.symbols, options).map(({ from, to, cents }) => {
    const middle = Math.round(((from + to) / 2 - times[0]) / hopSeconds);
    return cents - hzToCents(f0[middle], tonicHz);
  }).filter((difference) => !Number.isNaN(difference));
  return differences.length === 0 ? 0 : 1200 * Math.round(median(differences) / 1200);
}

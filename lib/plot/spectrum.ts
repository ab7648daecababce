import { hann, nextPowerOfTwo, RealFft } from "../signal/mod.ts";
import type { PitchTrack } from "../pitch/types.ts";
import { everyNth, rounded, strideFor } from "./numbers.ts";
import { axisTitle, COLORS, lineTrace, makeFigure, SEQUENTIAL } from "./template.ts";
import type { Figure, FigureOptions, Trace } from "./types.ts";

/** Level in dB, relative to the loudest, that a spectrogram draws white. */
const FLOOR_DB = -60;

/** Options of {@linkcode spectrogramFigure}. */
export interface SpectrogramOptions extends FigureOptions {
  /** Highest frequency shown, in Hz. @default 1600 */
  maxHz?: number;
  /** A melody to draw on top. */
  track?: PitchTrack;
  /** Time of the first sample, in seconds. @default 0 */
  startSeconds?: number;
}

/**
 * The spectrogram: how strong each frequency is, over time, in dB below the loudest.
 *
 * @param samples Mono samples.
 * @param sampleRate Samples per second, in Hz.
 * @param options What to show.
 * @returns The figure.
 */
export function spectrogramFigure(
  samples: Float32Array,
  sampleRate: number,
  options: SpectrogramOptions = {},
): Figure {
  const { maxHz = 1600, track, startSeconds = 0 } = options;
  const size = nextPowerOfTwo(0.06 * sampleRate); // long enough to part the partials of a voice
  const fft = new RealFft(size), window = hann(size);
  const columns = Math.min(240, Math.max(1, Math.floor(samples.length / (size / 4))));
  const hop = Math.max(1, Math.floor((samples.length - size) / columns));
  const powers = Array.from(
    { length: columns },
    (_, column) => framePower(fft, window, samples, column * hop),
  );
  const rows = Math.min(size / 2, Math.ceil(maxHz * size / sampleRate));
  const peak = Math.max(...powers.map((power) => Math.max(...power.subarray(0, rows))));
  const level = (power: number) =>
    Math.max(FLOOR_DB, Math.round(10 * Math.log10(power / peak + 1e-12)) + 0);
  const data: Trace[] = [{
    type: "heatmap",
    x0: startSeconds + size / 2 / sampleRate,
    dx: hop / sampleRate,
    y0: 0,
    dy: sampleRate / size,
    z: Array.from({ length: rows }, (_, row) => powers.map((power) => level(power[row]))),
    colorscale: SEQUENTIAL,
    zmin: FLOOR_DB,
    zmax: 0,
    colorbar: { title: { text: "dB", side: "top" }, thickness: 14 },
  }];
  if (track !== undefined) data.push(melodyTrace(track, startSeconds));
  return makeFigure(
    data,
    {
      xaxis: { title: axisTitle("time (s)") },
      yaxis: { title: axisTitle("frequency (Hz)"), range: [0, maxHz] },
      showlegend: track !== undefined,
    },
    options,
    { title: "Spectrogram", height: 400 },
  );
}

/** Options of {@linkcode averageSpectrumFigure}. */
export interface AverageSpectrumOptions extends FigureOptions {
  /** Highest frequency shown, in Hz. @default 1000 */
  maxHz?: number;
  /** Frequency of Sa in Hz: the partials of Sa and of Pa are marked. */
  tonicHz?: number;
}

/**
 * The spectrum of the whole recording: the mean power of each frequency, in dB below the strongest.
 * What sounds all the time, as the drone does, stands out as narrow peaks.
 *
 * @param samples Mono samples.
 * @param sampleRate Samples per second, in Hz.
 * @param options What to show.
 * @returns The figure.
 */
export function averageSpectrumFigure(
  samples: Float32Array,
  sampleRate: number,
  options: AverageSpectrumOptions = {},
): Figure {
  const { maxHz = 1000, tonicHz } = options;
  const size = nextPowerOfTwo(0.35 * sampleRate); // about 3 Hz a bin
  const fft = new RealFft(size), window = hann(size);
  const mean = new Float64Array(size / 2 + 1);
  for (let from = 0; from + size <= samples.length; from += size / 2) {
    framePower(fft, window, samples, from).forEach((power, bin) => mean[bin] += power);
  }
  const bins = Math.min(mean.length, Math.ceil(maxHz * size / sampleRate));
  const peak = Math.max(...mean.subarray(0, bins));
  const levels = Array.from(mean.subarray(0, bins), (p) => 10 * Math.log10(p / peak + 1e-12));
  const frequencies = rounded(levels.map((_, bin) => bin * sampleRate / size), 1);
  const line = { color: COLORS.blue, width: 1.5 };
  const data: Trace[] = [
    lineTrace(frequencies, rounded(levels, 1), line, "mean spectrum"),
  ];
  if (tonicHz !== undefined) {
    const marked = (name: string, hz: number, color: string, symbol: string): Trace => ({
      ...{ type: "scatter", mode: "markers", name },
      ...partials(hz, maxHz, levels, sampleRate / size),
      marker: { color, symbol, size: 7 },
    });
    data.push(
      marked("partials of Sa", tonicHz / 2, COLORS.vermillion, "circle"),
      marked("partials of low Pa", 0.75 * tonicHz, COLORS.green, "diamond"),
    );
  }
  return makeFigure(
    data,
    {
      xaxis: { title: axisTitle("frequency (Hz)"), range: [0, maxHz] },
      yaxis: { title: axisTitle("level (dB below the strongest)"), range: [-70, 6] },
    },
    options,
    { title: "Spectrum of the whole recording" },
  );
}

/** Places on a spectrum at the multiples of a frequency. */
function partials(hz: number, maxHz: number, levels: readonly number[], binHz: number) {
  const multiples = Array.from({ length: Math.floor(maxHz / hz) }, (_, k) => (k + 1) * hz);
  const heightAt = (frequency: number) => {
    const bin = Math.round(frequency / binHz);
    return Math.max(...levels.slice(Math.max(0, bin - 2), bin + 3));
  };
  return { x: rounded(multiples, 1), y: rounded(multiples.map(heightAt), 1) };
}

function melodyTrace(track: PitchTrack, startSeconds: number): Trace {
  const stride = strideFor(track.times.length, 1500);
  const times = everyNth(track.times, stride).map((time) => time + startSeconds);
  const f0 = rounded(everyNth(track.f0, stride), 1), line = { color: COLORS.vermillion, width: 2 };
  return { ...lineTrace(rounded(times, 3), f0, line, "melody"), connectgaps: false };
}

/** Power spectrum of one frame under a window. */
function framePower(
  fft: RealFft,
  window: Float64Array,
  samples: Float32Array,
  from: number,
): Float64Array {
  const { size } = fft;
  const frame = new Float32Array(size);
  for (let n = 0; n < size && from + n < samples.length; n++) {
    frame[n] = samples[from + n] * window[n];
  }
  return fft.powerSpectrum(frame);
}

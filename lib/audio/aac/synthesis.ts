import FFT from "fft.js";
import { besselI0 } from "../bessel.ts";
import { type Channel, EIGHT_SHORT, LONG_START, LONG_STOP, ONLY_LONG } from "./channel.ts";
import { TNS_LONG_BANDS, TNS_SHORT_BANDS } from "./tables.ts";

/** Undoes temporal noise shaping: an all-pole filter along the spectrum (4.6.9). */
export function applyTns({ layout, tns, lines }: Channel, rateIndex: number): void {
  const short = layout.sequence === EIGHT_SHORT, windowLines = short ? 128 : 1024;
  const reach = (short ? TNS_SHORT_BANDS : TNS_LONG_BANDS)[rateIndex];
  const most = Math.min(reach, layout.maxBand);
  tns.forEach((filters, window) => {
    let bottom = layout.edges.length - 1;
    for (const { length, downwards, reflections } of filters) {
      const top = bottom;
      bottom = Math.max(0, top - length);
      const start = layout.edges[Math.min(bottom, most)], end = layout.edges[Math.min(top, most)];
      if (end <= start || reflections.length === 0) continue;
      const coefficients = toPredictor(reflections);
      const step = downwards ? -1 : 1, from = window * windowLines + (downwards ? end - 1 : start);
      for (let n = 0; n < end - start; n++) {
        const at = from + n * step;
        for (let i = 1; i <= Math.min(n, reflections.length); i++) {
          lines[at] -= coefficients[i] * lines[at - i * step];
        }
      }
    }
  });
}

/** From reflection to prediction coefficients, the recursion of Levinson; [0] is 1. */
function toPredictor(reflections: number[]): number[] {
  let a = [1];
  reflections.forEach((k, m) => {
    const next = a.slice();
    for (let i = 1; i <= m; i++) next[i] = a[i] + k * a[m + 1 - i];
    next[m + 1] = k;
    a = next;
  });
  return a;
}

/** The transform back to time for windows of 2 M samples, by an FFT of M / 2 points. */
interface Imdct {
  lines: number; // M
  fft: FFT;
  twiddles: Float64Array; // exp(-i pi (n + 1/8) / M), n < M / 2
  input: Float64Array;
  output: Float64Array;
}

function makeImdct(lines: number): Imdct {
  const twiddles = new Float64Array(lines);
  for (let n = 0; n < lines / 2; n++) {
    const angle = -Math.PI * (n + 1 / 8) / lines;
    twiddles[2 * n] = Math.cos(angle);
    twiddles[2 * n + 1] = Math.sin(angle);
  }
  return {
    lines,
    fft: new FFT(lines / 2),
    twiddles,
    input: new Float64Array(lines),
    output: new Float64Array(lines),
  };
}

/**
 * x[n] = 1/M sum_k X[k] cos(pi/M (n + 1/2 + M/2) (k + 1/2)), n < 2 M (4.6.11.3.1).
 *
 * The sum is a DCT-IV of M points, unfolded by its symmetries.
 */
function imdct(
  { lines: M, fft, twiddles, input, output }: Imdct,
  spectrum: Float32Array,
  offset: number,
  result: Float64Array,
): void {
  for (let n = 0; n < M / 2; n++) {
    const re = spectrum[offset + 2 * n], im = spectrum[offset + M - 1 - 2 * n];
    const c = twiddles[2 * n], s = twiddles[2 * n + 1];
    input[2 * n] = re * c - im * s;
    input[2 * n + 1] = re * s + im * c;
  }
  fft.transform(output, input);
  const y = input; // the DCT-IV takes the place of what went in
  for (let k = 0; k < M / 2; k++) {
    const c = twiddles[2 * k], s = twiddles[2 * k + 1];
    const re = output[2 * k] * c - output[2 * k + 1] * s;
    const im = output[2 * k] * s + output[2 * k + 1] * c;
    y[2 * k] = re / M;
    y[M - 1 - 2 * k] = -im / M;
  }
  for (let n = 0; n < M / 2; n++) result[n] = y[M / 2 + n];
  for (let n = M / 2; n < 1.5 * M; n++) result[n] = -y[1.5 * M - 1 - n];
  for (let n = 1.5 * M; n < 2 * M; n++) result[n] = -y[n - 1.5 * M];
}

/** The rising halves of the two window shapes, of `length` samples each (4.6.11.3.2). */
function makeWindows(length: number, alpha: number): [Float64Array, Float64Array] {
  const sine = Float64Array.from(
    { length },
    (_, n) => Math.sin(Math.PI / (2 * length) * (n + 0.5)),
  );
  const kaiser = Float64Array.from(
    { length: length + 1 },
    (_, n) => besselI0(Math.PI * alpha * Math.sqrt(1 - (2 * n / length - 1) ** 2)),
  );
  const total = kaiser.reduce((sum, x) => sum + x);
  let sum = 0;
  const derived = Float64Array.from({ length }, (_, n) => Math.sqrt((sum += kaiser[n]) / total));
  return [sine, derived];
}

/** What a decoder needs to turn spectra into sound; made once a recording. */
export class Synthesis {
  readonly #long = makeImdct(1024);
  readonly #short = makeImdct(128);
  readonly #longWindows = makeWindows(1024, 4);
  readonly #shortWindows = makeWindows(128, 6);
  readonly #time = new Float64Array(2048);
  readonly #piece = new Float64Array(256);

  /** Turns the spectrum of a frame into 1024 samples of full scale 1; updates the memory. */
  next(channel: Channel, memory: ChannelMemory): Float32Array {
    const { sequence, shape } = channel.layout, time = this.#time;
    const longBefore = this.#longWindows[memory.shape],
      shortBefore = this.#shortWindows[memory.shape];
    const longNow = this.#longWindows[shape], shortNow = this.#shortWindows[shape];
    if (sequence === EIGHT_SHORT) {
      time.fill(0);
      for (let window = 0; window < 8; window++) {
        const piece = this.#piece, rise = window === 0 ? shortBefore : shortNow;
        imdct(this.#short, channel.lines, window * 128, piece);
        const at = 448 + 128 * window;
        for (let n = 0; n < 128; n++) {
          time[at + n] += piece[n] * rise[n];
          time[at + 128 + n] += piece[128 + n] * shortNow[127 - n];
        }
      }
    } else {
      imdct(this.#long, channel.lines, 0, time);
      if (sequence === ONLY_LONG || sequence === LONG_START) {
        for (let n = 0; n < 1024; n++) time[n] *= longBefore[n];
      } else {
        time.fill(0, 0, 448);
        for (let n = 0; n < 128; n++) time[448 + n] *= shortBefore[n];
      }
      if (sequence === ONLY_LONG || sequence === LONG_STOP) {
        for (let n = 0; n < 1024; n++) time[1024 + n] *= longNow[1023 - n];
      } else {
        for (let n = 0; n < 128; n++) time[1472 + n] *= shortNow[127 - n];
        time.fill(0, 1600);
      }
    }
    const samples = new Float32Array(1024);
    // AAC's full scale is that of 16-bit samples.
    for (let n = 0; n < 1024; n++) samples[n] = (memory.overlap[n] + time[n]) / 32768;
    memory.overlap.set(time.subarray(1024));
    memory.shape = shape;
    return samples;
  }
}

/** What a channel carries over from one frame to the next. */
export interface ChannelMemory {
  /** The second half of the last frame, 1024 samples. */
  overlap: Float64Array;
  /** Its window shape. */
  shape: number;
}

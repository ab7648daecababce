/**
 * The recording with its drone discounted, at the work rate.
 *
 * @module
 */

import { createFourFft, type FourFft, hann, LANES } from "../../signal/mod.ts";
import type { SampleSource } from "../types.ts";
import type { DroneProfile } from "./drone.ts";
import { type LongFrames, LongSpectra, OVERLAP_GAIN } from "./spectrum.ts";

/** From this part of the work band upwards the sound is faded out, lest the cut should ring. */
const BAND_EDGE = 0.9;
/** So many long frames to either side tell what stands still: with the frame itself, 1.5 s. */
const REACH = 6;
/** What they weigh: a Hann window, of sum 1. */
const WEIGHTS = Float64Array.from(
  { length: REACH + 1 },
  (_, d) => (0.5 + 0.5 * Math.cos(Math.PI * d / (REACH + 1))) / (REACH + 1),
);

/**
 * Renders pieces of a recording without its drone. A partial of the drone turns at a steady rate from
 * one long frame to the next; a voice, which glides and wavers, does not. So the mean of the frames
 * around, each turned back by that rate, is the drone, phase and all, and is subtracted. Where it
 * exceeds the drone's level, a singer holds Sa above the tanpura's Sa: what exceeds it stays. A piece
 * is the same wherever it is cut, since long frames lie on a grid that belongs to the recording.
 *
 * @see Boll, "Suppression of acoustic noise in speech using spectral subtraction", IEEE TASSP
 * 27(2), 1979, which subtracts amplitudes; to subtract the drone with its phase is our own.
 */
export class DroneSuppressor {
  readonly #plan: LongFrames;
  readonly #levels: Float32Array;
  readonly #spectra: LongSpectra;
  /** Bins that the drone has, and how far it turns there from frame to frame, in radians. */
  readonly #bins: number[];
  readonly #turns: Float64Array;
  /** Fade-out of the upper edge of the band, one entry per bin. */
  readonly #edge: Float64Array;
  readonly #window: Float64Array;
  readonly #fft: FourFft;

  /**
   * Makes the windows and the scratch.
   *
   * @param samples Mono sound.
   * @param plan Its long frames.
   * @param drone Per bin the amplitude up to which it belongs to the drone, 0 = none, and the Hz of the
   * drone's partial there.
   */
  constructor(
    samples: SampleSource,
    plan: LongFrames,
    { levels, frequencies }: Pick<DroneProfile, "levels" | "frequencies">,
  ) {
    const { bins, binHz, decimation, frameLength, hopLength } = plan;
    const length = frameLength / decimation;
    this.#plan = plan;
    this.#levels = levels;
    this.#spectra = new LongSpectra(samples, frameLength);
    this.#bins = Array.from(levels.keys()).filter((k) => levels[k] > 0);
    const cyclesPerBin = hopLength / frameLength;
    this.#turns = Float64Array.from(
      this.#bins,
      (k) => 2 * Math.PI * (frequencies[k] / binHz * cyclesPerBin % 1),
    );
    const from = decimation > 1 ? Math.floor(BAND_EDGE * bins) : bins;
    this.#edge = Float64Array.from(
      { length: bins },
      (_, k) => k < from ? 1 : 0.5 + 0.5 * Math.cos(Math.PI * (k + 1 - from) / (bins - from)),
    );
    // A shorter inverse transform divides by fewer samples.
    this.#window = hann(length).map((w) => w / (OVERLAP_GAIN * decimation));
    this.#fft = createFourFft(length);
  }

  /**
   * Renders a piece.
   *
   * @param from Index of the first sample at the work rate; sample i lies where the recording has
   * its sample i times the decimation.
   * @param to Index behind the last one. What lies outside the recording is 0.
   * @returns The piece, of `to - from` samples.
   */
  render(from: number, to: number): Float32Array {
    const { frameLength, hopLength, decimation } = this.#plan;
    const length = frameLength / decimation, hop = hopLength / decimation;
    const reach = this.#bins.length > 0 ? REACH : 0;
    const first = Math.floor((from - length) / hop) + 1 - reach;
    const frames = Math.floor((to - 1) / hop) + 1 + reach - first;
    // Spectra of four frames each, up to the work band's edge.
    const batches = Array.from({ length: Math.ceil(frames / LANES) }, (_, b) => {
      const four = Array.from({ length: LANES }, (_, lane) => first + LANES * b + lane);
      const spectra = this.#spectra.at(four.map((frame) => frame * hopLength));
      return spectra.slice(0, this.#fft.spectra.length);
    });
    this.#bins.forEach((k, i) =>
      discountPartial(batches, 2 * LANES * k, this.#turns[i], this.#levels[k])
    );
    const out = new Float32Array(to - from);
    batches.forEach((spectra, b) => {
      this.#fft.spectra.set(spectra);
      this.#fadeOut();
      const sound = this.#fft.inverse();
      for (let lane = 0; lane < LANES; lane++) {
        const frame = LANES * b + lane;
        if (frame < reach || frame >= frames - reach) continue;
        addWindowed(sound, lane, this.#window, (first + frame) * hop - from, out);
      }
    });
    return out;
  }

  /** Fades the upper edge of the spectra out; their last bin, which has no imaginary part, falls silent. */
  #fadeOut(): void {
    const { spectra } = this.#fft, edge = this.#edge;
    for (let k = edge.length - 1; k >= 0 && edge[k] < 1; k--) {
      for (let i = 2 * LANES * k; i < 2 * LANES * (k + 1); i++) spectra[i] *= edge[k];
    }
    spectra.fill(0, spectra.length - LANES);
  }
}

/**
 * Subtracts from one bin of the frames what stands still there.
 *
 * @param batches Spectra of four frames each.
 * @param at Where the bin begins in them.
 * @param turn How far the drone's partial turns from frame to frame, in radians.
 * @param level What is subtracted at most.
 */
function discountPartial(batches: Float32Array[], at: number, turn: number, level: number): void {
  const frames = LANES * batches.length;
  const re = new Float64Array(frames), im = new Float64Array(frames);
  for (let t = 0; t < frames; t++) {
    const spectra = batches[t / LANES | 0], own = at + t % LANES;
    re[t] = spectra[own];
    im[t] = spectra[own + LANES];
  }
  const cosines = WEIGHTS.map((w, d) => w * Math.cos(d * turn));
  const sines = WEIGHTS.map((w, d) => w * Math.sin(d * turn));
  for (let t = REACH; t < frames - REACH; t++) {
    let x = cosines[0] * re[t], y = cosines[0] * im[t];
    for (let d = 1; d <= REACH; d++) {
      const c = cosines[d], s = sines[d], before = t - d, after = t + d;
      x += c * (re[before] + re[after]) - s * (im[before] - im[after]);
      y += c * (im[before] + im[after]) + s * (re[before] - re[after]);
    }
    const size = Math.hypot(x, y), part = size > level ? level / size : 1;
    const spectra = batches[t / LANES | 0], own = at + t % LANES;
    spectra[own] -= part * x;
    spectra[own + LANES] -= part * y;
  }
}

/** Adds one of four frames, under a window, to what begins `start` samples before it. */
function addWindowed(
  frames: Float32Array,
  lane: number,
  window: Float64Array,
  start: number,
  out: Float32Array,
): void {
  const end = Math.min(window.length, out.length - start);
  for (let i = Math.max(0, -start); i < end; i++) {
    out[start + i] += frames[LANES * i + lane] * window[i];
  }
}

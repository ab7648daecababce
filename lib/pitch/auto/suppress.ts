/**
 * The recording with its drone discounted, at the work rate.
 *
 * @module
 */

import { createFourFft, type FourFft, hann, LANES } from "../../signal/mod.ts";
import type { SampleSource } from "../types.ts";
import { type LongFrames, LongSpectra, OVERLAP_GAIN } from "./spectrum.ts";

/** From this part of the work band upwards the sound is faded out, lest the cut should ring. */
const BAND_EDGE = 0.9;

/**
 * Renders pieces of a recording without its drone: spectral subtraction in long frames, overlapped
 * and added. A bin that does not exceed the drone's level falls silent; one that does keeps what
 * exceeds it, so that a singer who holds Sa above the tanpura's Sa stays. A piece is the same
 * wherever it is cut, since long frames lie on a grid that belongs to the recording.
 *
 * @see Boll, "Suppression of acoustic noise in speech using spectral subtraction", IEEE TASSP
 * 27(2), 1979; here the noise is learnt over the whole recording, and only where it has partials.
 */
export class DroneSuppressor {
  readonly #plan: LongFrames;
  readonly #levels: Float32Array;
  readonly #spectra: LongSpectra;
  /** Fade-out of the upper edge of the band, one entry per bin. */
  readonly #edge: Float64Array;
  readonly #window: Float64Array;
  readonly #fft: FourFft;

  /**
   * Makes the windows and the scratch.
   *
   * @param samples Mono sound.
   * @param plan Its long frames.
   * @param levels Amplitude per bin up to which it belongs to the drone; 0 = none.
   */
  constructor(samples: SampleSource, plan: LongFrames, levels: Float32Array) {
    const { bins, decimation, frameLength } = plan;
    const length = frameLength / decimation;
    this.#plan = plan;
    this.#levels = levels;
    this.#spectra = new LongSpectra(samples, frameLength);
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
    const out = new Float32Array(to - from);
    const last = Math.floor((to - 1) / hop);
    for (let f = Math.floor((from - length) / hop) + 1; f <= last; f += LANES) {
      const frames = Array.from({ length: Math.min(LANES, last + 1 - f) }, (_, lane) => f + lane);
      this.#discount(this.#spectra.at(frames.map((frame) => frame * hopLength)));
      const sound = this.#fft.inverse();
      for (let lane = 0; lane < frames.length; lane++) {
        addWindowed(sound, lane, this.#window, frames[lane] * hop - from, out);
      }
    }
    return out;
  }

  /** Fills the spectra at the work rate with those of the recording, less the drone. */
  #discount(spectra: Float32Array): void {
    const out = this.#fft.spectra, edge = this.#edge, levels = this.#levels;
    out.set(spectra.subarray(0, out.length));
    for (let k = 0; k < levels.length; k++) {
      if (levels[k] === 0 && edge[k] === 1) continue;
      const drone = levels[k] * levels[k];
      for (let re = 2 * LANES * k, end = re + LANES; re < end; re++) {
        const im = re + LANES;
        const power = spectra[re] * spectra[re] + spectra[im] * spectra[im];
        const left = drone === 0 ? 1 : power > drone ? Math.sqrt(1 - drone / power) : 0;
        out[re] = spectra[re] * edge[k] * left;
        out[im] = spectra[im] * edge[k] * left;
      }
    }
    // The last bin of the shorter spectra has no imaginary part.
    out.fill(0, out.length - LANES);
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

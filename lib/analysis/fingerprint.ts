import { sha256Hex } from "../files/mod.ts";
import { extractPitch, readPitchTrack } from "../pitch/mod.ts";
import { FRAME_WEIGHTS, RECORDING_WEIGHTS } from "../pitch/auto/voicing.ts";
import { estimateTonic } from "../tonic/mod.ts";
import type { AnalysisPitchOptions } from "./types.ts";

/** Samples a second of the probe. */
export const PROBE_RATE = 22_050;

/** Partials of the drone in Hz: those of a Sa on 100 and of the Pa below it. */
const DRONE_HZ = [75, 100, 150, 200, 225, 300, 400, 450, 500, 600];

/**
 * Six seconds: over a drone and a little noise, a voice glides through the octave, swells and fades,
 * and holds Sa. Where it begins and ceases to be heard tells one tracker from another.
 */
export function probeSignal(): Float32Array {
  const samples = new Float32Array(6 * PROBE_RATE);
  let phase = 0, noise = 1;
  for (let i = 0; i < samples.length; i++) {
    const seconds = i / PROBE_RATE;
    const isHeld = seconds > 4, swell = Math.max(0, Math.sin(Math.PI * seconds));
    phase += 2 * Math.PI * (isHeld ? 200 : 180 + 60 * seconds) / PROBE_RATE;
    noise = (Math.imul(noise, 1664525) + 1013904223) | 0;
    let sample = noise * 2 ** -31 * 0.005;
    for (let h = 1; h <= 5; h++) sample += swell * 0.15 / h * Math.sin(h * phase);
    for (const hz of DRONE_HZ) {
      const beat = 1 + 0.3 * Math.sin(0.02 * hz * seconds);
      sample += 0.01 * beat * Math.sin(2 * Math.PI * hz * seconds);
    }
    samples[i] = sample;
  }
  return samples;
}

/** Tables whose reading has choices: a confidence, a unit, gaps, columns without names. */
const PROBE_TABLES = [
  "time,frequency,confidence\n0.00,220,0.9\n0.01,221,0.4\n0.03,222,0.6\n",
  "time_ms,midi,voiced_probs\n0,57,0.9\n10,57.1,0.2\n20,57.2,0.6\n",
  "0,0.00,220,0.9\n1,0.01,221,0.2\n2,0.02,222,0.8\n3,0.027,223,0.8\n",
];

const known = new Map<string, Promise<string>>();

/**
 * A hash of what the trackers answer to a fixed signal under the given options, of how some pitch
 * tracks are read, and of what tells a melody from a drone: six seconds hold few doubtful frames. A
 * change to how pitch or tonic are found changes the fingerprint, without anybody having to remember a
 * version.
 *
 * @returns 64 hex digits.
 */
export function methodFingerprint(pitch: AnalysisPitchOptions = {}): Promise<string> {
  const key = JSON.stringify(Object.entries(pitch).sort());
  let fingerprint = known.get(key);
  if (!fingerprint) known.set(key, fingerprint = compute(pitch));
  return fingerprint;
}

async function compute(pitch: AnalysisPitchOptions): Promise<string> {
  const samples = probeSignal();
  const track = await extractPitch(samples, PROBE_RATE, pitch);
  const { candidates } = estimateTonic(track, { samples, sampleRate: PROBE_RATE });
  const tables = PROBE_TABLES.map((table) => readPitchTrack(table))
    .map(({ track, warnings }) => [Array.from(track.f0), Array.from(track.voicing), warnings]);
  const answer = JSON.stringify([
    Array.from(track.f0),
    Array.from(track.voicing),
    candidates,
    tables,
    FRAME_WEIGHTS,
    RECORDING_WEIGHTS,
  ]);
  return await sha256Hex(new TextEncoder().encode(answer));
}

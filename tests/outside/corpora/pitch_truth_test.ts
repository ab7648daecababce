/**
 * Trackers on signals whose pitch is known, and for which Praat's own answers are at hand; and on real
 * voices.
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { readAudio } from "../../../lib/audio/mod.ts";
import { trackAuto } from "../../../lib/pitch/auto/mod.ts";
import {
  describeFrames,
  extractPitch,
  gateTrack,
  scorePitch,
  tonalFrames,
  trackPraat,
} from "../../../lib/pitch/mod.ts";
import { assertScore } from "../../pitch/signals.ts";
import { placeOf, readTracks, testOn } from "./corpora.ts";

const FOLDER = "data/pitch_truth";

/** Names of the signals. */
function signalNames(): string[] {
  return [...Deno.readDirSync(placeOf(FOLDER))].map((entry) => entry.name)
    .filter((name) => name.endsWith(".wav")).map((name) => name.slice(0, -4)).sort();
}

/** The sound of one: 16-bit mono PCM behind a header of 44 bytes. */
function readSignal(name: string): { samples: Float32Array; sampleRate: number } {
  const bytes = Deno.readFileSync(placeOf(`${FOLDER}/${name}.wav`));
  const view = new DataView(bytes.buffer);
  const samples = Float32Array.from(
    { length: (bytes.length - 44) >> 1 },
    (_, i) => view.getInt16(44 + 2 * i, true) / 32768,
  );
  return { samples, sampleRate: view.getUint32(24, true) };
}

/** Columns of a CSV file: time, f0 (0 = unvoiced) and, in the truth, whether the frame counts. */
function readContour(path: string): { times: number[]; f0: number[]; scored: number[] } {
  const rows = Deno.readTextFileSync(placeOf(`${FOLDER}/${path}`)).trim().split("\n").slice(1)
    .map((line) => line.split(",").map(Number));
  return {
    times: rows.map((row) => row[0]),
    f0: rows.map((row) => row[1]),
    scored: rows.map((row) => row[2] ?? 1),
  };
}

/** The limits that the signals were made for, by category; over a drone what is reached, nearly. */
const LIMITS: Record<string, { accuracy: number; falseAlarm: number }> = {
  clean: { accuracy: 0.995, falseAlarm: 0.05 },
  drone12: { accuracy: 0.99, falseAlarm: 0.01 },
  drone6: { accuracy: 0.99, falseAlarm: 0.01 },
  noise20: { accuracy: 0.99, falseAlarm: 0.05 },
  noise10: { accuracy: 0.99, falseAlarm: 0.05 },
  noise0: { accuracy: 0.93, falseAlarm: 0.05 },
  drone_only: { accuracy: 0, falseAlarm: 0.01 },
  noise_only: { accuracy: 0, falseAlarm: 0.05 },
};

testOn([FOLDER], "auto keeps every limit", () => {
  for (const name of signalNames()) {
    const { samples, sampleRate } = readSignal(name);
    const truth = readContour(`${name}.csv`);
    const score = scorePitch(trackAuto(samples, sampleRate), truth, { scored: truth.scored });
    const category = name.endsWith("only") ? name : name.match(/(drone|noise)\d+$/)?.[0] ?? "clean";
    assertScore(score, LIMITS[category], name);
    // Vibrato bends within a frame: 0.57 cent there, under 0.04 elsewhere.
    if (category === "clean") assert(score.medianCents <= 0.6, `${name}: ${score.medianCents}`);
  }
});

testOn([FOLDER], "praat agrees with Praat 6.3", () => {
  for (const name of signalNames()) {
    const { samples, sampleRate } = readSignal(name);
    const praat = readContour(`praat/${name}.csv`);
    const track = trackPraat(samples, sampleRate, { voicingThreshold: 0.45 });
    assertEquals(track.times.length, praat.times.length, name);
    let voiced = 0, close = 0, sameVoicing = 0;
    for (let i = 0; i < praat.times.length; i++) {
      assertAlmostEquals(track.times[i], praat.times[i], 1e-6, name);
      const theirs = praat.f0[i] > 0, ours = track.f0[i] > 0;
      if (theirs === ours) sameVoicing++;
      if (!theirs) continue;
      voiced++;
      if (Math.abs(1200 * Math.log2(track.f0[i] / praat.f0[i])) <= 10) close++;
    }
    // The aim was 0.98 and 0.97; measured are 0.9988 and 1, and a slip should show.
    assert(close >= 0.995 * voiced, `${name}: ${close} of ${voiced} frames within 10 cents`);
    assert(sameVoicing >= 0.995 * praat.times.length, `${name}: voicing of ${sameVoicing}`);
    const truth = readContour(`${name}.csv`);
    const score = scorePitch(track, truth, { scored: truth.scored });
    // Under vibrato and andolan a frame of three periods averages the bend: Praat's own median
    // is 0.5 cent there. The other clean signals must come within 0.2.
    if (/drone|noise|vib/.test(name)) continue;
    assert(score.medianCents <= 0.2, `${name}: median error ${score.medianCents} cents`);
  }
});

testOn([FOLDER], "the gate costs voices in noise nothing", () => {
  for (const name of ["voice_glide_noise0", "saw_glide_noise0", "voice_glide_noise10"]) {
    const { samples, sampleRate } = readSignal(name);
    const truth = readContour(`${name}.csv`);
    const track = trackPraat(samples, sampleRate, { voicingThreshold: 0.45 });
    const tonal = tonalFrames(describeFrames(samples, sampleRate, track.times));
    const free = scorePitch(track, truth, { scored: truth.scored });
    const gated = scorePitch(gateTrack(track, tonal), truth, { scored: truth.scored });
    assertEquals(gated.rawPitchAccuracy, free.rawPitchAccuracy, name);
  }
});

/** A little less than what the lessons reach. */
const REAL_VOICES: Record<string, number> = {
  lesson_yaman: 0.93,
  lesson_malkauns: 0.91,
  lesson_bhupali: 0.98,
  lesson_deskar: 0.97,
  lesson_ahirbhairav: 0.925,
};

/** The times of the published tracks lie so many seconds behind the sound: half of their window. */
const PUBLISHED_LATER = 0.04;

testOn(
  ["data/hindustani", "data/hindustani_audio"],
  "auto hears real voices over a tanpura as the tracks that were published with them",
  async () => {
    for (const { id, track } of readTracks("data/hindustani/train")) {
      if (!(id in REAL_VOICES)) continue; // the published track of one is of another speed
      const sound = await readAudio(placeOf(`data/hindustani_audio/train/${id}.mp3`));
      const heard = await extractPitch(sound.samples, sound.sampleRate, { method: "auto" });
      const times = track.times.map((seconds) => seconds - PUBLISHED_LATER);
      const { rawPitchAccuracy } = scorePitch(heard, { times, f0: track.f0 });
      assert(rawPitchAccuracy > REAL_VOICES[id], `${id}: ${rawPitchAccuracy}`);
    }
  },
);

import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { hzToCents } from "../../lib/math.ts";
import { Random } from "../../lib/random.ts";
import { droneLines, droneStrength } from "../../lib/tonic/drone.ts";
import { featuresOf, gatherEvidence, scoreOf } from "../../lib/tonic/evidence.ts";
import {
  closingCertainty,
  closingProfile,
  endingProfile,
  hearMelody,
  heldNotes,
  lowProfile,
  restingProfile,
  stillProfile,
  trackCents,
} from "../../lib/tonic/melody.ts";
import {
  addToProfile,
  BIN_CENTS,
  classDistance,
  emptyProfile,
  N_BINS,
  pitchClass,
  profileNear,
  profilePeaks,
  smoothProfile,
} from "../../lib/tonic/pitch_class.ts";
import { octavesOf, refineClass } from "../../lib/tonic/refine.ts";
import { cosineAt, foldCosines, tanpuraCosines } from "../../lib/tonic/tanpura.ts";
import { droneSound, type Held, tanpura, trackOf, unvoicedTrack } from "./signals.ts";

/** The held notes of a track with Sa at the reference, 110 Hz: cents 1200 above the profile's. */
function notesOf(held: readonly Held[]) {
  return heldNotes(trackCents(trackOf(held, 110)), 0.01);
}

Deno.test("a profile goes round the octave", () => {
  const profile = emptyProfile();
  addToProfile(profile, -2.5, 1); // between the last bin and the first
  assertEquals([profile[N_BINS - 1], profile[0]], [0.5, 0.5]);
  const smooth = smoothProfile(profile, 10);
  assertAlmostEquals(smooth[1], smooth[N_BINS - 2], 1e-12); // symmetric about the peak
  assertEquals(profileNear(profile, 1200 * 3, 0), 0.5);
  assertEquals(profilePeaks(smooth, 0.5).length, 1);
  assertEquals(classDistance(10, 1190), 20);
  assertEquals(classDistance(1190, 10), -20);
  assertAlmostEquals(pitchClass(110 * 1.5), 701.955, 1e-3);
});

Deno.test("held notes are the steady stretches, with the silence behind them", () => {
  const notes = notesOf([[0, 1], [400, 0.5], [NaN, 0.6], [700, 0.3], [720, 0.3], [NaN, 2]]);
  assertEquals(notes.map(({ cents }) => Math.round(cents / 20) * 20 - 1200), [0, 400, 720]);
  // A frame within 100 ms of a jump is not steady; 20 cents are no jump.
  const seconds = notes.map((note) => note.seconds);
  for (const [i, expected] of [0.9, 0.4, 0.6].entries()) {
    assertAlmostEquals(seconds[i], expected, 0.011); // a frame
  }
  assertAlmostEquals(notes[0].start, 0, 1e-9);
  assertEquals(notes.map(({ rest }) => Math.round(rest * 100)), [0, 60, 200]);
});

Deno.test("glides, touches and single frames are no notes", () => {
  const glide: Held[] = Array.from({ length: 200 }, (_, i) => [i * 10, 0.01]);
  assertEquals(notesOf(glide), []); // 1000 cents a second
  assertEquals(notesOf([[NaN, 1], [0, 0.08], [NaN, 1]]), []);
  assertEquals(notesOf([[NaN, 1], [0, 0.01], [NaN, 1]]), []);
  assertEquals(notesOf([]), []);
});

Deno.test("the silence after a note may begin with its release, of up to 150 ms", () => {
  for (const [frames, rest] of [[6, 50], [7, 0]]) {
    // A fall of 30 cents a frame is steady no longer from 90 ms before its second frame on.
    const fall = Array.from({ length: frames }, (_, i): Held => [-30 * (i + 1), 0.01]);
    const [note] = notesOf([[0, 1], ...fall, [NaN, 0.5]]);
    assertEquals([Math.round(note.seconds * 100), Math.round(note.rest * 100)], [91, rest]);
  }
});

Deno.test("a coarse track is steady by its neighbouring frames", () => {
  const notes = heldNotes(Float64Array.of(0, 0, 0, 700, 700, 700), 0.1);
  // The two frames at the jump are not steady.
  assertEquals(notes.map(({ cents, seconds }) => [cents, seconds]), [[0, 0.2], [700, 0.2]]);
  assertEquals(heldNotes(Float64Array.of(0, 100, 200, 300), 0.3), []);
});

Deno.test("one held note is enough; without one each frame counts", () => {
  const glide = Array.from({ length: 20 }, (_, i): Held => [i * 30, 0.01]);
  const { notes, frames, voicedSeconds } = hearMelody(trackOf([...glide, [NaN, 1], [0, 1]], 110));
  assertEquals(notes.map(({ seconds }) => seconds), [1]);
  assertEquals([frames.length, voicedSeconds], [120, 1.2]);
  const moving = hearMelody(trackOf([[NaN, 0.1], ...glide], 110)).notes;
  assertEquals(
    moving.map(({ start }) => Math.round(start * 100)),
    [...glide.keys()].map((t) => t + 10),
  );
  for (const { seconds, rest } of moving) assertEquals([seconds, rest], [0.01, 0]);
});

Deno.test("resting, ending and closing each point at their note", () => {
  const held: Held[] = [[700, 3], [NaN, 0.1], [200, 1], [NaN, 1], [500, 1], [0, 0.8], [NaN, 0.2]];
  const notes = notesOf(held);
  const top = (profile: Float64Array) => profilePeaks(profile, 0.5)[0];
  assertEquals(top(restingProfile(notes)), 700);
  assertEquals(top(endingProfile(notes)), 200);
  assertEquals(top(closingProfile(notes, 1)), 0);
  // Five seconds back lie the long note and all that follows it.
  assertEquals(top(closingProfile(notes, 5)), 700);
  assertEquals(Math.max(...closingProfile([], 1)), 0);
});

Deno.test("a close counts the more, the more silence follows it and the longer the track is", () => {
  const certainty = (seconds: number, silence: number) =>
    closingCertainty(trackCents(trackOf([[0, seconds], [NaN, silence]], 110)), 0.01);
  assertAlmostEquals(certainty(60, 0), 0.3, 1e-12);
  assertAlmostEquals(certainty(60, 0.25), 0.65, 1e-12);
  assertEquals(certainty(60, 5), 1);
  assertAlmostEquals(certainty(28, 2), 0.65, 1e-12); // half a minute says half as much
});

Deno.test("a note that is held without a tremor is still, one that swings is not", () => {
  const swinging = Float64Array.from({ length: 400 }, (_, t) => 700 + 50 * Math.sin(t / 5));
  const profile = stillProfile(Float64Array.from([...new Float64Array(100), ...swinging]));
  assertEquals(profileNear(profile, 0, 0), 1);
  // A sine spends a quarter of its time in the middle two fifths of its swing: less than chance.
  assertEquals(profileNear(profile, 700, 0), 0);
  assertEquals(profileNear(profile, 300, 0), 0);
  assertEquals(Math.max(...stillProfile(new Float64Array(0))), 0);
});

Deno.test("the low end of a melody is where its lowest fifth lies", () => {
  // Ten steps of a scale from 0 to 1800 cents: the lowest fifth are the first two.
  const frames = Float64Array.from({ length: 100 }, (_, t) => 200 * Math.floor(t / 10));
  const profile = lowProfile(frames);
  assertEquals(profilePeaks(profile, 0.9), [100]);
  // Both lie half the bell's width away.
  assertAlmostEquals(profileNear(profile, 100, 0), Math.exp(-1 / 8), 1e-12);
  // An octave higher it says the same.
  assertAlmostEquals(lowProfile(frames.map((cents) => cents + 1200))[20], profile[20], 1e-12);
  assertEquals(Math.max(...lowProfile(new Float64Array(0))), 0);
  assertEquals(lowProfile(Float64Array.of(300))[300 / BIN_CENTS], 1); // a fifth of one frame is one
});

Deno.test("lines are the partials that never stop, and no others", () => {
  const sampleRate = 22050;
  const samples = droneSound([[200, 1]], 6);
  // A voice that sings each note for half a second only.
  for (let i = 0; i < samples.length; i++) {
    const hz = 300 * 2 ** ((Math.floor(i / 11025) * 3 % 12) / 12);
    samples[i] += 0.3 * Math.sin(2 * Math.PI * hz * i / sampleRate);
  }
  const lines = droneLines({ samples, sampleRate });
  const strong = lines.filter(({ strength }) => strength > 0.5);
  assertEquals(strong.length, 10); // 200, 400 ... 2000 Hz
  for (const { hz } of strong) {
    // Interpolation in a Hann window is good to a fiftieth of a bin of 2.7 Hz.
    assertAlmostEquals(hz, 200 * Math.round(hz / 200), 0.1);
  }
});

Deno.test("noise, silence, one hum and broken samples have no lines", () => {
  const sampleRate = 22050, random = new Random(3);
  const noise = Float32Array.from({ length: 60000 }, () => random.normal());
  const hum = Float32Array.from(
    { length: 60000 },
    (_, i) => Math.sin(2 * Math.PI * 100 * i / sampleRate) + 0.01 * random.normal(),
  );
  for (const samples of [noise, hum, new Float32Array(60000), new Float32Array(10)]) {
    assertEquals(droneLines({ samples, sampleRate }), []);
  }
  assertEquals(droneLines({ samples: new Float32Array(60000).fill(NaN), sampleRate }), []);
});

Deno.test("two lines are a drone, a second one faint as it may be", () => {
  const random = new Random(3), sampleRate = 22050;
  const samples = Float32Array.from({ length: 60000 }, (_, i) => {
    const angle = 2 * Math.PI * 100 * i / sampleRate;
    return Math.sin(angle) + 0.002 * Math.sin(2 * angle) + 0.01 * random.normal();
  });
  const lines = droneLines({ samples, sampleRate });
  assertEquals(lines.map(({ hz }) => Math.round(hz)), [100, 200]);
  // The first stands out by 30 dB and more, the second by some 18.
  assertEquals(lines[0].strength, 1);
  assertAlmostEquals(lines[1].strength, 0.5, 0.1);
});

Deno.test("at 4000 samples a second lines are heard up to the end of the spectrum", () => {
  const lines = droneLines({ samples: droneSound([[200, 1]], 6, 4000), sampleRate: 4000 });
  // The partial at 2000 Hz itself has no bin above it, and is no peak.
  assertEquals(
    lines.map(({ hz }) => Math.round(hz)),
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((h) => 200 * h),
  );
});

Deno.test("what is 50 dB below the rest is silence, and no evidence against a drone", () => {
  const drone = droneSound(tanpura(150), 4), random = new Random(5);
  // Faint noise for twice as long: counted as sound, it would be most of the frames.
  const faint = Float32Array.from({ length: 2 * drone.length }, () => 1e-5 * random.normal());
  const samples = new Float32Array([...drone, ...faint]);
  const strength = droneStrength(droneLines({ samples, sampleRate: 22050 }));
  const alone = droneStrength(droneLines({ samples: drone, sampleRate: 22050 }));
  // The frames at the join hold both.
  assertAlmostEquals(strength, alone, 1);
});

Deno.test("a bad stretch of samples leaves the drone in the others", () => {
  const samples = droneSound(tanpura(150), 6);
  samples.fill(NaN, 40000, 41000);
  assert(droneStrength(droneLines({ samples, sampleRate: 22050 })) > 10);
});

Deno.test("the tanpura that fits best has Sa where it is, and in its octave", () => {
  for (const [saHz, first] of [[120, -498], [140, -702], [220, -498], [210, -112]]) {
    const samples = droneSound(tanpura(saHz, first), 4);
    const cosines = tanpuraCosines(droneLines({ samples, sampleRate: 22050 }));
    const best = profilePeaks(foldCosines(cosines), 0.5)[0];
    // The cosine moves in steps of 5 cents under a blur of 12.
    assert(Math.abs(classDistance(best, pitchClass(saHz))) <= 10, `${saHz}: ${best}`);
    const sa = hzToCents(saHz, 55);
    for (const other of [sa - 1200, sa + 1200]) {
      assert(cosineAt(cosines, sa) > cosineAt(cosines, other) + 0.05, `octave of ${saHz}`);
    }
  }
  assertEquals(Math.max(...tanpuraCosines([])), 0);
  const steps = Float64Array.from({ length: 480 }, (_, i) => i);
  assertEquals(cosineAt(steps, 0), 0); // 55 Hz is under every Sa
  // The nearest step of 5 cents from 600 on.
  assertEquals([600, 602, 603, 2995].map((cents) => cosineAt(steps, cents)), [0, 0, 1, 479]);
});

Deno.test("without sound the drone says nothing, without a melody the melody says nothing", () => {
  const nothing = featuresOf(gatherEvidence(hearMelody(unvoicedTrack(9)), []), 0);
  for (const [name, feature] of Object.entries(nothing)) assertEquals(feature, 0, name);
  assertEquals(scoreOf(nothing), 0);
  assertEquals(scoreOf({ ...nothing, rest: 1 }), 2 * scoreOf({ ...nothing, rest: 0.5 }));
});

Deno.test("the exact pitch comes from the drone first, then from the notes, else it stays", () => {
  const notes = notesOf([[12, 1], [NaN, 0.5], [8, 1], [600, 2]]);
  assertAlmostEquals(refineClass(0, notes, []), 10, 0.5); // the mean of 12 and 8
  const line = { hz: 110 * 2 ** (4 / 1200), strength: 1 };
  assertAlmostEquals(refineClass(0, notes, [line]), 4, 1e-6);
  assertEquals(refineClass(300, notes, [line]), 300);
});

Deno.test("the octave follows drone, melody and usage, within the range", () => {
  const none = new Float64Array(0), noDrone = new Float64Array(480);
  const around = (hz: number) =>
    Float64Array.from({ length: 101 }, (_, i) => hzToCents(hz, 55) - 500 + 10 * i);
  const sa = pitchClass(110);
  const first = (melody: Float64Array, cosines = noDrone, minHz = 90, maxHz = 300) =>
    Math.round(octavesOf(sa, melody, cosines, minHz, maxHz)[0]);
  assertEquals(first(around(150)), 110); // a man's compass
  assertEquals(first(around(310)), 220); // a woman's
  assertEquals(first(none, noDrone, 200, 400), 220); // the range decides
  const female = noDrone.slice();
  female[(hzToCents(220, 55) - 600) / BIN_CENTS] = 0.8;
  assertEquals(first(around(200), female), 220); // the drone decides
  assertEquals(octavesOf(sa, none, noDrone, 120, 200), []);
  assertEquals(octavesOf(0, none, noDrone, 110, 220).sort(), [110, 220]); // both ends are within
});

Deno.test("an octave in which a fifth of the melody lies beyond mandra Sa or taar Dha gives way", () => {
  // Most of it lies where either octave would do; the rest at a limit of one of them.
  const first = (most: number, rest: number) => {
    const melody = Float64Array.from({ length: 100 }, (_, i) => 1200 + (i < 80 ? most : rest));
    return Math.round(octavesOf(0, melody.sort(), new Float64Array(480), 100, 230)[0]);
  };
  // The upper Sa's mandra Sa is the lower Sa.
  assertEquals([first(1200, 0.4), first(1200, 0), first(1200, -0.4)], [220, 220, 110]);
  // 2040 cents over the lower Sa is its taar Dha.
  assertEquals([first(1100, 2039.6), first(1100, 2040.4)], [110, 220]);
});

/** What the page makes of a microphone, without a browser. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { RAAGS, textbookFacts } from "../../lib/raags/mod.ts";
import { generateRecording } from "../../lib/synth/mod.ts";
import { adviceOn, sungPitch } from "../../lib/web/page/sung_pitch.ts";
import { linesOf, sungPart } from "../../lib/web/page/moves.ts";
import { LiveTrack } from "../../lib/web/live_track.ts";
import { extractPitch } from "../../lib/pitch/mod.ts";

Deno.test("the pitch of a moment is within 3 cents of a tone, and nothing in silence", () => {
  for (const hz of [90, 146.8, 220, 440, 700]) {
    const tone = Float32Array.from(
      { length: 4096 },
      (_, n) => 0.2 * Math.sin(2 * Math.PI * hz * n / 22_050),
    );
    // YIN's parabola is good to a cent or two in windows as short as these.
    assertAlmostEquals(1200 * Math.log2(sungPitch(tone, 22_050) / hz), 0, 3, `${hz} Hz`);
  }
  assert(Number.isNaN(sungPitch(new Float32Array(4096), 22_050)));
  const hum = Float32Array.from({ length: 4096 }, (_, n) => 0.002 * Math.sin(0.03 * n));
  assert(Number.isNaN(sungPitch(hum, 22_050)), "mains hum is a room, not a voice");
});

Deno.test("a new note is on the screen within 100 ms, as far as the page is concerned", () => {
  const rate = 22_050, step = 2 ** (4 / 12), block = 512;
  // A tone that rises by a third after one second, in one phase.
  const change = rate;
  let phase = 0;
  const sound = Float32Array.from({ length: 2 * rate }, (_, n) => {
    phase += 2 * Math.PI * 220 * (n < change ? 1 : step) / rate;
    return 0.2 * Math.sin(phase);
  });
  let end = change;
  while (
    Math.abs(1200 * Math.log2(sungPitch(sound.subarray(end - 4096, end), rate) / 220) - 400) > 20
  ) {
    end += 16;
  }
  // At worst the note begins with a block, which is handed on as a whole.
  const seconds = (end - change + block) / rate;
  assert(seconds < 0.09, `${seconds} s`); // and 10 ms to compute and to draw it
});

Deno.test("advice names the nearest svara and how far off it is", () => {
  assertEquals(adviceOn(705), { semitone: 7, cents: 5, words: "in tune" });
  assertEquals(adviceOn(-120), { semitone: -1, cents: -20, words: "a little flat" });
  assertEquals(adviceOn(440).words, "far too sharp");
});

Deno.test("moves light up as far as they were sung, the last note now", () => {
  const [aroh] = linesOf(textbookFacts(RAAGS.Desh)); // S R m P N S'
  assertEquals(aroh.svaras, [0, 2, 5, 7, 11, 0]);
  assertEquals(sungPart(aroh, [9, 2, 5, 7]), { from: 1, count: 3 });
  assertEquals(sungPart(aroh, [7, 5]), { from: 0, count: 0 });
  assertEquals(sungPart(aroh, [2]), { from: 0, count: 0 });
});

Deno.test("a track that grows second by second is that of the whole, but for doubtful frames", async () => {
  const { samples, sampleRate } = generateRecording(RAAGS.Yaman, { durationSeconds: 15, seed: 5 });
  const live = new LiveTrack(sampleRate);
  let grown = await live.add(samples.subarray(0, 30_000));
  for (let from = 30_000; from < samples.length; from += 22_100) {
    grown = await live.add(samples.subarray(from, from + 22_100));
  }
  const whole = await extractPitch(samples, sampleRate);
  // A tracker centres its frames within the sound, so that those of a piece lie up to half a hop off.
  assert(Math.abs(grown.f0.length - whole.f0.length) <= 1);
  assertAlmostEquals(grown.times[1000], whole.times[1000], 0.0051);
  const both = [...whole.f0.keys()].filter((t) => whole.f0[t] > 0 && grown.f0[t] > 0);
  const near = both.filter((t) => Math.abs(1200 * Math.log2(grown.f0[t] / whole.f0[t])) < 50);
  // What a tracker takes for the drone it learns from the whole; a second later it may know better.
  assert(both.length > 0.9 * whole.f0.filter((hz) => hz > 0).length);
  assert(near.length > 0.95 * both.length, `${near.length} of ${both.length}`);
});

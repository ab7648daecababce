import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AbortedError, InvalidArgumentError } from "../../lib/errors.ts";
import {
  describeFallbacks,
  describeFrames,
  extractPitch,
  gateTrack,
  type PitchMethod,
  scorePitch,
  smoothPitch,
  tonalFrames,
  trackPraat,
  trackPyin,
  trackYin,
} from "../../lib/pitch/mod.ts";
import { phrase, RATE, sine, tone, truthAt, whiteNoise, withNoise } from "./signals.ts";

const METHODS: PitchMethod[] = ["auto", "praat", "pyin", "yin"];
const TRACKERS = { praat: trackPraat, pyin: trackPyin, yin: trackYin };

Deno.test("every method follows a phrase", async () => {
  const samples = withNoise(tone(phrase, 4), 30, 1);
  for (const method of METHODS) {
    const track = await extractPitch(samples, RATE, { method });
    const score = scorePitch(track, truthAt(phrase, track.times));
    assertEquals(track.fallbacks, [], method);
    assert(score.rawPitchAccuracy > 0.97, `${method}: accuracy ${score.rawPitchAccuracy}`);
    // Edges of the only rest, as in the trackers' own tests.
    assert(score.voicingFalseAlarm < 0.15, `${method}: false alarm ${score.voicingFalseAlarm}`);
  }
});

Deno.test("smoothing and gate are what they are alone, and can be switched off", async () => {
  // YIN calls voiced what is periodic, however quiet: here the gate has something to do.
  const samples = tone(phrase, 4).map((x, n) => n < 3 * RATE ? x : x / 2000);
  const raw = trackYin(samples, RATE);
  const gated = gateTrack(raw, tonalFrames(describeFrames(samples, RATE, raw.times)));
  assert(gated.f0.filter((hz) => hz > 0).length < raw.f0.filter((hz) => hz > 0).length - 80);
  const extract = (options: object) => extractPitch(samples, RATE, { method: "yin", ...options });
  assertEquals(await extract({ smooth: false, gate: false }), raw);
  assertEquals(await extract({ smooth: false }), gated);
  assertEquals(await extract({}), smoothPitch(gated));
});

Deno.test("pieces leave no seam", async () => {
  const samples = withNoise(tone(phrase, 4), 10, 3);
  for (const method of METHODS) {
    const whole = await extractPitch(samples, RATE, { method });
    assertEquals(await extractPitch(samples, RATE, { method, chunkSeconds: 0.3 }), whole, method);
  }
});

Deno.test("where praat finds nothing, pyin does, and the track says why", async () => {
  const samples = withNoise(tone(() => 220, 2), 25, 4);
  const options = { method: "praat", voicingThreshold: 1 } as const;
  const track = await extractPitch(samples, RATE, options);
  assertEquals(track.method, "pyin");
  assertEquals(track.fallbacks.map((fallback) => fallback.method), ["praat"]);
  assert(/found 0 of \d+ tonal frames voiced/.test(track.fallbacks[0].reason));
  const alone = await extractPitch(samples, RATE, { ...options, fallback: false });
  assertEquals([alone.method, alone.f0.some((hz) => hz > 0)], ["praat", false]);
});

Deno.test("where auto throws, praat answers, and whoever shows the track can say so", async () => {
  const sound = tone(phrase, 4);
  // A disk that fails once, after the check of the samples.
  let reads = 0;
  const failing = {
    length: sound.length,
    subarray(from: number, to: number) {
      if (++reads === 2) throw new RangeError("the disk failed");
      return sound.subarray(from, to);
    },
  };
  const track = await extractPitch(failing, RATE);
  assertEquals(track.method, "praat");
  assertEquals(track.fallbacks.map(({ method, threw }) => [method, threw]), [["auto", true]]);
  const [warning] = describeFallbacks(track);
  assert(/auto failed, and praat answered.*the disk failed/.test(warning), warning);
  reads = 0;
  await assertRejects(() => extractPitch(failing, RATE, { fallback: false }), RangeError);
});

Deno.test("if no method finds anything, the one asked for has the word", async () => {
  // Wind: noise with most of its power under 400 Hz, too coloured for the gate.
  let last = 0;
  const wind = whiteNoise(2 * RATE, 0.1, 6).map((x) => last = 0.9 * last + x);
  const tonal = tonalFrames(describeFrames(wind, RATE, [0.5, 1, 1.5]));
  assertEquals([...tonal], [1, 1, 1]);
  const track = await extractPitch(wind, RATE, { method: "praat", voicingThreshold: 1 });
  assertEquals(track.f0.some((hz) => hz > 0), false);
  assertEquals([track.method, track.fallbacks], ["praat", []]);
});

Deno.test("progress is awaited, ascends and ends at 1", async () => {
  const seen: number[] = [];
  let running = 0;
  await extractPitch(sine(220, 2), RATE, {
    method: "praat",
    chunkSeconds: 0.5,
    async onProgress(fraction) {
      assertEquals(++running, 1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
      seen.push(fraction);
    },
  });
  assertEquals(seen.length, 4);
  assertEquals(seen, seen.toSorted((a, b) => a - b));
  assertEquals(seen.at(-1), 1);
});

Deno.test("a signal stops it, before and in the midst", async () => {
  const options = { method: "praat", chunkSeconds: 0.2 } as const;
  await assertRejects(
    () => extractPitch(sine(220, 1), RATE, { ...options, signal: AbortSignal.abort() }),
    AbortedError,
  );
  const controller = new AbortController();
  let pieces = 0;
  const onProgress = () => {
    if (++pieces === 2) setTimeout(() => controller.abort(), 0);
  };
  await assertRejects(
    () => extractPitch(sine(220, 2), RATE, { ...options, signal: controller.signal, onProgress }),
    AbortedError,
  );
  assert(pieces < 10, "the rest was not analysed");
});

Deno.test("silence, offset, click and noise are unvoiced, with every method", async () => {
  const click = new Float32Array(RATE);
  click[11000] = 1;
  const sounds = {
    silence: new Float32Array(RATE),
    offset: new Float32Array(RATE).fill(0.5),
    click,
    noise: whiteNoise(RATE, 0.2, 5),
  };
  for (const [name, samples] of Object.entries(sounds)) {
    for (const method of METHODS) {
      const { f0, voicing } = await extractPitch(samples, RATE, { method });
      const voiced = f0.filter((hz) => hz > 0).length;
      // A click rings through five frames of 46 ms; noise may pass for a tone in one of a hundred.
      assert(voiced <= 5, `${name}, ${method}: ${voiced} frames voiced`);
      assertEquals(voicing.every((v) => v >= 0 && v <= 1), true);
    }
  }
});

Deno.test("an offset and clipping do not disturb the pitch", async () => {
  const samples = tone(() => 220, 1);
  const offset = samples.map((x) => x + 0.5);
  const clipped = samples.map((x) => Math.max(-0.15, Math.min(0.15, x)));
  for (const method of METHODS) {
    for (const sound of [offset, clipped]) {
      const { f0 } = await extractPitch(sound, RATE, { method });
      const right = f0.filter((hz) => Math.abs(1200 * Math.log2(hz / 220)) < 5).length;
      assert(right >= 0.95 * f0.length, `${method}: ${right} of ${f0.length}`);
    }
  }
});

Deno.test("too short for a frame: a track without frames", async () => {
  for (const length of [0, 1, Math.round(0.01 * RATE)]) {
    for (const method of METHODS) {
      const track = await extractPitch(new Float32Array(length).fill(0.1), RATE, { method });
      assertEquals([track.times.length, track.f0.length, track.voicing.length], [0, 0, 0]);
    }
  }
});

Deno.test("f0 outside the range is not reported outside the range", async () => {
  for (const method of METHODS) {
    for (const hz of [40, 2000]) {
      const { f0 } = await extractPitch(sine(hz, 1), RATE, { method, ceilingHz: 800 });
      // Praat's longest lag is two samples past the floor's period.
      for (const found of f0) assert(!(found < 74) && !(found > 801), `${method}: ${found} Hz`);
    }
  }
});

Deno.test("samples that are no numbers are refused with their place", async () => {
  for (const bad of [NaN, Infinity]) {
    const samples = sine(220, 0.5);
    samples[2205] = bad;
    const message = `samples must be finite numbers, found ${bad} at index 2205 (0.100 s)`;
    await assertRejects(() => extractPitch(samples, RATE), InvalidArgumentError, message);
    for (const track of Object.values(TRACKERS)) {
      assertThrows(() => track(samples, RATE), InvalidArgumentError, message);
    }
  }
});

Deno.test("wrong options are refused, not handed to the next method", async () => {
  const refused = (options: object, text: string, rate = RATE) =>
    assertRejects(() => extractPitch(sine(220, 0.5), rate, options), InvalidArgumentError, text);
  for (const rate of [0, -1, NaN, Infinity]) await refused({}, "sampleRate", rate);
  for (const method of METHODS) {
    const range = "ceilingHz must be above floorHz (75) and at most half";
    await refused({ method, ceilingHz: 800 }, range, 1000);
    await refused({ method, hopSeconds: 0 }, "hopSeconds");
    await refused({ method, floorHz: -1 }, "floorHz");
    await refused({ method, floorHz: 500, ceilingHz: 400 }, "ceilingHz");
  }
  await refused({ method: "crepe" }, "method must be one of auto, praat, pyin, yin, found crepe");
  await refused({ chunkSeconds: 0 }, "chunkSeconds");
});

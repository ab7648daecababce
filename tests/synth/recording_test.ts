import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { encodeWav } from "../../lib/audio/mod.ts";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { hzToCents, median } from "../../lib/math.ts";
import { trackPraat } from "../../lib/pitch/praat.ts";
import { scorePitch } from "../../lib/pitch/score.ts";
import { parsePhrase, RAAGS } from "../../lib/raags/mod.ts";
import {
  allowedMoves,
  generateRecording,
  type SyntheticRecording,
  tanpura,
} from "../../lib/synth/mod.ts";

const pitchClass = (semitones: number) => ((semitones % 12) + 12) % 12;

/** A few performances of each raag, at a low rate as only their notes are looked at. */
const performances: SyntheticRecording[] = Object.values(RAAGS).flatMap((grammar) =>
  [1, 2, 3].map((seed) =>
    generateRecording(grammar, {
      seed,
      durationSeconds: 40,
      sampleRate: 8000,
      droneTuning: "none",
      reverb: 0,
    })
  )
);

Deno.test("the same seed gives the same bytes, another seed others", () => {
  const bytes = (seed: number, timbre: "voice" | "plucked") => {
    const { samples, sampleRate } = generateRecording(RAAGS.Desh, {
      seed,
      timbre,
      durationSeconds: 3,
    });
    return encodeWav(samples, sampleRate, { bitDepth: 16 });
  };
  for (const timbre of ["voice", "plucked"] as const) {
    assertEquals(bytes(5, timbre), bytes(5, timbre));
    assertNotEquals(bytes(5, timbre), bytes(6, timbre));
  }
});

Deno.test("every note is of the raag, and every move is allowed", () => {
  for (const { raag, notes } of performances) {
    const grammar = RAAGS[raag];
    const scale = new Set(
      [...parsePhrase(grammar.aroh), ...parsePhrase(grammar.avroh)].map((n) =>
        pitchClass(n.semitones)
      ),
    );
    const moves = allowedMoves(grammar);
    for (const [i, note] of notes.entries()) {
      assert(scale.has(pitchClass(note.semitones)), `${raag} ${note.svara}`);
      const next = notes[i + 1];
      if (next?.phrase !== note.phrase || next.semitones === note.semitones) continue;
      const step = next.semitones - note.semitones;
      assert(
        moves.get(pitchClass(note.semitones))!.some((move) => move.step === step),
        `${raag}: ${note.svara} ${next.svara}`,
      );
    }
  }
});

Deno.test("Re and Dha of Bihag, Ga of Desh and komal ni never rise", () => {
  const falling: Record<string, number[]> = {
    Bihag: [2, 9],
    Desh: [4, 9, 10],
    Gaud_Malhar: [10],
  };
  let seen = 0;
  for (const { raag, notes } of performances) {
    for (const [i, note] of notes.entries()) {
      const next = notes[i + 1];
      if (next?.phrase !== note.phrase) continue;
      if (!falling[raag]?.includes(pitchClass(note.semitones))) continue;
      assert(next.semitones <= note.semitones, `${raag}: ${note.svara} ${next.svara}`);
      seen++;
    }
  }
  assert(seen > 50, `only ${seen} such notes: the test would hardly fail`);
});

Deno.test("Darbari swings on ga and dha at 1 to 3 Hz, glides are played where the raag has them", () => {
  const ornaments = (raag: string, svara: string) =>
    performances.filter((p) => p.raag === raag)
      .flatMap((p) => p.notes.filter((n) => n.svara[0] === svara)).flatMap((n) => n.ornaments);
  assert(ornaments("Darbari", "g").filter((o) => o === "andolan").length > 5);
  assert(ornaments("Darbari", "R").includes("meend"), "m-R");
  assert(ornaments("Gaud_Malhar", "R").includes("meend"), "m-R");
  assertEquals(ornaments("Yaman", "G").filter((o) => o === "andolan"), []);
});

Deno.test("the truth lies on the notes", () => {
  // A swung or vibrating note is off its aim most of the time; the others wander by the flutter
  // (standard deviation 3 cents, cut at 9) around it.
  let notes = 0;
  for (const recording of performances) {
    const { truth, tonicHz } = recording;
    for (const note of recording.notes) {
      const end = note.startSeconds + note.durationSeconds;
      const plain = note.ornaments.every((name) => name === "meend" || name === "kan");
      const cents: number[] = [];
      for (let k = Math.ceil(note.settledSeconds * 100) + 1; k < end * 100 - 1; k++) {
        if (truth.voicing[k] === 1) cents.push(hzToCents(truth.f0[k], tonicHz));
      }
      if (!plain || cents.length < 5) continue;
      notes++;
      assert(Math.abs(median(cents) - note.cents) < 9.001, `${recording.raag} ${note.svara}`);
      // Just intonation departs from the semitone by 15.6 cents at most; detuning has a standard
      // deviation of 5, so that 45 in all is past four of them.
      assert(Math.abs(note.cents - 100 * note.semitones) < 45, `${note.cents} ${note.svara}`);
    }
  }
  assert(notes > 300, `only ${notes} notes were looked at`);
});

Deno.test("the sound has the pitch that the truth says", () => {
  for (const timbre of ["voice", "plucked"] as const) {
    const { samples, sampleRate, truth } = generateRecording(RAAGS.Yaman, {
      seed: 4,
      timbre,
      durationSeconds: 12,
      droneTuning: "none",
      noiseLevelDb: -Infinity,
      reverb: 0,
    });
    const score = scorePitch(trackPraat(samples, sampleRate), truth);
    // Praat's frame is 40 ms long: it errs at onsets and in glides, not on what is held.
    assert(score.rawPitchAccuracy > 0.97, `${timbre} ${score.rawPitchAccuracy}`);
    assert(score.medianCents < 1.5, `${timbre} ${score.medianCents}`);
    assert(score.voicingFalseAlarm < 0.1, `${timbre} ${score.voicingFalseAlarm}`);
  }
});

Deno.test("truth: an even grid, NaN exactly where unvoiced, breaths between phrases", () => {
  const { truth, notes } = generateRecording(RAAGS.Desh, { durationSeconds: 20, seed: 2 });
  assertEquals(truth.times.length, 2000);
  truth.times.forEach((time, k) => assertEquals(time, k / 100));
  truth.f0.forEach((hz, k) => assertEquals(Number.isNaN(hz), truth.voicing[k] === 0));
  const voiced = truth.voicing.reduce((sum, v) => sum + v, 0) / 2000;
  assert(voiced > 0.6 && voiced < 0.97, `voiced share ${voiced}`);
  assert(notes.at(-1)!.phrase > 2);
});

Deno.test("tonics lie in the range of the register, the melody in reach of the trackers", () => {
  for (let seed = 0; seed < 12; seed++) {
    for (const [register, low, high] of [["male", 100, 150], ["female", 180, 240]] as const) {
      const { tonicHz, truth, notes } = generateRecording(RAAGS.Darbari, {
        seed,
        register,
        durationSeconds: 15,
        sampleRate: 8000,
        droneTuning: "none",
      });
      assert(tonicHz >= low && tonicHz < high, `${register} ${tonicHz}`);
      // 75..800 Hz are the trackers' defaults.
      for (const hz of truth.f0) assert(Number.isNaN(hz) || (hz > 75 && hz < 800), `${hz}`);
      assertEquals(pitchClass(notes.at(-1)!.semitones), 0, "ends on Sa");
    }
  }
});

Deno.test("level: no clipping, no NaN, peak 0.8, from half a second on", () => {
  for (const durationSeconds of [0.5, 1, 6]) {
    for (const timbre of ["voice", "plucked"] as const) {
      const { samples } = generateRecording(RAAGS.Bihag, { durationSeconds, timbre, seed: 9 });
      let peak = 0;
      for (const x of samples) peak = Math.max(peak, Math.abs(x)); // NaN would make it NaN
      assertAlmostEquals(peak, 0.8, 1e-6); // single precision
      assertEquals(samples.length, durationSeconds * 22050);
    }
  }
});

Deno.test("the drone's level is what was asked for", () => {
  // With the same seed the melody is the same: the difference of the two is the drone, up to the
  // common scale that normalises the peak, which noise-free silence at the start does not tell, so
  // levels are compared within one signal: rests against notes.
  const at = (droneLevelDb: number) => {
    const { samples, truth, sampleRate } = generateRecording(RAAGS.Yaman, {
      seed: 3,
      droneLevelDb,
      noiseLevelDb: -Infinity,
      reverb: 0,
      restSeconds: [1, 1.5],
    });
    let rest = 0, rests = 0, note = 0, notes = 0;
    truth.voicing.forEach((voiced, k) => {
      for (let i = Math.round(k * 0.01 * sampleRate); i < (k + 1) * 0.01 * sampleRate; i++) {
        const energy = (samples[i] ?? 0) ** 2;
        if (voiced) note += energy, notes++;
        else rest += energy, rests++;
      }
    });
    return 10 * Math.log10((rest / rests) / (note / notes));
  };
  // The tanpura's own swell, and the note's edges counted as rest, leave 2 dB of play; at -6 dB the
  // drone also adds its 1 dB to the notes.
  assertAlmostEquals(at(-20), -20, 2.5);
  assertAlmostEquals(at(-6), -7, 2);
});

Deno.test("a tanpura sounds its strings and nothing between", () => {
  const rate = 22050, tonicHz = 130;
  const power = (samples: Float32Array, hz: number) => {
    let re = 0, im = 0;
    samples.forEach((x, i) => {
      re += x * Math.cos(2 * Math.PI * hz * i / rate);
      im += x * Math.sin(2 * Math.PI * hz * i / rate);
    });
    return re * re + im * im;
  };
  for (const [tuning, ratio] of [["Pa", 3 / 4], ["Ma", 2 / 3], ["Ni", 15 / 16]] as const) {
    const samples = tanpura(tonicHz, 8, { tuning });
    const others = [2 / 3, 3 / 4, 15 / 16].filter((other) => other !== ratio);
    // Partials that only the first string has: those of the others are silent by 20 dB and more.
    for (const other of others) {
      assert(power(samples, tonicHz * ratio) > 100 * power(samples, tonicHz * other), tuning);
    }
    assert(power(samples, tonicHz) > 100 * power(samples, tonicHz * 1.06), "Sa");
  }
  assertEquals(tanpura(130, 1, { tuning: "none" }), new Float32Array(rate));
});

Deno.test("options out of range are refused by name", () => {
  const refused: [Parameters<typeof generateRecording>[1], string][] = [
    [{ durationSeconds: 0.1 }, "durationSeconds"],
    [{ durationSeconds: NaN }, "durationSeconds"],
    [{ sampleRate: 100 }, "sampleRate"],
    [{ tonicHz: 20 }, "tonicHz"],
    [{ tempo: 0 }, "tempo"],
    [{ taans: 2 }, "taans"],
    [{ detuneCents: -1 }, "detuneCents"],
    [{ droneLevelDb: 30 }, "droneLevelDb"],
    [{ noiseLevelDb: NaN }, "noiseLevelDb"],
    [{ reverb: -0.1 }, "reverb"],
    [{ restSeconds: [1, 0.5] }, "restSeconds"],
    [{ timbre: "flute" as "voice" }, "timbre"],
    [{ register: "child" as "male" }, "register"],
    [{ intonation: "meantone" as "just" }, "intonation"],
    [{ droneTuning: "Dha" as "Pa" }, "droneTuning"],
    [{ seed: 0.5 }, "seed"],
  ];
  for (const [options, name] of refused) {
    assertThrows(() => generateRecording(RAAGS.Desh, options), InvalidArgumentError, name);
  }
  assertThrows(
    () => generateRecording({ ...RAAGS.Desh, vadi: "X" }),
    InvalidArgumentError,
    "vadi",
  );
  assertThrows(() => tanpura(0, 1), InvalidArgumentError, "tonicHz");
  assertThrows(() => tanpura(130, 0), InvalidArgumentError, "durationSeconds");
  assertThrows(() => tanpura(130, 1, { sampleRate: 1 }), InvalidArgumentError, "sampleRate");
  assertThrows(
    () => tanpura(130, 1, { tuning: "Re" as "Pa" }),
    InvalidArgumentError,
    "tuning",
  );
});

Deno.test("living strings beat and swell: their partials move where steady ones fade", () => {
  // The level of the lowest two partials of Sa in steps of 0.2 s, as changes from step to step.
  const unrest = (strings: "steady" | "living") => {
    let total = 0;
    for (const seed of [1, 2, 3, 4]) {
      const samples = tanpura(140, 12, { seed, strings, sampleRate: 8000 });
      const levels = Array.from({ length: 55 }, (_, t) => {
        let re = 0, im = 0;
        for (let i = 0; i < 3200; i++) {
          const angle = 2 * Math.PI * 140 * i / 8000, x = samples[1600 * t + i];
          const window = 1 - Math.cos(2 * Math.PI * i / 3200);
          re += window * x * Math.cos(angle);
          im += window * x * Math.sin(angle);
        }
        return 10 * Math.log10(re * re + im * im);
      });
      total += median(levels.slice(1).map((level, t) => Math.abs(level - levels[t])));
    }
    return total / 4;
  };
  const steady = unrest("steady"), living = unrest("living");
  assert(living > 1.3 * steady, `${steady} and ${living} dB`);
  assertThrows(
    () => tanpura(140, 1, { strings: "gut" as "steady" }),
    InvalidArgumentError,
    "strings",
  );
});

import { assert, assertEquals } from "@std/assert";
import { parsePhrase, pitchClass, RAAG_LIBRARY, svaraToSemitones } from "../../lib/raags/mod.ts";
import { Random } from "../../lib/random.ts";
import { planMelody } from "../../lib/synth/melody.ts";
import { allowedMoves, generateRecording } from "../../lib/synth/mod.ts";

/** A minute: a dozen phrases, through all stages of a performance. */
const SECONDS = 60;

for (const grammar of Object.values(RAAG_LIBRARY)) {
  Deno.test(`${grammar.raag} is composed within its scale by allowed moves, and ends on Sa`, () => {
    const range = grammar.range.map(svaraToSemitones) as [number, number];
    const notes = planMelody(grammar, {
      durationSeconds: SECONDS,
      range,
      tempo: 1,
      taans: 0.3,
      restSeconds: [0.3, 0.9],
      random: new Random(3),
    });
    const scale = parsePhrase(grammar.scale).map((note) => pitchClass(note.semitones));
    const moves = allowedMoves(grammar);
    notes.forEach((note, i) => {
      assert(scale.includes(pitchClass(note.semitones)), note.svara);
      const before = notes[i - 1];
      if (before?.phrase !== note.phrase || before.semitones === note.semitones) return;
      const step = note.semitones - before.semitones;
      const allowed = moves.get(pitchClass(before.semitones))?.some((move) => move.step === step);
      assert(allowed, `${before.svara} to ${note.svara}`);
    });
    assertEquals(pitchClass(notes.at(-1)!.semitones), 0, "the last note");
    // The slowest pace, held notes and breaths included, is a note in two seconds.
    assert(notes.length >= SECONDS / 2, `${notes.length} notes`);
    const heard = new Set(notes.map((note) => pitchClass(note.semitones)));
    assert(heard.size >= scale.length - 2, `${heard.size} of ${scale.length} svaras in a minute`);
  });
}

Deno.test("every raag is performed", () => {
  for (const grammar of Object.values(RAAG_LIBRARY)) {
    const options = { seed: 1, durationSeconds: 3, sampleRate: 8000 };
    const { raag, truth, samples } = generateRecording(grammar, options);
    assertEquals(raag, grammar.raag);
    assert(truth.voicing.some((voiced) => voiced > 0), raag);
    assert(samples.every(Number.isFinite), raag);
  }
});

Deno.test("a raag's own intonation is heard: Todi's Ga is sung lower than the usual komal Ga", () => {
  const meanOf = (offset_cents: number) => {
    const grammar = { ...RAAG_LIBRARY.Todi, intonation: [{ svara: "g", offset_cents }] };
    const { notes } = generateRecording(grammar, { seed: 1, durationSeconds: 30 });
    const gandhar = notes.filter((note) => pitchClass(note.semitones) === 3);
    assert(gandhar.length > 0);
    return gandhar.reduce((sum, note) => sum + note.cents - 100 * note.semitones, 0) /
      gandhar.length;
  };
  // Same seed, same notes: the difference is the offset, up to rounding.
  assert(Math.abs(meanOf(-20) - meanOf(0) + 20) < 1e-9);
  assertEquals(RAAG_LIBRARY.Todi.intonation, [{ svara: "g", offset_cents: -20 }]);
});

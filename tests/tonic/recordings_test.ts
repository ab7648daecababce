/** The tonic of whole synthetic recordings, whose Sa is known. */
import { assert } from "@std/assert";
import { hzToCents } from "../../lib/math.ts";
import { RAAGS } from "../../lib/raags/mod.ts";
import { generateRecording } from "../../lib/synth/mod.ts";
import { estimateTonic } from "../../lib/tonic/mod.ts";

Deno.test("synthetic recordings: with and without a tanpura, both registers, voice and string", () => {
  const raags = Object.values(RAAGS);
  const tunings = ["Pa", "Ma", "Ni", "none"] as const;
  for (let seed = 0; seed < 10; seed++) {
    const { samples, sampleRate, tonicHz, truth } = generateRecording(raags[seed % raags.length], {
      seed,
      durationSeconds: 12,
      tonicHz: seed % 2 ? 180 + 5 * seed : 105 + 5 * seed,
      droneTuning: tunings[seed % 4],
      timbre: seed % 3 === 2 ? "plucked" : "voice",
    });
    const found = estimateTonic(truth, { samples, sampleRate });
    // The synthetic tanpura's strings are tuned to within a cent or two, and beat; the voice's
    // mistuning has a deviation of 5 cents a note, and few notes are Sa.
    const off = hzToCents(found.tonicHz, tonicHz);
    assert(
      Math.abs(off) < (seed % 4 === 3 ? 15 : 5),
      `seed ${seed}: ${found.tonicHz} for ${tonicHz}`,
    );
  }
});

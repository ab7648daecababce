/**
 * Agreement with an implementation in Python by the same authors (numpy and scipy): `melody.json` was
 * computed with it from a melody made of held notes, glides and gaps at 125 frames a second.
 */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  scorePhrases,
  svaraEmissions,
  textbookModel,
  textbookMoves,
} from "../../../lib/families/textbook/mod.ts";
import { stableFrames } from "../../../lib/quantize/mod.ts";
import { trackOf } from "../../quantize/tracks.ts";

const fixture = JSON.parse(
  Deno.readTextFileSync(new URL("fixtures/melody.json", import.meta.url)),
);

/** Both compute in doubles; sums in another order differ by some units in the last place. */
const ROUNDING = 1e-12;

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  assertEquals(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    assertAlmostEquals(actual[i], expected[i], tolerance, `at ${i}`);
  }
}

Deno.test("stable frames: the reference's symbols, from a track with another hop", () => {
  const { phrases, frames } = stableFrames(
    trackOf(fixture.f0, fixture.hop_seconds),
    fixture.tonic_hz,
  );
  assertEquals(phrases.map(({ symbols }) => [...symbols]), fixture.phrases);
  assertEquals(frames, fixture.phrases.flat().length);
});

Deno.test("the model: the reference's start, moves and emissions", () => {
  const { startprob, moves } = textbookMoves(fixture.raags[1]);
  assertClose(startprob, fixture.startprob, ROUNDING);
  assertClose(moves, fixture.moves, ROUNDING);
  assertClose(svaraEmissions().subarray(0, 120), fixture.emission_Sa, ROUNDING);
});

Deno.test("the scores: the reference's, of which the models' own are the same", () => {
  const phrases = fixture.phrases.map((symbols: number[]) => ({ symbols }));
  const models = fixture.raags.map(textbookModel);
  const scores = scorePhrases(models, phrases);
  assertClose(scores, fixture.scores, ROUNDING);
  const frames = fixture.phrases.flat().length;
  for (const [m, model] of models.entries()) {
    const own = fixture.phrases.reduce((sum: number, p: number[]) => sum + model.score(p), 0);
    assertAlmostEquals(scores[m], own / frames, 1e-9);
  }
});

/** The experts with the settings of the reference implementation, and what they say of melodies. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Expert } from "../../lib/families/experts/expert.ts";
import { ridgeDistribution, ridgeSurface } from "../../lib/families/experts/kernel_ridge.ts";
import { noteTrigrams } from "../../lib/families/experts/note_trigrams.ts";
import { sectionPitches } from "../../lib/families/experts/section_pitches.ts";
import { MelodyView } from "../../lib/families/features/melody_view.ts";
import type { LabelledMelody } from "../../lib/families/mod.ts";

/** The experts as the reference has them: without the bound on counts, with its own betas. */
// deno-lint-ignore no-explicit-any
export const EXPERTS: Record<string, Expert<any>> = {
  notes: noteTrigrams({ exemplars: false, mostCounts: Infinity }),
  sixths: sectionPitches("sixths"),
  surface: ridgeSurface(3),
  opening: ridgeDistribution("opening"),
  noteExemplars: noteTrigrams({ exemplars: true, beta: 3, mostCounts: Infinity }),
  sixthExemplars: sectionPitches("sixth-exemplars", 2),
  openingExemplars: sectionPitches("opening-exemplars", 3),
  openingHeld: ridgeDistribution("opening", "held"),
};

/** Asserts that the numbers begin with those expected. */
export function assertClose(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  assertEquals(found.length >= expected.length, true);
  for (let i = 0; i < expected.length; i++) assertAlmostEquals(found[i], expected[i], tolerance);
}

/** A melody with its view, from which every expert reads. */
type Viewed = LabelledMelody & { view: MelodyView };

/** Adds the view to a melody. */
export function viewed(melody: LabelledMelody): Viewed {
  return { ...melody, view: new MelodyView(melody) };
}

/** What an expert scores for the melodies that are judged, and its held-out scores for the others. */
export async function judge(name: string, melodies: readonly Viewed[], judged: Set<number>) {
  const expert = EXPERTS[name];
  const features = melodies.map(({ view }) => expert.prepare(view));
  const examples = melodies.flatMap((one, i) =>
    judged.has(i) ? [] : [{ id: one.id, raag: one.raag, group: one.group, features: features[i] }]
  );
  const labels = [...new Set(examples.map(({ raag }) => raag))].sort();
  const lesson = await expert.learn(examples, labels, {});
  const score = expert.scorer(lesson.learnt);
  return {
    features,
    held: lesson.heldOut(),
    scores: [...judged].map((i) => score(features[i])),
    truth: examples.map(({ raag }) => labels.indexOf(raag)),
  };
}

/**
 * Features, experts and stack against values of the reference implementation (numpy and scipy) on
 * melodies made here; and, where that corpus is, on 160 real pitch tracks.
 */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import type { Expert } from "../../lib/families/experts/expert.ts";
import { ridgeDistribution, ridgeSurface } from "../../lib/families/experts/kernel_ridge.ts";
import { noteTrigrams } from "../../lib/families/experts/note_trigrams.ts";
import { sectionPitches } from "../../lib/families/experts/section_pitches.ts";
import { MelodyView } from "../../lib/families/features/melody_view.ts";
import type { LabelledMelody } from "../../lib/families/mod.ts";
import { fitStack, stackedScores, withOutliers } from "../../lib/families/stack.ts";
import { softmax } from "../../lib/math.ts";
import fixture from "./fixtures/recognisers.json" with { type: "json" };
import { readMakams } from "./makams.ts";
import { fractions, referenceMelody } from "./reference_melodies.ts";

/** The experts as the reference has them: without the bound on counts, with its own betas. */
// deno-lint-ignore no-explicit-any
const EXPERTS: Record<string, Expert<any>> = {
  notes: noteTrigrams({ exemplars: false, mostCounts: Infinity }),
  sixths: sectionPitches("sixths"),
  surface: ridgeSurface(3),
  opening: ridgeDistribution("opening"),
  noteExemplars: noteTrigrams({ exemplars: true, beta: 3, mostCounts: Infinity }),
  sixthExemplars: sectionPitches("sixth-exemplars", 2),
  openingExemplars: sectionPitches("opening-exemplars", 3),
  openingHeld: ridgeDistribution("opening", "held"),
};

function assertClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  assertEquals(found.length >= expected.length, true);
  for (let i = 0; i < expected.length; i++) assertAlmostEquals(found[i], expected[i], tolerance);
}

/** A melody with its view, from which every expert reads. */
type Viewed = LabelledMelody & { view: MelodyView };
const viewed = (melody: LabelledMelody): Viewed => ({ ...melody, view: new MelodyView(melody) });

/** What an expert scores for the melodies that are judged, and its held-out scores for the others. */
async function judge(name: string, melodies: readonly Viewed[], judged: Set<number>) {
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

const MADE = [0, 1, 2].flatMap((label) =>
  [0, 1, 2, 3, 4, 5].map((i) => viewed(referenceMelody(label, i)))
);
const JUDGED = new Set([0, 6, 12]);

Deno.test("the melodies are those of the reference, frame by frame", () => {
  const lengths = [0, 6, 12].map((i) => MADE[i].track.f0.length);
  assertEquals(lengths, fixture.lengths);
});

Deno.test("features as the reference computes them", async () => {
  [0, 6, 12].forEach((i, at) => {
    const { notes } = MADE[i].view;
    assertEquals(notes.length, fixture.n_notes[at]);
    assertEquals(Array.from(notes).slice(0, 20), fixture.notes[at]);
  });
  const first = async (name: string) => (await judge(name, MADE, JUDGED)).features[0];
  // The values have nine digits; sparse vectors are kept in single precision.
  const heard = (values: number[]) => values.filter((value) => value > 0);
  assertClose((await first("opening")).values, heard(fixture.open7_first), 1e-7);
  assertClose((await first("openingHeld")).values, heard(fixture.open7s_first), 1e-7);
  assertClose(await first("sixths"), fixture.emit6_first, 1e-8);
  assertClose(await first("sixthExemplars"), fixture.ex6_first, 1e-8);
  assertClose(await first("openingExemplars"), fixture.exO_first, 1e-8);
  const { values } = await first("surface");
  assertEquals(values.length, fixture.utd3_nonzero);
  const sum = values.reduce((total: number, value: number) => total + value, 0);
  assertAlmostEquals(sum, fixture.utd3_sum, 1e-4);
});

for (const name of Object.keys(fixture.scores) as (keyof typeof fixture.scores)[]) {
  Deno.test(`${name}: scores, and scores without the recording itself, as the reference`, async () => {
    const { scores, held } = await judge(name, MADE, JUDGED);
    scores.forEach((own, i) => assertClose(own, fixture.scores[name][i], 1e-6));
    assertClose(held[0], fixture.loo_first[name], 1e-6);
  });
}

Deno.test("the stack finds the reference's weights, biases and share of outliers", () => {
  const draw = fractions(12345);
  const truth = Array.from({ length: 40 }, (_, i) => i % 3);
  const heldOut = [0, 1].map(() =>
    truth.map((own) => Float64Array.from([0, 1, 2], (k) => draw() * 4 + (k === own ? 2.2 : 0)))
  );
  const stack = fitStack(heldOut, truth);
  // Two optimisers, one optimum: scipy's stops at a gradient of 1e-8.
  assertClose(stack.weights, fixture.stack.weights, 1e-4);
  assertClose(stack.bias, fixture.stack.bias, 1e-4);
  assertAlmostEquals(stack.outliers, fixture.stack.eps, 1e-4);
  const total = stackedScores(stack, [Float64Array.of(0.3, 1.1, 0.2), Float64Array.of(2, 0.5, 1)]);
  const logs = withOutliers(softmax(total), stack.outliers).map(Math.log);
  assertClose(logs, fixture.stack.log_probabilities, 1e-3);
});

const REFERENCE = new URL("../../../shared/reference/recognition/", import.meta.url);
const makams = readMakams();

Deno.test({
  name: "makam: the reference's scores and log-probabilities on real tracks",
  ignore: makams === undefined,
  async fn() {
    const read = (name: string) => JSON.parse(Deno.readTextFileSync(new URL(name, REFERENCE)));
    const plain = read("reference.json"), mixed = read("exemplars.json");
    const judged = new Set([...makams!.keys()].filter((i) => i % 10 === 0));
    // deno-lint-ignore no-explicit-any
    const found: Record<string, any> = {};
    const melodies = makams!.map(viewed);
    for (const name of Object.keys(EXPERTS)) found[name] = await judge(name, melodies, judged);
    const names = {
      notes: ["tri12", plain],
      sixths: ["emit6", plain],
      surface: ["utd3", plain],
      opening: ["open7", plain],
      noteExemplars: ["exTri", mixed],
      sixthExemplars: ["ex6", mixed],
      openingExemplars: ["exO", mixed],
    };
    for (const [name, [theirs, file]] of Object.entries(names)) {
      assertClose(found[name].held[0], file.first_training_recording[`loo_${theirs}`], 1e-5);
      found[name].scores.forEach((own: Float64Array, i: number) =>
        assertClose(own, file.recordings[i][`${theirs}_scores`], 1e-5)
      );
    }
    const stacks = [
      ["hmm2", ["notes", "sixths"], plain],
      ["stack3", ["surface", "opening", "notes"], plain],
      ["mix3", ["noteExemplars", "sixthExemplars", "openingExemplars"], mixed],
      ["stack4", ["surface", "openingHeld", "noteExemplars", "sixthExemplars"], mixed],
    ] as const;
    for (const [name, members, file] of stacks) {
      const stack = fitStack(members.map((m) => found[m].held), found[members[0]].truth);
      for (let i = 0; i < judged.size; i++) {
        const total = stackedScores(stack, members.map((m) => found[m].scores[i]));
        const logs = withOutliers(softmax(total), stack.outliers).map(Math.log);
        assertClose(logs, file.recordings[i][`${name}_log_probabilities`], 1e-3);
      }
    }
  },
});

/** Which experts answer for which melody, and what of it is read. */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { ModelError } from "../../lib/errors.ts";
import { prepareMelodies } from "../../lib/evaluate/mod.ts";
import type { CombinedFeatures } from "../../lib/families/combination.ts";
import {
  checkSettings,
  type CombinationSettings,
} from "../../lib/families/combination_settings.ts";
import type { Expert } from "../../lib/families/experts/expert.ts";
import { noteTrigrams } from "../../lib/families/experts/note_trigrams.ts";
import { sectionPitches } from "../../lib/families/experts/section_pitches.ts";
import { MelodyView } from "../../lib/families/features/melody_view.ts";
import { type FamilyParts, type LabelledMelody, makeFamily } from "../../lib/families/mod.ts";
import { toyMelodies } from "./melodies.ts";

const family = makeFamily("hmm");
/** Three raags under names that the books have. */
const melodies = toyMelodies(3, 12).map((one) => ({
  ...one,
  raag: { Pentad: "Bhupali", Zigzag: "Deshkar", Minor: "Malkauns" }[one.raag]!,
}));
const items = prepareMelodies(family, melodies);
const parts = (await family.fit(items)).parts();
const settings = parts.settings as unknown as CombinationSettings;
const [{ features }] = items as { features: CombinedFeatures }[];

/** The same fit, as if its recordings were so long, with other weights and biases. */
function fitWith(
  seconds: number,
  { whole, excerpt }: { whole: number[][]; excerpt: number[][] },
): (asked: number) => Float64Array {
  const team = ([weights, bias]: number[][]) => ({
    stack: { weights, bias, outliers: 0.1 },
    held: 9,
  });
  const changed = { ...settings, seconds, whole: team(whole), excerpt: team(excerpt) };
  const fitted = family.restore({ ...parts, settings: changed } as unknown as FamilyParts);
  return (asked) => fitted.answer({ ...features, seconds: asked }).scores;
}

Deno.test("what does not unfold as the trained recordings do is answered for by another team", () => {
  // Without weights only the biases speak: 1 for the whole, 2 for excerpts.
  const teams = { whole: [[0, 0, 0, 0], [1, 0, 0]], excerpt: [[0, 0, 0], [2, 0, 0]] };
  const teamOf = (trained: number) => {
    const scores = fitWith(trained, teams);
    return (seconds: number) => scores(seconds)[0];
  };
  // From three tenths to two and a half times their length.
  const usual = teamOf(200);
  assertEquals([59, 60, 200, 500, 501].map(usual), [2, 1, 1, 1, 2]);
  // Recordings of less than two and a half minutes do not unfold at all.
  assertEquals([teamOf(150)(150), teamOf(149)(149)], [1, 2]);
});

Deno.test("the less is heard of a melody, the less an expert of sections and the more notes count", () => {
  const alone = (member: number) => {
    const weights = [0, 0, 0];
    weights[member] = 1;
    const scores = fitWith(100, {
      whole: [[0, 0, 0, 0], [0, 0, 0]],
      excerpt: [weights, [0, 0, 0]],
    });
    // A sixteenth of what was trained, and as long as that, or longer.
    const [short, same, long] = [100 / 16, 100, 300].map((seconds) => scores(seconds)[0]);
    assertEquals(long, same, "weights do not grow further");
    return short / same;
  };
  // T^-.15 for the notes, T^.25 for the pitches; the book is as it is.
  assertAlmostEquals(alone(0), 16 ** 0.15, 1e-9);
  assertAlmostEquals(alone(1), 16 ** -0.25, 1e-9);
  assertAlmostEquals(alone(2), 1, 1e-9);
});

Deno.test("the evidence for a tonic is what the best raags score, weighed by the experts", async () => {
  const labels = parts.labels;
  /** The best score of an expert by itself, which reads the same as the family's. */
  const bestOf = async <F>(expert: Expert<F>) => {
    const view = (one: LabelledMelody) => expert.prepare(new MelodyView(one));
    const { learnt } = await expert.learn(
      melodies.map((one) => ({ ...one, features: view(one) }))
        .sort((a, b) => labels.indexOf(a.raag) - labels.indexOf(b.raag)),
      labels,
      {},
    );
    return Math.max(...expert.scorer(learnt)(view(melodies[0])));
  };
  const [notes, sixths, opening, whole] = [
    await bestOf(noteTrigrams({ exemplars: true })),
    await bestOf(sectionPitches("sixth-exemplars")),
    await bestOf(sectionPitches("opening-exemplars")),
    await bestOf(sectionPitches("whole-exemplars")),
  ];
  for (const name of ["hmm", "stack"]) {
    const own = makeFamily(name), read = prepareMelodies(own, melodies);
    const learnt = (await own.fit(read)).parts();
    const fitted = own.restore({ ...learnt, settings: { ...learnt.settings, seconds: 200 } });
    const evidence = (seconds: number) =>
      fitted.answer({ ...read[0].features as CombinedFeatures, seconds }).tonicEvidence;
    assertAlmostEquals(evidence(200), 1.25 * notes + sixths + 2.25 * opening, 1e-9, name);
    // Of an excerpt, and unless a family says otherwise: notes and the pitches of the whole.
    assertAlmostEquals(evidence(12), notes + whole, 1e-9, name);
  }
});

/** Arrays of numbers of any type as plain ones. */
const numbersOf = (features: unknown) =>
  JSON.parse(JSON.stringify(
    features,
    (_, value) => ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
  ));

Deno.test("what each recording brought is recalled, where every expert keeps it", async () => {
  const labels = ["Bhupali", "Deshkar", "Malkauns"];
  for (const name of ["hmm", "stack", "pcd-knn"]) {
    const own = makeFamily(name), read = prepareMelodies(own, melodies);
    const recalled = own.recall!((await own.fit(read)).parts());
    const given = labels.map((label) =>
      read.filter(({ raag }) => raag === label).map(({ features }) => features)
    );
    // Whole numbers come back as any others are kept.
    assertEquals(numbersOf(recalled), numbersOf(given), name);
  }
  for (const name of ["hmm-plain", "note-hmm"]) {
    const own = makeFamily(name);
    const fitted = await own.fit(prepareMelodies(own, melodies));
    assertEquals(own.recall!(fitted.parts()), undefined, "sums do not tell one from another");
  }
});

Deno.test("sets that say nothing of the lengths of recordings recall none; in part it is damage", () => {
  const without = (some: string[]) => ({
    ...parts,
    raags: parts.raags.map((one, k) => {
      const { "recordings.lengths": _, ...arrays } = one.arrays;
      return some.includes(parts.labels[k]) ? { ...one, arrays } : one;
    }),
  });
  const old = without(parts.labels);
  assertEquals(family.recall!(old), undefined);
  assertEquals(family.restore(old).answer(features), family.restore(parts).answer(features));
  const damaged = without(["Deshkar"]);
  assertEquals(family.recall!(damaged), undefined);
  assertThrows(() => family.restore(damaged), ModelError, "missing in some");
});

Deno.test("what typicality is judged by is there in full, or not at all", () => {
  const whole = {
    means: [0, 0, 0],
    spreads: [1, 1, 1],
    seconds: 100,
    level: 0,
    percentiles: new Array(101).fill(0),
  };
  const check = (change: Partial<typeof whole>) =>
    checkSettings({ ...settings, typicality: { ...whole, ...change } }, {
      labels: 3,
      whole: 4,
      excerpt: 3,
    });
  check({});
  check({ seconds: 0, means: [], spreads: [], percentiles: [] });
  for (const name of ["means", "spreads", "percentiles"]) {
    assertThrows(() => check({ [name]: [] }), ModelError, "means, spreads and 101 percentiles");
  }
});

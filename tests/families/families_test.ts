/** What holds for every family: it learns, saves, answers the same again, and claims no more than it knows. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { InvalidArgumentError, ModelError } from "../../lib/errors.ts";
import {
  crossValidateFold,
  type Prediction,
  prepareMelodies,
  stratifiedGroupFolds,
} from "../../lib/evaluate/mod.ts";
import {
  type Example,
  type Family,
  FAMILY_NAMES,
  type FamilySpec,
  makeFamily,
} from "../../lib/families/mod.ts";
import { shuffledLabels, toyMelodies } from "./melodies.ts";

const MELODIES = toyMelodies(8, 25);

/** Every family that learns any label, the slow one with few iterations. */
const SPECS: FamilySpec[] = FAMILY_NAMES.filter((name) => name !== "textbook").map((family) =>
  family === "frame-hmm-random"
    ? { family, nStates: 12, maxIterations: 15, frameSpacingSeconds: 0.1 }
    : { family }
);

/** Everything judged by models that have not heard it. */
async function heldOut(
  family: Family,
  items: readonly Example[],
): Promise<Prediction[]> {
  const folds = stratifiedGroupFolds(items, 3, 42);
  const units = [];
  for (const fold of [0, 1, 2]) {
    units.push(await crossValidateFold({ family, items, folds, fold, seed: 42 }));
  }
  return units.flatMap(({ predictions }) => predictions);
}

const share = (predictions: readonly Prediction[]) =>
  predictions.filter(({ truth, predicted }) => truth === predicted).length / predictions.length;

/** Families that hear the order of notes, and so tell Pentad from Zigzag, which have the same notes. */
const OF_ORDER = ["hmm", "stack", "hmm-plain", "note-hmm"];

for (const spec of SPECS) {
  const name = spec.family, family = makeFamily(spec), items = prepareMelodies(family, MELODIES);

  Deno.test(`${name}: learns, says what, and answers the same from its parts`, async () => {
    const fitted = await family.fit(structuredClone(items), { seed: 1 });
    assertEquals(fitted.labels, ["Minor", "Pentad", "Zigzag"]);
    const answer = fitted.answer(items[0].features);
    assert(answer.scores.every(Number.isFinite));
    const learnt = fitted.describe();
    assertEquals(JSON.parse(JSON.stringify(learnt)), learnt);
    const again = makeFamily(spec).restore(fitted.parts());
    assertEquals(again.answer(items[0].features), answer, "to the last bit");
    // Neither the order of the recordings nor a second run changes anything.
    const turned = await family.fit([...items].reverse(), { seed: 1 });
    assertEquals(turned.answer(items[0].features), answer);
  });

  Deno.test(`${name}: beats chance on melodies it has not heard; shuffled labels do not`, async () => {
    // Distributions cannot tell Pentad from Zigzag: 2/3 is theirs.
    const least = OF_ORDER.includes(name) ? 0.95 : 0.6,
      own = share(await heldOut(family, items));
    assert(own > least, `${own}`);
    // Chance is 1/3; of 48 draws more than .6 are right once in 10 000.
    const blind = [1, 2].map((seed) => heldOut(family, shuffledLabels(items, seed)));
    assert(share((await Promise.all(blind)).flat()) < 0.6);
  });

  Deno.test(`${name}: probabilities sum to 1 and claim no more than n recordings support`, async () => {
    const fitted = await family.fit(items);
    for (const { features } of items) {
      const probabilities = fitted.answer(features).probabilities!;
      const total = probabilities.reduce((sum, p) => sum + p, 0);
      assert(Math.abs(total - 1) < 1e-9);
      // 24 recordings, each a source of its own: at most (24 + 1) / (24 + 2).
      assert(Math.max(...probabilities) <= 25 / 26 + 1e-9, `${Math.max(...probabilities)}`);
    }
  });

  Deno.test(`${name}: one recording a label ranks, without a percentage`, async () => {
    const fitted = await family.fit([0, 8, 16].map((i) => items[i]));
    const { scores, probabilities } = fitted.answer(items[8].features);
    assertEquals(probabilities, undefined);
    assert(scores.every(Number.isFinite));
  });

  Deno.test(`${name}: silence is learnt from and asked about without harm`, async () => {
    const silent = structuredClone(MELODIES[0]);
    silent.track.f0.fill(NaN);
    const [known, unknown] = prepareMelodies(family, [
      { ...silent, id: "silent" },
      { ...silent, id: "silence", raag: "Silence" },
    ]);
    const fitted = await family.fit([...items.slice(0, 20), known, unknown]);
    const { scores, typical, voicedSeconds } = fitted.answer(unknown.features);
    assert(scores.every(Number.isFinite));
    assertEquals([typical, voicedSeconds], [false, 0]);
  });

  Deno.test(`${name}: a raag can be forgotten, and the others answer on`, async () => {
    const parts = family.forget((await family.fit(items)).parts(), "Minor");
    const rest = family.restore(parts);
    assertEquals(rest.labels, ["Pentad", "Zigzag"]);
    const { scores } = rest.answer(items.find(({ raag }) => raag === "Zigzag")!.features);
    assertEquals(scores.length, 2);
    assert(scores.every(Number.isFinite));
  });

  Deno.test(`${name}: nothing to learn from, and a seed that is none`, async () => {
    await assertRejects(() => family.fit([]), ModelError, "training data is empty");
    await assertRejects(() => family.fit(items, { seed: 0.5 }), InvalidArgumentError, "seed");
  });
}

Deno.test("what a recording's group taught is not in its own held-out score", async () => {
  // Each label has one odd group of four copies. Held out together they are misjudged; were only the
  // copy itself left out, the other three would name it, and the family would call itself sure.
  const family = makeFamily("hmm");
  const odd = structuredClone(MELODIES[0]);
  const copies = ["Pentad", "Zigzag", "Minor"].flatMap((raag, k) =>
    [0, 1, 2, 3].map((i) => ({
      ...odd,
      id: `odd_${raag}_${i}`,
      raag,
      group: `odd_${raag}`,
      track: MELODIES[8 * ((k + 1) % 3)].track,
      tonicHz: MELODIES[8 * ((k + 1) % 3)].tonicHz,
    }))
  );
  const grouped = prepareMelodies(family, [...MELODIES, ...copies]);
  const apart = grouped.map((one) => ({ ...one, group: one.id }));
  const outliers = async (items: Example[]) => {
    const { settings } = (await family.fit(items)).parts();
    return (settings.whole as { stack: { outliers: number } }).stack.outliers;
  };
  const honest = await outliers(grouped), leaking = await outliers(apart);
  assert(honest > 1.5 * leaking, `${honest} with groups, ${leaking} without`);
});

Deno.test("note-hmm: Baum-Welch climbs, its record is kept, and the size is as asked", async () => {
  const family = makeFamily({ family: "note-hmm", nStates: 12, nSymbols: 12, maxIterations: 5 });
  const fitted = await family.fit(prepareMelodies(family, MELODIES));
  for (const { hmm, record } of fitted.parts().raags) {
    assertEquals([hmm.nStates, hmm.nSymbols], [12, 12]);
    const gains = record.history.slice(1).map(({ gain }) => gain);
    assert(gains.length > 0 && gains.every((gain) => gain > -1e-9));
  }
});

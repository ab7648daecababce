import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { stratifiedGroupFolds } from "../../lib/evaluate/mod.ts";
import { Random } from "../../lib/random.ts";

const RUNS = { seed: 42, numRuns: 200 };

function items(nPerLabel: number, labels: string[]) {
  return labels.flatMap((raag) =>
    Array.from({ length: nPerLabel }, (_, i) => ({
      id: `${raag}${i}`,
      raag,
      group: `${raag}${i}`,
    }))
  );
}

Deno.test("stratifiedGroupFolds: 20 recordings of 8 labels in 10 folds are 2 of each in each", () => {
  const recordings = items(20, [..."abcdefgh"]);
  const folds = stratifiedGroupFolds(recordings, 10, 42);
  const counts = new Map<string, number>();
  recordings.forEach(({ raag }, i) => {
    counts.set(`${raag}${folds[i]}`, (counts.get(`${raag}${folds[i]}`) ?? 0) + 1);
  });
  assertEquals(counts.size, 80);
  assert([...counts.values()].every((count) => count === 2));
});

Deno.test("stratifiedGroupFolds: no group is split, no fold is empty, all is dealt", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom("x", "y", "z"), fc.integer({ min: 0, max: 12 })), {
        minLength: 20,
        maxLength: 60,
      }),
      fc.integer({ min: 2, max: 5 }),
      fc.integer(),
      (draws, nFolds, seed) => {
        const recordings = draws.map(([raag, group], i) => ({
          id: `r${i}`,
          raag,
          group: `g${group}`,
        }));
        fc.pre(new Set(recordings.map(({ group }) => group)).size >= nFolds);
        const folds = stratifiedGroupFolds(recordings, nFolds, seed);
        const places = new Set(recordings.map(({ group }, i) => `${group} ${folds[i]}`));
        assertEquals(places.size, new Set(recordings.map(({ group }) => group)).size);
        assertEquals(
          [...new Set(folds)].sort(),
          Array.from({ length: nFolds }, (_, fold) => fold),
        );
      },
    ),
    RUNS,
  );
});

Deno.test("stratifiedGroupFolds: depends on the seed, not on the order of the recordings", () => {
  const recordings = items(10, ["a", "b", "c"]);
  const folds = stratifiedGroupFolds(recordings, 5, 7);
  const mixed = new Random(1).shuffle(recordings);
  const byId = new Map(recordings.map(({ id }, i) => [id, folds[i]]));
  assertEquals(
    [...stratifiedGroupFolds(mixed, 5, 7)],
    mixed.map(({ id }) => byId.get(id)!),
  );
  assertNotEquals([...stratifiedGroupFolds(recordings, 5, 8)], [...folds]);
});

Deno.test("stratifiedGroupFolds: refuses impossible numbers and equal ids", () => {
  const recordings = items(2, ["a", "b"]);
  for (const nFolds of [1, 5, 2.5]) {
    assertThrows(
      () => stratifiedGroupFolds(recordings, nFolds, 1),
      InvalidArgumentError,
      `found ${nFolds}`,
    );
  }
  assertThrows(
    () => stratifiedGroupFolds([...recordings, { ...recordings[0], group: "z" }], 2, 1),
    InvalidArgumentError,
    '"a0" occurs twice',
  );
});

Deno.test("stratifiedGroupFolds: each recording by itself", () => {
  const folds = stratifiedGroupFolds(items(3, ["a"]), 3, 1);
  assertEquals([...folds].sort(), [0, 1, 2]);
});

Deno.test("stratifiedGroupFolds: a deal by hand, the same for every seed", () => {
  const groups: [string, string][] = [["A", "XXX"], ["B", "XX"], ["C", "YY"], ["D", "Y"]];
  const recordings = groups.flatMap(([group, raags]) =>
    [...raags].map((raag, i) => ({ id: `${group}${i}`, raag, group }))
  );
  // A comes first, into fold 0. B finds three of its X there, and goes to fold 1; so does C, before
  // B or after it, since fold 1 has less. D finds two Y in fold 1, and goes to fold 0.
  for (let seed = 0; seed < 20; seed++) {
    assertEquals([...stratifiedGroupFolds(recordings, 2, seed)], [0, 0, 0, 1, 1, 1, 1, 0]);
  }
});

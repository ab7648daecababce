import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { PersistenceError } from "../../lib/errors.ts";
import { DiscreteHmm } from "../../lib/hmm/mod.ts";
import {
  encodeNpz,
  fromHmmlearnNpz,
  toHmmlearnJson,
  toHmmlearnNpz,
} from "../../lib/persistence/mod.ts";
import { withFolder } from "./models.ts";
import { lacksNumpy, python } from "./python.ts";

const HMM = DiscreteHmm.random(5, 7, 42);
const MELODY = Array.from({ length: 300 }, (_, i) => (i * i + 5 * i) % 7);

Deno.test("parameters go to hmmlearn's names and back, to the bit", () => {
  assertEquals(fromHmmlearnNpz(toHmmlearnNpz(HMM)).parameters, HMM.parameters);
  const json = JSON.parse(toHmmlearnJson(HMM));
  assertEquals(json.startprob_, [...HMM.startprob]);
  assertEquals([json.transmat_.flat(), json.emissionprob_.flat()], [
    [...HMM.transmat],
    [...HMM.emissionprob],
  ]);
  assertEquals([json.n_components, json.n_features, json.transmat_.length], [5, 7, 5]);
});

Deno.test("names without their underscore will do", () => {
  const { startprob, transmat, emissionprob } = HMM;
  const npz = encodeNpz({
    startprob: { shape: [5], data: startprob },
    transmat: { shape: [5, 5], data: transmat },
    emissionprob: { shape: [5, 7], data: emissionprob },
  });
  assertEquals(fromHmmlearnNpz(npz).score(MELODY), HMM.score(MELODY));
});

Deno.test("what is no model is refused with everything that is wrong", () => {
  const half = { shape: [2], data: Float64Array.of(0.5, 0.4) };
  const error = assertThrows(
    () => fromHmmlearnNpz(encodeNpz({ startprob_: half, emissionprob_: half })),
    PersistenceError,
  ) as PersistenceError;
  assertEquals(error.problems.map(({ field }) => field), [
    "startprob_",
    "transmat",
    "emissionprob_",
  ]);
  const refuse = (emissionprob: number[], words: string): unknown =>
    assertThrows(
      () =>
        fromHmmlearnNpz(encodeNpz({
          startprob_: { shape: [1], data: Float64Array.of(1) },
          transmat_: { shape: [1, 1], data: Float64Array.of(1) },
          emissionprob_: { shape: [1, 2], data: Float64Array.from(emissionprob) },
        })),
      PersistenceError,
      words,
    );
  refuse(
    [0.5, 0.6],
    "emissionprob_ must have rows of probabilities that sum to 1; row 0 sums to 1.1",
  );
  refuse([1, NaN], "row 0 holds NaN");
  refuse([1.5, -0.5], "row 0 holds 1.5");
});

/** The scaled forward pass of Rabiner (1989), section V.A, in NumPy: what hmmlearn computes. */
const FORWARD = `
import json, sys, numpy as np
m = dict(np.load(sys.argv[1]))
pi, A, B = (m[k] for k in ("startprob_", "transmat_", "emissionprob_"))
total, alpha = 0.0, None
for k in json.loads(sys.argv[2]):
    alpha = (pi if alpha is None else alpha @ A) * B[:, k]
    total += np.log(alpha.sum())
    alpha = alpha / alpha.sum()
print(repr(float(total)))
np.savez_compressed(sys.argv[1], startprob_=pi, transmat_=np.asfortranarray(A), emissionprob_=B)
`;

Deno.test(
  "NumPy scores a melody alike, and its file comes back",
  { ignore: lacksNumpy() },
  () =>
    withFolder(async (folder) => {
      const path = `${folder}/m.npz`;
      await Deno.writeFile(path, toHmmlearnNpz(HMM));
      const score = Number(await python(FORWARD, path, JSON.stringify(MELODY)));
      assert(score < -300);
      // Both sum 300 logarithms of about -2: rounding leaves 1e-12 of some 600 nats.
      assertAlmostEquals(score, HMM.score(MELODY), 1e-9);
      assertEquals(fromHmmlearnNpz(await Deno.readFile(path)).parameters, HMM.parameters);
    }),
);

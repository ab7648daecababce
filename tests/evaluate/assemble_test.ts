/** Four recordings and what two families say of them, worked by hand. */
import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { assembleCrossValidation } from "../../lib/evaluate/assemble.ts";
import { predictionOf } from "../../lib/evaluate/fold.ts";
import {
  compareFamilies,
  type FoldResult,
  type Prediction,
  probableTruths,
  summarizeFamily,
  wilsonInterval,
} from "../../lib/evaluate/mod.ts";
import type { Classification } from "../../lib/families/mod.ts";

/** A prediction that names the first label, with scores falling from label to label. */
function said(recording_id: string, truth: string, order: string, refused = false): Prediction {
  const labels = [...order];
  return {
    recording_id,
    truth,
    predicted: labels[0],
    refused,
    scores: Object.fromEntries(labels.map((label, place) => [label, -place])),
    probabilities: { W: 0, X: 0.7, Y: 0.2, Z: 0.1 },
  };
}

const unit = (family: string, fold: number, predictions: Prediction[]): FoldResult => (
  { family, fold, predictions, learnt: {}, seconds: fold + 2 }
);

const FIRST = [
  unit("first", 0, [said("b", "X", "XYZW"), said("d", "V", "XYZW", true)]),
  unit("first", 1, [said("c", "W", "XYZW"), said("a", "Y", "XZYW")]),
];
const SECOND = [
  unit("second", 0, [said("b", "X", "YXZW"), said("d", "V", "XYZW")]),
  unit("second", 1, [said("c", "W", "WXYZ"), said("a", "Y", "YXZW")]),
];

Deno.test("the metrics of a family, of four recordings by hand", () => {
  const result = summarizeFamily("first", FIRST);
  assertEquals(result.predictions.map(({ recording_id }) => recording_id), ["a", "b", "c", "d"]);
  assertEquals([result.accuracy, result.accuracy_ci95], [1 / 4, wilsonInterval(1, 4)]);
  // V, W, Y missed, X found; X was called four times, once rightly: 2 / (1 + 4).
  assertEquals([result.balanced_accuracy, result.macro_f1], [1 / 4, 0.4 / 4]);
  assertEquals(result.confusion.labels, ["V", "W", "X", "Y"]);
  assertEquals(result.confusion.matrix.map((row) => row[2]), [1, 1, 1, 1]);
  // X first and Y third are among three; W is fourth, and V no label at all.
  assertEquals(result.top3, 2 / 4);
  assertEquals([result.refused, result.seconds], [1 / 4, 2 + 3]);
  const { brier, log_loss, expected_calibration_error } = result.calibration;
  // Y: .7^2 + .8^2 + .1^2; X: .3^2 + .2^2 + .1^2; W: .7^2 + .2^2 + .1^2 + 1; V the same.
  assertAlmostEquals(brier, (1.14 + 0.14 + 2 * 1.54) / 4, 1e-12);
  // W has probability 0 and V none: both count as 1e-15.
  assertAlmostEquals(log_loss, -(Math.log(0.2) + Math.log(0.7) + 2 * Math.log(1e-15)) / 4, 1e-9);
  assertAlmostEquals(expected_calibration_error, 0.7 - 1 / 4, 1e-12);
});

Deno.test("the place of the truth among probabilities, and none where there are none", () => {
  const [{ predictions: [known, unknown] }] = FIRST;
  const places = probableTruths([known, { ...known, probabilities: undefined }, unknown]);
  assertEquals(places.map(({ truth }) => truth), [1, -1]);
  assertEquals(places[0].probabilities, [0, 0.7, 0.2, 0.1]);
});

Deno.test("families are compared in pairs, on what only one of the two got right", () => {
  const report = assembleCrossValidation({
    dataset: "hand-made",
    folds: 2,
    seed: 7,
    families: ["second", "first"],
    units: [FIRST[1], SECOND[0], SECOND[1], FIRST[0]],
  });
  assertEquals([report.dataset, report.folds, report.seed], ["hand-made", 2, 7]);
  assertEquals(report.results[1], summarizeFamily("first", FIRST));
  // The second family has a and c for itself, the first has b: of three differences the less
  // frequent one or none, on either side, is all that can fall: p = 1.
  assertEquals(report.comparisons, [
    { first: "second", second: "first", only_first: 2, only_second: 1, p_value: 1 },
  ]);
  const [one, two] = report.results;
  const pairs = compareFamilies([one, two, { ...two, family: "third" }]);
  assertEquals(pairs.map(({ first, second }) => [first, second]), [
    ["second", "first"],
    ["second", "third"],
    ["first", "third"],
  ]);
  assertThrows(
    () => compareFamilies([one, { ...two, predictions: two.predictions.toReversed() }]),
    InvalidArgumentError,
    '"a" is not in both',
  );
});

Deno.test("a prediction is a classification beside its truth", () => {
  const classification: Classification = {
    raag: "Desh",
    typicality: 0.4,
    ranking: [{ raag: "Desh", score: 2, probability: 0.9 }, {
      raag: "Kafi",
      score: 1,
      probability: 0.1,
    }],
    tonicHz: 200,
    voicedSeconds: 60,
    remarks: [],
    reasons: [],
  };
  assertEquals(predictionOf("a", "Kafi", classification), {
    recording_id: "a",
    truth: "Kafi",
    predicted: "Desh",
    refused: false,
    typicality: 0.4,
    scores: { Desh: 2, Kafi: 1 },
    probabilities: { Desh: 0.9, Kafi: 0.1 },
  });
  const refused = (refusal: Classification["refusal"]) =>
    predictionOf("a", "Kafi", { ...classification, raag: null, refusal }).refused;
  // A shortlist names raags; only the other two say that it is none of them.
  assertEquals([refused("none-of-these"), refused("nothing-heard"), refused("not-sure")], [
    true,
    true,
    false,
  ]);
  const bare = predictionOf("a", "Kafi", {
    ...classification,
    typicality: undefined,
    ranking: [{ raag: "Kafi", score: 3 }],
  });
  assertEquals(bare, {
    recording_id: "a",
    truth: "Kafi",
    predicted: "Kafi",
    refused: false,
    scores: { Kafi: 3 },
  });
});

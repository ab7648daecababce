import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import {
  brierScore,
  expectedCalibrationError,
  fitTemperature,
  logLoss,
  reliabilityBins,
  withTemperature,
} from "../../lib/evaluate/mod.ts";
import { softmax } from "../../lib/math.ts";
import { Random } from "../../lib/random.ts";

const JUDGED = [
  { probabilities: [0.8, 0.2], truth: 0 },
  { probabilities: [0.6, 0.4], truth: 1 },
];

Deno.test("calibration: scores worked by hand", () => {
  assertAlmostEquals(logLoss(JUDGED), -(Math.log(0.8) + Math.log(0.4)) / 2, 1e-12);
  assertAlmostEquals(brierScore(JUDGED), (2 * 0.04 + 2 * 0.36) / 2, 1e-12);
  // Two bins of one recording each: |1 - 0.8| and |0 - 0.6|.
  assertAlmostEquals(expectedCalibrationError(JUDGED), (0.2 + 0.6) / 2, 1e-12);
  const bins = reliabilityBins(JUDGED);
  assertEquals(bins.map(({ count }) => count), [0, 0, 0, 0, 0, 1, 0, 1, 0, 0]);
  assertEquals([bins[5].accuracy, bins[7].accuracy, bins[0].accuracy], [0, 1, NaN]);
});

Deno.test("calibration: edges", () => {
  const certain = [{ probabilities: [1, 0], truth: 0 }];
  assertEquals(
    [logLoss(certain), brierScore(certain), expectedCalibrationError(certain)],
    [0, 0, 0],
  );
  const wrong = [{ probabilities: [1, 0], truth: 1 }];
  assertEquals([brierScore(wrong), expectedCalibrationError(wrong)], [2, 1]);
  assertAlmostEquals(logLoss(wrong), -Math.log(1e-15), 1e-9);
  // A truth that no label stands for had probability 0.
  const unknown = [{ probabilities: [1, 0], truth: -1 }];
  assertEquals(brierScore(unknown), 2);
  assertAlmostEquals(logLoss(unknown), -Math.log(1e-15), 1e-9);
  assertEquals([logLoss([]), brierScore([]), expectedCalibrationError([])], [NaN, NaN, NaN]);
  assertThrows(() => reliabilityBins([], 0), InvalidArgumentError, "nBins");
});

Deno.test("fitTemperature: finds the temperature that made the data", () => {
  const random = new Random(42);
  for (const temperature of [0.05, 1, 30]) {
    const held = Array.from({ length: 4000 }, () => {
      const scores = Array.from({ length: 5 }, () => random.normal(0, 2 * temperature));
      return { scores, truth: random.weighted(softmax(scores, temperature)) };
    });
    const found = fitTemperature(held);
    // 4000 draws fix log T within about 0.03 (two standard errors seen over seeds).
    assertAlmostEquals(Math.log(found), Math.log(temperature), 0.06);
    const judged = withTemperature(held, found);
    // 4000 recordings in ten bins: chance alone leaves about 0.01.
    assert(expectedCalibrationError(judged) < 0.03);
    for (const other of [found * 0.9, found * 1.1]) {
      assert(logLoss(withTemperature(held, other)) > logLoss(judged));
    }
  }
});

Deno.test("fitTemperature: nothing to fit, and truths that nobody knows", () => {
  assertEquals(fitTemperature([]), 1);
  assertEquals(fitTemperature([{ scores: [1, 2], truth: -1 }]), 1);
  const held = [0, 0, 0, 1].map((truth) => ({ scores: [10, 0], truth }));
  assertAlmostEquals(
    fitTemperature([...held, { scores: [5, 0], truth: -1 }]),
    fitTemperature(held),
    1e-9,
  );
});

Deno.test("withTemperature: one for all, or one each; the ranking stays", () => {
  const held = [{ scores: [1, 3, 2], truth: 1 }, { scores: [1, 3, 2], truth: 1 }];
  const [hot, cold] = withTemperature(held, [100, 0.01]);
  assertAlmostEquals(hot.probabilities[1], 1 / 3, 0.01);
  assertAlmostEquals(cold.probabilities[1], 1, 1e-9);
  assertEquals(withTemperature(held, 2)[0].probabilities, softmax([1, 3, 2], 2));
});

import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import {
  brierScore,
  expectedCalibrationError,
  logLoss,
  reliabilityBins,
} from "../../lib/evaluate/mod.ts";

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

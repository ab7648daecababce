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

Deno.test("calibration: what lies in one bin of ten is judged together", () => {
  // .62 right and .68 wrong: half are right, at a confidence of .65.
  const judged = [
    { probabilities: [0.1, 0.28, 0.62], truth: 2 },
    { probabilities: [0.68, 0.32, 0], truth: 1 },
    { probabilities: [0.2, 0.2, 0.6], truth: 2 },
  ];
  // .6 is the upper edge of its bin and belongs to it.
  assertAlmostEquals(expectedCalibrationError(judged), (2 * 0.15 + 0.4) / 3, 1e-12);
  const bins = reliabilityBins(judged);
  assertEquals([bins[5].count, bins[6].count], [1, 2]);
  assertEquals([bins[6].low, bins[6].high, bins[6].accuracy], [0.6, 0.7, 0.5]);
  assertAlmostEquals(bins[6].confidence, 0.65, 1e-12);
  const [all] = reliabilityBins(judged, 1);
  assertEquals([all.low, all.high, all.count, all.accuracy], [0, 1, 3, 2 / 3]);
  // No confidence at all is in the first bin.
  assertEquals(reliabilityBins([{ probabilities: [0, 0], truth: 0 }])[0].count, 1);
});

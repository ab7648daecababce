import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError, ModelError } from "../../lib/errors.ts";
import { trainSvm } from "../../lib/evaluate/mod.ts";
import { Random } from "../../lib/random.ts";

// deno-fmt-ignore
const POINTS = [
  [0, 0], [1, 0.2], [0.3, 1.1], [1.4, 0.6], [2, 2], [3, 1.5], [1.2, 1.3],
  [2.4, 0.9], [0, 3], [1, 2.6], [0.5, 1.9], [1.8, 2.9], [0.9, 0.8],
];
const CLASSES = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 1];

Deno.test("trainSvm: has libsvm's boundaries", () => {
  // Decision values of libsvm as built in libsvm-js 0.2.1: -s 0 -t 2 -c 1.5 -g 0.7 -e 1e-8.
  const golden: [number[], number[]][] = [
    [[0.5, 0.5], [0.990087, 1.382299, 0.701076]],
    [[1.5, 1.5], [-1.093509, -0.006024, 1.162788]],
    [[0.2, 2.2], [0.071014, -1.048288, -1.258512]],
    [[3, 0], [-0.313049, 0.028881, 0.190560]],
  ];
  const svm = trainSvm(POINTS, CLASSES, { cost: 1.5, gamma: 0.7, tolerance: 1e-8 });
  assertEquals([svm.nClasses, svm.nSupportVectors], [3, 12]);
  for (const [sample, expected] of golden) {
    const decisions = svm.decisions(sample);
    [[0, 1], [0, 2], [1, 2]].forEach(([i, j], pair) => {
      // libsvm writes its thresholds with six digits.
      assertAlmostEquals(decisions[i * 3 + j], expected[pair], 2e-6);
      assertEquals(decisions[j * 3 + i], -decisions[i * 3 + j]);
    });
  }
});

Deno.test("trainSvm: at a high price, what can be separated is, with a margin", () => {
  const random = new Random(3);
  const samples: number[][] = [], classes: number[] = [];
  for (let k = 0; k < 4; k++) {
    for (let t = 0; t < 15; t++) {
      samples.push([random.normal(4 * (k % 2), 0.5), random.normal(4 * (k >> 1), 0.5)]);
      classes.push(k);
    }
  }
  const svm = trainSvm(samples, classes, { cost: 1e6, tolerance: 1e-6 });
  samples.forEach((sample, t) => {
    const decisions = svm.decisions(sample);
    for (let j = 0; j < 4; j++) {
      // With so high a price no point may lie inside the margin, but for the solver's tolerance.
      if (j !== classes[t]) assert(decisions[classes[t] * 4 + j] > 1 - 1e-4);
    }
  });
});

Deno.test("trainSvm: one class, equal points, gamma from the data", () => {
  assertEquals([...trainSvm([[1], [2]], [0, 0]).decisions([1])], [0]);
  const same = trainSvm([[1], [1], [1], [1]], [0, 1, 0, 1]);
  assertAlmostEquals(same.decisions([1])[1], 0, 1e-9);
  // Squared distances 1, 4, 9 (each twice): the upper median of six is 4.
  assertEquals(trainSvm([[0], [1], [3]], [0, 0, 1]).gamma, 1 / 4);
});

Deno.test("trainSvm: refuses what does not fit", () => {
  assertThrows(() => trainSvm([[1]], [0, 1]), InvalidArgumentError, "1 samples and 2 classes");
  assertThrows(() => trainSvm([[1]], [0], { cost: 0 }), InvalidArgumentError, "cost");
  assertThrows(() => trainSvm([[1]], [0], { gamma: NaN }), InvalidArgumentError, "gamma");
  assertThrows(() => trainSvm([[1], [2]], [0, 2]), ModelError, "class 1");
});

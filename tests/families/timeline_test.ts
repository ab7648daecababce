/** Evidence by windows of time, of three notes by hand. */
import { assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import {
  evidenceOverTime,
  type SymbolEvidence,
  timelineAmong,
} from "../../lib/families/timeline.ts";

const NATS = [Float64Array.of(-1, -2, -3), Float64Array.of(-2, -2, -1)];
/** Three symbols; as probabilities the sums themselves, and how many symbols they are of. */
const symbols = (onsets: number[]): SymbolEvidence => ({
  onsets: Float64Array.from(onsets),
  logLikelihoodsOf: (k) => NATS[k],
  probabilitiesOf: ([first], count) => Float64Array.of(first, count),
});
const LABELS = ["Desh", "Kafi"];

Deno.test("each window has what its notes add, above the mean; probabilities what came so far", () => {
  const found = evidenceOverTime(LABELS, symbols([10, 11.9, 12.5]), {
    windowSeconds: 1,
    startSeconds: 10,
    endSeconds: 13,
  });
  assertEquals([...found.times], [10, 11, 12]);
  // Desh by itself -1, -2, -3, Kafi -2, -2, -1: half of the difference on either side.
  assertEquals(found.evidence.map((own) => [...own]), [[0.5, 0, -1], [-0.5, 0, 1]]);
  assertEquals(found.probability.map((own) => [...own]), [[0.5, 0.5, -0.5], [1, 2, 3]]);
  const { labels, evidence, probability, times } = timelineAmong(found, [
    "Kafi",
    "Yaman",
    "Desh",
  ]);
  assertEquals([labels, evidence, probability], [
    ["Kafi", "Desh"],
    found.evidence.toReversed(),
    found.probability.toReversed(),
  ]);
  assertEquals(times, found.times);
});

Deno.test("notes beside the span fall into its first and its last window", () => {
  const { evidence, times } = evidenceOverTime(LABELS, symbols([9, 11, 14]), {
    windowSeconds: 2,
    startSeconds: 10,
    endSeconds: 13,
  });
  assertEquals([times.length, [...evidence[0]]], [2, [0.5, -1]]);
});

Deno.test("about forty windows, of two seconds or more, and one at the least", () => {
  const windowOf = (endSeconds: number) => {
    const { windowSeconds, times } = evidenceOverTime(LABELS, symbols([0, 0, 0]), {
      startSeconds: 0,
      endSeconds,
    });
    return [windowSeconds, times.length];
  };
  assertEquals([30, 81, 120, 400].map(windowOf), [[2, 15], [3, 27], [3, 40], [10, 40]]);
  assertEquals(windowOf(0), [2, 1]);
  for (const windowSeconds of [0, -1, NaN, Infinity]) {
    assertThrows(
      () =>
        evidenceOverTime(LABELS, symbols([0, 0, 0]), {
          windowSeconds,
          startSeconds: 0,
          endSeconds: 10,
        }),
      InvalidArgumentError,
      "windowSeconds",
    );
  }
});

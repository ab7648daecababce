import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { alignContour, scorePitch } from "../../lib/pitch/score.ts";

const times = [0, 0.01, 0.02, 0.03, 0.04, 0.05];

Deno.test("each measure counts what its definition says", () => {
  const truth = { times, f0: [200, 200, 200, 200, 0, 0] };
  // Right by 10 cents, an octave off, a fifth off, missed; one false alarm of two rests.
  const estimate = { times, f0: [200 * 2 ** (10 / 1200), 400, 300, NaN, 150, 0] };
  const score = scorePitch(estimate, truth);
  assertEquals(score.rawPitchAccuracy, 1 / 4);
  assertEquals(score.rawChromaAccuracy, 2 / 4);
  assertEquals(score.voicingRecall, 3 / 4);
  assertEquals(score.voicingFalseAlarm, 1 / 2);
  assertAlmostEquals(score.medianCents, 1200 * Math.log2(1.5), 1e-9);
  assertEquals([score.voicedFrames, score.unvoicedFrames], [4, 2]);
});

Deno.test("the tolerance and the mask are obeyed", () => {
  const truth = { times, f0: [200, 200, 200, 200, 200, 200] };
  const estimate = { times, f0: [60, 40, 0, 0, 0, 0].map((c) => c && 200 * 2 ** (c / 1200)) };
  assertEquals(scorePitch(estimate, truth).rawPitchAccuracy, 1 / 6);
  assertEquals(scorePitch(estimate, truth, { toleranceCents: 70 }).rawPitchAccuracy, 2 / 6);
  assertEquals(
    scorePitch(estimate, truth, { scored: [1, 1, 0, 0, 0, 0] }).rawPitchAccuracy,
    1 / 2,
  );
  assertEquals(scorePitch(estimate, { times, f0: times.map(() => 0) }).rawPitchAccuracy, NaN);
});

Deno.test("grids that differ meet at the nearest frame within half a hop", () => {
  const contour = { times: [0.004, 0.014, 0.024], f0: [100, 200, 0] };
  assertEquals([...alignContour(contour, times)], [100, 200, NaN, NaN, NaN, NaN]);
  assertEquals([...alignContour({ times: [], f0: [] }, [0, 1])], [NaN, NaN]);
  assertEquals([...alignContour({ times: [0, 1], f0: [5, 7] }, [0.1, 0.6, 1.4])], [5, 7, 7]);
});

Deno.test("inputs that do not fit are refused", () => {
  const good = { times, f0: times };
  const call = (f: () => unknown, text: string) => assertThrows(f, InvalidArgumentError, text);
  call(() => scorePitch({ times, f0: [1] }, good), "estimate must have as many times");
  call(() => scorePitch(good, { times: [1], f0: [] }), "truth must have as many times");
  call(() => scorePitch(good, good, { scored: [1] }), "scored must have one entry");
  call(() => scorePitch(good, good, { toleranceCents: 0 }), "toleranceCents must be > 0");
});

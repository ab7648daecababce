import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { AbortedError, InvalidArgumentError } from "../../lib/errors.ts";
import { type Outcome, runUnits } from "../../lib/jobs/mod.ts";
import { square } from "./square.ts";

const worker = new URL("./square_worker.ts", import.meta.url);

function errorOf<T>(outcome: Outcome<T>): Error {
  if (outcome.ok) throw new Error("the unit was to fail");
  return outcome.error;
}

for (const jobs of [1, 2, 5]) {
  Deno.test(`runUnits keeps the order of the inputs on ${jobs} threads`, async () => {
    const seen: number[] = [];
    const outcomes = await runUnits([1, 2, 3, 4, 5, 6], square, {
      jobs,
      worker,
      onOutcome: (_, index) => void seen.push(index),
    });
    assertEquals(outcomes.map((o) => o.ok && o.value), [1, 4, 9, 16, 25, 36]);
    assertEquals(seen.toSorted(), [0, 1, 2, 3, 4, 5]);
  });

  Deno.test(`runUnits: a unit that throws spoils its own outcome on ${jobs} threads`, async () => {
    const [one, bad, three] = await runUnits([1, -1, 3], square, { jobs, worker });
    assert(one.ok && three.ok);
    const error = errorOf(bad);
    assertInstanceOf(error, InvalidArgumentError);
    assertEquals(error.message, "x must not be -1, found -1");
  });
}

Deno.test("runUnits tells of one outcome after the other, also on several threads", async () => {
  let inside = 0, most = 0;
  await runUnits([1, 2, 3, 4, 5, 6], square, {
    jobs: 3,
    worker,
    onOutcome: async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 30));
      inside--;
    },
  });
  assertEquals(most, 1);
});

Deno.test("runUnits: a thread that dies is named and replaced", async () => {
  const outcomes = await runUnits([1, -2, 3, 4], square, {
    jobs: 2,
    worker,
    name: (x) => `recording ${x}`,
  });
  assertEquals(outcomes.map((o) => o.ok), [true, false, true, true]);
  const [, dead] = outcomes;
  assertStringIncludes(errorOf(dead).message, "recording -2: its worker ended");
});

for (const jobs of [1, 2]) {
  Deno.test(`runUnits stops on request on ${jobs} threads`, async () => {
    const controller = new AbortController();
    let done = 0;
    await assertRejects(
      () =>
        runUnits([1, 2, 3, 4, 5, 6, 7, 8], square, {
          jobs,
          worker,
          signal: controller.signal,
          onOutcome: () => {
            if (++done === 2) controller.abort();
          },
        }),
      AbortedError,
    );
    assert(done < 8);
  });
}

Deno.test("runUnits refuses a number of threads that is none", async () => {
  for (const jobs of [0, -1, 1.5, NaN]) {
    await assertRejects(() => runUnits([1], square, { jobs }), InvalidArgumentError, "jobs");
  }
});

Deno.test("runUnits of nothing gives nothing", async () => {
  assertEquals(await runUnits([], square, { jobs: 2, worker }), []);
});

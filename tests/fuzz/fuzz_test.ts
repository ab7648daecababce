/** A sample of what `deno task fuzz` does at length: 500 damaged files for each reader. */
import { assert } from "@std/assert";
import { Random } from "../../lib/random.ts";
import { mutateBytes, mutateText } from "./mutate.ts";
import { fuzzTargets, judge } from "./targets.ts";

const RUNS = 500;

for (const [name, target] of await fuzzTargets()) {
  Deno.test(`${RUNS} mutants of a ${target.what} file give a value or an error of ours`, async () => {
    const random = new Random(17).fork(name);
    const verdicts = { read: 0, refused: 0 };
    const { error } = console;
    console.error = () => {};
    try {
      for (let run = 0; run < RUNS; run++) verdicts[await judge(target, target.mutant(random))]++;
    } finally {
      console.error = error;
    }
    // Mutants that all meet one fate would test one line of the reader; tags are never refused.
    const isMixed = verdicts.read > 0 && (verdicts.refused > 0 || name === "tags");
    assert(isMixed, JSON.stringify(verdicts));
  });
}

Deno.test("damage does damage, and leaves the original alone", () => {
  const random = new Random(3);
  const original = Uint8Array.from({ length: 300 }, (_, i) => i % 251);
  const copy = original.slice(), text = '{"a": 1, "b": [2, 3]}';
  let changed = 0;
  for (let i = 0; i < 200; i++) {
    const mutant = mutateBytes(original, random);
    if (mutant.length !== copy.length || mutant.some((byte, k) => byte !== copy[k])) changed++;
    mutateText(text, random);
  }
  assert(original.every((byte, i) => byte === copy[i]));
  assert(changed > 190, `${changed} of 200`);
});

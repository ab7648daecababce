import { assert, assertEquals } from "@std/assert";
import { PersistenceError } from "../../lib/errors.ts";
import { sha256Hex } from "../../lib/files/mod.ts";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { Random } from "../../lib/random.ts";
import { makeModel, makeSet, withFolder } from "./models.ts";

/** Pieces of JSON that a damaged or hostile file may hold in place of what belongs there. */
const PIECES = [
  '"x"',
  "-1",
  "1e999",
  "null",
  "[]",
  "{}",
  '{"$number":"NaN"}',
  "3",
  '"../../x.npz"',
];

/** Changes a few bytes, or puts a foreign piece in place of a value. */
function mutate(text: string, random: Random): string {
  if (random.uniform() < 0.5) {
    const values = [...text.matchAll(/: ?("[^"]*"|-?[\d.]+|\[[^\]]*\]|\{[^}]*\})/g)];
    const { index, 0: whole } = random.pick(values);
    return `${text.slice(0, index)}: ${random.pick(PIECES)}${text.slice(index + whole.length)}`;
  }
  const letters = [...text];
  for (let n = random.int(1, 4); n > 0; n--) {
    letters[random.int(0, letters.length - 1)] = String.fromCharCode(random.int(1, 126));
  }
  return letters.join("");
}

Deno.test("500 mutants of the JSON files are loaded or refused by an error of ours", () =>
  withFolder(async (folder) => {
    const random = new Random(6);
    const persistence = new ModelPersistence(folder);
    await persistence.saveAllModels(
      makeSet([{
        ...makeModel("Desh", 1, 2, 2),
        components: { whole12: makeModel("", 2, 2, 12).hmm },
        arrays: { "a.counts": { shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) } },
      }]),
    );
    const metaPath = `${folder}/desh_meta.json`, summaryPath = `${folder}/models_summary.json`;
    const meta = await Deno.readTextFile(metaPath), summary = await Deno.readTextFile(summaryPath);
    const outcomes = { loaded: 0, refused: 0 };
    for (let run = 0; run < 500; run++) {
      // A changed metadata file gets the checksum that belongs to it, so that it is looked into.
      const changed = run % 2 === 0 ? mutate(meta, random) : meta;
      await Deno.writeTextFile(metaPath, changed);
      const old = await sha256Hex(new TextEncoder().encode(meta));
      const fitting = summary.replace(old, await sha256Hex(new TextEncoder().encode(changed)));
      await Deno.writeTextFile(summaryPath, run % 2 === 0 ? fitting : mutate(summary, random));
      try {
        for (const { hmm } of (await persistence.loadAllModels()).values()) {
          assert(hmm.score([0, 1]) <= 0);
        }
        outcomes.loaded++;
      } catch (error) {
        if (!(error instanceof PersistenceError)) throw error;
        outcomes.refused++;
      }
      for (const { message } of await persistence.validate()) assert(message !== "");
    }
    assertEquals(outcomes.loaded + outcomes.refused, 500);
    assert(outcomes.refused > 100 && outcomes.loaded > 10, JSON.stringify(outcomes));
  }));

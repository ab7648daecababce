import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { PersistenceError } from "../../lib/errors.ts";
import { FolderLock } from "../../lib/files/mod.ts";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { rollForward, stage, writeJournal } from "../../lib/persistence/commit.ts";
import { makeChange } from "../../lib/persistence/make_change.ts";
import { readSet } from "../../lib/persistence/read_set.ts";
import { Random } from "../../lib/random.ts";
import { makeModel, makeSet, smallSet, withFolder } from "./models.ts";

/** How many kills the test suite makes; the command line may ask for more: KILLS=200. */
const KILLS = Number(Deno.env.get("KILLS") ?? 8);

/** Starts a writer and waits until it is at work. */
async function startWriter(folder: string, number = 0): Promise<Deno.ChildProcess> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      new URL("writer.ts", import.meta.url).pathname,
      folder,
      `${number}`,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = process.stdout.getReader();
  await reader.read();
  await reader.cancel();
  return process;
}

/** The number of the one set that all the folder's models belong to. */
async function whichSet(persistence: ModelPersistence): Promise<number> {
  const models = await persistence.loadAllModels();
  const sets = new Set([...models.values()].map(({ training }) => Math.floor(training.seed / 100)));
  assertEquals(sets.size, 1, `a mixture of the sets ${[...sets]}`);
  const [set] = sets;
  assertEquals(models.size, set % 3 === 0 && set > 0 ? 2 : 3);
  return set;
}

const names = (folder: string): string[] => [...Deno.readDirSync(folder)].map((e) => e.name).sort();

Deno.test(`after a kill at any moment the set is whole (${KILLS} kills)`, () =>
  withFolder(async (folder) => {
    const random = new Random(2024);
    const persistence = new ModelPersistence(folder);
    await persistence.saveAllModels(
      makeSet(["Desh", "Yaman", "Bihag"].map((raag, i) => makeModel(raag, i, 6, 6))),
    );
    const seen = new Set<number>();
    for (let kill = 0; kill < KILLS; kill++) {
      const process = await startWriter(folder);
      // The last writer is let live until it has saved, so that no slow machine makes this a test
      // of writers that never wrote.
      const deadline = performance.now() + 20_000;
      while (kill === KILLS - 1 && seen.size < 2 && performance.now() < deadline) {
        seen.add(await whichSet(persistence));
      }
      await new Promise((resolve) => setTimeout(resolve, random.uniform(0, 120)));
      process.kill("SIGKILL");
      await process.status;
      seen.add(await whichSet(persistence));
      assertEquals(
        (await persistence.validate()).filter(({ severity }) => severity === "error"),
        [],
      );
    }
    assert(seen.size > 1, "no writer got so far as to save a set");
    // The next save clears away whatever the killed ones left.
    await persistence.saveAllModels(smallSet(["Desh"]));
    assertEquals(names(folder), [
      "desh.npz",
      "desh_card.md",
      "desh_meta.json",
      "models_summary.json",
    ]);
    assertEquals(await persistence.validate(), []);
  }));

Deno.test("two writers and a reader at once: the reader sees whole sets only", () =>
  withFolder(async (folder) => {
    const persistence = new ModelPersistence(folder);
    await persistence.saveAllModels(
      makeSet(["Desh", "Yaman", "Bihag"].map((raag, i) => makeModel(raag, i, 6, 6))),
    );
    const writers = await Promise.all([startWriter(folder, 0), startWriter(folder, 1)]);
    const seen = new Set<number>();
    const bothSeen = (): boolean =>
      [0, 1].every((rest) => [...seen].some((set) => set > 0 && set % 2 === rest));
    const deadline = performance.now() + 10_000;
    for (let round = 0; round < 40 || !bothSeen(); round++) {
      seen.add(await whichSet(persistence));
      assert(performance.now() < deadline, `one writer never had its turn: ${[...seen]}`);
    }
    for (const writer of writers) writer.kill("SIGKILL");
    await Promise.all(writers.map((writer) => writer.status));
    await whichSet(persistence);
  }));

// Every state that a kill can leave: before the journal, and after each of the steps behind it.
for (let done = -1; done <= 11; done++) {
  const title = done < 0 ? "before the journal" : `after the journal and ${done} renames`;
  for (const mayWrite of [true, false]) {
    Deno.test(`a kill ${title} (${mayWrite ? "writable" : "reading only"})`, () =>
      withFolder(async (folder) => {
        const persistence = new ModelPersistence(folder);
        await persistence.saveAllModels(smallSet(["A", "B", "C"]));
        const old = await persistence.summary();
        const change = makeChange(smallSet(["B", "C", "D"], 2), old);
        const journal = await stage(folder, change);
        assertEquals([journal.renames.length, journal.removes], [10, [
          "a.npz",
          "a_meta.json",
          "a_card.md",
        ]]);
        if (done >= 0) await writeJournal(folder, journal);
        for (const { from, to } of journal.renames.slice(0, Math.max(done, 0))) {
          await Deno.rename(`${folder}/${from}`, `${folder}/${to}`);
        }
        if (done === 11) await Deno.remove(`${folder}/a.npz`);
        // A lock that another holds keeps this process from finishing the change: it must see
        // through the journal instead, as one that may not write does.
        await using _lock = mayWrite ? undefined : await FolderLock.acquire(folder);
        const models = await persistence.loadAllModels();
        const [labels, seed] = done < 0 ? [["A", "B", "C"], 1] : [["B", "C", "D"], 2];
        assertEquals([...models.keys()], labels);
        for (const { training } of models.values()) assertEquals(training.seed, seed);
        if (mayWrite && done >= 0) {
          assertEquals(names(folder), [
            "b.npz",
            "b_card.md",
            "b_meta.json",
            "c.npz",
            "c_card.md",
            "c_meta.json",
            "d.npz",
            "d_card.md",
            "d_meta.json",
            "models_summary.json",
          ]);
        }
      }));
  }
}

Deno.test("a set that changes while it is read is read again", () =>
  withFolder(async (folder) => {
    for (const [name, seed] of [["old", 1], ["new", 2]] as const) {
      await new ModelPersistence(`${folder}/${name}`).saveAllModels(smallSet(["A", "B"], seed));
    }
    let changed = false;
    const set = await readSet(`${folder}/old`, () => {
      // Called between the reading of the summary and that of the files.
      if (!changed) {
        for (const name of names(`${folder}/new`)) {
          Deno.copyFileSync(`${folder}/new/${name}`, `${folder}/old/${name}`);
        }
      }
      return changed = true;
    });
    assertEquals(set.problems, []);
    assertEquals([...set.models.values()].map(({ training }) => training.seed), [2, 2]);
  }));

Deno.test("a journal may be carried out twice", () =>
  withFolder(async (folder) => {
    const change = makeChange(smallSet(["A"]), undefined);
    const journal = await stage(folder, change);
    await writeJournal(folder, journal);
    await rollForward(folder, journal);
    await rollForward(folder, journal);
    assertEquals(await new ModelPersistence(folder).listModels(), ["A"]);
  }));

Deno.test("a journal of somebody else is never carried out", () =>
  withFolder(async (folder) => {
    const persistence = new ModelPersistence(`${folder}/models`);
    await persistence.saveAllModels(smallSet(["A"]));
    await Deno.writeTextFile(`${folder}/precious`, "");
    const forge = async (renames: object[], removes: string[]): Promise<void> => {
      const journal = { format: "raagkit-commit", format_version: 1, renames, removes };
      await Deno.writeTextFile(`${folder}/models/.commit.json`, JSON.stringify(journal));
      await assertRejects(() => persistence.loadAllModels(), PersistenceError, "not a journal");
      await assertRejects(
        () => persistence.saveAllModels(smallSet(["B"])),
        PersistenceError,
        "not a journal",
      );
    };
    await forge([], ["../precious"]);
    await forge([{ from: "../precious", to: "a.npz" }], []);
    await forge([{ from: ".01234567-a.npz.tmp", to: "../precious" }], []);
    assert((await Deno.stat(`${folder}/precious`)).isFile);
  }));

Deno.test("a writer names the one that it waits for", () =>
  withFolder(async (folder) => {
    const persistence = new ModelPersistence(folder, { lockTimeoutSeconds: 0.05 });
    await persistence.saveAllModels(smallSet(["A"]));
    {
      await using _lock = await FolderLock.acquire(folder);
      const error = await assertRejects(
        () => persistence.saveAllModels(smallSet(["B"])),
        PersistenceError,
      );
      assertStringIncludes((error as Error).message, `process ${Deno.pid}`);
      assertEquals(await persistence.listModels(), ["A"]);
    }
    await persistence.saveAllModels(smallSet(["B"]));
    assertEquals(await persistence.listModels(), ["B"]);
  }));

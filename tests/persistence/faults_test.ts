import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { PersistenceError } from "../../lib/errors.ts";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { makeModel, makeSet, smallSet, withFolder } from "./models.ts";

/** Runs a shell command; whether it succeeded. */
async function shell(command: string): Promise<boolean> {
  const { success } = await new Deno.Command("sh", { args: ["-c", command], stderr: "null" })
    .output();
  return success;
}

/** Whether small file systems can be mounted here (root in Linux); says so if not. */
const CANNOT_MOUNT = await (async () => {
  if (Deno.build.os !== "linux") return true;
  const folder = await Deno.makeTempDir();
  const can = await shell(`mount -t tmpfs -o size=64k tmpfs ${folder} && umount ${folder}`);
  await Deno.remove(folder);
  if (!can) console.warn("skipped: a small disk cannot be mounted here (needs root)");
  return !can;
})();

/** Runs a test in a folder that is a disk of its own. */
async function onDisk(options: string, test: (folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (parent) => {
    const folder = `${parent}/disk`;
    await Deno.mkdir(folder);
    assert(await shell(`mount -t tmpfs -o ${options} tmpfs ${folder}`));
    try {
      await test(folder);
    } finally {
      await shell(`umount ${folder}`);
    }
  });
}

const names = (folder: string): string[] => [...Deno.readDirSync(folder)].map((e) => e.name).sort();

Deno.test("a full disk leaves the old set as it was", { ignore: CANNOT_MOUNT }, () =>
  // At each size the disk fills at another step of the change.
  onDisk("size=1m", async (folder) => {
    const persistence = new ModelPersistence(folder);
    await persistence.saveAllModels(makeSet(["A", "B"].map((raag) => makeModel(raag, 1, 6, 6))));
    const before = names(folder);
    let refused = 0;
    for (const room of [0, 4, 8, 12, 16, 20, 24, 28, 32]) {
      await shell(`rm -f ${folder}/filler; dd if=/dev/zero of=${folder}/filler bs=1k; true`);
      await shell(`truncate -s -${room * 1024} ${folder}/filler`);
      try {
        await persistence.saveAllModels(
          makeSet(["B", "C"].map((raag) => makeModel(raag, 2, 6, 6))),
        );
        assert(refused > 2);
        break;
      } catch (error) {
        refused++;
        if (!(error instanceof PersistenceError)) throw error;
        assertStringIncludes(error.message, "the disk is full");
        assertStringIncludes(error.message, "as they were");
      }
      await Deno.remove(`${folder}/filler`);
      assertEquals(names(folder), before);
      const models = await persistence.loadAllModels();
      assertEquals([...models.values()].map(({ training }) => training.seed), [1, 1]);
    }
    await Deno.remove(`${folder}/filler`).catch(() => {});
    await persistence.saveAllModels(smallSet(["D"]));
    assertEquals(await persistence.listModels(), ["D"]);
  }));

Deno.test(
  "a disk that can be read only is read, and not written",
  { ignore: CANNOT_MOUNT },
  () =>
    onDisk("size=1m", async (folder) => {
      const persistence = new ModelPersistence(folder);
      await persistence.saveAllModels(smallSet(["A"]));
      assert(await shell(`mount -o remount,ro ${folder}`));
      const save = (): Promise<void> => persistence.saveAllModels(smallSet(["B"]));
      const error = await assertRejects(save, PersistenceError, "can be read only") as Error;
      assertStringIncludes(error.message, folder);
      await assertRejects(() => persistence.deleteModel("A"), PersistenceError, "can be read only");
      assertEquals([...(await persistence.loadAllModels()).keys()], ["A"]);
    }),
);

Deno.test("a file where the folder should be is named", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    for (const path of [`${folder}/file`, `${folder}/file/models`]) {
      const persistence = new ModelPersistence(path);
      const save = (): Promise<void> => persistence.saveAllModels(smallSet(["A"]));
      await assertRejects(save, PersistenceError, "Cannot save 1 model");
      await assertRejects(() => persistence.loadAllModels(), PersistenceError);
    }
    assertEquals(names(folder), ["file"]);
  }));

/** A program that saves or loads under the permissions it is given. */
const PROGRAM = `
const { ModelPersistence } = await import("${new URL(
  "../../lib/persistence/mod.ts",
  import.meta.url,
)}");
const { smallSet } = await import("${new URL("models.ts", import.meta.url)}");
const persistence = new ModelPersistence(Deno.args[0]);
try {
  if (Deno.args[1] === "save") await persistence.saveAllModels(smallSet(["A", "B"]));
  console.log([...(await persistence.loadAllModels()).keys()].join());
} catch (error) {
  console.log(error.constructor.name, error.message);
}`;

async function run(folder: string, action: string, ...permissions: string[]): Promise<string> {
  const program = `${folder}/program.ts`;
  await Deno.writeTextFile(program, PROGRAM);
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--no-check",
      `--config=${config}`,
      ...permissions,
      program,
      `${folder}/models`,
      action,
    ],
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("the least permissions do: reading to load, reading and writing the folder to save", () =>
  withFolder(async (folder) => {
    await new ModelPersistence(`${folder}/models`).saveAllModels(smallSet(["A"]));
    const read = `--allow-read=${folder}`;
    assertEquals(await run(folder, "load", read), "A");
    assertEquals(await run(folder, "save", read, `--allow-write=${folder}/models`), "A,B");
    const refused = await run(folder, "save", read);
    assertStringIncludes(refused, "PersistenceError Cannot save 2 models");
    assertStringIncludes(refused, "permission");
    assertStringIncludes(await run(folder, "load"), "PersistenceError");
  }));

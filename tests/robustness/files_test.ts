/** Files that are missing, forbidden or too large for the disk, in every command. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { type Ended, run, start } from "./process.ts";
import { makeTinyData, TINY_RAAGS } from "./tiny_data.ts";

const folder = await Deno.makeTempDir({ prefix: "raagkit_files_" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const data = join(folder, "data"), models = join(folder, "models"), cache = join(folder, "cache");
await makeTinyData(data);
/** What costs least to train from: one thread has less to load than several. */
const tiny = ["--data", data, "--jobs", "1"];
const trained = await run("train", ...tiny, "--models", models, "--cache", cache);
assertEquals(trained.code, 0, trained.err);
const clip = join(data, "test", "yaman_04.wav");

/** One clear message, the kit's own: no stack. */
function assertClear({ code, err }: Ended, ...patterns: RegExp[]): void {
  assert(code !== 0, err);
  for (const pattern of patterns) assertMatch(err, pattern);
  assert(!/\n\s+at /.test(err), `no stack trace: ${err}`);
}

Deno.test("every command names the file that is not there, and says what to do", async (t) => {
  const gone = join(folder, "gone.wav"), nowhere = join(folder, "nowhere");
  const hollow = join(folder, "hollow");
  await Deno.mkdir(hollow);
  const cases: [string, string[], RegExp][] = [
    ["classify", [gone, "--models", models], /Cannot read .*gone\.wav: it does not exist; check/],
    ["tonic", [gone], /Cannot read .*gone\.wav: it does not exist; check/],
    ["extract", [gone], /Cannot read .*gone\.wav: it does not exist; check/],
    ["tonic", [join(folder, "gone.pitch")], /Cannot read .*gone\.pitch: it does not exist; check/],
    ["train", ["--data", nowhere], /nowhere/],
    ["evaluate", ["--data", nowhere, "--models", models], /nowhere/],
    ["evaluate", ["--data", data, "--models", nowhere], /nowhere/],
    ["crossval", ["--data", nowhere], /nowhere/],
    ["validate", ["--models", nowhere], /nowhere/],
    ["classify", [hollow, "--models", models], /holds no recording/],
  ];
  for (const [task, args, pattern] of cases) {
    await t.step(`${task} ${args[0].split("/").at(-1)}`, async () => {
      const ended = await run(task, ...args);
      assertClear({ ...ended, err: ended.err + ended.out }, pattern);
    });
  }
});

/** Runs a shell command; whether it succeeded. */
async function shell(command: string): Promise<boolean> {
  const { success } = await new Deno.Command("sh", { args: ["-c", command], stderr: "null" })
    .output();
  return success;
}

const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;
const cannotMount = !isRoot ||
  !await shell(`d=$(mktemp -d) && mount -t tmpfs -o size=64k tmpfs $d && umount $d && rmdir $d`);
if (cannotMount) console.warn("skipped: a small disk cannot be mounted here (needs root)");
/** Root without the right to pass over file permissions. */
const HELD = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
const cannotDrop = !isRoot || !await shell(`${HELD.join(" ")} true`);
if (cannotDrop) console.warn("skipped: rights cannot be dropped here (needs root and setpriv)");

/** Runs a test with a disk of its own. */
async function onDisk(size: string, test: (disk: string) => Promise<void>): Promise<void> {
  const disk = await Deno.makeTempDir({ dir: folder });
  assert(await shell(`mount -t tmpfs -o size=${size} tmpfs ${disk}`));
  try {
    await test(disk);
  } finally {
    await shell(`umount ${disk}`);
  }
}

/** Copies the trained models and gives the copy. */
async function copyModels(to: string): Promise<string> {
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(models)) {
    await Deno.copyFile(join(models, name), join(to, name));
  }
  return to;
}

Deno.test("a disk that fills up", { ignore: cannotMount }, async (t) => {
  await t.step(
    "train, the models' disk: refused, the old models as they were",
    () =>
      onDisk("100k", async (disk) => {
        const own = await copyModels(join(disk, "models"));
        await shell(`dd if=/dev/zero of=${disk}/filler bs=1k`);
        const before = await new ModelPersistence(own).summary();
        const args = [...tiny, "--models", own, "--cache", cache, "--seed", "9"];
        const ended = await run("train", ...args);
        assertClear(ended, /the disk is full/, /as they were/);
        assertEquals(await new ModelPersistence(own).summary(), before);
        assertEquals((await new ModelPersistence(own).loadAllModels()).size, TINY_RAAGS.length);
      }),
  );

  await t.step(
    "train, the cache's disk: told of, and trained all the same",
    () =>
      onDisk("64k", async (disk) => {
        const own = join(folder, "models_without_cache");
        const { code, err } = await run("train", ...tiny, "--models", own, "--cache", disk);
        assertEquals(code, 0, err);
        assertStringIncludes(err, "is not kept in the cache");
        assertStringIncludes(err, "the disk is full");
        assertEquals(await new ModelPersistence(own).listModels(), [...TINY_RAAGS]);
      }),
  );

  await t.step(
    "crossval, the disk of unfinished work: refused, with the file's name",
    () =>
      onDisk("16k", async (disk) => {
        await shell(`dd if=/dev/zero of=${disk}/filler bs=1k`);
        const args = [...tiny, "--cache", disk, "--folds", "2", "--families", "hmm"];
        assertClear(await run("crossval", ...args), /the disk is full/, /crossval-\w+/);
      }),
  );

  await t.step("extract: refused, the old file as it was", () =>
    onDisk("16k", async (disk) => {
      const out = join(disk, "track.csv");
      await Deno.writeTextFile(out, "old");
      await shell(`dd if=/dev/zero of=${disk}/filler bs=1k`);
      assertClear(await run("extract", clip, "--out", out), /the disk is full/, /track\.csv/);
      assertEquals(await Deno.readTextFile(out), "old");
      assertEquals([...Deno.readDirSync(disk)].length, 2, "the filler and the old file");
    }));
});

Deno.test("files that may not be read or written", { ignore: cannotDrop }, async (t) => {
  const held = (task: string, ...args: string[]) => start(task, args, HELD).ended;
  const closed = await Deno.makeTempDir({ dir: folder });
  const own = await copyModels(join(closed, "models"));
  for (const path of [own, closed]) await Deno.chmod(path, 0o555);

  await t.step("train into a closed folder", async () => {
    const args = [...tiny, "--models", own, "--cache", cache];
    assertClear(await held("train", ...args), /denies access/, /as they were/);
    assertEquals((await new ModelPersistence(own).loadAllModels()).size, TINY_RAAGS.length);
  });
  await t.step("crossval with a closed cache", async () => {
    const args = [...tiny, "--cache", closed, "--families", "hmm", "--folds", "2"];
    assertClear(await held("crossval", ...args), /denies access/, /crossval-\w+/);
  });
  await t.step("extract into a closed folder", async () => {
    assertClear(await held("extract", clip, "--out", join(closed, "a.csv")), /denies access/);
  });
  await t.step("classify a closed file", async () => {
    const mine = join(folder, "mine.wav");
    await Deno.copyFile(clip, mine);
    await Deno.chmod(mine, 0);
    assertClear(
      await held("classify", mine, "--models", models, "--no-cache"),
      /Cannot read .*mine\.wav: the operating system denies access to it; check/,
    );
  });
  for (const path of [own, closed]) await Deno.chmod(path, 0o755);
});

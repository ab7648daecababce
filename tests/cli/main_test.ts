/** The command `raagkit`, in a folder of the user's. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type Ended, readTasks, ROOT } from "../robustness/process.ts";
import { ended, withCache } from "./task.ts";

const root = await Deno.makeTempDir({ prefix: "raagkit_main_" });
globalThis.addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));
const folder = join(root, "work"), cache = join(root, "cache");
await Deno.mkdir(folder);
const env = await withCache(cache);

const raagkit = (...args: string[]): Promise<Ended> =>
  ended(
    new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
        ...["--config", `${ROOT}deno.json`, `${ROOT}lib/cli/main.ts`, ...args],
      ],
      cwd: folder,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      // npm sets INIT_CWD for what it runs: it must not send a command elsewhere.
      env: { ...env, INIT_CWD: root },
    }),
  );

Deno.test("raagkit lists its commands, each on one line, and explains one", async () => {
  const { code, out } = await raagkit("--help");
  assertEquals(code, 0);
  const names = [...out.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name]) => name);
  for (const name of ["train", "classify", "crossval", "experiment", "init", "page"]) {
    assert(names.includes(name), name);
  }
  // Each is the task of that name, whose help is another test's.
  assertEquals(names.filter((one) => one !== "help" && !(one in readTasks())), []);
  const train = await raagkit("train", "--help");
  assertEquals(train.code, 0);
  assertStringIncludes(train.out, "Usage: raagkit train");
  assertEquals((await raagkit("help", "train")).out, train.out);
});

Deno.test("raagkit gives its version, and suggests the command that was meant", async () => {
  const version = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)).version;
  assertEquals((await raagkit("--version")).out, `${version}\n`);
  const { code, err } = await raagkit("clasify", "song.mp3");
  assertEquals(code, 2);
  assertStringIncludes(err, "Did you mean classify?");
  assertEquals((await raagkit("toString")).code, 2);
});

Deno.test("away from the clone, models lie beside the user and the rest in the user's cache", async () => {
  const data = ["--raags", "Yaman,Darbari", "--train", "2", "--test", "1", "--seconds", "12"];
  assertEquals((await raagkit("synth", ...data)).code, 0);
  const trained = await raagkit("train", "--data", join(cache, "raagkit", "sample"), "--jobs", "1");
  assertEquals(trained.code, 0, trained.err);
  assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["raagkit_models"]);
  assertEquals(
    [...Deno.readDirSync(join(cache, "raagkit"))].map(({ name }) => name).sort(),
    ["sample", "tracks"],
  );
  assertStringIncludes((await raagkit("models")).out, "Yaman");
});

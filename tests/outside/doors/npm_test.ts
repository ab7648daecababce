/** The npm package in an empty folder, on a machine that has Node and no Deno. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { ended, task } from "../../cli/task.ts";
import { type Ended, ROOT } from "../../robustness/process.ts";
import { VERSION } from "../../../lib/version.ts";
import { which } from "../../doors/which.ts";

/** The library's part that Node can use, in a program of its own. */
const NODE_PROGRAM = `
import { readFile } from "node:fs/promises";
import { estimateTonic, extractPitch, pitchFigure, quantizeNotes } from "raagkit";
import { decodeAudio } from "raagkit/audio";

const bytes = new Uint8Array(await readFile(process.argv[2]));
const { samples, sampleRate } = await decodeAudio(bytes, { name: "tone.mp3" });
const track = await extractPitch(samples, sampleRate);
const { tonicHz } = estimateTonic(track);
console.log(sampleRate, quantizeNotes(track, tonicHz).symbols.length, pitchFigure(track).data.length);
`;

const DATA = ["--raags", "Yaman,Darbari", "--train", "2", "--test", "1", "--seconds", "12"];

const ignore = await which("npx") === undefined || Deno.build.os === "windows";

Deno.test("npx runs it in an empty folder, with Node and nothing else", { ignore }, async (t) => {
  const root = await Deno.makeTempDir({ prefix: "raagkit_npm_" });
  const [home, folder, bin] = ["home", "work", "bin"].map((name) => join(root, name));
  for (const path of [home, folder, bin]) await Deno.mkdir(path);
  // A path with Node's programs and a shell, but without Deno.
  for (const name of ["node", "npm", "npx", "sh"]) {
    await Deno.symlink(await Deno.realPath((await which(name))!), join(bin, name));
  }
  const run = (program: string, ...args: string[]): Promise<Ended> =>
    ended(
      new Deno.Command(program, {
        args,
        cwd: folder,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        clearEnv: true,
        env: { HOME: home, PATH: bin, NO_COLOR: "1" },
      }),
    );
  const tarball = `raagkit-${VERSION}.tgz`;
  let installed = "";
  const raagkit = async (...args: string[]) => {
    const ran = await run(join(installed, ".bin", "raagkit"), ...args);
    assertEquals(ran.code, 0, ran.err);
    return ran;
  };

  try {
    await t.step("pack makes it, in less than 2.5 MB", async () => {
      const { code, err } = await ended(task("pack", ["--out", folder]));
      assertEquals(code, 0, err);
      const { size } = await Deno.stat(join(folder, tarball));
      assert(size < 2.5e6, `${size} bytes`);
    });

    await t.step("npx installs and runs it", async () => {
      const { code, out, err } = await run(
        join(bin, "npx"),
        ...["-y", `./${tarball}`, "synth", "--out", "data", ...DATA],
      );
      assertEquals(code, 0, err);
      assertStringIncludes(out, "6 recordings of 2 raags");
      const [{ name }] = Deno.readDirSync(join(home, ".npm", "_npx"));
      installed = join(home, ".npm", "_npx", name, "node_modules");
    });

    const clip = "data/test/yaman_03.wav";

    await t.step("before anything is trained, classify answers from the books", async () => {
      const { out, err } = await raagkit("classify", clip, "--ignore-tonic");
      assertStringIncludes(err, "nothing has been trained");
      assertMatch(out, /Sa at/);
    });

    await t.step("train and classify keep to the folder and the user's cache", async () => {
      await raagkit("train", "--data", "data", "--jobs", "2");
      assert((await Deno.stat(join(folder, "raagkit_models", "yaman.npz"))).isFile);
      assert((await Deno.stat(join(home, ".cache", "raagkit", "tracks"))).isDirectory);
      const { out } = await raagkit("classify", clip);
      assertMatch(out, /^data\/test\/yaman_03\.wav: Yaman/);
    });

    await t.step("crossval and experiment run on two threads", async () => {
      const families = ["--families", "note-hmm,pcd-knn", "--folds", "2"];
      await raagkit("crossval", "--data", "data", "--jobs", "2", ...families);
      await Deno.writeTextFile(
        join(folder, "first.json"),
        JSON.stringify({
          name: "first",
          title: "First",
          data: { folder: "data" },
          folds: 2,
          families: ["pcd-knn"],
        }),
      );
      await raagkit("experiment", "first.json", "--jobs", "2");
      assert((await Deno.stat(join(folder, "first_results", "report.html"))).isFile);
    });

    await t.step("init writes a table, page a page, tonic reads every format", async () => {
      await raagkit("init", "--data", "data/train", "--force");
      assert((await Deno.stat(join(folder, "data/train/metadata.csv"))).isFile);
      await raagkit("page", "--models", "raagkit_models");
      assertStringIncludes(await Deno.readTextFile(join(folder, "raagkit.html")), "<!doctype html");
      const formats = ["tone.mp3", "tone.flac", "tone_vorbis.ogg", "tone_opus.ogg", "tone.m4a"];
      const { out } = await raagkit(
        "tonic",
        ...formats.map((name) => `${ROOT}tests/audio/fixtures/${name}`),
      );
      for (const name of formats) assertStringIncludes(out, name);
    });

    await t.step("a wrong name gets a suggestion and the kit's own code", async () => {
      const { code, err } = await run(join(installed, ".bin", "raagkit"), "clasify");
      assertEquals(code, 2);
      assertStringIncludes(err, "Did you mean classify?");
    });

    await t.step("Node imports the library", async () => {
      await Deno.writeTextFile(join(installed, "..", "program.mjs"), NODE_PROGRAM);
      const { code, out, err } = await run(
        join(bin, "node"),
        ...[join(installed, "..", "program.mjs"), `${ROOT}tests/audio/fixtures/tone.mp3`],
      );
      assertEquals([code, err], [0, ""]);
      assertMatch(out, /^22050 \d+ 1\n$/);
    });
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

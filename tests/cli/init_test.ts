/** `init`, `validate --deep` and `extract --format` as a person types them, on real sound. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { encodeWav } from "../../lib/audio/mod.ts";
import { loadDataset } from "../../lib/dataset/mod.ts";
import { readPitchTrack } from "../../lib/pitch/mod.ts";
import { ended, task } from "./task.ts";

const mine = await Deno.makeTempDir({ prefix: "raagkit_init_" });
globalThis.addEventListener("unload", () => Deno.removeSync(mine, { recursive: true }));

const run = (name: string, ...args: string[]) => ended(task(name, args));

/** Steps of a scale above Sa, half a second each. */
function melody(saHz: number): Uint8Array {
  const steps = [0, 4, 7, 12, 7, 4, 0, 0];
  let phase = 0;
  const samples = Float32Array.from({ length: 4 * 8000 }, (_, i) => {
    phase += 2 * Math.PI * saHz * 2 ** (steps[Math.floor(i / 4000)] / 12) / 8000;
    return 0.4 * Math.sin(phase) + 0.2 * Math.sin(2 * phase);
  });
  return encodeWav(samples, 8000);
}

for (const [path, hz] of [["Yaman/a", 160], ["Yaman/copy", 160], ["Desh/b", 180]] as const) {
  await Deno.mkdir(join(mine, path, ".."), { recursive: true });
  await Deno.writeFile(join(mine, `${path}.wav`), melody(hz));
}
await Deno.writeTextFile(join(mine, "Desh", "short.csv"), "0.00,220\n0.01,221\n0.02,222\n");

Deno.test("init writes what is there, and what it writes is read", async () => {
  const { code, out, err } = await run("init", "--data", mine, "--jobs", "1", "--no-cache");
  assertEquals(code, 0, err);
  assertStringIncludes(out, "4 recordings, 1 of them copies of others");
  const [header, ...rows] = (await Deno.readTextFile(join(mine, "metadata.csv"))).trim().split(
    "\n",
  );
  assertStringIncludes(header, "file,raag,group,tonic_hz,");
  assertMatch(rows[0], /^Desh\/b\.wav,Desh,,,\d+\.\d\d,0\.\d\d,\d+\.\d\d,4\.00,$/);
  assertMatch(rows[3], /^Yaman\/copy\.wav,Yaman,.*,Yaman\/a\.wav$/);
  const { recordings, layout, problems } = await loadDataset(mine);
  assertEquals([layout, recordings.length, problems], ["table", 4, []]);
});

Deno.test("init keeps what a person wrote", async () => {
  const table = join(mine, "metadata.csv");
  const text = (await Deno.readTextFile(table)).replace(
    "Yaman/a.wav,Yaman,,",
    "Yaman/a.wav,Yaman Kalyan,g,160.5",
  );
  await Deno.writeTextFile(table, text);
  const refused = await run("init", "--data", mine, "--jobs", "1", "--no-cache");
  assertEquals([refused.code, await Deno.readTextFile(table)], [2, text]);
  assertStringIncludes(refused.err, "--force");
  assertEquals((await run("init", "--data", mine, "--jobs", "1", "--no-cache", "--force")).code, 0);
  assertStringIncludes(await Deno.readTextFile(table), "Yaman/a.wav,Yaman Kalyan,g,160.5,");
  const nowhere = await run("init", "--data", join(mine, "nowhere"));
  assertEquals(nowhere.code, 1);
  assertStringIncludes(nowhere.err, "Cannot open");
});

Deno.test("validate --deep finds what training leaves out, and counts", async () => {
  const { code, out } = await run(
    "validate",
    "--data",
    mine,
    "--deep",
    "--jobs",
    "1",
    "--no-cache",
  );
  assertEquals(code, 1);
  assertMatch(out, /error: .*short\.csv: no notes to learn from/);
  assertMatch(out, /error: .*copy\.wav: has the same content as/);
  assertStringIncludes(out, "4 recordings of 3 raags: Desh 2, Yaman 1, Yaman Kalyan 1");
  assertStringIncludes(out, "3 recordings give no group");
  assertStringIncludes(out, "copies of other recordings: 1");
  const json = JSON.parse((await run("validate", "--data", mine, "--json")).out);
  assertEquals([json.summary.recordings, json.summary.without_group, json.summary.copies], [
    4,
    3,
    1,
  ]);
});

Deno.test("extract writes for other programs what is read back the same", async () => {
  const sound = join(mine, "Yaman", "a.wav");
  const tracks = await Promise.all(["csv", "pitchtier", "svl"].map(async (format) => {
    const { code, out, err } = await run("extract", sound, "--format", format);
    assertEquals(code, 0, err);
    return readPitchTrack(out).track;
  }));
  const voiced = tracks.map(({ f0 }) => [...f0].filter((hz) => hz > 0));
  assertEquals(voiced[0].length > 300, true);
  assertEquals([voiced[1], voiced[2]], [voiced[0], voiced[0]]);
  await Deno.mkdir(join(mine, "out"));
  assertEquals(
    (await run("extract", sound, "--format", "svl", "--out", join(mine, "out"))).code,
    0,
  );
  assertStringIncludes(await Deno.readTextFile(join(mine, "out", "a.svl")), 'sampleRate="8000"');
});

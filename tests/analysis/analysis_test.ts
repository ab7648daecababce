/** The cache answers what it was asked, and nothing else. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { analyseRecording } from "../../lib/analysis/mod.ts";
import { methodFingerprint, PROBE_RATE, probeSignal } from "../../lib/analysis/fingerprint.ts";
import { encodeWav } from "../../lib/audio/mod.ts";
import { AudioError, InvalidArgumentError, PitchError } from "../../lib/errors.ts";
import { learnDrone } from "../../lib/pitch/auto/drone.ts";
import { planLongFrames } from "../../lib/pitch/auto/spectrum.ts";
import { extractPitch } from "../../lib/pitch/mod.ts";
import { RAAGS } from "../../lib/raags/mod.ts";
import { generateRecording } from "../../lib/synth/mod.ts";

const folder = await Deno.makeTempDir({ prefix: "raagkit_analysis_" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const cacheDir = join(folder, "cache");

async function writeRecording(name: string, seed: number): Promise<string> {
  const { samples, sampleRate } = generateRecording(RAAGS.Yaman, { seed, durationSeconds: 6 });
  const path = join(folder, name);
  await Deno.writeFile(path, encodeWav(samples, sampleRate));
  return path;
}

Deno.test("a second analysis is the first one, from the cache", async () => {
  const path = await writeRecording("one.wav", 1);
  const first = await analyseRecording({ path, kind: "audio", cacheDir });
  const second = await analyseRecording({ path, kind: "audio", cacheDir });
  assertEquals([first.cached, second.cached], [false, true]);
  assertEquals({ ...second, cached: false }, first);
  assertEquals(first.tonicSource, "estimated");
});

Deno.test("an answer without its track is the same otherwise, and feeds the cache", async () => {
  const path = await writeRecording("lean.wav", 8);
  const lean = await analyseRecording({ path, kind: "audio", cacheDir, keepTrack: false });
  const full = await analyseRecording({ path, kind: "audio", cacheDir });
  assertEquals([lean.track.f0.length, lean.cached, full.cached], [0, false, true]);
  assert(full.track.f0.length > 500);
  assertEquals({ ...lean, track: full.track, cached: true }, full);
});

Deno.test("other bytes, other options and a given tonic are other questions", async () => {
  const path = await writeRecording("two.wav", 2);
  await analyseRecording({ path, kind: "audio", cacheDir });
  await writeRecording("two.wav", 3);
  assertEquals((await analyseRecording({ path, kind: "audio", cacheDir })).cached, false);
  const praat = await analyseRecording({
    path,
    kind: "audio",
    cacheDir,
    pitch: { method: "praat" },
  });
  assertEquals([praat.cached, praat.track.method], [false, "praat"]);
  const given = await analyseRecording({ path, kind: "audio", cacheDir, tonicHz: 150 });
  assertEquals([given.cached, given.tonicHz, given.tonicSource], [false, 150, "flag"]);
});

Deno.test("a damaged cache entry is computed again", async () => {
  const path = await writeRecording("three.wav", 4);
  const own = join(folder, "own_cache");
  const first = await analyseRecording({ path, kind: "audio", cacheDir: own, tonicHz: 150 });
  for await (const { name } of Deno.readDir(own)) {
    for await (const entry of Deno.readDir(join(own, name))) {
      await Deno.truncate(join(own, name, entry.name), 1000);
    }
  }
  const again = await analyseRecording({ path, kind: "audio", cacheDir: own, tonicHz: 150 });
  assertEquals(again, first);
});

Deno.test("the fingerprint hears a drone, and rests and a melody over it", async () => {
  const samples = probeSignal();
  const drone = learnDrone(samples, PROBE_RATE, planLongFrames(PROBE_RATE, 1000), 0.04);
  assert(drone.power > 0 && drone.melodyEvidence > 0);
  const { f0 } = await extractPitch(samples, PROBE_RATE, { method: "auto" });
  const heard = f0.filter((hz) => hz > 0).length / f0.length;
  assert(heard > 0.3 && heard < 0.7, `${heard}`);
});

Deno.test("the fingerprint tells methods apart and is stable", async () => {
  const yin = await methodFingerprint({ method: "yin" });
  assertEquals(await methodFingerprint({ method: "yin" }), yin);
  assert(await methodFingerprint({ method: "praat" }) !== yin);
});

Deno.test("a pitch track is read as it stands", async () => {
  const path = join(folder, "track.txt");
  await Deno.writeTextFile(path, "0.00 220\n0.01 0\n0.02 330\n");
  const { track, voicedFrames, durationSeconds } = await analyseRecording({
    path,
    kind: "pitch",
    tonicHz: 220,
  });
  assertEquals([...track.f0], [220, NaN, 330]);
  assertEquals(voicedFrames, 2);
  assert(Math.abs(durationSeconds - 0.03) < 1e-9);
});

Deno.test("what cannot be analysed says so", async () => {
  const path = join(folder, "bad.wav");
  await Deno.writeTextFile(path, "not sound");
  await assertRejects(() => analyseRecording({ path, kind: "audio" }), AudioError, "bad.wav");
  await assertRejects(
    () => analyseRecording({ path, kind: "audio", tonicHz: 0 }),
    InvalidArgumentError,
    "tonic",
  );
  const silent = join(folder, "silent.txt");
  await Deno.writeTextFile(silent, "0.00 0\n0.01 0\n");
  await assertRejects(
    () => analyseRecording({ path: silent, kind: "pitch", tonicHz: 220 }),
    PitchError,
    "no frame has a pitch",
  );
});

Deno.test("an entry in another's place is not believed", async () => {
  const own = join(folder, "swapped");
  const paths = [await writeRecording("three.wav", 3), await writeRecording("four.wav", 4)];
  const ask = (path: string) => analyseRecording({ path, kind: "audio", cacheDir: own });
  const first = await ask(paths[0]), second = await ask(paths[1]);
  const entries = [...Deno.readDirSync(own)].flatMap(({ name }) =>
    [...Deno.readDirSync(join(own, name))].map((entry) => join(own, name, entry.name))
  );
  assertEquals(entries.length, 2);
  const contents = entries.map((path) => Deno.readFileSync(path));
  entries.forEach((path, i) => Deno.writeFileSync(path, contents[1 - i]));
  assertEquals(await ask(paths[0]), first);
  assertEquals(await ask(paths[1]), second);
  // Computed and written anew.
  assertEquals((await ask(paths[0])).cached, true);
});

Deno.test("what a killed writer left is removed by the next one", async () => {
  const own = join(folder, "left");
  const path = await writeRecording("five.wav", 5);
  await analyseRecording({ path, kind: "audio", cacheDir: own });
  const [{ name }] = [...Deno.readDirSync(own)];
  const [entry] = [...Deno.readDirSync(join(own, name))];
  const temporary = (id: string) => join(own, name, `.${entry.name}.${id}.tmp`);
  Deno.writeTextFileSync(temporary("0123abcd"), "left an hour ago");
  Deno.utimeSync(temporary("0123abcd"), new Date(), new Date(Date.now() - 3_600_000));
  Deno.writeTextFileSync(temporary("4567cdef"), "being written just now");
  Deno.removeSync(join(own, name, entry.name));
  await analyseRecording({ path, kind: "audio", cacheDir: own });
  assertEquals([...Deno.readDirSync(join(own, name))].map((one) => one.name).sort(), [
    `.${entry.name}.4567cdef.tmp`,
    entry.name,
  ]);
});

/** One recording: which tonic it is read on, how its pitch is had, and what was odd. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { encodeWav } from "../../lib/audio/mod.ts";
import { classifyRecording, prepareMelodies } from "../../lib/evaluate/mod.ts";
import { classifierOf, makeFamily, modelSetOf } from "../../lib/families/mod.ts";
import { formatPitchTrack } from "../../lib/pitch/mod.ts";
import { toyMelodies } from "../families/melodies.ts";

const root = await Deno.makeTempDir({ prefix: "raagkit_classify_" });
globalThis.addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));

const [asked, ...others] = toyMelodies(3, 10);
const family = makeFamily("pcd-knn");
const models = modelSetOf(
  { family: "pcd-knn" },
  await family.fit(prepareMelodies(family, others)),
  () => undefined,
  { seed: 1, pitch: { method: "yin" }, versions: {} },
);
const song = join(root, "song.pitch");
await Deno.writeTextFile(song, formatPitchTrack(asked.track));
await Deno.writeTextFile(join(root, "song.json"), JSON.stringify({ tonic_hz: asked.tonicHz }));

Deno.test("the tonic is the one given, else that of the metadata, else each is tried", async () => {
  const classifier = classifierOf(models);
  const known = await classifyRecording(song, models), { analysis } = known;
  assertEquals([analysis.tonicHz, analysis.tonicSource], [asked.tonicHz, "metadata"]);
  assertEquals(known.classification, classifier.classify(analysis.track, asked.tonicHz));
  assertEquals(known.warnings, []);
  assertEquals(await classifyRecording(song, classifier), known, "a classifier is as good");

  for (const ignoreTonic of [false, true]) {
    const given = await classifyRecording(song, models, { tonicHz: 200, ignoreTonic });
    assertEquals([given.analysis.tonicHz, given.analysis.tonicSource], [200, "flag"]);
    assertEquals(given.classification, classifier.classify(analysis.track, 200));
  }

  const tried = await classifyRecording(song, models, { ignoreTonic: true });
  assertEquals(tried.analysis.tonicSource, "estimated");
  const { candidates } = tried.analysis.tonic!;
  assert(candidates.length > 1);
  assertEquals(tried.classification, classifier.classifyWithTonics(analysis.track, candidates));
});

Deno.test("metadata that cannot be used is told before what is odd about the melody", async () => {
  const path = join(root, "damaged.pitch");
  await Deno.copyFile(song, path);
  await Deno.writeTextFile(join(root, "damaged.json"), '{ "tonic_hz": "high" }');
  const { warnings, analysis } = await classifyRecording(path, models);
  assert(warnings[0].includes("damaged.json"), warnings.join("\n"));
  assertEquals(warnings.slice(1), analysis.warnings);
});

Deno.test("the time between lines is as given, else as the metadata says", async () => {
  const path = join(root, "column.pitch");
  await Deno.writeTextFile(path, Array.from(asked.track.f0, (hz) => hz || 0).join("\n"));
  const metadata = { tonic_hz: asked.tonicHz, hop_seconds: 0.02 };
  await Deno.writeTextFile(join(root, "column.json"), JSON.stringify(metadata));
  const hopOf = async (hopSeconds?: number) =>
    (await classifyRecording(path, models, { hopSeconds })).analysis.track.hopSeconds;
  assertEquals([await hopOf(), await hopOf(0.01)], [0.02, 0.01]);
});

Deno.test("pitch is tracked as in training unless told otherwise", async () => {
  const path = join(root, "tone.wav");
  // Two seconds of a tone with overtones, such as every tracker hears.
  const samples = Float32Array.from({ length: 44_100 }, (_, n) => {
    const turn = 2 * Math.PI * 220 * n / 22_050;
    return 0.3 * Math.sin(turn) + 0.2 * Math.sin(2 * turn) + 0.1 * Math.sin(3 * turn);
  });
  await Deno.writeFile(path, encodeWav(samples, 22_050));
  const methodOf = async (
    set: Parameters<typeof classifyRecording>[1],
    pitch?: { method: "praat" },
  ) => (await classifyRecording(path, set, { tonicHz: 220, pitch })).analysis.track.method;
  assertEquals(await methodOf(models), "yin");
  assertEquals(await methodOf(models, { method: "praat" }), "praat");
  // A classifier alone does not know how its melodies were had: the usual tracker it is.
  assertEquals(await methodOf(classifierOf(models)), "auto");
});

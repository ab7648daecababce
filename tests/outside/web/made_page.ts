/** The page as its command makes it, with five trained raags inside, and recordings for it. */
import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { makeFamily, modelSetOf } from "../../../lib/families/mod.ts";
import { ModelPersistence } from "../../../lib/persistence/mod.ts";
import { extractPitch } from "../../../lib/pitch/mod.ts";
import { RAAGS } from "../../../lib/raags/mod.ts";
import { generateRecording } from "../../../lib/synth/mod.ts";
import { encodeWav } from "../../../lib/audio/mod.ts";

const ROOT = fromFileUrl(new URL("../../../", import.meta.url));

/** A folder with what the tests need. */
export interface Made {
  folder: string;
  /** Address of the page. */
  address: string;
  /** A Yaman of 40 s that no model has heard. */
  yaman: string;
  /** Its Sa in Hz. */
  tonicHz: number;
}

let made: Promise<Made> | undefined;

/** Makes all of it, once. */
export function madePage(): Promise<Made> {
  return made ??= make();
}

/** Runs the command. */
export async function runPage(args: readonly string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "lib/cli/page.ts", ...args],
    cwd: ROOT,
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
}

async function make(): Promise<Made> {
  const folder = await Deno.makeTempDir({ prefix: "raagkit_page_" });
  globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
  await new ModelPersistence(join(folder, "five")).saveAllModels(await fiveRaags());
  const page = join(folder, "raagkit.html"), yaman = join(folder, "yaman.wav");
  await runPage(["--models", join(folder, "five"), "--out", page]);
  const sound = generateRecording(RAAGS.Yaman, { durationSeconds: 40, seed: 99 });
  await Deno.writeFile(yaman, encodeWav(sound.samples, sound.sampleRate));
  return { folder, address: `file://${page}`, yaman, tonicHz: sound.tonicHz };
}

/** Models of the five raags from two performances each. */
async function fiveRaags() {
  const family = makeFamily("hmm"), examples = [];
  for (const [raag, grammar] of Object.entries(RAAGS)) {
    for (const seed of [1, 2]) {
      const id = `${raag}${seed}`;
      const sound = generateRecording(grammar, { durationSeconds: 30, seed });
      const track = await extractPitch(sound.samples, sound.sampleRate);
      const features = family.prepare({ id, track, tonicHz: sound.tonicHz });
      examples.push({ id, raag, group: id, features });
    }
  }
  return modelSetOf(
    { family: "hmm" },
    await family.fit(examples),
    () => ({
      manifest: { hash: "", recordings: [] },
      training: { groups: 2, tonicSources: {}, durationSeconds: 60 },
    }),
    { seed: 42, pitch: {}, versions: {} },
  );
}

import type { LabelledMelody } from "../../lib/families/mod.ts";

const FOLDER = new URL("../../../shared/data/makam/train/", import.meta.url);

/** 160 real pitch tracks of 8 makams, sorted by name; undefined, with a message, where they are not. */
export function readMakams(): LabelledMelody[] | undefined {
  let names: string[];
  try {
    names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name);
  } catch {
    console.log("tests on makams are skipped: ../shared/data/makam is not here");
    return undefined;
  }
  return names.filter((name) => name.endsWith(".json")).sort().map((name) => {
    const meta = JSON.parse(Deno.readTextFileSync(new URL(name, FOLDER)));
    const text = Deno.readTextFileSync(new URL(name.replace(".json", ".pitch"), FOLDER));
    const f0 = Float64Array.from(text.trim().split("\n"), (line) => Number(line) || NaN);
    return {
      id: meta.recording_id,
      raag: meta.raag,
      group: meta.recording_id,
      tonicHz: meta.tonic_hz,
      track: {
        times: f0.map((_, t) => t * meta.hop_seconds),
        f0,
        voicing: new Float32Array(f0.length),
        hopSeconds: meta.hop_seconds,
        method: "file",
        fallbacks: [],
      },
    };
  });
}

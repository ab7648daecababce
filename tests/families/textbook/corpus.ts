/** Real pitch tracks and the reference's facts from ../shared, where they are. */
import type { RaagFacts } from "../../../lib/families/textbook/mod.ts";
import type { PitchTrack } from "../../../lib/pitch/types.ts";

const SHARED = new URL("../../../../shared/", import.meta.url);
const TRACKS = new URL("data/hindustani/", SHARED);
const REFERENCE = new URL("reference/textbook/", SHARED);

/** Whether both folders are there; tests that need them are ignored otherwise. */
export function hasCorpus(): boolean {
  try {
    return Deno.statSync(TRACKS).isDirectory && Deno.statSync(REFERENCE).isDirectory;
  } catch {
    return false;
  }
}

/** A file of the reference. */
export function reference(name: string) {
  return JSON.parse(Deno.readTextFileSync(new URL(name, REFERENCE)));
}

/** The facts of the 93 raags of the reference. */
export function referenceFacts(): RaagFacts[] {
  return reference("raags.json").raags;
}

/** A real recording. */
export interface RealTrack {
  name: string;
  split: string;
  raag: string;
  tonicHz: number;
  track: PitchTrack;
}

/** The recordings of some splits, in order of name. */
export function realTracks(splits = ["train", "test", "unknown"]): RealTrack[] {
  return splits.flatMap((split) => {
    const folder = new URL(`${split}/`, TRACKS);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => name.endsWith(".pitch")).sort();
    return names.map((name) => {
      const read = (file: string) => Deno.readTextFileSync(new URL(file, folder));
      const about = JSON.parse(read(name.replace(".pitch", ".json")));
      const f0 = Float64Array.from(read(name).trim().split(/\s+/), Number);
      return {
        name,
        split,
        raag: about.raag,
        tonicHz: about.tonic_hz,
        track: trackOf(f0, about.hop_seconds),
      };
    });
  });
}

/** A track from frequencies, 0 = unvoiced. */
export function trackOf(f0: ArrayLike<number>, hopSeconds: number): PitchTrack {
  return {
    times: Float64Array.from(f0, (_, t) => t * hopSeconds),
    f0: Float64Array.from(f0),
    voicing: new Float32Array(f0.length).fill(1),
    hopSeconds,
    method: "file",
    fallbacks: [],
  };
}

/** Windows of a track of so many seconds, side by side; a remainder is left out. */
export function windowsOf(track: PitchTrack, seconds: number): PitchTrack[] {
  const length = Math.round(seconds / track.hopSeconds);
  return Array.from({ length: Math.floor(track.f0.length / length) }, (_, i) => {
    const from = i * length, to = from + length;
    return {
      ...track,
      times: track.times.slice(from, to),
      f0: track.f0.slice(from, to),
      voicing: track.voicing.slice(from, to),
    };
  });
}

/** The corpora beside the project, in `../shared`, and tests that are ignored where one is absent. */
import { fromFileUrl } from "@std/path";
import type { LabelledMelody } from "../../../lib/families/mod.ts";
import type { PitchTrack } from "../../../lib/pitch/mod.ts";
import { trackOf } from "../../quantize/tracks.ts";

/** Where a file or folder of `../shared` lies, if it is there. */
export function placeOf(path: string): string {
  return fromFileUrl(new URL(`../../../../shared/${path}`, import.meta.url));
}

/** Whether there is a file or folder in `../shared`. */
export function isThere(path: string): boolean {
  try {
    Deno.statSync(placeOf(path));
    return true;
  } catch {
    return false;
  }
}

/** A test on folders of `../shared`; where one is absent it is ignored, and its name says why. */
export function testOn(
  folders: readonly string[],
  name: string,
  fn: () => void | Promise<void>,
): void {
  const absent = folders.filter((folder) => !isThere(folder)).map((folder) =>
    `../shared/${folder}`
  );
  const reason = absent.length > 0 ? ` (absent: ${absent.join(", ")})` : "";
  Deno.test({ name: name + reason, ignore: absent.length > 0, fn });
}

/** A JSON file of `../shared`, parsed. */
// deno-lint-ignore no-explicit-any
export function readJson(path: string): any {
  return JSON.parse(Deno.readTextFileSync(placeOf(path)));
}

/** The metadata files of a folder: their paths without `.json`, in order of name. */
export function stemsOf(folder: string): string[] {
  return [...Deno.readDirSync(placeOf(folder))].filter(({ name }) => name.endsWith(".json"))
    .map(({ name }) => `${folder}/${name.slice(0, -5)}`).sort();
}

/** A recording of a corpus. */
export type Recording = LabelledMelody & { tonicHz: number };

/** The pitch tracks of a folder, with the raag and the Sa that lie beside each, in order of name. */
export function readTracks(folder: string): Recording[] {
  return stemsOf(folder).map((stem) => {
    const { recording_id, raag, tonic_hz, hop_seconds } = readJson(`${stem}.json`);
    const f0 = Deno.readTextFileSync(placeOf(`${stem}.pitch`)).trim().split("\n").map(Number);
    return {
      id: recording_id,
      raag,
      group: recording_id,
      tonicHz: tonic_hz,
      track: trackOf(f0, hop_seconds),
    };
  });
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

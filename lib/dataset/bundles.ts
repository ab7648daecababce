import type { Problem } from "../errors.ts";
import { splitName, startsLikePitchTrack } from "./kinds.ts";
import { saragaTag } from "./saraga.ts";
import type { DatasetOptions, Recording } from "./types.ts";
import type { Entry, FoundFile } from "./walk.ts";

/** The files of one recording: they share a name but for its ending. */
export interface Bundle {
  /** What they share, as a path below the folder. */
  stem: string;
  /** Sound, pitch tracks, and what may be either. */
  media: FoundFile[];
  metadata?: Entry;
  /** Saraga's file with the tonic. */
  tonic?: Entry;
}

/**
 * Groups files by their name without its ending. Names that look alike are alike, however their
 * accents are encoded. Where the folder has a `metadata` folder, names count from below `audio`,
 * `pitch` and `metadata`, so that files of one name meet. Saraga's annotations go to their recording.
 */
export function bundleFiles(files: readonly FoundFile[], apart: boolean): Bundle[] {
  const bundles = new Map<string, Bundle>();
  const nameOf = ({ relative }: FoundFile) =>
    (apart ? relative.replace(/^(audio|pitch|metadata)\//, "") : relative).normalize("NFC");
  const bundleOf = (stem: string) => {
    const bundle = bundles.get(stem) ?? { stem, media: [] };
    bundles.set(stem, bundle);
    return bundle;
  };
  const titles = new Set(
    files.map(nameOf).filter((name) => /\.json$/i.test(name)).map((name) => splitName(name).stem),
  );
  for (const file of files) {
    const name = nameOf(file), tagged = saragaTag(name);
    if (tagged !== undefined && titles.has(tagged.stem)) {
      const bundle = bundleOf(tagged.stem);
      if (tagged.tag === "ctonic") bundle.tonic = file;
      if (tagged.tag === "pitch") bundle.media.push(file);
      continue;
    }
    const { stem, ending, kind } = splitName(name);
    // Saraga's sound is called `<title>.mp3.mp3`.
    const inner = kind === "audio" ? splitName(stem) : undefined;
    const isDouble = inner?.kind === "audio" && titles.has(inner.stem);
    const bundle = bundleOf(isDouble ? inner.stem : stem);
    if (ending === "json") bundle.metadata ??= file;
    else bundle.media.push(file);
  }
  return [...bundles.values()];
}

/** Endings of sound in the order in which they are preferred: nothing is lost in them. */
const LOSSLESS = ["wav", "flac", "aiff", "aif", "aifc"];

/**
 * The file of a bundle that is the recording: sound before a pitch track unless told otherwise,
 * lossless sound before lossy, known before unknown.
 */
export async function chooseMedia(
  bundle: Bundle,
  prefer: DatasetOptions["prefer"],
  named: string | undefined,
  problems: Problem[],
): Promise<{ entry: Entry; kind: Recording["kind"] } | undefined> {
  const isDescribed = bundle.metadata !== undefined || named !== undefined;
  const audio: Entry[] = [], pitch: Entry[] = [], other: Entry[] = [];
  for (const entry of bundle.media) {
    const { kind } = splitName(entry.name);
    if (kind === "audio") audio.push(entry);
    else if (kind === "pitch") pitch.push(entry);
    else if (kind === "text") {
      if (isDescribed || await startsLikePitchTrack(entry.path)) pitch.push(entry);
    } else if (kind === "other" && isDescribed) other.push(entry);
  }
  const asked = [...audio, ...pitch, ...other].find(({ name }) => name.normalize("NFC") === named);
  if (asked) return { entry: asked, kind: pitch.includes(asked) ? "pitch" : "audio" };
  const order = (entry: Entry): number => {
    const at = LOSSLESS.indexOf(splitName(entry.name).ending);
    return at < 0 ? LOSSLESS.length : at;
  };
  audio.sort((a, b) => order(a) - order(b));
  const sound = audio.length > 0 ? audio : pitch.length > 0 ? [] : other;
  const usesPitch = pitch.length > 0 && (sound.length === 0 || prefer === "pitch");
  const [entry, ...rest] = usesPitch ? pitch : sound;
  if (!entry) return undefined;
  if (rest.length > 0) {
    problems.push({
      file: entry.path,
      message: `is used, and not ${rest.map((file) => file.name).join(", ")} of the same name;` +
        " give each recording a name of its own",
      severity: "warning",
    });
  }
  return { entry, kind: usesPitch ? "pitch" : "audio" };
}

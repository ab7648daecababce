import { DatasetError, type Problem, RaagkitError } from "../errors.ts";
import { readBounded } from "../files/mod.ts";
import { readPitchTrack } from "../pitch/mod.ts";
import { describeCopies, findCopies } from "./copies.ts";
import { newState, scan } from "./load.ts";
import type { DatasetOptions, Recording } from "./types.ts";

/** What is checked beside what listing checks. */
export interface ValidateOptions extends DatasetOptions {
  /**
   * Read every recording, too: pitch tracks here, sound through `checkAudio`.
   * @default false: 60 hours of pitch tracks take a minute, sound far longer
   */
  deep?: boolean;
  /**
   * Says what is wrong with a sound file, or undefined if it is sound. Called where `deep` is set.
   * @default undefined: sound is not read
   */
  checkAudio?: (path: string) => Promise<string | undefined>;
  /**
   * Look for recordings of the same content. Only files of equal size are read.
   * @default true
   */
  duplicates?: boolean;
}

/** Largest pitch track that is read: three hours at 4.4 ms take 60 MB as text. */
const TRACK_BYTES = 1 << 28;

/** A recording without the metadata, which may be long: 10 000 of these take a few megabytes. */
type Card = Pick<Recording, "id" | "raag" | "split" | "group" | "path" | "metadataPath">;

/**
 * Finds everything that is wrong with a data set: what {@linkcode loadDataset} reports, and
 * - recordings of the same content; an error where they differ in split, group or raag, because
 *   then a test may ask for what training has seen;
 * - groups that lie in several splits;
 * - labels that differ in spelling only, and raags that a test split has and no training split;
 * - with `deep`, recordings that cannot be read.
 *
 * @param root Path of the data set.
 * @param options What is checked.
 * @returns The problems; empty if all is well.
 * @throws {InvalidArgumentError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { validateDataset } from "raagkit";
 *
 * const folder = await Deno.makeTempDir();
 * for (const [split, id] of [["train", "a"], ["test", "b"]]) {
 *   await Deno.mkdir(`${folder}/${split}`);
 *   await Deno.writeTextFile(`${folder}/${split}/${id}.pitch`, "0.00 220\n0.01 221\n");
 *   const metadata = JSON.stringify({ recording_id: id, raag: "Desh" });
 *   await Deno.writeTextFile(`${folder}/${split}/${id}.json`, metadata);
 * }
 *
 * const [problem] = await validateDataset(folder); // the same track for training and for testing
 * assertEquals(problem.severity, "error");
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function validateDataset(
  root: string,
  options: ValidateOptions = {},
): Promise<Problem[]> {
  const { duplicates = true } = options, state = newState();
  const cards: Card[] = [], deepProblems: Problem[] = [];
  try {
    for await (const recording of scan(root, options, state)) {
      const { id, raag, split, group, path, metadataPath } = recording;
      cards.push({ id, raag, split, group, path, metadataPath });
      if (options.deep) {
        deepProblems.push(...await checkContent(recording, options.checkAudio));
      }
    }
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    const said = error.problems.some(({ severity }) => severity === "error");
    const headline: Problem = { file: root, message: error.message, severity: "error" };
    return said ? [...error.problems] : [...error.problems, headline];
  }
  return [
    ...state.problems,
    ...deepProblems,
    ...checkLabels(cards),
    ...checkGroups(cards),
    ...duplicates ? (await findCopies(cards, options)).flatMap(describeCopies) : [],
  ];
}

/** Reads a recording; what is wrong with it, and what is doubtful about its reading. */
async function checkContent(
  { kind, path: file, metadata }: Recording,
  checkAudio: ValidateOptions["checkAudio"],
): Promise<Problem[]> {
  const wrong = (message: string): Problem => ({ file, message, severity: "error" });
  try {
    if (kind === "audio") {
      const message = await checkAudio?.(file);
      return message === undefined ? [] : [wrong(message)];
    }
    const { track, warnings } = readPitchTrack(await readBounded(file, TRACK_BYTES), {
      hopSeconds: metadata.hop_seconds,
      tonicHz: metadata.tonic_hz,
      name: file,
    });
    const isVoiced = track.f0.some((value) => value > 0);
    return [
      ...warnings.map((message): Problem => ({ file, message, severity: "warning" })),
      ...isVoiced ? [] : [wrong("this pitch track has no voiced frame")],
    ];
  } catch (error) {
    if (error instanceof RaagkitError) return [wrong(error.message)];
    throw error;
  }
}

/** Raags that nobody can learn. */
function checkLabels(cards: Card[]): Problem[] {
  const problems: Problem[] = [];
  const splits = Map.groupBy(cards, ({ split }) => split);
  const learnt = new Set(splits.get("train")?.map(({ raag }) => raag));
  for (const [raag, [first]] of Map.groupBy(splits.get("test") ?? [], ({ raag }) => raag)) {
    if (learnt.size === 0 || learnt.has(raag)) continue;
    problems.push({
      file: first.metadataPath,
      field: "raag",
      message:
        `${JSON.stringify(raag)} is in the split "test" and not in "train", so it cannot be` +
        " recognised",
      severity: "warning",
    });
  }
  return problems;
}

/** Groups that lie in several splits: what a test asks for would share a source with the training. */
function checkGroups(cards: Card[]): Problem[] {
  const problems: Problem[] = [];
  for (const [group, members] of Map.groupBy(cards, ({ group }) => group)) {
    const splits = [...new Set(members.map(({ split }) => split))];
    if (splits.length < 2) continue;
    const listed = splits.map((split) => JSON.stringify(split)).join(", ");
    problems.push({
      file: members[0].metadataPath,
      field: "group",
      message: `"${group}" lies in the splits ${listed}; recordings that share a source` +
        " belong into one split",
      severity: "warning",
    });
  }
  return problems;
}

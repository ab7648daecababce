import type { Command } from "commander";
import { join } from "@std/path";
import { type ReadRecording, readRecordings } from "../analysis/mod.ts";
import { findCopies, listMedia, loadDataset, type Media, type Recording } from "../dataset/mod.ts";
import { TABLE_NAMES } from "../dataset/recordings_table.ts";
import { DatasetError, describeProblem, UsageError } from "../errors.ts";
import { atomicWrite, csv, statOf } from "../files/mod.ts";
import { EXIT, interruptSignal, makeCommand, runCommand } from "./command.ts";
import { addOptions, type CommonFlags } from "./common_options.ts";
import { cacheFolder, userPath } from "./places.ts";
import { announced, print, Progress, warn } from "./console.ts";

interface Flags extends CommonFlags {
  data: string;
  force?: boolean;
}

/** The columns of the table. The kit reads the first four; the rest helps whoever completes it. */
const COLUMNS = [
  ...["file", "raag", "group", "tonic_hz"],
  ...["estimated_sa_hz", "estimate_confidence", "next_best_sa_hz", "duration_sec", "copy_of"],
];

export const command: Command = makeCommand(
  "init",
  "Write metadata.csv into a folder of recordings: file, raag (from the folder's name), length, estimated " +
    "Sa, copies. Complete it in a spreadsheet; a value in the column tonic_hz is then used as it is.",
)
  .requiredOption("--data <folder>", "folder of the recordings")
  .option("--force", "replace an existing table; its raag, group and tonic_hz are kept")
  .action(init);
addOptions(command, "jobs", "cache", "no-cache");

async function init({ data, force, jobs, cache }: Flags): Promise<void> {
  const signal = interruptSignal();
  const root = userPath(data), table = join(root, "metadata.csv");
  const before = await existingTable(root);
  if (before !== undefined && !force) {
    throw new UsageError(`${before} exists already; edit it, or replace it with --force`);
  }
  const known = await knownRecordings(root, signal);
  const recordings = (await listMedia(root, signal)).map((media): Recording => ({
    ...known.get(media.path) ?? unknownRecording(media),
    id: media.relative,
  }));
  if (recordings.length === 0) {
    throw new DatasetError(`No recordings in ${root}: no sound, no pitch track`);
  }
  const bar = new Progress("recordings");
  const { read, skipped, warnings } = await readRecordings(recordings, {
    jobs,
    signal,
    cacheDir: cacheFolder(cache),
    ignoreTonic: true,
    keepTracks: false,
    onProgress: (done, total, id) => bar.update(done, total, id),
  });
  const copies = await announced("looking for copies", findCopies(recordings, { signal }));
  const originals = new Map(
    copies.flatMap(([first, ...more]) => more.map((one) => [one, first] as const)),
  );
  const figures = new Map(read.map((one) => [one.recording, one]));
  const rows = recordings.map((one) => [
    ...[one.id, one.raag, one.metadata.group, one.metadata.tonic_hz],
    ...estimates(figures.get(one)),
    originals.get(one)?.id,
  ]);
  await atomicWrite(table, csv([COLUMNS, ...rows], { verbatim: true }));
  for (const problem of warnings) warn(`warning: ${describeProblem(problem)}`);
  for (const problem of skipped) warn(`error: ${describeProblem(problem)}`);
  const missing = recordings.filter(({ raag }) => raag === "").length;
  print(
    `${table}: ${recordings.length} recordings` +
      (missing > 0 ? `, ${missing} of them without a raag` : "") +
      (originals.size > 0 ? `, ${originals.size} of them copies of others` : ""),
  );
  if (skipped.length > 0) Deno.exitCode = EXIT.failed;
}

async function existingTable(root: string): Promise<string | undefined> {
  for (const path of TABLE_NAMES.map((name) => join(root, name))) {
    if (await statOf(path) !== undefined) return path;
  }
}

/** What the folder says of its recordings so far, by their paths; nothing is no mistake. */
async function knownRecordings(root: string, signal: AbortSignal): Promise<Map<string, Recording>> {
  try {
    const { recordings } = await loadDataset(root, { signal });
    return new Map(recordings.map((one) => [one.path, one]));
  } catch (error) {
    // A folder that does not exist is listed next, and then told of.
    if (error instanceof DatasetError) return new Map();
    throw error;
  }
}

/** A file of which nothing is known. */
function unknownRecording({ path, relative, kind }: Media): Recording {
  const metadata = { recording_id: relative, raag: "" };
  const labels = { id: relative, raag: "", split: "all", group: relative };
  return { ...labels, kind, path, metadataPath: path, metadata };
}

/** Sa, how sure it is, the next best, and the length; empty where the recording cannot be read. */
function estimates(one: ReadRecording | undefined): (string | undefined)[] {
  const { confidence, candidates } = one?.tonic ?? {};
  return [one?.tonicHz, confidence, candidates?.[1]?.tonicHz, one?.durationSeconds]
    .map((value) => value?.toFixed(2));
}

if (import.meta.main) await runCommand(command);

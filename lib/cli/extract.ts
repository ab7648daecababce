import { basename, extname, join } from "@std/path";
import { openSound } from "../analysis/mod.ts";
import { AudioError, RaagkitError, UsageError } from "../errors.ts";
import { atomicWrite, sha256File, statOf } from "../files/mod.ts";
import { ofShare, runStoredUnits, type SharedRun, valuesOf } from "../jobs/mod.ts";
import {
  describeFallbacks,
  extractPitch,
  formatPitchTrack,
  type PitchMethod,
  type TrackFormat,
} from "../pitch/mod.ts";
import { eachFile, interruptSignal, makeCommand, realNumber, runCommand } from "./command.ts";
import { addOptions, type CommonFlags } from "./common_options.ts";
import { userPath } from "./places.ts";
import { print, warn } from "./console.ts";
import { readingCosts, runSharedCommand } from "./shared_command.ts";
import { type Command, Option } from "commander";

interface Flags extends CommonFlags {
  method: PitchMethod;
  smooth: boolean;
  hop: number;
  floor: number;
  ceiling?: number;
  format: TrackFormat;
}

/** Endings of the files that are written. */
const ENDINGS: Record<TrackFormat, string> = { csv: "csv", pitchtier: "PitchTier", svl: "svl" };

export const command: Command = makeCommand(
  "extract",
  "Extract the pitch of recordings: as CSV (time_s,f0_hz,voicing, where 0 Hz is unvoiced), as " +
    "a PitchTier of Praat, or as a layer of Sonic Visualiser.",
)
  .argument("<file...>", "sound files")
  .addOption(
    new Option("--method <name>", "tracker").choices(["auto", "praat", "pyin", "yin"])
      .default("auto"),
  )
  .option("--no-smooth", "do not smooth the track")
  .option("--hop <seconds>", "time between frames", realNumber(0.001, 0.1), 0.01)
  .option("--floor <hz>", "lowest f0", realNumber(20, 1000), 75)
  .option("--ceiling <hz>", "highest f0 (default: 800; 1000 for auto)", realNumber(40, 5000))
  .addOption(
    new Option("--format <name>", "format to write").choices(["csv", "pitchtier", "svl"]).default(
      "csv",
    ),
  )
  .option("--out <file>", "file to write instead of stdout; a folder for several files")
  .action(extract);
addOptions(command, "shares");

async function extract(files: string[], flags: Flags): Promise<void> {
  const signal = interruptSignal();
  const out = flags.out === undefined ? undefined : userPath(flags.out);
  const folder = out !== undefined && (await statOf(out))?.isDirectory === true;
  if ((files.length > 1 || flags.plan !== undefined) && !folder) {
    throw new UsageError(
      "several files need --out FOLDER, an existing folder in which each gets a file",
    );
  }
  const pathOf = (file: string) =>
    folder ? join(out, `${basename(file, extname(file))}.${ENDINGS[flags.format]}`) : out;
  await runSharedCommand<string[]>(flags, {
    name: "extract",
    out,
    signal,
    open: () => {
      refuseCollisions(files, pathOf);
      const recordings = files.map((file) => ({ id: file, path: userPath(file) }));
      return Promise.resolve({ recordings, known: files });
    },
    stages: ({ inputs }) => [readingCosts(inputs)],
    work: (known, run) => extractAll(known, pathOf, flags, signal, run),
  });
}

/** Two files of one name would become one. */
function refuseCollisions(files: readonly string[], pathOf: (file: string) => string | undefined) {
  const made = new Map<string | undefined, string>();
  for (const file of files) {
    const path = pathOf(file), other = made.get(path);
    if (path !== undefined && other !== undefined) {
      throw new UsageError(`${other} and ${file} would both become ${path}; rename one of them`);
    }
    made.set(path, file);
  }
}

async function extractAll(
  files: readonly string[],
  pathOf: (file: string) => string | undefined,
  flags: Flags,
  signal: AbortSignal,
  run: SharedRun | undefined,
): Promise<void> {
  const places = new Map(files.map((file, i) => [file, i]));
  const own = run === undefined ? files : ofShare(files, run.share);
  const { errors } = await eachFile(own, async (file, onProgress) => {
    const path = pathOf(file), make = () => extractOne(file, path, flags, signal, onProgress);
    if (run === undefined) return await make();
    await extractOnce(file, path!, run, `extract.${places.get(file)}`, make);
  });
  if (run !== undefined && errors.length > 0) {
    throw new AudioError(
      `${errors.length} files could not be extracted; the first: ${errors[0].message}`,
    );
  }
}

/** Extracts a file unless an earlier process of the run has, and its track is whole. */
async function extractOnce(
  file: string,
  path: string,
  { folder, hashes, files }: SharedRun,
  id: string,
  make: () => Promise<void>,
): Promise<void> {
  const attempt = async (): Promise<number> => {
    const outcomes = await runStoredUnits(folder, [{ id, input: file }], async () => {
      if ((await sha256File(userPath(file))).sha256 !== hashes.get(file)) {
        throw new RaagkitError(`${file} changed since the run was planned: give --plan again`);
      }
      await make();
      return (await Deno.stat(path)).size;
    });
    return valuesOf(outcomes)[0];
  };
  const size = await attempt();
  if ((await statOf(path))?.size !== size) {
    await Deno.remove(join(folder, `${id}.json`));
    await attempt();
  }
  files.push(path);
}

async function extractOne(
  file: string,
  path: string | undefined,
  flags: Flags,
  signal: AbortSignal,
  onProgress: (part: number) => void,
): Promise<void> {
  using sound = await openSound(userPath(file), { signal });
  for (const warning of sound.warnings) warn(`${file}: ${warning}`);
  const track = await extractPitch(sound.samples, sound.sampleRate, {
    method: flags.method,
    smooth: flags.smooth,
    hopSeconds: flags.hop,
    floorHz: flags.floor,
    ceilingHz: flags.ceiling,
    signal,
    onProgress,
  });
  for (const warning of describeFallbacks(track)) warn(`${file}: ${warning}`);
  const text = formatPitchTrack(track, {
    format: flags.format,
    // Sonic Visualiser counts samples of the file itself.
    sampleRate: sound.format.sampleRate,
  });
  if (path === undefined) return print(text.trimEnd());
  await atomicWrite(path, text);
  warn(`${file} -> ${path}`);
}

if (import.meta.main) await runCommand(command);

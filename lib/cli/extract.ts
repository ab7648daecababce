/**
 * `deno task extract FILE...`: pitch tracks as CSV, for Praat, or for Sonic Visualiser.
 *
 * @module
 */

import { basename, extname, join } from "@std/path";
import { openSound } from "../analysis/mod.ts";
import { AbortedError, RaagkitError, UsageError } from "../errors.ts";
import { atomicWrite } from "../files/mod.ts";
import {
  describeFallbacks,
  extractPitch,
  formatPitchTrack,
  type PitchMethod,
  type TrackFormat,
} from "../pitch/mod.ts";
import { EXIT, interruptSignal, makeCommand, realNumber, runCommand } from "./command.ts";
import { userPath } from "./places.ts";
import { print, Progress, warn } from "./console.ts";
import { type Command, Option } from "commander";

interface Flags {
  method: PitchMethod;
  smooth: boolean;
  hop: number;
  floor: number;
  ceiling?: number;
  format: TrackFormat;
  out?: string;
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

async function extract(files: string[], flags: Flags): Promise<void> {
  const signal = interruptSignal();
  const folder = flags.out !== undefined && await isFolder(userPath(flags.out));
  if (files.length > 1 && !folder) {
    throw new UsageError(
      "several files need --out FOLDER, an existing folder in which each gets a file",
    );
  }
  const bar = new Progress("recordings");
  for (const [done, file] of files.entries()) {
    try {
      using sound = await openSound(userPath(file), { signal });
      for (const warning of sound.warnings) warn(`${file}: ${warning}`);
      const track = await extractPitch(sound.samples, sound.sampleRate, {
        method: flags.method,
        smooth: flags.smooth,
        hopSeconds: flags.hop,
        floorHz: flags.floor,
        ceilingHz: flags.ceiling,
        signal,
        onProgress: (part) => bar.update(done + part, files.length, file),
      });
      bar.stop();
      for (const warning of describeFallbacks(track)) warn(`${file}: ${warning}`);
      const text = formatPitchTrack(track, {
        format: flags.format,
        // Sonic Visualiser counts samples of the file itself.
        sampleRate: sound.format.sampleRate,
      });
      if (flags.out === undefined) {
        print(text.trimEnd());
      } else {
        const name = `${basename(file, extname(file))}.${ENDINGS[flags.format]}`;
        const path = folder ? join(userPath(flags.out), name) : userPath(flags.out);
        await atomicWrite(path, text);
        warn(`${file} -> ${path}`);
      }
    } catch (error) {
      bar.stop();
      if (!(error instanceof RaagkitError) || error instanceof AbortedError) throw error;
      warn(`error: ${error.message}`);
      Deno.exitCode = EXIT.failed;
    }
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

if (import.meta.main) await runCommand(command);

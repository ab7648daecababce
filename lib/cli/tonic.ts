import type { Command } from "commander";
import { analyseRecording } from "../analysis/mod.ts";
import { describeFile } from "../dataset/mod.ts";
import { eachFile, makeCommand, runCommand } from "./command.ts";
import { addOptions, type CommonFlags } from "./common_options.ts";
import { userPath } from "./places.ts";
import { formatTable, print, printJson, warn } from "./console.ts";

export const command: Command = makeCommand(
  "tonic",
  "Estimate the tonic (Sa) of recordings, from sound or from a pitch track.",
)
  .argument("<file...>", "sound files or pitch tracks")
  .action(tonic);
addOptions(command, "track", "json");

async function tonic(
  files: string[],
  { hop, confidence: threshold, json }: CommonFlags,
): Promise<void> {
  const { results } = await eachFile(files, async (file, onProgress) => {
    const path = userPath(file);
    const { kind, metadata, problem } = await describeFile(path);
    if (problem !== undefined) warn(`${file}: ${problem}`);
    const hopSeconds = hop ?? metadata?.hop_seconds;
    const request = { path, kind, hopSeconds, confidenceThreshold: threshold };
    const { tonic: estimate, durationSeconds, voicedFraction, warnings } = await analyseRecording(
      request,
      { onProgress },
    );
    for (const warning of warnings) warn(`${file}: ${warning}`);
    const { tonicHz, confidence, candidates, source } = estimate!;
    return {
      file,
      tonic_hz: tonicHz,
      confidence,
      source,
      candidates: candidates.map((one) => ({
        tonic_hz: one.tonicHz,
        confidence: one.confidence,
      })),
      duration_s: durationSeconds,
      voiced_fraction: voicedFraction,
    };
  });
  if (json) return printJson(results);
  if (results.length === 0) return;
  print(formatTable(
    ["file", "Sa (Hz)", "confidence", "next best"],
    results.map(({ file, tonic_hz, confidence, candidates }) => [
      file,
      tonic_hz.toFixed(1),
      confidence.toFixed(2),
      candidates.slice(1, 3).map((one) => one.tonic_hz.toFixed(1)).join(" "),
    ]),
  ));
}

if (import.meta.main) await runCommand(command);

/**
 * `deno task bench`: what is fast, against a baseline in the same run.
 *
 * @module
 */

import { makeCommand, runCommand, wholeNumber } from "../../lib/cli/command.ts";
import { userPath } from "../../lib/cli/places.ts";
import { formatTable, print, warn } from "../../lib/cli/console.ts";
import { atomicWrite } from "../../lib/files/mod.ts";
import { VERSION } from "../../lib/version.ts";
import { runPitchAccuracy, runTonicAccuracy } from "./accuracy_bench.ts";
import { runAudioBench } from "./audio_bench.ts";
import { runHmmBench } from "./hmm_bench.ts";
import { runPitchBench } from "./pitch_bench.ts";
import { recognitionBench } from "./recognition_bench.ts";
import { tonicBench } from "./tonic_bench.ts";
import { runWorkersBench } from "./workers_bench.ts";

const BENCHES = ["hmm", "pitch", "audio", "accuracy"];

const command = makeCommand(
  "bench",
  "Measure speed (hidden Markov models against the textbook's recursion, pitch trackers and\n" +
    "the way from file to pitch against real time) and accuracy (pitch and tonic on unseen signals with a known truth).",
)
  .argument(
    "[bench...]",
    `which of ${BENCHES.join(", ")}, all by default; or recognition or tonic, with --data`,
  )
  .option("--data <folder>", "corpus of recordings for recognition and tonic")
  .option("--seed <n>", "seed of the unseen signals", wholeNumber(0), 20_261)
  .option("--out <file>", "save the figures as JSON")
  .action(bench);

async function bench(
  names: string[],
  flags: { out?: string; seed: number; data?: string },
): Promise<void> {
  const withData = new Map([["recognition", recognitionBench], ["tonic", tonicBench]]);
  const corpusBench = withData.get(names[0]);
  if (corpusBench !== undefined) {
    if (flags.data === undefined) command.error(`error: ${names[0]} needs --data FOLDER`);
    return await corpusBench(userPath(flags.data!));
  }
  const { out, seed } = flags;
  const chosen = names.length > 0 ? names : BENCHES;
  const unknown = chosen.filter((name) => !BENCHES.includes(name));
  if (unknown.length > 0) command.error(`error: no bench ${unknown.join(", ")}`);
  const results: Record<string, unknown> = {
    raagkit: VERSION,
    deno: Deno.version.deno,
    cores: navigator.hardwareConcurrency,
  };
  if (chosen.includes("hmm")) {
    const rows = results.hmm = [...await runHmmBench(), ...await runWorkersBench()];
    print(formatTable(
      ["question", "baseline", "ours", "unit", "ratio"],
      rows.map(({ question, baseline, value, unit, ratio }) => [
        question,
        baseline.toPrecision(3),
        value.toPrecision(3),
        unit,
        ratio.toFixed(2),
      ]),
    ));
    print();
  }
  if (chosen.includes("pitch")) {
    const rows = results.pitch = await runPitchBench();
    print(formatTable(
      ["method", "seconds of sound", "ms", "x real time", "CPU s per s"],
      rows.map(({ method, audioSeconds, milliseconds, timesRealTime, cpuPerSecond }) => [
        method,
        String(audioSeconds),
        milliseconds.toFixed(0),
        timesRealTime.toFixed(0),
        cpuPerSecond.toFixed(5),
      ]),
    ));
  }
  if (chosen.includes("audio")) {
    const rows = results.audio = await runAudioBench();
    print();
    if (rows.length === 0) print("audio: no recordings beside the project");
    else {
      print(formatTable(
        ["part", "seconds of sound", "ms", "x real time", "CPU s per s"],
        rows.map(({ part, audioSeconds, milliseconds, timesRealTime, cpuPerSecond }) => [
          part,
          audioSeconds.toFixed(0),
          milliseconds.toFixed(0),
          timesRealTime.toFixed(0),
          cpuPerSecond.toFixed(5),
        ]),
      ));
    }
  }
  if (chosen.includes("accuracy")) {
    const rows = results.pitch_accuracy = await runPitchAccuracy(seed);
    const share = (value: number) => Number.isNaN(value) ? "-" : value.toFixed(3);
    print();
    print(formatTable(
      ["signals", "method", "within 50 cents", "octaves aside", "false alarm"],
      rows.map((row) => [
        `${row.category} (${row.signals})`,
        row.method,
        share(row.rawPitchAccuracy),
        share(row.rawChromaAccuracy),
        share(row.voicingFalseAlarm),
      ]),
    ));
    const tonic = results.tonic_accuracy = await runTonicAccuracy(seed);
    print();
    print(
      `tonic of ${tonic.recordings} recordings: ${share(tonic.pitchClass)} within 50 cents, ` +
        `${share(tonic.octave)} in the right octave too, 95 % of errors under ` +
        `${tonic.cents95.toFixed(1)} cents`,
    );
  }
  if (out !== undefined) {
    await atomicWrite(userPath(out), JSON.stringify(results, null, 2) + "\n");
    warn(`saved in ${userPath(out)}`);
  }
}

if (import.meta.main) await runCommand(command);

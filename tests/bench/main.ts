/**
 * `deno task bench`: what is fast, against a baseline in the same run.
 *
 * @module
 */

import { makeCommand, runCommand, userPath } from "../../lib/cli/command.ts";
import { formatTable, print, warn } from "../../lib/cli/console.ts";
import { atomicWrite } from "../../lib/files/mod.ts";
import { VERSION } from "../../lib/version.ts";
import { runHmmBench } from "./hmm_bench.ts";
import { runPitchBench } from "./pitch_bench.ts";

const BENCHES = ["hmm", "pitch"];

const command = makeCommand(
  "bench",
  "Measure speed: hidden Markov models against the textbook's recursion, pitch trackers against\n" +
    "real time.",
)
  .argument("[bench...]", `which of ${BENCHES.join(", ")}; all by default`)
  .option("--out <file>", "save the figures as JSON")
  .action(bench);

async function bench(names: string[], { out }: { out?: string }): Promise<void> {
  const chosen = names.length > 0 ? names : BENCHES;
  const unknown = chosen.filter((name) => !BENCHES.includes(name));
  if (unknown.length > 0) command.error(`error: no bench ${unknown.join(", ")}`);
  const results: Record<string, unknown> = {
    raagkit: VERSION,
    deno: Deno.version.deno,
    cores: navigator.hardwareConcurrency,
  };
  if (chosen.includes("hmm")) {
    const rows = results.hmm = await runHmmBench();
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
      ["method", "seconds of sound", "ms", "x real time"],
      rows.map(({ method, audioSeconds, milliseconds, timesRealTime }) => [
        method,
        String(audioSeconds),
        milliseconds.toFixed(0),
        timesRealTime.toFixed(0),
      ]),
    ));
  }
  if (out !== undefined) {
    await atomicWrite(userPath(out), JSON.stringify(results, null, 2) + "\n");
    warn(`saved in ${userPath(out)}`);
  }
}

if (import.meta.main) await runCommand(command);

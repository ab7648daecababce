/**
 * `deno task classify FILE...`: which raag is it?
 *
 * @module
 */

import { analyseRecording } from "../analysis/mod.ts";
import { describeFile } from "../dataset/mod.ts";
import { RaagkitError } from "../errors.ts";
import { RaagClassifier } from "../evaluate/mod.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import {
  cacheFolder,
  EXIT,
  makeCommand,
  projectPath,
  realNumber,
  runCommand,
  userPath,
  wholeNumber,
} from "./command.ts";
import { print, printJson, warn } from "./console.ts";
import { judge } from "./judge.ts";

interface Flags {
  models?: string;
  tonic?: number;
  ignoreTonic?: boolean;
  top: number;
  cache: string | boolean;
  json?: boolean;
}

const command = makeCommand(
  "classify",
  "Tell which raag recordings are in, with the models that `deno task train` saved.",
)
  .argument("<file...>", "sound files or pitch tracks")
  .option("--models <folder>", "folder of the models (default: models)")
  .option("--tonic <hz>", "frequency of Sa, for all files", realNumber(40, 1000))
  .option("--ignore-tonic", "estimate Sa even where the metadata beside a file gives it")
  .option("--top <k>", "how many raags to list", wholeNumber(1), 3)
  .option("--cache <folder>", "folder for extracted pitch tracks (default: data/cache)")
  .option("--no-cache", "extract all pitch tracks anew and keep none")
  .option("--json", "print one JSON document")
  .action(classify);

/** What is printed of one file. */
interface Answer {
  file: string;
  raag: string;
  confidence: number;
  ranking: { raag: string; log_likelihood_per_symbol: number; probability: number }[];
  tonic_hz: number;
  tonic_source: string;
  duration_s: number;
  voiced_fraction: number;
}

async function classify(files: string[], flags: Flags): Promise<void> {
  const folder = flags.models === undefined ? projectPath("models") : userPath(flags.models);
  const models = await new ModelPersistence(folder).loadAllModels();
  const classifier = new RaagClassifier(models.values());
  const answers: Answer[] = [];
  for (const file of files) {
    try {
      const answer = await classifyFile(classifier, file, flags);
      answers.push(answer);
      if (!flags.json) report(answer);
    } catch (error) {
      if (!(error instanceof RaagkitError)) throw error;
      warn(`error: ${error.message}`);
      Deno.exitCode = EXIT.failed;
    }
  }
  if (flags.json) printJson(answers);
}

async function classifyFile(
  classifier: RaagClassifier,
  file: string,
  flags: Flags,
): Promise<Answer> {
  const path = userPath(file);
  const { kind, metadata, problem } = await describeFile(path);
  if (problem !== undefined) warn(`${file}: ${problem}`);
  const known = flags.ignoreTonic ? undefined : metadata?.tonic_hz;
  const analysis = await analyseRecording({
    path,
    kind,
    hopSeconds: metadata?.hop_seconds,
    tonicHz: flags.tonic ?? known,
    tonicSource: flags.tonic === undefined ? "metadata" : "flag",
    cacheDir: cacheFolder(flags.cache),
  });
  for (const warning of analysis.warnings) warn(`${file}: ${warning}`);
  const answer = judge(classifier, analysis);
  return {
    file,
    raag: answer.raag,
    confidence: answer.confidence,
    ranking: answer.ranking.slice(0, flags.top).map((one) => ({
      raag: one.raag,
      log_likelihood_per_symbol: one.logLikelihoodPerSymbol,
      probability: one.probability,
    })),
    tonic_hz: answer.tonicHz,
    tonic_source: analysis.tonicSource,
    duration_s: analysis.durationSeconds,
    voiced_fraction: analysis.voicedFraction,
  };
}

function report(answer: Answer): void {
  const { file, raag, confidence, ranking } = answer;
  print(`${file}: ${raag} (${(100 * confidence).toFixed(0)} %)`);
  for (const one of ranking) {
    print(
      `  ${(100 * one.probability).toFixed(1).padStart(5)} %  ${one.raag}  ` +
        `(${one.log_likelihood_per_symbol.toFixed(3)} nats/symbol)`,
    );
  }
  print(
    `  Sa at ${answer.tonic_hz.toFixed(1)} Hz (${answer.tonic_source}), ` +
      `${answer.duration_s.toFixed(1)} s, ${(100 * answer.voiced_fraction).toFixed(0)} % voiced`,
  );
}

if (import.meta.main) await runCommand(command);

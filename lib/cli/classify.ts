/**
 * `deno task classify FILE...`: which raag is it?
 *
 * @module
 */

import { RaagkitError } from "../errors.ts";
import { classifyRecording } from "../evaluate/mod.ts";
import { classifierOf, type RaagClassifier } from "../families/mod.ts";
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
  "Name the raag of recordings, with the models that `deno task train` saved.",
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
  /** null where no raag is named; `refusal` says why. */
  raag: string | null;
  refusal: string | null;
  /** Probability of the first of the ranking; null where training could hold nothing out. */
  confidence: number | null;
  typicality: number;
  ranking: {
    raag: string;
    score: number;
    probability: number | null;
    log_likelihood_per_symbol: number;
  }[];
  tonic_hz: number;
  tonic_source: string;
  duration_s: number;
  voiced_fraction: number;
  remarks: string[];
}

async function classify(files: string[], flags: Flags): Promise<void> {
  const folder = flags.models === undefined ? projectPath("models") : userPath(flags.models);
  const models = await new ModelPersistence(folder).loadAllModels();
  const classifier = classifierOf(models);
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
  const { classification, analysis, warnings } = await classifyRecording(
    userPath(file),
    classifier,
    {
      tonicHz: flags.tonic,
      ignoreTonic: flags.ignoreTonic,
      cacheDir: cacheFolder(flags.cache),
    },
  );
  for (const warning of warnings) warn(`${file}: ${warning}`);
  const { ranking, tonicHz } = classification;
  const own = classifier.mainLikelihoods(analysis.track, tonicHz);
  return {
    file,
    raag: classification.raag,
    refusal: classification.refusal ?? null,
    confidence: classification.confidence ?? null,
    typicality: classification.typicality,
    ranking: ranking.slice(0, flags.top).map(({ raag, score, probability = null }) => ({
      raag,
      score,
      probability,
      log_likelihood_per_symbol: own[classifier.labels.indexOf(raag)],
    })),
    tonic_hz: tonicHz,
    tonic_source: analysis.tonicSource,
    duration_s: analysis.durationSeconds,
    voiced_fraction: analysis.voicedFraction,
    remarks: classification.remarks,
  };
}

function report(answer: Answer): void {
  const { file, raag, refusal, confidence, ranking, remarks } = answer;
  const percent = (p: number) => `${(100 * p).toFixed(p < 0.1 ? 1 : 0)} %`;
  const named = raag !== null
    ? raag + (confidence === null ? "" : ` (${percent(confidence)})`)
    : refusal === "nothing-heard"
    ? "no raag: no melody is heard"
    : `none of the raags known; nearest: ${ranking[0].raag}`;
  print(`${file}: ${named}`);
  for (const one of ranking) {
    const share = one.probability === null
      ? `score ${one.score.toFixed(2).padStart(6)}`
      : `${(100 * one.probability).toFixed(1).padStart(5)} %`;
    print(`  ${share}  ${one.raag}`);
  }
  print(
    `  Sa at ${answer.tonic_hz.toFixed(1)} Hz (${answer.tonic_source}), ` +
      `${answer.duration_s.toFixed(1)} s, ${percent(answer.voiced_fraction)} voiced, ` +
      `more typical than ${percent(answer.typicality)} of known recordings`,
  );
  for (const remark of remarks) print(`  ${remark}`);
}

if (import.meta.main) await runCommand(command);

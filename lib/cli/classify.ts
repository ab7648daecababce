import type { Command } from "commander";
import { basename } from "@std/path";
import { listMedia } from "../dataset/mod.ts";
import { DatasetError, UsageError } from "../errors.ts";
import { classifyRecording } from "../evaluate/mod.ts";
import {
  classifierOf,
  type ModelSet,
  onlyRaags,
  type RaagClassifier,
  textbookModels,
} from "../families/mod.ts";
import { recordingPage } from "../experiment/report/recording_report.ts";
import { atomicWrite, csv, statOf } from "../files/mod.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import { eachFile, makeCommand, realNumber, runCommand, wholeNumber } from "./command.ts";
import { addOptions, type CommonFlags } from "./common_options.ts";
import { cacheFolder, modelsFolder, SHOWN, userPath } from "./places.ts";
import { print, printAnswer, printItem, printJson, warn } from "./console.ts";

interface Flags extends CommonFlags {
  raags?: string;
  thaat?: string;
  tonic?: number;
  top?: number;
  csv?: boolean;
}

export const command: Command = makeCommand(
  "classify",
  "Name the raag of recordings, with the models that `train` saved; if nothing has been trained " +
    "yet, with models of 93 raags written down from textbooks.",
)
  .argument("<file...>", "sound files, pitch tracks, or folders of them")
  .option(
    "--models <folder>",
    `folder of the models (default: ${SHOWN.models}; the textbook models if it is empty)`,
  )
  .option("--raags <names>", "consider only these raags, separated by commas")
  .option("--thaat <name>", "consider only raags of this thaat, such as Kalyan")
  .option("--tonic <hz>", "frequency of Sa, for all files", realNumber(40, 1000))
  .option("--top <k>", "how many raags to list (default: 3; 5 with the textbook)", wholeNumber(1))
  .option("--out <file>", "write a page about the recording to this file (HTML)")
  .option("--csv", "print CSV, one line per recording")
  .action(classify);
addOptions(command, "ignore-tonic", "track", "cache", "no-cache", "json");

async function classify(paths: string[], flags: Flags): Promise<void> {
  const models = await openModels(flags);
  const classifier = classifierOf(models);
  const files = (await Promise.all(paths.map(filesOf))).flat();
  if (flags.out !== undefined && files.length !== 1) {
    throw new UsageError(`--out is for one recording, found ${files.length}`);
  }
  const { results: answers } = await eachFile(
    files,
    (file, onProgress) => classifyFile(classifier, models, file, flags, onProgress),
    (answer) => {
      if (!flags.json && !flags.csv) report(answer);
    },
  );
  if (flags.json) printJson(answers);
  else if (flags.csv) print(tableOf(answers).trimEnd());
}

/** What is printed of one file. */
type Answer = Awaited<ReturnType<typeof classifyFile>>;

/** The trained set, or the textbook where there is none; as far as its raags come into question. */
async function openModels({ models, raags, thaat }: Flags): Promise<ModelSet> {
  const folder = modelsFolder(models);
  const persistence = new ModelPersistence(folder);
  const isEmpty = models === undefined && (await persistence.listModels()).length === 0;
  if (isEmpty) warn("nothing has been trained: the answer comes from the textbook models");
  const set = isEmpty ? textbookModels() : await persistence.loadAllModels();
  if (raags === undefined && thaat === undefined) return set;
  return onlyRaags(set, { raags: raags?.split(","), thaat });
}

/** A file as it was named, or the recordings of a folder. */
async function filesOf(path: string): Promise<string[]> {
  if (!(await statOf(userPath(path)))?.isDirectory) return [path];
  const media = await listMedia(userPath(path));
  if (media.length === 0) {
    throw new DatasetError(`${path} holds no recording: no sound file and no pitch track`);
  }
  return media.map((one) => one.path);
}

async function classifyFile(
  classifier: RaagClassifier,
  models: ModelSet,
  file: string,
  flags: Flags,
  onProgress: (fraction: number) => void,
) {
  const { classification, analysis, warnings } = await classifyRecording(
    userPath(file),
    classifier,
    {
      tonicHz: flags.tonic,
      hopSeconds: flags.hop,
      confidenceThreshold: flags.confidence,
      ignoreTonic: flags.ignoreTonic,
      cacheDir: cacheFolder(flags.cache),
      onProgress,
    },
  );
  for (const warning of warnings) warn(`${file}: ${warning}`);
  const { ranking, tonicHz } = classification;
  if (flags.out !== undefined) {
    const timeline = classifier.hasTimeline
      ? classifier.timeline(analysis.track, tonicHz, {
        isEstimated: analysis.tonicSource === "estimated",
      })
      : undefined;
    const page = { name: basename(file), classification, analysis, timeline, warnings };
    await atomicWrite(userPath(flags.out), await recordingPage(page));
    warn(`${file} -> ${userPath(flags.out)}`);
  }
  // JSON alone tells of these, and every raag's model must read the melody for them.
  const own = flags.json ? classifier.mainLikelihoods(analysis.track, tonicHz) : [];
  const top = flags.top ?? (models.family.family === "textbook" ? 5 : 3);
  return {
    file,
    family: models.family.family,
    // null where no raag is named; the refusal says why.
    raag: classification.raag,
    refusal: classification.refusal ?? null,
    // Of the raag that is named; null where none is, or training held nothing out.
    confidence: classification.confidence ?? null,
    // Share of known recordings that fit no better; null where none was heard.
    typicality: classification.typicality ?? null,
    ranking: ranking.slice(0, top).map(({ raag, score, probability = null }) => ({
      raag,
      score,
      probability,
      log_likelihood_per_symbol: finite(own[classifier.labels.indexOf(raag)]),
    })),
    tonic_hz: tonicHz,
    tonic_source: analysis.tonicSource,
    duration_s: analysis.durationSeconds,
    voiced_fraction: analysis.voicedFraction,
    remarks: classification.remarks,
    reasons: classification.reasons,
  };
}

/** A number that JSON can hold. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

const percent = (p: number) => `${(100 * p).toFixed(p < 0.1 ? 1 : 0)} %`;

/** What is said first: the raag, or why none is named. */
function headline({ raag, refusal, confidence, ranking }: Answer): string {
  if (raag !== null) return raag + (confidence === null ? "" : ` (${percent(confidence)})`);
  if (refusal === "nothing-heard") return "no raag: no melody is heard";
  if (refusal === "not-sure") return "not sure enough to name one raag; the likeliest:";
  return `none of the known raags; nearest: ${ranking[0].raag}`;
}

function report(answer: Answer): void {
  printAnswer(`${answer.file}: ${headline(answer)}`);
  for (const { raag, probability, score } of answer.ranking) {
    const share = probability === null
      ? `score ${score.toFixed(2).padStart(6)}`
      : `${(100 * probability).toFixed(1).padStart(5)} %`;
    print(`  ${share}  ${raag}`);
  }
  const usual = answer.typicality === null
    ? ""
    : `, more typical than ${percent(answer.typicality)} of known recordings`;
  print(
    `  Sa at ${answer.tonic_hz.toFixed(1)} Hz (${answer.tonic_source}), ` +
      `${answer.duration_s.toFixed(1)} s, ${percent(answer.voiced_fraction)} voiced${usual}`,
  );
  for (const line of [...answer.remarks, ...answer.reasons]) printItem(line);
}

function tableOf(answers: readonly Answer[]): string {
  return csv([
    ["file", "raag", "confidence", "refusal", "first", "second", "third", "tonic_hz", "duration_s"],
    ...answers.map((one) => [
      one.file,
      one.raag ?? "",
      one.confidence ?? "",
      one.refusal ?? "",
      ...[0, 1, 2].map((place) => one.ranking[place]?.raag ?? ""),
      one.tonic_hz.toFixed(2),
      one.duration_s.toFixed(2),
    ]),
  ]);
}

if (import.meta.main) await runCommand(command);

import type { Problem } from "../../errors.ts";
import type { ExperimentResults, RecordingSummary } from "../experiment_results.ts";
import {
  counted,
  duration,
  percent,
  type Section,
  section,
  spaced,
  table,
  text,
} from "./document.ts";

/** What the experiment was run on. */
export function dataSection({ data, experiment }: ExperimentResults): Section {
  const { recordings, skipped, warnings, manifest, label } = data;
  const splits = [...new Set(recordings.map(({ split }) => split))].sort();
  const byRaag = [...Map.groupBy(recordings, ({ raag }) => raag)]
    .sort(([a], [b]) => a < b ? -1 : 1);
  const seconds = total(recordings, ({ durationSeconds }) => durationSeconds);
  const sources = [...Map.groupBy(recordings, ({ tonicSource }) => tonicSource)]
    .map(([source, own]) => `${source} ${own.length}`).sort();
  return section(
    "data",
    "Data",
    text(
      `${counted(recordings.length, "recording")} of ${byRaag.length} raags, ` +
        `${duration(seconds)} in all, from ${label}. Where their tonics came from: ` +
        `${sources.join(", ")}. SHA-256 over all recordings and their metadata: ` +
        `${manifest.hash}; manifest.json has the checksum of each file.`,
    ),
    table(
      "Recordings by raag",
      ["raag", "recordings", ...splits, "groups", "length", "voiced"],
      byRaag.map(([raag, own]) => [
        spaced(raag),
        String(own.length),
        ...splits.map((split) => String(own.filter((one) => one.split === split).length)),
        String(new Set(own.map(({ group }) => group)).size),
        duration(total(own, ({ durationSeconds }) => durationSeconds)),
        percent(total(own, ({ voicedFraction }) => voicedFraction) / own.length),
      ]),
    ),
    warnings.length > 0 && told("What to bear in mind", ["of", "remark"], warnings),
    skipped.length > 0 && [
      text(`${counted(skipped.length, "recording")} could not be used:`),
      told("Recordings left out", ["file", "reason"], skipped),
    ],
    experiment.dataCitation !== undefined &&
      text(`The data are to be cited as: ${experiment.dataCitation}`),
  );
}

function told(caption: string, header: string[], problems: readonly Problem[]) {
  const rows = problems.slice(0, 50)
    .map(({ file, message }) => [file.split(/[\\/]/).at(-1)!, message.split("\n")[0]]);
  return table(caption, header, rows);
}

function total(recordings: RecordingSummary[], value: (one: RecordingSummary) => number): number {
  return recordings.reduce((sum, one) => sum + value(one), 0);
}

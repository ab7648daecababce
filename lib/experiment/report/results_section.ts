import { classReports, formatPValue } from "../../evaluate/mod.ts";
import { accuracyFigure, confusionFigure, type Figure, heatMapFigure } from "../../plot/mod.ts";
import { expandFamilies } from "../families.ts";
import type { ExperimentResults, FamilySummary } from "../experiment_results.ts";
import { bestFamily } from "../summarize_runs.ts";
import {
  type Block,
  counted,
  digits,
  duration,
  figure,
  percent,
  type Section,
  section,
  spaced,
  table,
  text,
} from "./document.ts";

/** Confusion matrices of at most so many families. */
const MOST_CONFUSIONS = 12;

/** Accuracies, sweeps and tests. */
export function resultsSection(results: ExperimentResults): Section {
  const { summary, runs, data } = results;
  const labels = new Set(data.recordings.map(({ raag }) => raag)).size;
  return section(
    "results",
    "Results",
    text(
      "Accuracy is the share of held-out recordings that were called by their name; its interval " +
        "is Wilson's, at 95 %, for as many recordings as were judged" +
        (runs.length > 1 ? ", whatever the number of seeds" : "") +
        ". Balanced accuracy is the mean over the raags.",
    ),
    familyTable(summary),
    sweepFigures(results),
    figure(
      "accuracy",
      "Accuracy of each family, with its 95 % interval",
      summary.map(({ family, accuracy, accuracy_ci95: [low, high] }) =>
        `${family} ${percent(accuracy)} (${percent(low)} to ${percent(high)})`
      ).join("; "),
      accuracyFigure(summary, { levels: { chance: 1 / labels } }),
    ),
    comparisonBlocks(results),
    classTable(summary),
  );
}

function familyTable(summary: readonly FamilySummary[]): Block {
  const several = summary[0].accuracy_by_seed.length > 1;
  const range = (values: number[]) =>
    [Math.min(...values), Math.max(...values)].map((value) => digits(value)).join("–");
  return table(
    "Families of models side by side",
    [
      ...["family", "accuracy", "95 % interval"],
      ...(several ? ["seeds, lowest–highest"] : []),
      ...["balanced", "top 3", "macro F1", "time"],
    ],
    summary.map((one) => [
      one.family,
      digits(one.accuracy),
      one.accuracy_ci95.map((value) => digits(value, 2)).join("–"),
      ...(several ? [range(one.accuracy_by_seed)] : []),
      ...[one.balanced_accuracy, one.top3, one.macro_f1].map((value) => digits(value)),
      duration(one.seconds),
    ]),
  );
}

/** Heat maps of accuracy and log-loss for each sweep over two settings. */
function sweepFigures({ experiment, summary }: ExperimentResults): Block[] {
  const named = expandFamilies(experiment.families);
  return [...Map.groupBy(named, ({ index }) => index)].flatMap(([index, members]): Block[] => {
    const settings = Object.keys(members[0].swept ?? {});
    if (settings.length !== 2) return [];
    const [down, across] = settings;
    const values = (setting: string) => [...new Set(members.map(({ swept }) => swept![setting]))];
    const rows = values(down), columns = values(across);
    const cell = (row: unknown, column: unknown): FamilySummary => {
      const { name } = members.find(({ swept }) =>
        swept![down] === row && swept![across] === column
      )!;
      return summary.find(({ family }) => family === name)!;
    };
    const map = (kind: string, name: string, value: (one: FamilySummary) => number) => {
      const table = rows.map((row) => columns.map((column) => value(cell(row, column))));
      const alt = rows.flatMap((row, i) =>
        columns.map((column, j) => `${down} ${row}, ${across} ${column}: ${digits(table[i][j])}`)
      ).join("; ");
      const picture = heatMapFigure(table, rows.map(String), columns.map(String), {
        xTitle: across,
        yTitle: down,
        scaleTitle: name,
        digits: 3,
        height: 150 + 56 * rows.length,
      });
      return figure(`sweep-${index}-${name}`, `${kind} over ${down} and ${across}`, alt, picture);
    };
    return [
      map("Accuracy", "accuracy", ({ accuracy }) => accuracy),
      map("Log-loss (nats)", "log-loss", ({ calibration }) => calibration.log_loss),
    ];
  });
}

/** McNemar's test of the best family against each other one. */
function comparisonBlocks({ runs, summary }: ExperimentResults): Block[] {
  if (summary.length < 2) return [];
  const best = bestFamily(summary).family;
  const rows = runs.flatMap(({ seed, result }) => {
    const own = result.comparisons
      .filter(({ first, second }) => first === best || second === best)
      .map((one) =>
        one.first === best
          ? [one.second, one.only_first, one.only_second, one.p_value] as const
          : [one.first, one.only_second, one.only_first, one.p_value] as const
      );
    const corrected = holm(own.map(([, , , p]) => p));
    return own.map(([other, onlyBest, onlyOther, p], i) => [
      other,
      ...(runs.length > 1 ? [String(seed)] : []),
      ...[String(onlyBest), String(onlyOther), formatPValue(p), formatPValue(corrected[i])],
    ]);
  });
  return [
    text(
      `Does ${best} differ from the others, or could chance have done it? McNemar's exact test ` +
        `looks at the recordings that only one of two families got right. The last column is ` +
        `corrected after Holm for the number of comparisons; comparisons.csv has every pair.`,
    ),
    table(`${best} against each other family`, [
      "family",
      ...(runs.length > 1 ? ["seed"] : []),
      ...[`only ${best} right`, "only it right", "p", "p (Holm)"],
    ], rows),
  ];
}

/** Holm's step-down correction: the smallest p times n, the next times n - 1, and never falling. */
function holm(p: readonly number[]): number[] {
  const order = [...p.keys()].sort((a, b) => p[a] - p[b]);
  const corrected = new Array<number>(p.length);
  let highest = 0;
  order.forEach((i, rank) => {
    highest = Math.max(highest, Math.min(1, p[i] * (p.length - rank)));
    corrected[i] = highest;
  });
  return corrected;
}

function classTable(summary: readonly FamilySummary[]): Block {
  const { family, confusion } = bestFamily(summary);
  return table(
    `Each raag as ${family} hears it`,
    ["raag", "precision", "recall", "F1", "recordings"],
    classReports(confusion).map(({ label, precision, recall, f1, support }) => [
      ...[spaced(label), digits(precision), digits(recall), digits(f1), String(support)],
    ]),
  );
}

/** Which raag was called which, family by family. */
export function confusionSection({ summary, runs }: ExperimentResults): Section {
  const shown = summary.length <= MOST_CONFUSIONS
    ? summary
    : summary.toSorted((a, b) => b.accuracy - a.accuracy).slice(0, MOST_CONFUSIONS);
  return section(
    "confusions",
    "Which raag was called which",
    text(
      "Rows are the truth, columns the answer; the numbers count recordings" +
        (runs.length > 1 ? `, added over the ${runs.length} seeds` : "") +
        (shown.length < summary.length ? `. The ${shown.length} best families are shown` : "") +
        ".",
    ),
    shown.map(({ family, confusion }) => {
      const alt = `Confusion matrix of ${family}: ${confusionInWords(confusion)}`;
      return figure(`confusion-${family}`, family, alt, confusionPicture(confusion));
    }),
  );
}

/** The counts alone, without the scale of colours, which a column has no room for. */
function confusionPicture(confusion: FamilySummary["confusion"]): Figure {
  const many = confusion.labels.length;
  const { data: [cells], layout } = confusionFigure(confusion, {
    width: many > 10 ? 500 + 24 * many : undefined,
    height: 110 + (many > 10 ? 28 : 48) * many,
  });
  const xaxis = { ...layout.xaxis as object, tickangle: -30 };
  return {
    data: [{ ...cells, showscale: false }],
    layout: { ...layout, xaxis, margin: { l: 70, r: 24, t: 32, b: 56 } },
  };
}

function confusionInWords({ labels, matrix }: FamilySummary["confusion"]): string {
  const mistakes = matrix.flatMap((row, i) =>
    row.flatMap((count, j) => i !== j && count > 0 ? [{ i, j, count }] : [])
  ).sort((a, b) => b.count - a.count);
  if (mistakes.length === 0) return "every recording was called by its name.";
  const told = mistakes.slice(0, 8).map(({ i, j, count }) =>
    `${spaced(labels[i])} called ${spaced(labels[j])} ${counted(count, "time")}`
  );
  return `${told.join(", ")}${mistakes.length > 8 ? ", and rarer ones" : ""}.`;
}

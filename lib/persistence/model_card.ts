import type { ModelSet, RaagModel } from "../families/mod.ts";
import { escapeMarkdown as escape, markdownTable } from "../files/mod.ts";

/** A number to a sensible number of digits, or a dash. */
function show(value: unknown, digits = 4): string {
  if (typeof value !== "number") return value === undefined ? "not recorded" : String(value);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(digits)));
}

/** A record in one line: `a 5, b 1`. */
function showCounts(value: unknown): string {
  if (typeof value !== "object" || value === null) return show(value);
  const entries = Object.entries(value);
  return entries.map(([key, count]) => `${escape(key)} ${show(count)}`).join(", ") || "none";
}

/** A setting in short. */
function showSetting(value: unknown): string {
  return escape(typeof value === "string" ? value : JSON.stringify(value) ?? "not set");
}

/** What one should know before trusting the model, as far as the model itself can tell. */
function limitsOf({ training, manifest, quantizer }: RaagModel): string[] {
  const limits = [
    "It was trained on one raag alone and says how well a melody fits; which raag fits best shows" +
    " only beside the other models of its set.",
  ];
  const { groups, tonicSources, recordings, status } = training;
  if (groups > 0 && groups < 3) {
    limits.push(
      `Its recordings come from ${groups} source${groups === 1 ? "" : "s"} only: it may` +
        " have learnt a performance rather than the raag.",
    );
  } else if (recordings < 5) {
    limits.push(`It has seen ${recordings} recording${recordings === 1 ? "" : "s"} only.`);
  }
  const estimated = Object.entries(tonicSources).filter(([source]) => source !== "metadata")
    .reduce((total, [, count]) => total + count, 0);
  if (estimated > 0) {
    limits.push(
      `The tonic of ${estimated} of its recordings was estimated; an estimate that is off` +
        " moves every svara.",
    );
  }
  if (status !== "converged" && status !== "counted") {
    limits.push(`Training ended with the status "${escape(status)}", before it converged.`);
  }
  if (quantizer?.kind === "notes") {
    limits.push("It hears notes: their order counts, their ornaments and durations do not.");
  }
  if (manifest.hash === "") limits.push("The data that it learnt from are not recorded.");
  return limits;
}

/**
 * A model card: what a raag's model is, what it learnt from, how its training went and where its
 * limits are, as Markdown.
 *
 * @param model The model.
 * @param set The set that it belongs to.
 * @returns Markdown, with a line feed at its end; equal models give equal text.
 *
 * @see Mitchell et al. (2019), "Model cards for model reporting", FAT*, for the idea.
 */
export function modelCard(
  model: RaagModel,
  { family, provenance }: Pick<ModelSet, "family" | "provenance">,
): string {
  const { raag, hmm, components, training, quantizer, manifest } = model;
  const parts = Object.entries(components);
  const settings = (record: object): [string, string][] =>
    Object.entries(record).map(([name, value]) => [escape(name), showSetting(value)]);
  const { symbols, logLikelihood } = training;
  const table = (rows: [string, string][]) => markdownTable(["", ""], rows);
  return [
    `# Model card: ${escape(raag)}`,
    `A hidden Markov model of raag ${escape(raag)} with ${hmm.nStates} states over ` +
    `${hmm.nSymbols} symbols, of the family ${escape(family.family)}` +
    (parts.length > 0
      ? "; beside it " +
        parts.map(([name, part]) => `${escape(name)} (${part.nStates} x ${part.nSymbols})`)
          .join(", ")
      : "") +
    ".",
    "## Data",
    table([
      ["recordings", show(training.recordings)],
      ["groups (distinct sources)", show(training.groups)],
      ["length", `${show(training.durationSeconds / 60, 3)} min`],
      ["symbols", show(symbols)],
      ["where the tonics came from", showCounts(training.tonicSources)],
      [
        "SHA-256 of the data",
        manifest.hash === "" ? "not recorded" : `\`${escape(manifest.hash)}\``,
      ],
    ]),
    "## Training",
    table([
      ["status", escape(training.status)],
      ["iterations", show(training.iterations)],
      ["log-likelihood", `${show(logLikelihood, 8)} nats`],
      ["log-likelihood per symbol", `${show(symbols > 0 ? logLikelihood / symbols : NaN)} nats`],
      ["seed", show(training.seed)],
    ]),
    "## Settings",
    table([...settings(family), ...settings(provenance.pitch), ...settings(quantizer ?? {})]),
    "## Known limits",
    limitsOf(model).map((limit) => `- ${limit}`).join("\n"),
    "## Versions",
    table(settings(provenance.versions)),
  ].join("\n\n") + "\n";
}

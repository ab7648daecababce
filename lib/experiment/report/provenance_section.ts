import type { ExperimentResults } from "../experiment_results.ts";
import { code, duration, type Section, section, table, text } from "./document.ts";

/** Environment, the experiment file, and a citation. */
export function provenanceSections(results: ExperimentResults): Section[] {
  const { environment, experiment, started_at, finished_at, data } = results;
  const { machine, deno, packages } = environment;
  const seconds = (Date.parse(finished_at) - Date.parse(started_at)) / 1000;
  return [
    section(
      "environment",
      "How it was run",
      table("Environment", ["what", "value"], [
        ["raagkit", environment.raagkit],
        ["source, SHA-256", environment.source_sha256 ?? "not known"],
        ["commit", environment.commit ?? "not known"],
        ["data, SHA-256", data.manifest.hash],
        ["Deno, V8, TypeScript", `${deno.deno}, ${deno.v8}, ${deno.typescript}`],
        ["packages", packages.join(", ")],
        ["machine", `${machine.os}, ${machine.arch}, ${machine.threads} threads`],
        ["started", started_at],
        ["finished", `${finished_at}, after ${duration(seconds)}`],
      ]),
      text(
        "To run it again to the same numbers, have this folder and the data, and give either " +
          "command; the second one compares.",
      ),
      code(
        "Commands",
        "sh",
        "deno task experiment experiment.json --out somewhere_else\n" +
          "deno task experiment --check .",
      ),
      code("The experiment", "json", JSON.stringify(experiment, null, 2)),
    ),
    section(
      "citation",
      "How to cite",
      text(
        "Cite the experiment with the checksum of its data and the version of the code, so that a " +
          "reader can tell whether theirs are the same." +
          (experiment.dataCitation === undefined ? "" : ` The data: ${experiment.dataCitation}`),
      ),
      code("BibTeX", "bibtex", bibtex(results)),
    ),
  ];
}

function bibtex({ experiment, environment, finished_at }: ExperimentResults): string {
  const { raagkit, source_sha256 } = environment;
  const source = source_sha256 === undefined ? "" : `, source ${source_sha256.slice(0, 12)}`;
  return [
    `@misc{${experiment.name},`,
    `  author = {${experiment.authors.join(" and ") || "raagkit"}},`,
    `  title = {${experiment.title.replace(/[{}\\]/g, "")}},`,
    `  year = {${finished_at.slice(0, 4)}},`,
    `  note = {Run with raagkit ${raagkit}${source}},`,
    "}",
  ].join("\n");
}

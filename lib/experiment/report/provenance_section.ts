/**
 * With what it was run, how to run it again, how to cite it.
 *
 * @module
 */

import type { ExperimentResults } from "../results.ts";
import { duration, type Section, text } from "./document.ts";

/** Environment, the experiment file, and a citation. */
export function provenanceSections(results: ExperimentResults): Section[] {
  return [environmentSection(results), citationSection(results)];
}

function environmentSection(results: ExperimentResults): Section {
  const { environment, experiment, started_at, finished_at, data } = results;
  const { machine, deno, packages } = environment;
  const seconds = (Date.parse(finished_at) - Date.parse(started_at)) / 1000;
  return {
    id: "environment",
    title: "How it was run",
    blocks: [
      {
        kind: "table",
        caption: "Environment",
        header: ["what", "value"],
        rows: [
          ["raagkit", environment.raagkit],
          ["source, SHA-256", environment.source_sha256 ?? "not known"],
          ["commit", environment.commit ?? "not known"],
          ["data, SHA-256", data.manifest.hash],
          ["Deno, V8, TypeScript", `${deno.deno}, ${deno.v8}, ${deno.typescript}`],
          ["packages", packages.join(", ")],
          ["machine", `${machine.os}, ${machine.arch}, ${machine.threads} threads`],
          ["started", started_at],
          ["finished", `${finished_at}, after ${duration(seconds)}`],
        ],
      },
      text(
        "To run it again to the same numbers, have this folder and the data, and give either " +
          "command; the second one compares.",
      ),
      {
        kind: "code",
        label: "Commands",
        language: "sh",
        text: "deno task experiment experiment.json --out somewhere_else\n" +
          "deno task experiment --check .",
      },
      {
        kind: "code",
        label: "The experiment",
        language: "json",
        text: JSON.stringify(experiment, null, 2),
      },
    ],
  };
}

function citationSection({ experiment, environment, finished_at }: ExperimentResults): Section {
  const authors = experiment.authors.length > 0 ? experiment.authors.join(" and ") : "raagkit";
  const year = finished_at.slice(0, 4);
  const source = environment.source_sha256 === undefined
    ? ""
    : `, source ${environment.source_sha256.slice(0, 12)}`;
  return {
    id: "citation",
    title: "How to cite",
    blocks: [
      text(
        "Cite the experiment with the checksum of its data and the version of the code, so that a " +
          "reader can tell whether theirs are the same." +
          (experiment.dataCitation === undefined ? "" : ` The data: ${experiment.dataCitation}`),
      ),
      {
        kind: "code",
        label: "BibTeX",
        language: "bibtex",
        text: [
          `@misc{${experiment.name},`,
          `  author = {${authors}},`,
          `  title = {${experiment.title.replace(/[{}\\]/g, "")}},`,
          `  year = {${year}},`,
          `  note = {Run with raagkit ${environment.raagkit}${source}},`,
          "}",
        ].join("\n"),
      },
    ],
  };
}

/**
 * The committed notebooks: their shape and their outputs. `deno task notebooks --check` runs them in
 * the real kernel and compares what they say.
 */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { outputFaults } from "../../lib/notebook/cells.ts";
import { formatNotebook, parseNotebook, textOf } from "../../lib/notebook/document.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const NAMES = [
  "01_from_sound_to_notes",
  "02_hidden_markov_models_by_hand",
  "03_training_raag_models",
  "04_what_the_models_learnt",
  "05_comparing_models",
  "06_your_own_recordings",
  "07_what_the_books_know",
  "08_real_music",
];

const notebooks = await Promise.all(NAMES.map(async (name) => {
  const text = await Deno.readTextFile(`${ROOT}notebooks/${name}.ipynb`);
  return { name, text, notebook: parseNotebook(text, name) };
}));

for (const { name, text, notebook } of notebooks) {
  const code = notebook.cells.filter(({ cell_type }) => cell_type === "code");
  const sources = code.map(({ source }) => textOf(source));
  const prose = notebook.cells.filter(({ cell_type }) => cell_type === "markdown")
    .map(({ source }) => textOf(source)).join("\n");

  Deno.test(`${name}: outputs are there, in plain form, and not too large`, () => {
    assertEquals(outputFaults(notebook), []);
    assertEquals(formatNotebook(notebook), text);
    // The first has two spectrograms, whose pictures take most of it.
    assert(text.length < 2_000_000, `${text.length} bytes`);
  });

  Deno.test(`${name}: cells are short, and the last checks the prose`, () => {
    // The last may be longer: it is a list of statements, and read by nobody who trusts them.
    const long = sources.slice(0, -1).filter((source) => source.split("\n").length > 15);
    assertEquals(long, []);
    assert(sources.at(-1)!.includes("await checkClaims("));
  });

  Deno.test(`${name}: says its question, aims and time, and ends in an exercise with a hint`, () => {
    for (
      const part of [
        "**The question.**",
        "**You will learn**",
        "**Time:**",
        "## Exercise",
        "*Hint:*",
      ]
    ) {
      assert(prose.includes(part), part);
    }
  });
}

Deno.test("links between notebooks lead somewhere", () => {
  const links = notebooks.flatMap(({ notebook }) =>
    notebook.cells.flatMap(({ source }) => [...textOf(source).matchAll(/\]\((\w+)\.ipynb\)/g)])
  ).map(([, target]) => target);
  assert(links.length > 0);
  assertEquals(links.filter((target) => !NAMES.includes(target)), []);
});

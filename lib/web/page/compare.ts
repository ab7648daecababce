/// <reference lib="dom" />
import { RAAG_LIBRARY, raagLabel, type TextbookFacts, textbookFacts } from "../../raags/mod.ts";
import { byId, make, nextTask } from "./dom.ts";
import { inScript, raagName, type Script } from "./words.ts";

/** Raags that stand beside each other at most. */
const COLUMNS = 4;

/**
 * Facts of up to four raags to set beside the first: those of the same svaras first, then the next
 * of the ranking.
 */
function sideBySide(ranking: readonly string[]): TextbookFacts[] {
  const known = [...new Set(ranking.map(raagLabel))].filter((label) => label !== undefined);
  if (known.length === 0) return [];
  const scaleOf = (label: string) => RAAG_LIBRARY[label].scale;
  const [first, ...others] = known;
  const twins = Object.keys(RAAG_LIBRARY)
    .filter((label) => label !== first && scaleOf(label) === scaleOf(first))
    .sort((a, b) => placeIn(others, a) - placeIn(others, b));
  const chosen = [...new Set([first, ...twins.slice(0, COLUMNS - 2), ...others])].slice(0, COLUMNS);
  return chosen.map((label) => textbookFacts(RAAG_LIBRARY[label]));
}

function placeIn(labels: readonly string[], label: string): number {
  const place = labels.indexOf(label);
  return place < 0 ? labels.length : place;
}

/** Reads all raags of the library, a few at a time, before anybody waits for them. */
export async function readLibrary(): Promise<void> {
  for (const [l, label] of Object.keys(RAAG_LIBRARY).entries()) {
    if (l % 8 === 0) await nextTask();
    textbookFacts(RAAG_LIBRARY[label]);
  }
}

/** Writes what the books say of raags of the same svaras, side by side. */
export function showComparison(ranking: readonly string[], script: Script): void {
  const facts = sideBySide(ranking);
  const section = byId("compare").parentElement!;
  section.hidden = facts.length === 0;
  const row = (title: string, cell: (one: TextbookFacts) => string) => {
    const head = make("th", { textContent: title });
    head.scope = "row";
    const cells = facts.map((one) => make("td", { textContent: inScript(cell(one), script) }));
    return make("tr", {}, head, ...cells);
  };
  const heads = facts.map(({ raag }) => {
    const head = make("th", { textContent: raagName(raag, script) });
    head.scope = "col";
    return head;
  });
  byId("compare").replaceChildren(make(
    "table",
    {},
    make("thead", {}, make("tr", {}, make("td"), ...heads)),
    make(
      "tbody",
      {},
      row("svaras", ({ scale }) => scale),
      row("aroh", ({ aroh }) => aroh),
      row("avroh", ({ avroh }) => avroh),
      row("vadi", ({ vadi }) => vadi),
      row("samvadi", ({ samvadi }) => samvadi),
      row("rests on", ({ nyas }) => nyas.join(" ")),
      row("phrases", ({ phrases }) => phrases.slice(0, 3).join("; ")),
    ),
  ));
}

/// <reference lib="dom" />
/**
 * The answer on the page: name, Sa, doubts, raags, evidence, histogram, notes.
 *
 * @module
 */

import { timelineAmong } from "../../families/timeline.ts";
import { evidenceFigure, pitchHistogramFigure } from "../../plot/mod.ts";
import { svaraName } from "../../quantize/mod.ts";
import type { Answer, Recording } from "../messages.ts";
import { byId, make } from "./dom.ts";
import { showFigure } from "./figures.ts";
import { thinnedTrack } from "./thinned.ts";
import { decidingStretch } from "./timelines.ts";
import { clock, hertz, inScript, percent, raagName, type Script } from "./words.ts";

/** Raags that are shown before all are asked for, and lines in the figure of evidence. */
const FIRST_FEW = 10, LINES = 5;

export interface Page {
  recording: Recording;
  answer: Answer;
  /** Labels of all models, those that do not come into question too. */
  labels: readonly string[];
  script: Script;
}

/** Writes the name, how sure it is, and what is to be doubted. */
export function showName({ recording, answer, script }: Page): void {
  const { raag, confidence, ranking, refusal, typicality, voicedSeconds, remarks, reasons } =
    answer.classification;
  const nearest = raagName(ranking[0].raag, script);
  const length = clock(Math.round(recording.durationSeconds));
  byId("name").textContent = raag !== null
    ? raagName(raag, script)
    : refusal === "nothing-heard"
    ? "No melody is heard"
    : refusal === "not-sure"
    ? `Perhaps ${nearest}`
    : "None of these";
  byId("sure").textContent = [
    raag !== null && confidence !== undefined && `${percent(confidence)} sure`,
    refusal === "none-of-these" && `nearest: ${nearest}`,
    refusal === "not-sure" && "not sure enough for one name; the likeliest stand below",
    `${length} long, ${Math.round(voicedSeconds)} s of melody`,
    typicality !== undefined && `more typical than ${percent(typicality)} of known recordings`,
  ].filter(Boolean).join("; ");
  byId("doubts").replaceChildren(
    ...[...recording.warnings, ...remarks].map((text) => make("li", { textContent: text })),
  );
  byId("reasons").replaceChildren(
    ...reasons.map((text) =>
      make("li", { textContent: inScript(text.replaceAll("_", " "), script) })
    ),
  );
  byId("reasons").hidden = reasons.length === 0;
}

/** Writes Sa, with a button for each other one. */
export function showSa({ recording, answer }: Page, take: (tonicHz?: number) => void): void {
  const { classification, tonicGiven } = answer;
  const { tonicHz } = classification;
  const heard = "tonics" in classification ? classification.tonics : [];
  const chanceOf = (hz: number) =>
    heard.find((one) => one.tonicHz === hz)?.probability ??
      recording.tonics.find((one) => one.tonicHz === hz)?.confidence;
  const chance = chanceOf(tonicHz);
  byId("sa-now").textContent = `${hertz(tonicHz)}, ` +
    (tonicGiven ? "as you say" : `found in the sound (${percent(chance ?? 0)} sure)`);
  const others = recording.tonics.filter((one) => one.tonicHz !== tonicHz).slice(0, 6);
  const buttons = others.map((one) =>
    make("button", {
      type: "button",
      textContent: `${hertz(one.tonicHz)} (${percent(chanceOf(one.tonicHz) ?? one.confidence)})`,
      onclick: () => take(one.tonicHz),
    })
  );
  if (tonicGiven && recording.tonics.length > 0) {
    buttons.push(make("button", {
      type: "button",
      textContent: "find it in the sound",
      onclick: () => take(undefined),
    }));
  }
  byId("sa-others").replaceChildren(...buttons);
  byId<HTMLInputElement>("sa-hz").value = tonicHz.toFixed(1);
}

export function showRanking(
  { answer, labels, script }: Page,
  isPossible: (raag: string) => boolean,
  showAll: boolean,
  onChoose: (raag: string, possible: boolean) => void,
): void {
  const { ranking } = answer.classification;
  const asked = new Map(ranking.map((one) => [one.raag, one]));
  const lines = [...asked.keys(), ...labels.filter((label) => !asked.has(label))];
  const rows = (showAll ? lines : lines.slice(0, FIRST_FEW)).map((raag) => {
    const box = make("input", { type: "checkbox", checked: isPossible(raag) });
    box.setAttribute("aria-label", `${raagName(raag, script)} may be the raag`);
    box.onchange = () => onChoose(raag, box.checked);
    const own = asked.get(raag), share = own?.probability;
    const bar = make("span");
    bar.style.width = `${100 * (share ?? 0)}%`;
    const value = own === undefined
      ? "–"
      : share === undefined
      ? own.score.toFixed(2)
      : `${(100 * share).toFixed(1)} %`;
    const name = make("td", { textContent: raagName(raag, script) });
    return make(
      "tr",
      {},
      make("td", {}, box),
      name,
      make("td", { textContent: value }),
      make("td", { className: "bar" }, bar),
    );
  });
  byId("ranking").querySelector("tbody")!.replaceChildren(...rows);
  byId("more-raags").hidden = lines.length <= FIRST_FEW;
  byId("more-raags").textContent = showAll ? "Show the first" : `Show all ${lines.length}`;
}

/** Draws the evidence over time, and says which stretch decided. */
export function showEvidence(
  { answer, script }: Page,
  playFrom: (seconds: number) => void,
): void {
  const section = byId("evidence").parentElement!;
  section.hidden = answer.timeline === undefined;
  if (section.hidden) return;
  const first = answer.classification.ranking.slice(0, LINES).map(({ raag }) => raag);
  const timeline = timelineAmong(answer.timeline!, first);
  const figure = evidenceFigure({
    ...timeline,
    labels: timeline.labels.map((label) => raagName(label, script)),
  });
  const label = `Evidence for ${first.map((raag) => raagName(raag, script)).join(", ")} over time`;
  showFigure("evidence", figure, { lines: 27, label, formatX: clock });
  const decided = first.length > 1
    ? decidingStretch(answer.timeline!, first[0], first[1])
    : undefined;
  byId("decided").replaceChildren();
  if (decided === undefined) return;
  const { from, to } = decided, [start, end] = [from, to].map((s) => clock(Math.round(s)));
  const notes = inScript(sargamWithin(answer, from, to), script);
  const [one, other] = first.map((raag) => raagName(raag, script));
  byId("decided").append(
    `${start} to ${end} (${notes}) spoke most for ${one} against ${other}. `,
    make("button", { type: "button", textContent: "Play it", onclick: () => playFrom(from) }),
  );
}

/** The names of the notes in a stretch of time. */
function sargamWithin({ notes }: Answer, from: number, to: number): string {
  return Array.from(notes.symbols)
    .filter((_, t) => notes.onsets[t] >= from && notes.onsets[t] < to)
    .map((symbol) => svaraName(symbol, { nSymbols: notes.nSymbols }).label).join(" ");
}

/** Frames that the histogram counts at most: those of twenty minutes, or as many of a longer melody. */
const MOST_FRAMES = 120_000;

export function showHistogram({ recording, answer, script }: Page): void {
  const { tonicHz } = answer.classification;
  const track = thinnedTrack(recording.track, MOST_FRAMES);
  const figure = pitchHistogramFigure(track, tonicHz, { fold: true, binCents: 10 });
  const shares = dwelling(answer).map(([svara, share]) => `${svara} ${percent(share)}`).join(", ");
  const label =
    `Share of the melody's time at each pitch, octaves together: ${shares} of the notes`;
  showFigure("histogram", figure, { lines: 17, label, script });
}

/** The svaras by the time that their notes sound, the longest first. */
function dwelling({ notes }: Answer): [string, number][] {
  const time = new Map<string, number>();
  let total = 0;
  notes.symbols.forEach((symbol, t) => {
    const { svara } = svaraName(symbol, { nSymbols: notes.nSymbols });
    time.set(svara, (time.get(svara) ?? 0) + notes.durations[t]);
    total += notes.durations[t];
  });
  return [...time].map(([svara, seconds]): [string, number] => [svara, seconds / total])
    .sort((a, b) => b[1] - a[1]);
}

/** Notes that are written at most, which a browser lays out in 50 ms; the file of notes has all. */
const MOST_NOTES = 2000;

/** Writes the notes in sargam, a line where the melody rests for a second. */
export function showSargam({ answer: { notes }, script }: Page): HTMLElement[] {
  const { symbols, onsets, durations, nSymbols } = notes;
  // As text, which a browser takes in ten times faster than element by element.
  let html = "";
  for (let t = 0; t < Math.min(MOST_NOTES, symbols.length); t++) {
    const rest = t > 0 ? onsets[t] - onsets[t - 1] - durations[t - 1] : 0;
    if (rest > 1) html += "<br>";
    html += `<span>${inScript(svaraName(symbols[t], { nSymbols }).label, script)}</span> `;
  }
  if (symbols.length > MOST_NOTES) html += `… ${symbols.length} in all; save them to see the rest`;
  byId("sargam").innerHTML = html;
  return [...byId("sargam").querySelectorAll("span")];
}

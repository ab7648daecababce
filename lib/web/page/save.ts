/// <reference lib="dom" />
import { csv } from "../../files/csv.ts";
import { formatPitchTrack } from "../../pitch/tracks/mod.ts";
import { svaraName } from "../../quantize/svara.ts";
import type { SymbolSequence } from "../../quantize/types.ts";
import type { Answer, Recording } from "../messages.ts";
import { make } from "./dom.ts";

/** Hands a file to the listener. */
export function save(content: Blob | string, name: string): void {
  const blob = typeof content === "string" ? new Blob([content], { type: "text/plain" }) : content;
  const address = URL.createObjectURL(blob);
  const link = make("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A recording's name without its ending. */
export function stemOf(name: string): string {
  return name.replace(/\.[^.]*$/, "");
}

/** The pitch as CSV, which the kit reads. */
export function pitchCsv({ track }: Recording): string {
  return formatPitchTrack(track);
}

export function notesCsv({ symbols, onsets, durations, nSymbols }: SymbolSequence): string {
  const rows = Array.from(symbols, (symbol, t) => [
    onsets[t].toFixed(3),
    durations[t].toFixed(3),
    svaraName(symbol, { nSymbols }).label,
  ]);
  return csv([["onset_s", "duration_s", "svara"], ...rows]);
}

/** The answer as `classify --json` gives it, with all raags that came into question. */
export function answerJson(
  { name, durationSeconds, format }: Recording,
  { classification, tonicGiven }: Answer,
  models: string,
): string {
  const { raag, refusal = null, confidence = null, typicality = null, ranking } = classification;
  const { tonicHz, voicedSeconds, remarks, reasons } = classification;
  return JSON.stringify(
    {
      file: name,
      models,
      raag,
      refusal,
      confidence,
      typicality,
      ranking,
      tonic_hz: tonicHz,
      tonic_source: tonicGiven ? "given" : "estimated",
      tonics: "tonics" in classification ? classification.tonics : [],
      duration_s: durationSeconds,
      voiced_s: voicedSeconds,
      format: format ?? null,
      remarks,
      reasons,
    },
    null,
    1,
  ) + "\n";
}

/** A drawing as PNG, with the page's colours. */
export async function pngOf(svg: string): Promise<Blob> {
  const style = getComputedStyle(document.documentElement);
  const colors = ["ink", "faint", "muted", "paper"].map((name) =>
    `--${name}:${style.getPropertyValue(`--${name}`)}`
  ).join(";");
  const rules = "text{fill:var(--ink);font-family:system-ui,sans-serif}" +
    ".grid{stroke:var(--faint)}.axis,.sa{stroke:var(--muted)}";
  const whole = svg.replace(/^<svg /, `<svg style="${colors};background:var(--paper)" `)
    .replace(/>/, `><style>${rules}</style>`);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(whole)}`;
  await image.decode();
  const canvas = make("canvas", { width: 2 * image.width, height: 2 * image.height });
  const context = canvas.getContext("2d")!;
  context.scale(2, 2);
  context.drawImage(image, 0, 0);
  return await new Promise((resolve) => canvas.toBlob((blob) => resolve(blob!), "image/png"));
}

import { encodeWav } from "../audio/encode_wav.ts";
import { InvalidArgumentError } from "../errors.ts";
import type { Figure } from "../plot/mod.ts";
import type { AudioClip, Showable, Table } from "./items.ts";

/** The same content by MIME type, the richest last resort being `text/plain`. */
export type MimeBundle = Record<string, unknown>;

/** What Jupyter and VS Code draw as a live Plotly figure. */
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/** Draws a figure as a PNG file. */
export type DrawPng = (figure: Figure) => Promise<Uint8Array>;

/**
 * Puts something into every form that a front end may want, without scripts: Jupyter's MIME bundle.
 *
 * A figure is given as Plotly JSON, for front ends that draw it live, and as a PNG, where `drawPng`
 * is there, for all others: an export, an editor without Plotly, and whoever trusts neither HTML
 * nor SVG, such as Jupyter with a cloned notebook or a code-hosting site's preview.
 *
 * @throws {InvalidArgumentError} If it is no figure, sound, table or text.
 */
export async function mimeBundle(item: Showable, drawPng?: DrawPng): Promise<MimeBundle> {
  if (typeof item === "string") return markdownBundle(item);
  if (isFigure(item)) {
    return {
      [PLOTLY_MIME]: { data: item.data, layout: item.layout },
      ...(drawPng && { "image/png": (await drawPng(item)).toBase64() }),
      "text/plain": `[figure: ${describeFigure(item)}]`,
    };
  }
  if (item?.kind === "audio") return audioBundle(item);
  if (item?.kind === "table") return tableBundle(item);
  throw new InvalidArgumentError(
    `show() takes a figure, an audio clip, a table or text, found ${typeof item}`,
  );
}

/** Whether something is a Plotly figure. */
export function isFigure(item: unknown): item is Figure {
  return typeof item === "object" && item !== null &&
    Array.isArray((item as Figure).data) && typeof (item as Figure).layout === "object";
}

/**
 * What a figure shows, for those who cannot see it, in a line: its title, its axes and the names of
 * its traces.
 */
export function describeFigure({ data, layout }: Figure): string {
  const titleOf = (part: unknown) =>
    (part as { title?: { text?: string } } | undefined)?.title?.text ?? "";
  const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key)).sort()
    .map((key) => titleOf(layout[key]));
  const names = data.filter(({ showlegend }) => showlegend !== false).map(({ name }) => name);
  return [titleOf(layout) || "untitled", ...axes, ...new Set(names)].filter(Boolean).join("; ")
    .replace(/<[^>]+>/g, " ");
}

function markdownBundle(text: string): MimeBundle {
  return { "text/markdown": text, "text/plain": text };
}

function audioBundle({ samples, sampleRate, caption }: AudioClip): MimeBundle {
  const wav = encodeWav(samples, sampleRate, { bitDepth: 16 }).toBase64();
  const heading = caption && `<figcaption>${escapeHtml(caption)}</figcaption>`;
  const seconds = (samples.length / sampleRate).toFixed(1);
  return {
    "text/html": `<figure style="margin:0.5em 0">${heading}` +
      `<audio controls preload="metadata" src="data:audio/wav;base64,${wav}"></audio></figure>`,
    "text/plain": `[audio: ${caption || "untitled"}, ${seconds} s]`,
  };
}

function tableBundle({ columns, rows, caption }: Table): MimeBundle {
  const numeric = columns.map((_, i) => rows.every((row) => /^[-−+]?[\d.]+%?$|^–$/.test(row[i])));
  const cells = (tag: string, row: readonly string[]) =>
    row.map((text, i) =>
      `<${tag} style="text-align:${numeric[i] ? "right" : "left"}">${escapeHtml(text)}</${tag}>`
    ).join("");
  const heading = caption && `<caption>${escapeHtml(caption)}</caption>`;
  const lines = rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n");
  return {
    "text/html":
      `<table>${heading}\n<thead><tr>${cells("th", columns)}</tr></thead>\n<tbody>\n${lines}\n` +
      `</tbody></table>`,
    "text/plain": [columns, ...rows].map((row) => row.join("\t")).join("\n"),
  };
}

/** Text as it may stand in HTML. */
export function escapeHtml(text: string): string {
  const names: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (letter) => names[letter]);
}

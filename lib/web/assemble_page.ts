import { gzipSync } from "fflate";
import { escapeHtml } from "../notebook/bundle.ts";
import { VERSION } from "../version.ts";
import type { Textbook } from "./messages.ts";
import type { PackedModels } from "./packed_models.ts";

/** What a page is made of. */
export interface PageParts {
  /** The page with `{{...}}` where the other parts go. */
  html: string;
  /** Its style. */
  css: string;
  /** The script of what is seen. */
  page: string;
  /** The script of the worker. */
  worker: string;
  /** Trained models that it answers with besides the textbook's; the first are asked first. */
  models: readonly PackedModels[];
}

/**
 * One HTML file that needs nothing else. Equal parts give equal bytes.
 *
 * @param parts What goes in.
 * @returns The file's text.
 */
export async function assemblePage(parts: PageParts): Promise<string> {
  const page = withoutEndTag(parts.page);
  const sets: (PackedModels | Textbook)[] = [...parts.models, "textbook"];
  const list = sets.map((set) => set === "textbook" ? set : set.name).join(", ");
  const fields: Record<string, string> = {
    POLICY: policyFor(await hashOf(page)),
    STYLE: parts.css,
    VERSION,
    MODELS_LIST: escapeHtml(list),
    // In JSON a "<" may stand as an escape, so that no text can end the element.
    PACKED: JSON.stringify(sets).replaceAll("<", "\\u003c"),
    WORKER: gzipSync(new TextEncoder().encode(parts.worker), { level: 9, mtime: 0 }).toBase64(),
    PAGE: page,
  };
  return parts.html.replace(/\{\{(\w+)\}\}/g, (_, field) => fields[field]);
}

/**
 * What the page may do: run its own script by its hash, WebAssembly, a worker and an audio worklet
 * made by itself; play and show what it made. No connection of any kind.
 */
function policyFor(scriptHash: string): string {
  return [
    "default-src 'none'",
    `script-src '${scriptHash}' 'wasm-unsafe-eval' blob: data:`,
    "worker-src blob:",
    "style-src 'unsafe-inline'",
    "img-src data: blob:",
    "media-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

async function hashOf(script: string): Promise<string> {
  const bytes = new TextEncoder().encode(script);
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return `sha256-${new Uint8Array(digest).toBase64()}`;
}

/** A script's text may not hold the tag that would end it. */
function withoutEndTag(script: string): string {
  return script.replace(/<\/(script)/gi, "<\\/$1").replaceAll("<!--", "<\\!--");
}

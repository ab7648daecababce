/**
 * Svaras, shares and times as they are written on the page.
 *
 * @module
 */

import type { Figure } from "../../plot/types.ts";
import { SVARAS } from "../../quantize/svara.ts";
import { RAAG_LIBRARY, raagLabel } from "../../raags/mod.ts";

/** The letters in which svaras are written. */
export type Script = "latin" | "devanagari";

/** The twelve svaras in Devanagari after Bhatkhande: a line below is komal, one above is tivra. */
const DEVANAGARI = ["सा", "रे॒", "रे", "ग॒", "ग", "म", "म॑", "प", "ध॒", "ध", "नि॒", "नि"];

/**
 * Svaras as the kit writes them, such as `N,` or `S R G`, in the letters of a script; octave marks
 * and words stay.
 */
export function inScript(text: string, script: Script): string {
  if (script === "latin") return text;
  return text.replace(
    /(?<![a-z])[SrRgGmMPdDnN](?![a-z])/gi,
    (letter) => DEVANAGARI[SVARAS.indexOf(letter)] ?? letter,
  );
}

/** A figure with the svaras of its axes in a script. */
export function figureInScript(figure: Figure, script: Script): Figure {
  if (script === "latin") return figure;
  const layout = Object.fromEntries(
    Object.entries(figure.layout).map(([key, value]) => {
      const { ticktext } = (value ?? {}) as { ticktext?: string[] };
      if (!/^[xy]axis/.test(key) || ticktext === undefined) return [key, value];
      return [key, { ...value as object, ticktext: ticktext.map((one) => inScript(one, script)) }];
    }),
  );
  return { ...figure, layout };
}

/** A raag's name as it is shown: its label without underscores, or its Devanagari name. */
export function raagName(label: string, script: Script): string {
  const plain = label.replaceAll("_", " ");
  const known = script === "devanagari" ? raagLabel(label) : undefined;
  if (known === undefined) return plain;
  return RAAG_LIBRARY[known].names.find((name) => /[\u0900-\u097f]/.test(name)) ?? plain;
}

export function percent(share: number): string {
  const value = 100 * share;
  return `${value < 10 && value > 0 ? value.toFixed(1) : value.toFixed(0)} %`;
}

/** Seconds as minutes and seconds; tenths where a figure is that close. */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds + 1e-6), rest = seconds - whole;
  const text = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
  return rest > 0.005 ? text + String(Number(rest.toFixed(2))).slice(1) : text;
}

export function hertz(hz: number): string {
  return `${hz.toFixed(1)} Hz`;
}

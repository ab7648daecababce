import { PitchError } from "../../errors.ts";
import { lowerMedian, MELODY_HZ, midiToHz, shown } from "./columns.ts";
import type { Points } from "./types.ts";

/** Whether a text is a layer of Sonic Visualiser. */
export function isSvl(text: string): boolean {
  return /^\s*(<\?xml[^>]*>\s*)?(<!DOCTYPE sonic-visualiser>\s*)?<sv>/.test(text);
}

/**
 * Reads a layer that Sonic Visualiser or Tony saved (`.svl`): points with a frame of the sound and a
 * value in Hz, or a MIDI number where the layer's unit says so.
 *
 * @param text The XML.
 * @param name What to call it in messages.
 * @returns Its points.
 * @throws {PitchError} If it has no time-value layer, no sample rate, or points out of order.
 */
export function readSvl(text: string, name: string): Points {
  const fail = (what: string) => new PitchError(`Cannot read ${name}: ${what}`);
  const models = tags(text, "model").filter(({ type, dimensions }) =>
    type === "sparse" && (dimensions ?? "2") === "2"
  );
  const [model] = models;
  if (model === undefined) {
    const types = tags(text, "model").map((one) => `${one.type} ${one.subtype ?? ""}`.trim());
    throw fail(
      `this layer of Sonic Visualiser holds no curve of values (${
        types.join(", ") || "no model"
      });` +
        " export the pitch track as a time-value layer",
    );
  }
  const rate = Number(model.sampleRate);
  if (!(rate > 0 && rate < Infinity)) {
    throw fail("its model gives no sampleRate, so frames give no time");
  }
  const parts = text.split(/(?=<dataset\b)/).slice(1);
  const part = parts.find((one) => tags(one, "dataset")[0]?.id === model.dataset) ?? parts[0] ?? "";
  const points = tags(part.split("</dataset>")[0], "point")
    .map(({ frame, value }) => [Number(frame) / rate, Number(value)])
    .filter(([time, value]) => Number.isFinite(time) && !Number.isNaN(value))
    .sort(([a], [b]) => a - b)
    .filter(([time], i, all) => i === 0 || time > all[i - 1][0]);
  if (points.length === 0) throw fail("this layer of Sonic Visualiser holds no point");
  const times = Float64Array.from(points, ([time]) => time);
  const values = Float64Array.from(points, ([, value]) => value);
  const unit = (model.units ?? "").toLowerCase();
  const warnings = models.length > 1
    ? [`it holds ${models.length} layers, and the first is read`]
    : [];
  if (unit.includes("midi")) {
    return { times, f0: values.map(midiToHz), warnings };
  }
  const middle = lowerMedian(values.filter((value) => value > 0)), { low, high } = MELODY_HZ;
  if ((unit !== "" && !/^(hz|hertz)$/.test(unit)) || middle < low || middle > high) {
    throw fail(
      `the values of this layer cannot be f0 in Hz: their unit is "${
        model.units ?? ""
      }" and their` +
        ` middle ${shown(middle)}; a melody's lies within ${low}..${high} Hz`,
    );
  }
  return { times, f0: values, warnings };
}

/** The attributes of every tag of a name. */
function tags(text: string, tag: string): Record<string, string | undefined>[] {
  return [...text.matchAll(new RegExp(`<${tag}\\b([^>]*)>`, "g"))].map(([, inside]) =>
    Object.fromEntries(
      [...inside.matchAll(/([\w:]+)\s*=\s*"([^"]*)"/g)].map(([, key, value]) => [key, value]),
    )
  );
}

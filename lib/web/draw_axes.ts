import { escapeHtml } from "../notebook/bundle.ts";

/** A rectangle in pixels. */
export interface Box {
  /** Left edge. */
  x: number;
  /** Upper edge. */
  y: number;
  /** Width. */
  width: number;
  /** Height. */
  height: number;
}

/** An axis on the screen. */
export interface Axis {
  range: [number, number];
  /** Pixel of `range[0]`. */
  from: number;
  /** Pixel of `range[1]`. */
  to: number;
  /** Where marks are, with their text; undefined for round numbers. */
  ticks?: [number, string][];
  title: string;
}

/** The part of Plotly's axis that is read. */
interface AxisLayout {
  range?: [number, number];
  rangemode?: string;
  domain?: [number, number];
  tickvals?: number[];
  ticktext?: string[];
  title?: { text?: string };
}

/** The values of a trace, as far as axes need them. */
interface Values {
  type?: string;
  x: readonly (number | null)[];
  y: readonly (number | null)[];
  yaxis?: string;
}

export function place({ range: [low, high], from, to }: Axis, value: number): number {
  return from + (to - from) * (high === low ? 0.5 : (value - low) / (high - low));
}

/**
 * The axes of a figure within a box, by Plotly's layout: the horizontal one, and the vertical ones
 * by name.
 */
export function axesOf(
  traces: readonly Values[],
  layout: Record<string, unknown>,
  box: Box,
): { x: Axis; ys: Record<string, Axis> } {
  const x = axisOf(
    layout.xaxis as AxisLayout,
    traces.map((trace) => trace.x),
    box.x,
    box.x + box.width,
    false,
  );
  const ys: Record<string, Axis> = {};
  for (const [key, name] of [["yaxis", "y"], ["yaxis2", "y2"]]) {
    const own = layout[key] as AxisLayout | undefined;
    if (own === undefined) continue;
    const mine = traces.filter((trace) => (trace.yaxis ?? "y") === name);
    const [low, high] = own.domain ?? [0, 1];
    const bottom = box.y + box.height * (1 - low), top = box.y + box.height * (1 - high);
    const isBars = mine.some(({ type }) => type === "bar");
    ys[name] = axisOf(own, mine.map((trace) => trace.y), bottom, top, isBars);
  }
  return { x, ys };
}

function axisOf(
  own: AxisLayout = {},
  values: readonly (readonly (number | null)[])[],
  from: number,
  to: number,
  fromZero: boolean,
): Axis {
  const { tickvals, ticktext = [] } = own;
  return {
    range: own.range ?? spanOf(values, fromZero || own.rangemode === "tozero"),
    from,
    to,
    ticks: tickvals?.map((value, i) => [value, ticktext[i]]),
    title: own.title?.text ?? "",
  };
}

function spanOf(all: readonly (readonly (number | null)[])[], fromZero: boolean): [number, number] {
  let low = fromZero ? 0 : Infinity, high = fromZero ? 0 : -Infinity;
  for (const values of all) {
    for (const value of values) {
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (!(high > low)) return Number.isFinite(low) ? [low - 1, low + 1] : [0, 1];
  const room = 0.04 * (high - low);
  return [fromZero && low === 0 ? 0 : low - room, high + room];
}

/** Round numbers within a range, about `most`: multiples of 1, 2 or 5 times a power of ten. */
export function roundTicks([low, high]: [number, number], most: number): number[] {
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, i) => Number(((first + i) * step).toPrecision(12)),
  );
}

/**
 * Draws the axes around the box, as markup within an SVG element: lines across, marks, numbers,
 * titles.
 */
export function drawAxes(
  x: Axis,
  ys: Record<string, Axis>,
  box: Box,
  formatX: (value: number) => string = String,
): string {
  const bottom = box.y + box.height;
  const xTicks = x.ticks ??
    roundTicks(x.range, box.width / 80).map((value): [number, string] => [value, formatX(value)]);
  let svg = "", lastEnd = -Infinity;
  for (const [value, text] of xTicks) {
    const at = place(x, value);
    if (at < box.x - 1 || at > box.x + box.width + 1) continue;
    svg += `<path class="grid" d="M${at.toFixed(1)} ${box.y}V${bottom}"/>`;
    // Where names would run into each other, some are left out.
    const half = 3.6 * text.length + 3;
    if (at - half < lastEnd) continue;
    lastEnd = at + half;
    svg += `<text x="${at.toFixed(1)}" y="${bottom + 17}" text-anchor="middle" font-size="12">${
      escapeHtml(text)
    }</text>`;
  }
  for (const y of Object.values(ys)) svg += drawVertical(y, box);
  return svg +
    `<path class="axis" d="M${box.x} ${bottom}H${box.x + box.width}"/>` +
    `<text x="${box.x + box.width / 2}" y="${
      bottom + 36
    }" text-anchor="middle" font-size="12">${x.title}</text>`;
}

function drawVertical(y: Axis, box: Box): string {
  const height = Math.abs(y.from - y.to);
  const ticks = y.ticks ??
    roundTicks(y.range, Math.min(6, height / 34))
      .map((value): [number, string] => [value, String(value).replace("-", "−")]);
  const right = box.x + box.width, named: number[] = [];
  const isSa = (text: string) => /^S|^सा/.test(text);
  let svg = "";
  // Sa has its name even where there is no room for its neighbours'.
  for (const [value, text] of [...ticks].sort((a, b) => Number(isSa(b[1])) - Number(isSa(a[1])))) {
    const at = place(y, value);
    if (at > y.from + 1 || at < y.to - 1) continue;
    svg += `<path class="${isSa(text) ? "sa" : "grid"}" d="M${box.x} ${at.toFixed(1)}H${right}"/>`;
    if (named.some((other) => Math.abs(other - at) < 13)) continue;
    named.push(at);
    svg += `<text x="${box.x - 6}" y="${
      at.toFixed(1)
    }" text-anchor="end" dominant-baseline="central" font-size="12">${escapeHtml(text)}</text>`;
  }
  const middle = (y.from + y.to) / 2;
  return svg + `<path class="axis" d="M${box.x} ${y.from}V${y.to}"/>` +
    `<text transform="translate(11 ${middle}) rotate(-90)" text-anchor="middle" font-size="12">${y.title}</text>`;
}

import { extent } from "../math.ts";
import { escapeHtml } from "../notebook/bundle.ts";

/** A rectangle in pixels, from its upper left corner. */
export interface Box {
  x: number;
  y: number;
  width: number;
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

/** Numbers of a trace; null where there is none. */
export type Values = readonly (number | null)[];

/** The part of a trace that is drawn. */
export interface Drawn {
  type?: string;
  mode?: string;
  name?: string;
  x: Values;
  y: Values;
  yaxis?: "y" | "y2";
  width?: number;
  showlegend?: boolean;
  line?: { color?: string; width?: number; dash?: string };
  marker?: { color?: string; size?: number };
}

export function place({ range: [low, high], from, to }: Axis, value: number): number {
  return from + (to - from) * (high === low ? 0.5 : (value - low) / (high - low));
}

/**
 * The axes of a figure within a box, by Plotly's layout: the horizontal one, and the vertical ones
 * by name.
 */
export function axesOf(
  traces: readonly Drawn[],
  layout: Record<string, unknown>,
  { x: left, y: top, width, height }: Box,
): { x: Axis; ys: Record<string, Axis> } {
  const axisOf = (
    key: string,
    values: Values[],
    from: number,
    to: number,
    isBars = false,
  ): Axis => {
    const own = (layout[key] ?? {}) as AxisLayout, { tickvals, ticktext = [] } = own;
    return {
      range: own.range ?? spanOf(values, isBars || own.rangemode === "tozero"),
      from,
      to,
      ticks: tickvals?.map((value, i) => [value, ticktext[i]]),
      title: own.title?.text ?? "",
    };
  };
  const ys: Record<string, Axis> = {};
  for (const [key, name] of [["yaxis", "y"], ["yaxis2", "y2"]]) {
    if (layout[key] === undefined) continue;
    const mine = traces.filter(({ yaxis = "y" }) => yaxis === name);
    const [low, high] = (layout[key] as AxisLayout).domain ?? [0, 1];
    const isBars = mine.some(({ type }) => type === "bar");
    const [from, to] = [low, high].map((share) => top + height * (1 - share));
    ys[name] = axisOf(key, mine.map(({ y }) => y), from, to, isBars);
  }
  return { x: axisOf("xaxis", traces.map(({ x }) => x), left, left + width), ys };
}

function spanOf(all: readonly Values[], fromZero: boolean): [number, number] {
  const numbers = all.flat().filter((value) => value !== null);
  const [low, high] = extent(fromZero ? [0, ...numbers] : numbers);
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
  const bottom = box.y + box.height, right = box.x + box.width;
  let svg = "", lastEnd = -Infinity;
  for (const [value, name] of x.ticks ?? roundMarks(x.range, box.width / 80, formatX)) {
    const at = place(x, value);
    if (at < box.x - 1 || at > right + 1) continue;
    svg += `<path class="grid" d="M${at.toFixed(1)} ${box.y}V${bottom}"/>`;
    // Where names would run into each other, some are left out.
    const half = 3.6 * name.length + 3;
    if (at - half < lastEnd) continue;
    lastEnd = at + half;
    svg += text(name, `x="${at.toFixed(1)}" y="${bottom + 17}" text-anchor="middle"`);
  }
  for (const y of Object.values(ys)) svg += drawVertical(y, box);
  const middle = `x="${box.x + box.width / 2}" y="${bottom + 36}" text-anchor="middle"`;
  return `${svg}<path class="axis" d="M${box.x} ${bottom}H${right}"/>${text(x.title, middle)}`;
}

function drawVertical(y: Axis, box: Box): string {
  const height = Math.abs(y.from - y.to), right = box.x + box.width, named: number[] = [];
  const minus = (value: number) => String(value).replace("-", "−");
  const ticks = y.ticks ?? roundMarks(y.range, Math.min(6, height / 34), minus);
  const isSa = (name: string) => /^S|^सा/.test(name);
  let svg = "";
  // Sa has its name even where there is no room for its neighbours'.
  for (const [value, name] of [...ticks].sort((a, b) => Number(isSa(b[1])) - Number(isSa(a[1])))) {
    const at = place(y, value), height = at.toFixed(1);
    if (at > y.from + 1 || at < y.to - 1) continue;
    svg += `<path class="${isSa(name) ? "sa" : "grid"}" d="M${box.x} ${height}H${right}"/>`;
    if (named.some((other) => Math.abs(other - at) < 13)) continue;
    named.push(at);
    const beside = `x="${box.x - 6}" y="${height}" text-anchor="end"`;
    svg += text(name, `${beside} dominant-baseline="central"`);
  }
  const turned = `transform="translate(11 ${(y.from + y.to) / 2}) rotate(-90)"`;
  return `${svg}<path class="axis" d="M${box.x} ${y.from}V${y.to}"/>` +
    text(y.title, `${turned} text-anchor="middle"`);
}

function roundMarks(
  range: [number, number],
  most: number,
  write: (value: number) => string,
): [number, string][] {
  return roundTicks(range, most).map((value) => [value, write(value)]);
}

function text(content: string, attributes: string): string {
  return `<text ${attributes} font-size="12">${escapeHtml(content)}</text>`;
}

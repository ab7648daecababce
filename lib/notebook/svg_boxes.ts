import { textWidth } from "./text_size.ts";

/** The parts of an element of the document that its box is computed from. */
export interface SvgElement {
  tagName: string;
  textContent: string;
  style?: { fontSize?: string; textAnchor?: string };
  parentNode: SvgElement | null;
  getAttribute?(name: string): string | null;
  querySelectorAll(selector: string): Iterable<SvgElement>;
}

/**
 * The box of a text, a line of text or a group of texts, where there is no layout engine to ask;
 * empty where there is no text. `own` are the element's coordinates (getBBox), `page` the whole
 * drawing's (getBoundingClientRect).
 */
export function boxOf(element: SvgElement, frame: "own" | "page"): DOMRect {
  const outermost = frame === "own" ? element : null;
  const texts = element.tagName === "text" || element.tagName === "tspan"
    ? [element]
    : [...element.querySelectorAll("text")];
  const points = texts.flatMap((text) => {
    const map = transformBetween(text, outermost);
    return cornersOf(text).map(([x, y]) => map.transformPoint({ x, y }));
  });
  if (points.length === 0) return new DOMRect();
  const xs = points.map(({ x }) => x), ys = points.map(({ y }) => y);
  const left = Math.min(...xs), top = Math.min(...ys);
  return new DOMRect(left, top, Math.max(...xs) - left, Math.max(...ys) - top);
}

/** The corners of a text in its own coordinates: upper left, upper right, lower left, lower right. */
function cornersOf(text: SvgElement): [number, number][] {
  const size = fontSizeOf(text);
  const lines = [...text.querySelectorAll("tspan.line")].map((line) => line.textContent);
  if (lines.length === 0) lines.push(text.textContent);
  const width = Math.max(...lines.map((line) => textWidth(line, size)));
  const anchor = text.style?.textAnchor || text.getAttribute?.("text-anchor");
  const shift = anchor === "middle" ? width / 2 : anchor === "end" ? width : 0;
  const left = Number(text.getAttribute?.("x") ?? 0) - shift;
  // The baseline lies at y; lines of a text are 1.3 font sizes apart in Plotly.
  const baseline = Number(text.getAttribute?.("y") ?? 0);
  const top = baseline - 0.95 * size;
  const bottom = baseline + size * (0.25 + 1.3 * (lines.length - 1));
  return [[left, top], [left + width, top], [left, bottom], [left + width, bottom]];
}

/** The font size in force, in pixels: the nearest that is set, outwards. */
function fontSizeOf(element: SvgElement): number {
  for (let node: SvgElement | null = element; node; node = node.parentNode) {
    const size = parseFloat(node.style?.fontSize ?? "");
    if (size > 0) return size;
  }
  return 12;
}

/** From an element's coordinates to those of `outermost` (its own transform left out), or the page. */
function transformBetween(element: SvgElement, outermost: SvgElement | null): DOMMatrix {
  let map = new DOMMatrix();
  for (let node: SvgElement | null = element; node && node !== outermost; node = node.parentNode) {
    map = parseTransform(node.getAttribute?.("transform") ?? "").multiply(map);
  }
  return map;
}

/** Reads `translate(...)`, `rotate(...)` and `scale(...)`, the three that Plotly writes. */
function parseTransform(text: string): DOMMatrix {
  let map = new DOMMatrix();
  for (const [, kind, inside] of text.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [first = 0, second, third] = inside.split(/[\s,]+/).filter(Boolean).map(Number);
    if (kind === "translate") map = map.translate(first, second ?? 0);
    if (kind === "scale") map = map.scale(first, second ?? first);
    if (kind === "rotate") {
      const x = second ?? 0, y = third ?? 0; // the point that stays where it is
      map = map.translate(x, y).rotate(first).translate(-x, -y);
    }
  }
  return map;
}

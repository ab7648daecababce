import { textWidth } from "./text_size.ts";

/** The parts of an element of the document that its box is computed from. */
export interface SvgElement {
  /** Name of the tag, such as `text`. */
  tagName: string;
  /** All text within. */
  textContent: string;
  /** The element's own style. */
  style?: { fontSize?: string; textAnchor?: string };
  /** The element around it. */
  parentNode: SvgElement | null;
  /** The value of an attribute. */
  getAttribute?(name: string): string | null;
  /** Elements within that match. */
  querySelectorAll(selector: string): Iterable<SvgElement>;
}

/** A rectangle in pixels, with the names that DOMRect and SVGRect use. */
export interface Box {
  /** Left edge. */
  x: number;
  /** Upper edge. */
  y: number;
  /** Width. */
  width: number;
  /** Height. */
  height: number;
  /** Left edge. */
  left: number;
  /** Right edge. */
  right: number;
  /** Upper edge. */
  top: number;
  /** Lower edge. */
  bottom: number;
}

/** An affine map: x' = a x + c y + e, y' = b x + d y + f. */
type Affine = [a: number, b: number, c: number, d: number, e: number, f: number];

const IDENTITY: Affine = [1, 0, 0, 1, 0, 0];

/**
 * The box of a text, a line of text or a group of texts, where there is no layout engine to ask;
 * empty where there is no text. `own` are the element's coordinates (getBBox), `page` the whole
 * drawing's (getBoundingClientRect).
 */
export function boxOf(element: SvgElement, frame: "own" | "page"): Box {
  const outermost = frame === "own" ? element : null;
  const texts = element.tagName === "text" || element.tagName === "tspan"
    ? [element]
    : [...element.querySelectorAll("text")];
  const points = texts.flatMap((text) => {
    const map = transformBetween(text, outermost);
    return cornersOf(text).map((corner) => apply(map, corner));
  });
  if (points.length === 0) return makeBox(0, 0, 0, 0);
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  return makeBox(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys));
}

function makeBox(left: number, top: number, right: number, bottom: number): Box {
  return { x: left, y: top, width: right - left, height: bottom - top, left, right, top, bottom };
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
function transformBetween(element: SvgElement, outermost: SvgElement | null): Affine {
  let map = IDENTITY;
  for (let node: SvgElement | null = element; node && node !== outermost; node = node.parentNode) {
    map = compose(parseTransform(node.getAttribute?.("transform") ?? ""), map);
  }
  return map;
}

/** Reads `translate(...)`, `rotate(...)` and `scale(...)`, the three that Plotly writes. */
function parseTransform(text: string): Affine {
  let map = IDENTITY;
  for (const [, kind, inside] of text.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [first = 0, second, third] = inside.split(/[\s,]+/).filter(Boolean).map(Number);
    if (kind === "translate") map = compose(map, [1, 0, 0, 1, first, second ?? 0]);
    if (kind === "scale") map = compose(map, [first, 0, 0, second ?? first, 0, 0]);
    if (kind === "rotate") {
      const cos = Math.cos(first * Math.PI / 180), sin = Math.sin(first * Math.PI / 180);
      const x = second ?? 0, y = third ?? 0; // the point that stays where it is
      map = compose(map, [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y]);
    }
  }
  return map;
}

/** First `inner`, then `outer`. */
function compose(outer: Affine, inner: Affine): Affine {
  const [a, b] = applyLinear(outer, inner[0], inner[1]);
  const [c, d] = applyLinear(outer, inner[2], inner[3]);
  const [e, f] = apply(outer, [inner[4], inner[5]]);
  return [a, b, c, d, e, f];
}

function applyLinear([a, b, c, d]: Affine, x: number, y: number): [number, number] {
  return [a * x + c * y, b * x + d * y];
}

function apply(map: Affine, [x, y]: [number, number]): [number, number] {
  const [dx, dy] = applyLinear(map, x, y);
  return [dx + map[4], dy + map[5]];
}

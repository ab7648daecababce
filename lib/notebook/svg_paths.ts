/**
 * Lengths along straight SVG paths, where there is no browser to ask: Plotly needs them for the heads
 * of its arrows.
 *
 * @module
 */

/** Length in pixels of a path of straight lines, such as `M0,0L10,0`. */
export function lengthOf(path: string): number {
  return segmentsOf(path).reduce((total, { length }) => total + length, 0);
}

/**
 * The point at some pixels along a path of straight lines, held within it; the origin for a path
 * without lines.
 */
export function pointAt(path: string, length: number): { x: number; y: number } {
  const segments = segmentsOf(path);
  let rest = Math.max(0, length);
  for (const { from: [x0, y0], to: [x1, y1], length } of segments) {
    if (rest <= length && length > 0) {
      return { x: x0 + (x1 - x0) * rest / length, y: y0 + (y1 - y0) * rest / length };
    }
    rest -= length;
  }
  const [x, y] = segments.at(-1)?.to ?? [0, 0];
  return { x, y };
}

interface Segment {
  from: [number, number];
  to: [number, number];
  length: number;
}

function segmentsOf(path: string): Segment[] {
  const numbers = (path.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  const segments: Segment[] = [];
  for (let i = 0; i + 3 < numbers.length; i += 2) {
    const [x0, y0, x1, y1] = numbers.slice(i, i + 4);
    segments.push({ from: [x0, y0], to: [x1, y1], length: Math.hypot(x1 - x0, y1 - y0) });
  }
  return segments;
}

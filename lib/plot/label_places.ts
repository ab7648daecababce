/** A rectangle by its centre and half its sides, in pixels. */
type Box = [x: number, y: number, halfWidth: number, halfHeight: number];

/** Where a label may stand about its mark, best first: Plotly's name, and to which side it lies. */
const PLACES: readonly [string, number, number][] = [
  ["top center", 0, -1],
  ["bottom center", 0, 1],
  ["middle right", 1, 0],
  ["middle left", -1, 0],
  ["top right", 1, -1],
  ["top left", -1, -1],
  ["bottom right", 1, 1],
  ["bottom left", -1, 1],
];

/**
 * Chooses where the label of each mark stands (Plotly's `textposition`), so that labels run neither
 * into each other nor into marks, where that can be had: one after the other takes the place that
 * hides least. Centres, font size and radius of the marks are in pixels, y downwards.
 */
export function labelPlaces(
  marks: readonly (readonly [number, number])[],
  labels: readonly string[],
  { fontSize, radius }: { fontSize: number; radius: number },
): string[] {
  const taken: Box[] = marks.map(([x, y]) => [x, y, radius, radius]);
  return marks.map(([x, y], i) => {
    // A letter is about 0.56 font sizes wide.
    const halfWidth = 0.28 * fontSize * labels[i].length + 1, halfHeight = 0.6 * fontSize;
    const boxes = PLACES.map(([, right, down]): Box => [
      x + right * (halfWidth + (down === 0 ? radius : 0)),
      y + down * (halfHeight + radius),
      halfWidth,
      halfHeight,
    ]);
    const hidden = boxes.map((box) => taken.reduce((sum, other) => sum + overlap(box, other), 0));
    const best = hidden.indexOf(Math.min(...hidden));
    taken.push(boxes[best]);
    return PLACES[best][0];
  });
}

/** Area that two rectangles share. */
function overlap(a: Box, b: Box): number {
  const across = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0] - a[2], b[0] - b[2]);
  const down = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1] - a[3], b[1] - b[3]);
  return Math.max(0, across) * Math.max(0, down);
}

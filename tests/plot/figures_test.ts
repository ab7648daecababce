/** The rules of the common look, and what a figure says that its picture does not show. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  distanceMapFigure,
  heatMapFigure,
  pitchFigure,
  pitchHistogramFigure,
  waveformFigure,
} from "../../lib/plot/mod.ts";
import { labelPlaces } from "../../lib/plot/label_places.ts";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { FIGURES, track } from "./examples.ts";

const figures = Object.fromEntries(
  Object.entries(FIGURES).map(([name, make]) => [name, JSON.parse(JSON.stringify(make()))]),
);

Deno.test("what is said under the pointer, besides the numbers that are drawn", () => {
  const { restarts, reliability, moves, waveform } = figures;
  assertEquals(restarts.data[0].text, [2, 0, 4, 1, 5, 3].map((seed) => `seed ${seed}`));
  assertEquals(reliability.data[1].text, [5, 12, 30, 90].map((n) => `${n} recordings`));
  // 5 of 24 notes, but for the counts that a model starts with.
  assertEquals(moves.data[0].hovertext[4], "G: 20.2 % of notes");
  assertEquals(waveform.data[0].hoverinfo, "skip");
});

Deno.test("every axis that is drawn has a title, but for the names of families", () => {
  const bare = Object.entries(figures).flatMap(([name, { layout }]) =>
    Object.entries(layout as Record<string, { visible?: boolean; title?: { text: string } }>)
      .filter(([key]) => /^[xy]axis\d*$/.test(key))
      .filter(([, axis]) => axis.visible !== false && !axis.title?.text)
      .map(([key]) => `${name}.${key}`)
  );
  assertEquals(bare, ["accuracy.yaxis"]);
});

Deno.test("a figure is plain JSON: nothing is lost on the way to a file", () => {
  const isLost = (value: unknown) =>
    ArrayBuffer.isView(value) || Object.is(value, -0) ||
    (typeof value === "number" && !Number.isFinite(value));
  const lost: string[] = [];
  for (const [name, make] of Object.entries(FIGURES)) {
    JSON.stringify(make(), (key, value) => {
      if (isLost(value)) lost.push(`${name}: ${key}`);
      return value;
    });
  }
  assertEquals(lost, []);
});

Deno.test("a large figure is decimated: an hour of sound or pitch fits into a page", () => {
  const hour = new Float32Array(3600 * 1000);
  assert(JSON.stringify(waveformFigure(hour, 1000)).length < 50_000);
});

Deno.test("refusals", () => {
  assertThrows(() => pitchFigure({}), InvalidArgumentError, "tracks");
  assertThrows(
    () => pitchHistogramFigure(track, 200, { binCents: 0 }),
    InvalidArgumentError,
    "bin",
  );
  assertThrows(() => distanceMapFigure(["a"], [[0, 1]]), InvalidArgumentError, "distances");
});

Deno.test("an infinite f0 is drawn as a rest", () => {
  const endless = { ...track, f0: track.f0.map((hz, t) => t === 2 ? Infinity : hz) };
  const rest = { ...track, f0: track.f0.map((hz, t) => t === 2 ? NaN : hz) };
  assertEquals(pitchHistogramFigure(endless, 220), pitchHistogramFigure(rest, 220));
  assertEquals(pitchFigure(endless, { tonicHz: 220 }), pitchFigure(rest, { tonicHz: 220 }));
});

Deno.test("the numbers of a heat map are rounded once, to the digits that are written", () => {
  // 0.876516 is 0.8765 to four digits, which would become 0.876.
  const { data: [{ text }] } = heatMapFigure([[0.876516, 0.5]], ["a"], ["b", "c"], { digits: 3 });
  assertEquals(text, [["0.877", "0.500"]]);
});

Deno.test("labels of marks that lie close stand on different sides of them", () => {
  const places = labelPlaces([[0, 0], [4, 3], [0, 6]], ["Marwa", "Puriya", "Sohni"], {
    fontSize: 14,
    radius: 5,
  });
  assertEquals(new Set(places).size, 3, places.join());
});

Deno.test("a mark with room about it has its label on top", () => {
  const alone = labelPlaces([[0, 0], [0, 100]], ["a", "b"], { fontSize: 14, radius: 5 });
  assertEquals(alone, ["top center", "top center"]);
});

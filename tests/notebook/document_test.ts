import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { InvalidArgumentError, RaagkitError } from "../../lib/errors.ts";
import { changedOutputs, outputFaults } from "../../lib/notebook/cells.ts";
import {
  formatNotebook,
  type NotebookCell,
  type NotebookDocument,
  parseNotebook,
} from "../../lib/notebook/document.ts";
import {
  audioClip,
  checkClaims,
  PLOTLY_MIME,
  show,
  sonifyPitch,
  sonifySymbols,
  table,
} from "../../lib/notebook/mod.ts";
import { mimeBundle } from "../../lib/notebook/bundle.ts";
import { lineFigure } from "../../lib/plot/mod.ts";

const figure = { data: [{ y: [1, 2] }], layout: {} };
const shown = (data: Record<string, unknown>) => (
  { output_type: "display_data", data, metadata: { took: 3 }, transient: {} }
);
const code = (source: string, outputs: NotebookCell["outputs"] = []): NotebookCell => (
  { cell_type: "code", source, metadata: { execution: { when: "now" } }, outputs }
);
const notebookOf = (...cells: NotebookCell[]): NotebookDocument => (
  { cells, metadata: { language_info: { version: "5.9" } }, nbformat: 4, nbformat_minor: 5 }
);
const example = notebookOf(
  { cell_type: "markdown", source: ["# Raags\n", "text"], metadata: {} },
  code("const a = 1;\nconst b = 2;"),
  code("await show(a);", [
    shown({ [PLOTLY_MIME]: figure, "image/png": "iVBO", "text/html": "<script>live</script>" }),
  ]),
);

Deno.test("a notebook is written without what changes from run to run, and reads back", () => {
  const text = formatNotebook(example);
  for (const volatile of ["transient", "when", "5.9", "live"]) assert(!text.includes(volatile));
  assert(text.includes(`"${PLOTLY_MIME}": ${JSON.stringify(figure)}`), "figures on one line");
  assertEquals(formatNotebook(parseNotebook(text, "x")), text);
});

Deno.test("what is no notebook is refused", () => {
  assertThrows(() => parseNotebook("{", "x.ipynb"), InvalidArgumentError, "x.ipynb is not JSON");
  assertThrows(() => parseNotebook(`{"nbformat":3}`, "x"), InvalidArgumentError, "found 3");
});

Deno.test("faults of outputs are found: errors, nothing shown, no still picture", () => {
  assertEquals(outputFaults(example), []);
  const faulty = notebookOf(
    code("await show(1);"),
    code("x", [{ output_type: "error", ename: "TypeError", evalue: "no" }]),
    code("await show(2);", [shown({ [PLOTLY_MIME]: figure })]),
    code("await show(3);\nawait show(4);", [shown({ "text/plain": "3" })]),
    code("for (const x of some) {\n  await show(x);\n}"),
  );
  assertEquals(outputFaults(faulty), [
    "cell 1: show() left 0 of 1 outputs; execute it again",
    "cell 2: TypeError: no",
    "cell 3: a figure without a still picture",
    "cell 4: show() left 1 of 2 outputs; execute it again",
    "cell 5: show() left 0 of 1 outputs; execute it again",
  ]);
});

Deno.test("changed numbers are found, changed last digits are not", () => {
  const withY = (y: number[], text = "a") =>
    notebookOf(
      code("", [shown({ [PLOTLY_MIME]: { data: [{ y }], layout: {} }, "text/plain": text })]),
    );
  const before = withY([1, 2]);
  assertEquals(changedOutputs(before, withY([1, 2 + 1e-9])), []);
  assertEquals(changedOutputs(before, withY([1, 2.01])), [
    "cell 1, output 1: figure.data.0.y.1 (2 to 2.01) changed",
  ]);
  assertEquals(changedOutputs(before, withY([1, 2], "b")), [
    'cell 1, output 1: was "a", is "b"',
  ]);
  assertEquals(changedOutputs(before, notebookOf(code(""))), ["cell 1: 1 outputs before, 0 now"]);
});

Deno.test("each thing has a form for every front end", async () => {
  const bundle = await mimeBundle(
    lineFigure([{ name: "a", y: [1] }], { title: "T" }),
    () => Promise.resolve(Uint8Array.of(1)),
  );
  assertEquals(Object.keys(bundle), [PLOTLY_MIME, "image/png", "text/plain"]);
  assertEquals(bundle["text/plain"], "[figure: T; a]");
  const sound = await mimeBundle(audioClip(new Float32Array(80), 8000, "<Sa>"));
  assert(String(sound["text/html"]).includes("data:audio/wav;base64,UklGR")); // "RIFF"
  assert(String(sound["text/html"]).includes("&lt;Sa&gt;"));
  const { rows } = table([{ a: 1, b: 0.123456, c: NaN }, { a: 2, b: 1e-7, c: "x" }]);
  assertEquals(rows, [["1", "0.1235", "–"], ["2", "1e-7", "x"]]);
  assertEquals((await mimeBundle("**a**"))["text/markdown"], "**a**");
  // @ts-expect-error: a number cannot be shown
  await assertRejects(() => mimeBundle(3), InvalidArgumentError, "show()");
});

Deno.test("outside a notebook show() checks and is silent", async () => {
  await show("text", table([]));
  // @ts-expect-error: an object without a kind cannot be shown
  await assertRejects(() => show({}), InvalidArgumentError);
});

Deno.test("claims that do not hold are named", async () => {
  await checkClaims({ "1 is 1": true });
  await assertRejects(
    () => checkClaims({ "1 is 1": true, "1 is 2": false }),
    RaagkitError,
    "do not hold: 1 is 2",
  );
});

const track = {
  times: Float64Array.from({ length: 100 }, (_, t) => t / 100),
  f0: Float64Array.from({ length: 100 }, (_, t) => t < 50 ? 200 : NaN),
  voicing: new Float32Array(100).fill(1),
  hopSeconds: 0.01,
  method: "file",
  fallbacks: [],
};

Deno.test("a pitch track sounds at its pitch, and is silent where it is unvoiced", () => {
  const samples = sonifyPitch(track, { sampleRate: 8000 });
  assertEquals(samples.length, 8000);
  const rising = samples.subarray(800, 3200) // 0.1 s to 0.4 s
    .filter((value, n, all) => n > 0 && all[n - 1] < 0 && value >= 0).length;
  assert(Math.abs(rising - 60) <= 1, `${rising} periods in 0.3 s`); // one may lie on the edge
  assertEquals(samples.subarray(4400).every((value) => value === 0), true);
  assertThrows(() => sonifyPitch(track, { sampleRate: 0 }), InvalidArgumentError);
});

Deno.test("symbols sound one after the other", () => {
  const samples = sonifySymbols([12, 24], { noteSeconds: [0.5, 0.25], sampleRate: 8000 });
  assertEquals(samples.length, 6000);
  assert(samples.every((value) => Math.abs(value) <= 1));
  assertThrows(() => sonifySymbols([12], { sampleRate: NaN }), InvalidArgumentError);
});

/// <reference lib="dom" />
/**
 * The notebooks as their readers have them: in a browser, in Jupyter Notebook, first as cloned, which
 * Jupyter does not trust, then with every cell run.
 */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { join } from "@std/path";
import type { Locator, Page } from "playwright-core";
import { PLOTLY_MIME } from "../../../lib/notebook/bundle.ts";
import { formatNotebook, parseNotebook, textOf } from "../../../lib/notebook/document.ts";
import { hasFrontEnd, runAll, startFrontEnd } from "./jupyter.ts";

Deno.test({
  name: "every notebook in Jupyter Notebook",
  ignore: !hasFrontEnd,
  // The browser keeps pipes open that belong to no one step.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await using frontEnd = await startFrontEnd();
    const names = [...Deno.readDirSync(frontEnd.folder)].map(({ name }) => name)
      .filter((name) => name.endsWith(".ipynb")).sort();
    assert(names.length > 0);
    for (const name of names) {
      await t.step(name, async () => {
        const file = join(frontEnd.folder, name);
        const notebook = parseNotebook(await Deno.readTextFile(file), name);
        const outputs = notebook.cells.flatMap(({ outputs = [] }) => outputs);
        const figures = outputs.filter(({ data }) => data?.[PLOTLY_MIME]).length;
        const page = await frontEnd.open(name);
        await checkAsCloned(page, figures);
        await page.evaluate(watchProgress);
        await runAll(page);
        await checkLive(page, figures);
        const isLong = notebook.cells.some(({ source }) =>
          textOf(source).includes("new NotebookProgress(")
        );
        if (isLong) assert((await page.evaluate(() => progressSeen.size)) > 2, "progress");
        await page.context().close();
      });
    }
  },
});

/** A notebook that Jupyter does not trust shows each figure as a picture. */
async function checkAsCloned(page: Page, figures: number): Promise<void> {
  await page.waitForFunction(() => [...document.images].every((image) => image.complete));
  const seen = await page.evaluate(() => ({
    isTrusted: Jupyter.notebook.trusted,
    widths: Array.from(
      document.querySelectorAll<HTMLImageElement>(".output_png img"),
      (image) => image.naturalWidth > 0 ? image.clientWidth : 0,
    ),
    text: document.querySelector("#notebook")!.textContent,
  }));
  assertEquals(seen.isTrusted, false);
  assertEquals(seen.widths.length, figures);
  // Figures are 760 pixels wide or less, and the cells of this window a little wider.
  assert(seen.widths.every((width) => width > 300 && width <= 1000), `widths ${seen.widths}`);
  assert(!seen.text!.includes("[figure:"));
}

/** After Run All: no error, figures that can be dragged, sound that plays. */
async function checkLive(page: Page, figures: number): Promise<void> {
  const errors = await page.locator(".output_error, .output_stderr").allTextContents();
  assertEquals(errors, []);
  await page.waitForFunction(
    (figures) => document.querySelectorAll(".js-plotly-plot .nsewdrag").length >= figures,
    figures,
  );
  const plots = page.locator(".js-plotly-plot");
  assertEquals(await plots.count(), figures);
  for (const plot of await plots.all()) {
    const before = await axisRanges(plot);
    await drag(page, plot.locator(".nsewdrag").first());
    assertNotEquals(await axisRanges(plot), before);
  }
  const sounds = page.locator("audio");
  for (const sound of await sounds.all()) {
    assert(await sound.evaluate((audio: HTMLAudioElement) => audio.controls && audio.duration > 1));
  }
  if (await sounds.count() > 0) {
    await sounds.first().evaluate((audio: HTMLAudioElement) => audio.play());
    await page.waitForFunction(() => document.querySelector("audio")!.currentTime > 0.1);
  }
}

/** What the axes of a figure span. */
function axisRanges(plot: Locator): Promise<unknown> {
  return plot.evaluate((element) => {
    const { _fullLayout } = element as unknown as { _fullLayout: Record<string, Axis> };
    return Object.entries(_fullLayout).filter(([key]) => /^[xy]axis/.test(key))
      .map(([, { range }]) => [...range]);
  });
}
interface Axis {
  range: number[];
}

/** Drags by a hundred pixels to the right and some down. */
async function drag(page: Page, place: Locator): Promise<void> {
  await place.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await place.boundingBox())!;
  const [left, top] = [x + width / 2, y + height / 2];
  await page.mouse.move(left, top);
  await page.mouse.down();
  await page.mouse.move(left + 100, top + 30, { steps: 3 });
  await page.mouse.up();
}

/** Notes what every bar of progress said from here on. */
function watchProgress(): void {
  globalThis.progressSeen = new Set();
  new MutationObserver(() => {
    for (const bar of document.querySelectorAll("progress")) {
      progressSeen.add(`${bar.value} of ${bar.max}`);
    }
  }).observe(document.body, { childList: true, subtree: true });
}
declare global {
  var progressSeen: Set<string>;
}

Deno.test({
  name: "a failing cell says what was wrong; a saved notebook is live when it is opened again",
  ignore: !hasFrontEnd,
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using frontEnd = await startFrontEnd();
    const file = join(frontEnd.folder, "own.ipynb");
    const cell = (source: string) => ({ cell_type: "code", source, metadata: {}, outputs: [] });
    const notebook = {
      cells: [
        cell(`import { lineFigure, show } from "raagkit";`),
        cell(`await show(lineFigure([{ name: "a", y: [1, 2, 3] }]));`),
        cell(`import { quantizeFrames } from "raagkit";\nquantizeFrames(undefined, NaN);`),
      ],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    };
    await Deno.writeTextFile(file, formatNotebook(notebook));
    const page = await frontEnd.open("own.ipynb");
    await runAll(page);
    const [error] = await page.locator(".output_error").allTextContents();
    // Not a word more than what was wrong and where, and no codes for colours.
    assertMatch(error, /^InvalidArgumentError: tonicHz must be a frequency .*, found NaN\n\s+at /);
    assertMatch(error, /<anonymous>:2:1\s*$/);
    assert(!error.includes("\u001b"));
    await page.evaluate(() => Jupyter.notebook.save_notebook());
    const saved = await Deno.readTextFile(file);
    assert(saved.includes("DecompressionStream"), "Plotly is in it");
    assert(saved.length < 1_000_000, `${saved.length} bytes`);
    assert(formatNotebook(parseNotebook(saved, "own")).length < 100_000);
    await page.reload();
    await page.locator(".js-plotly-plot").waitFor();
  },
});

/// <reference lib="dom" />
/** The page for everyone: no barrier that axe finds, any width, both scripts, dark and light. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { barriers, inBrowser, listenTo, PICTURES, until, visit } from "./browser.ts";
import { madePage, runPage } from "./made_page.ts";

/** Nothing hangs over the edge and axe finds no barrier, in the light and in the dark. */
async function assertOpen(page: Page, width: number, view: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const over = await page.evaluate(() =>
      document.documentElement.scrollWidth - document.documentElement.clientWidth
    );
    assertEquals(over, 0, view);
    assertEquals(await barriers(page), [], `${view}, ${colorScheme}`);
    const path = `${PICTURES}/${width}_${view}_${colorScheme}.png`;
    if (PICTURES) await page.screenshot({ path, fullPage: true });
  }
}

for (
  const [width, height, size, script] of [
    [390, 844, "normal", "devanagari"],
    [1280, 900, "normal", "latin"],
    [1920, 1080, "huge", "latin"],
  ] as const
) {
  Deno.test({
    ...inBrowser,
    name: `at ${width} px: nothing hangs over the edge, and axe finds no barrier`,
    fn: async () => {
      const { address, yaman } = await madePage();
      await using seen = await visit(address, { width, height, microphone: yaman });
      const { page } = seen;
      await page.selectOption("#script", script);
      await page.selectOption("#size", size);
      await assertOpen(page, width, "start");

      await listenTo(page, yaman);
      await until(page, () => document.querySelector("#histogram svg") !== null);
      const letters = await page.evaluate(() =>
        document.querySelector("#pitch text")!.getBoundingClientRect().height
      );
      // Twelve units high with room for the line, and 1.6 times as large for a projector.
      assert(letters > (size === "huge" ? 19 : 12), `letters of ${letters} px in figures`);
      if (script === "devanagari") assertMatch((await page.textContent("#sargam"))!, /ग.*रे/);
      await assertOpen(page, width, "file");

      await page.click("#listen");
      await page.selectOption("#moves-of", "Yaman");
      await until(page, () => document.querySelector("#live-evidence svg") !== null);
      await until(page, () => document.querySelector("#moves .sung") !== null);
      await assertOpen(page, width, "live");
      assertEquals(seen.errors, []);
    },
  });
}

Deno.test({
  ...inBrowser,
  name: "the keyboard alone: zoom, play, all; a click plays from there with a cursor",
  fn: async () => {
    const { address, yaman } = await madePage();
    await using seen = await visit(address);
    const { page } = seen;
    await listenTo(page, yaman);
    const label = () => page.getAttribute("#pitch svg", "aria-label");
    await until(page, () => document.querySelector("#pitch svg") !== null);
    const whole = await label();
    await page.focus("#melody");
    await page.keyboard.press("+");
    await until(page, () => !/0:00 to/.test(document.querySelector("#pitch svg")!.ariaLabel!));
    assert(await label() !== whole);
    await page.keyboard.press("Home");
    await page.keyboard.press(" ");
    await until(page, () => document.getElementById("play")!.ariaPressed === "true");
    await until(page, () => !document.getElementById("cursor")!.hidden);
    await page.keyboard.press(" ");
    await until(page, () => document.getElementById("play")!.ariaPressed === "false");

    // The pitch as a tone goes on from there.
    const cursor = () => page.evaluate(() => document.getElementById("cursor")!.style.transform);
    const before = await cursor();
    await page.check("#tone");
    await page.click("#play");
    await until(page, () => document.getElementById("play")!.ariaPressed === "true");
    await new Promise((resolve) => setTimeout(resolve, 500));
    await page.click("#play");
    await until(page, () => document.getElementById("play")!.ariaPressed === "false");
    const pixels = (transform: string) => Number(/[\d.]+/.exec(transform)![0]);
    const moved = pixels(await cursor()) - pixels(before);
    // A second is 29 pixels wide; others may hold the browser up.
    assert(moved > 5 && moved < 200, `${moved} px`);
    assertEquals(seen.errors, []);
  },
});

Deno.test({
  name: "equal models give equal bytes, and the page stays under 3 MB gzipped",
  fn: async () => {
    const { folder, address } = await madePage();
    await runPage(["--models", `${folder}/five`, "--out", `${folder}/again.html`]);
    const bytes = await Deno.readFile(address.slice("file://".length));
    assertEquals(await Deno.readFile(`${folder}/again.html`), bytes);
    const zipped = new Response(
      new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip")),
    );
    const { size } = await zipped.blob();
    assert(size < 3e6, `${size} bytes`);
  },
});

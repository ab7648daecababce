/// <reference lib="dom" />
/** The page for everyone: no barrier that axe finds, any width, both scripts, dark and light. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import type { Page } from "playwright-core";
import { inBrowser, listenTo, PICTURES, until, visit } from "./browser.ts";
import { madePage, runPage } from "./made_page.ts";

/** What keeps people out, as axe finds it. */
async function barriers(page: Page): Promise<string[]> {
  const axe = await Deno.readTextFile(fromFileUrl(import.meta.resolve("axe-core")));
  return await page.evaluate(async (source) => {
    // Evaluated by the debugger, which the page's policy does not bind.
    const run = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    // deno-lint-ignore no-eval
    if (run.axe === undefined) (0, eval)(source);
    const { violations } = await run.axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
  }, axe);
}

for (
  const [width, height, dark] of [[390, 844, true], [1280, 900, false], [
    1920,
    1080,
    false,
  ]] as const
) {
  Deno.test({
    ...inBrowser,
    name: `at ${width} px: nothing hangs over the edge, and axe finds no barrier`,
    fn: async () => {
      const { address, yaman } = await madePage();
      await using seen = await visit(address, { width, height, dark });
      const { page } = seen;
      assertEquals(await barriers(page), []);
      await listenTo(page, yaman);
      if (dark) await page.selectOption("#script", "devanagari");
      await new Promise((resolve) => setTimeout(resolve, 500));
      const wide = await page.evaluate(() =>
        document.documentElement.scrollWidth - document.documentElement.clientWidth
      );
      assertEquals(wide, 0);
      assertEquals(await barriers(page), []);
      if (dark) assertMatch((await page.textContent("#sargam"))!, /ग.*रे/);
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/${width}.png`, fullPage: true });
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

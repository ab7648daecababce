/// <reference lib="dom" />
/** The notebooks as pages, in a browser: on a desk and on a telephone, from a folder, with no network. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { chromium } from "playwright-core";
import { writePage } from "../../../lib/cli/notebooks_page.ts";
import { PLOTLY_MIME } from "../../../lib/notebook/bundle.ts";
import { parseNotebook } from "../../../lib/notebook/document.ts";
import { CHROMIUM, inBrowser } from "../web/browser.ts";

const NOTEBOOKS = fromFileUrl(new URL("../../../notebooks/", import.meta.url));

Deno.test({
  ...inBrowser,
  name: "pages draw their figures, are no wider than the screen, and share one Plotly",
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "raagkit_pages_" });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    try {
      const names = [...Deno.readDirSync(NOTEBOOKS)].map(({ name }) => name)
        .filter((name) => name.endsWith(".ipynb"));
      for (const name of names) {
        const notebook = parseNotebook(await Deno.readTextFile(join(NOTEBOOKS, name)), name);
        await writePage(notebook, name, folder);
        const file = join(folder, name.replace(".ipynb", ".html"));
        // The picture of a figure is in the page; Plotly, of 1.5 MB, is not.
        assert(Deno.statSync(file).size < 1.1 * Deno.statSync(join(NOTEBOOKS, name)).size, name);
        const figures = notebook.cells.flatMap(({ outputs = [] }) => outputs)
          .filter(({ data }) => data?.[PLOTLY_MIME]).length;
        for (const width of [1280, 390]) {
          const page = await browser.newPage({ viewport: { width, height: 800 } });
          const errors: string[] = [], elsewhere: string[] = [];
          page.on("pageerror", ({ message }) => errors.push(message));
          page.on("request", (request) => {
            if (!/^(file|data|blob):/.test(request.url())) elsewhere.push(request.url());
          });
          await page.goto(`file://${file}`);
          await page.waitForFunction(
            (figures) =>
              document.querySelectorAll(".js-plotly-plot:has(.main-svg)").length === figures,
            figures,
          );
          assertEquals({ name, errors, elsewhere }, { name, errors: [], elsewhere: [] });
          const labels = await page.locator(".figure").evaluateAll((all) =>
            all.map(({ ariaLabel }) => ariaLabel)
          );
          assert(labels.every((label) => label!.length > 5), labels.join());
          const buttons = await page.locator(".modebar-btn").evaluateAll((all) =>
            all.map((button) => button.getAttribute("data-title"))
          );
          assert(buttons.includes("Pan"), buttons.join());
          assert(!buttons.includes("Share chart..."), "nothing is sent anywhere");
          assertEquals(
            await page.evaluate(() => document.documentElement.scrollWidth),
            width,
            `${name} on a screen of ${width} pixels`,
          );
          await page.close();
        }
      }
    } finally {
      await browser.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
});

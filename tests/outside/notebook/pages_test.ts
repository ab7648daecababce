/// <reference lib="dom" />
/** The notebooks as pages, in a browser: on a desk and on a telephone, from a folder, with no network. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { chromium } from "playwright-core";
import { writePage } from "../../../lib/cli/notebooks_page.ts";
import { PLOTLY_MIME } from "../../../lib/notebook/bundle.ts";
import { formatNotebook, parseNotebook } from "../../../lib/notebook/document.ts";
import { CHROMIUM, inBrowser } from "../web/browser.ts";
import { hasNbconvert } from "./jupyter.ts";

const NOTEBOOKS = fromFileUrl(new URL("../../../notebooks/", import.meta.url));

Deno.test({
  ...inBrowser,
  ignore: inBrowser.ignore || !hasNbconvert,
  name: "pages draw their figures, are no wider than the screen, and share one Plotly",
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "raagkit_pages_" });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    try {
      const names = [...Deno.readDirSync(NOTEBOOKS)].map(({ name }) => name)
        .filter((name) => name.endsWith(".ipynb"));
      for (const name of names) {
        const text = await Deno.readTextFile(join(NOTEBOOKS, name));
        const notebook = parseNotebook(text, name);
        await writePage(text, name, folder);
        const file = join(folder, name.replace(".ipynb", ".html"));
        // Style and the marks of words in code come to a tenth of Plotly, which is not in the page.
        const added = Deno.statSync(file).size - Deno.statSync(join(NOTEBOOKS, name)).size;
        assert(added < 0.1 * Deno.statSync(join(folder, "plotly.min.js")).size, name);
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

const CODE = 'const a = "x < y"; // done\nreturn `${a}` / 2;';
const EXAMPLE = formatNotebook({
  cells: [
    { cell_type: "markdown", source: "[Raags](02_raags.ipynb)", metadata: {} },
    {
      cell_type: "code",
      source: CODE,
      metadata: {},
      outputs: [
        {
          output_type: "display_data",
          data: {
            [PLOTLY_MIME]: { data: [{ name: "</script>" }], layout: {} },
            "image/png": "iVBO",
          },
          metadata: { "image/png": { alt: "a < b", width: 300 } },
        },
        { output_type: "stream", name: "stdout", text: "1 < 2" },
        { output_type: "error", ename: "RangeError", evalue: "<b>" },
      ],
    },
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

Deno.test({
  ignore: !hasNbconvert,
  name: "a page takes Plotly from its file, has no other address, and loses nothing of the code",
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "raagkit_page_" });
    await writePage(EXAMPLE, "01_a_&_b.ipynb", folder);
    const page = await Deno.readTextFile(join(folder, "01_a_&_b.html"));
    const plotly = await Deno.readTextFile(join(folder, "plotly.min.js"));
    await Deno.remove(folder, { recursive: true });
    assert(page.includes("<title>a &amp; b</title>"));
    assertEquals(page.match(/<\/script>/g)?.length, 2, "the figure's JSON, and Plotly");
    assertEquals([...page.matchAll(/(?:src|href)="(?!data:)(.*?)"/g)].map(([, file]) => file), [
      "02_raags.html",
      "plotly.min.js",
    ]);
    assert(plotly.includes("nextElementSibling"), "Plotly's file draws the figures");
    for (const text of ['alt="a &lt; b"', "1 &lt; 2", "RangeError: &lt;b&gt;"]) {
      assert(page.includes(text), text);
    }
    const [code] = /(?<=class="code">)[^]*?<\/pre>/.exec(page)!;
    assert(code.includes('<span class="kd">const</span>'), "keywords are marked");
    const names: Record<string, string> = { lt: "<", quot: '"', "#39": "'", amp: "&" };
    const plain = code.replace(/<[^>]+>/g, "").replace(/&(.*?);/g, (_, name) => names[name]);
    assertEquals(plain.trim(), CODE);
  },
});

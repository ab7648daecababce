/**
 * Every kind of figure as a picture, drawn as the notebooks and reports draw it and as the page does,
 * against the one that was looked at: the files of `tests/plot/output`.
 *
 * Where one differs, the new one lies beside it as `NAME-changed.svg`. If it is meant:
 * `deno task test --update tests/plot`.
 */
import { assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { StaticRenderer } from "../../lib/notebook/mod.ts";
import { drawFigure } from "../../lib/web/mod.ts";
import { svaraCircle } from "../../lib/web/page/circle.ts";
import { isUpdating } from "../updating.ts";
import { FIGURES } from "./examples.ts";

const OUTPUT = fromFileUrl(new URL("./output/", import.meta.url));

/** The page's colours by day, which its drawings take from where they stand. */
const PAGE_STYLE = "<style>svg{--ink:#1d1d1f;background:#fff}" +
  "text{fill:#1d1d1f;font-family:system-ui,sans-serif}" +
  ".rare{fill:#565b64}.grid{stroke:#e3e5e9}.axis,.sa{stroke:#565b64;fill:none}</style>";

/** A drawing of the page as a file of its own. */
function alone(svg: string): string {
  return svg.replace(/^<svg (xmlns="\S+" )?/, '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace(/>/, `>${PAGE_STYLE}`);
}

/** How each picture is drawn, by the name of its file. */
const renderer = await StaticRenderer.create();
const onPage = (name: string, height: number) => () =>
  alone(drawFigure(FIGURES[name](), { width: 640, height, label: name }).svg);
const PICTURES: Record<string, () => string | Promise<string>> = {
  ...Object.fromEntries(
    Object.entries(FIGURES).map(([name, make]) => [name, () => renderer.render(make())]),
  ),
  page_waveform: onPage("waveform", 112),
  page_symbols: onPage("symbols", 320),
  page_pitch_histogram: onPage("pitch_histogram", 272),
  page_evidence: onPage("evidence", 432),
  page_circle: () => alone(svaraCircle(["S", "R", "G", "M", "P", "D", "N"], "latin")),
};

/** An element a line, so that a difference is that of a few lines. */
function inLines(svg: string): string {
  return svg.replace(/><(?=(?:g|path|rect|text|circle|image|defs|clipPath|style)\b)/g, ">\n<") +
    "\n";
}

for (const [name, draw] of Object.entries(PICTURES)) {
  Deno.test(`picture ${name}`, async () => {
    const file = join(OUTPUT, `${name}.svg`), changed = join(OUTPUT, `${name}-changed.svg`);
    const drawn = inLines(await draw());
    const kept = await Deno.readTextFile(file).catch(() => undefined);
    if (isUpdating) await Deno.writeTextFile(file, drawn);
    if (isUpdating || drawn === kept) {
      await Deno.remove(changed).catch(() => {}); // of a run before
      return;
    }
    await Deno.writeTextFile(changed, drawn);
    throw new Error(
      `${file} is not what is drawn now: look at it and at ${changed}; ` +
        "if the new one is meant, deno task test --update tests/plot",
    );
  });
}

Deno.test("no picture is left over", () => {
  const kept = [...Deno.readDirSync(OUTPUT)].map(({ name }) => name)
    .filter((name) => !name.endsWith("-changed.svg"));
  assertEquals(kept.sort(), Object.keys(PICTURES).map((name) => `${name}.svg`).sort());
});

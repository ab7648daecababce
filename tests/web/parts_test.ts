/** The parts of the page that need no browser. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { encodeWav } from "../../lib/audio/mod.ts";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { classifierOf, onlyRaags, textbookModels } from "../../lib/families/mod.ts";
import { extractPitch } from "../../lib/pitch/mod.ts";
import { heatMapFigure, lineFigure } from "../../lib/plot/mod.ts";
import { RAAGS } from "../../lib/raags/mod.ts";
import { generateRecording } from "../../lib/synth/mod.ts";
import { assemblePage } from "../../lib/web/assemble_page.ts";
import { roundTicks } from "../../lib/web/draw_axes.ts";
import { holdSound } from "../../lib/web/held_sound.ts";
import {
  answerOf,
  drawFigure,
  packModels,
  readRecording,
  unpackModels,
} from "../../lib/web/mod.ts";
import { decidingStretch } from "../../lib/web/page/timelines.ts";
import { clock, inScript, raagName } from "../../lib/web/page/words.ts";

const { samples, sampleRate, tonicHz } = generateRecording(RAAGS.Yaman, {
  durationSeconds: 20,
  seed: 3,
});
const track = await extractPitch(samples, sampleRate);

Deno.test("packed models answer as they did, to the last bit", () => {
  const models = onlyRaags(textbookModels(), { raags: ["Yaman", "Desh", "Bihag"] });
  const again = unpackModels(JSON.parse(JSON.stringify(packModels(models, "three"))));
  const answer = classifierOf(models).classify(track, tonicHz);
  assertEquals(classifierOf(again).classify(track, tonicHz), answer);
  assertEquals(packModels(models, "three"), packModels(again, "three"));
});

Deno.test("a file in memory is read and answered; raags can be left out, Sa given", async () => {
  const bytes = encodeWav(samples, sampleRate) as Uint8Array<ArrayBuffer>;
  const stages = new Set<string>();
  const recording = await readRecording(new File([bytes], "a.wav"), (stage) => stages.add(stage));
  assertEquals([...stages], ["decode", "pitch", "tonic"]);
  assertEquals(recording.envelope.length, 2 * Math.ceil(samples.length / 221));
  assertEquals(recording.wav!.size, bytes.length);
  const raags = ["Yaman", "Desh"];
  const { classification, timeline } = answerOf(textbookModels(), recording, { raags, tonicHz });
  assertEquals(classification.ranking.map(({ raag }) => raag), raags);
  assertEquals(timeline?.labels.length, 2);
  assertThrows(
    () => answerOf(textbookModels(), recording, { raags: ["Desh"] }),
    InvalidArgumentError,
    "two raags or more",
  );
});

Deno.test("held sound: the WAV plays what was decoded, the outline bounds it", async () => {
  const blocks = async function* () {
    await Promise.resolve();
    for (let from = 0; from < samples.length; from += 7000) {
      yield samples.subarray(from, from + 7000);
    }
  };
  const held = await holdSound(blocks(), sampleRate);
  assertEquals(held.samples.subarray(0, held.samples.length), samples);
  assertEquals(new Uint8Array(await held.wav.arrayBuffer()), encodeWav(samples, sampleRate));
  const [low, high] = held.envelope.subarray(0, 2);
  assertEquals([low, high], [
    Math.min(...samples.subarray(0, 221)),
    Math.max(...samples.subarray(0, 221)),
  ]);
});

Deno.test("figures of lines and bars are drawn, others refused; text cannot leave its place", () => {
  const figure = lineFigure([{ name: "<b>", y: [1, 2] }, { name: "b", y: [2, NaN, 3] }]);
  const { svg, left, width } = drawFigure(figure, { width: 400, height: 200, label: 'a "b" <c>' });
  assert(svg.includes('aria-label="a &quot;b&quot; &lt;c&gt;"') && svg.includes("&lt;b&gt;"));
  assert(!svg.includes("<b>") && !svg.includes("NaN"));
  // The gap breaks the second line in two.
  const lines = [...svg.matchAll(/<path d="([^"]+)" fill="none"/g)].map(([, path]) => path);
  assertEquals(lines.map((path) => path.split("M").length - 1), [1, 2]);
  assert(left + width <= 400);
  // Letters twice as large on a picture of the same size.
  const large = drawFigure(figure, { width: 400, height: 200, scale: 2, label: "" });
  assert(large.svg.includes('width="400" height="200" viewBox="0 0 200 100"'));
  assertEquals(large.left, 2 * left);
  const heat = heatMapFigure([[1, 2], [3, 4]], ["a", "b"], ["c", "d"]);
  assertThrows(
    () => drawFigure(heat, { width: 9, height: 9, label: "" }),
    InvalidArgumentError,
    '"heatmap" cannot be drawn',
  );
});

Deno.test("ticks are round numbers within the range", () => {
  assertEquals(roundTicks([0, 1], 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assertEquals(roundTicks([-37, 95], 4), [0, 50]);
});

Deno.test("a page holds its script by its hash and no connection, whatever the models are called", async () => {
  const html = await assemblePage({
    html:
      '<meta content="{{POLICY}}">{{STYLE}}{{VERSION}}{{MODELS_LIST}}{{PACKED}}{{WORKER}}<script>{{PAGE}}</script>',
    css: "",
    page: 'x("</script>")',
    worker: "1",
    models: [{ name: "</script><b>", content: {}, npz: "" }],
  });
  assert(html.includes("default-src 'none'") && !/connect-src|https?:/.test(html));
  assertEquals(html.match(/<\/script>/g)?.length, 1);
  assert(html.includes("&lt;/script&gt;&lt;b&gt;"));
});

Deno.test("svaras, raags and times in words", () => {
  assertEquals(inScript("N, r M S'", "devanagari"), "नि, रे॒ म॑ सा'");
  assertEquals(inScript("S heard, N to d; P (2 x)", "devanagari"), "सा heard, नि to ध॒; प (2 x)");
  assertEquals(raagName("Gaud_Malhar", "latin"), "Gaud Malhar");
  assert(/[\u0900-\u097f]/.test(raagName("Yaman", "devanagari")));
  assertEquals([clock(0), clock(83.5), clock(3600)], ["0:00", "1:23.5", "60:00"]);
});

Deno.test("the stretch that decided is the one of the largest gain", () => {
  const timeline = {
    labels: ["a", "b"],
    times: Float64Array.of(0, 2, 4),
    windowSeconds: 2,
    evidence: [Float64Array.of(1, 3, 0), Float64Array.of(0, -1, 4)],
    probability: [],
  };
  assertEquals(decidingStretch(timeline, "a", "b"), { from: 2, to: 4, nats: 4 });
  assertEquals(decidingStretch(timeline, "a", "c"), undefined);
});

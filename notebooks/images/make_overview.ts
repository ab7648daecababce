/** Draws the README's figure: `deno run -A notebooks/images/make_overview.ts`. */
import { classifierOf, evidenceFigure, extractPitch, generateRecording, pitchFigure, RAAGS, RaagTrainer } from "raagkit";
import { StaticRenderer } from "raagkit/notebook";
import { svaraAxis } from "raagkit/plot";

const { samples, sampleRate, tonicHz } = generateRecording(RAAGS.Yaman, {
  seed: 11,
  durationSeconds: 40,
});
const track = await extractPitch(samples, sampleRate);
const { models } = await new RaagTrainer({ cacheDir: "data/cache" })
  .trainAllRaagModels("data/sample", "train");
const classifier = classifierOf(models);
const melody = pitchFigure(track, {
  tonicHz,
  title: "A synthesised Yaman with a tanpura, as raagkit hears it",
});
nameSvarasOfYaman(melody.layout.yaxis as { range: [number, number] });
const figures = [
  melody,
  evidenceFigure(classifier.timeline(track, tonicHz, { windowSeconds: 4 })),
];

const renderer = await StaticRenderer.create();
let top = 0, inner = "";
for (const figure of figures) {
  const svg = await renderer.render(figure);
  inner += svg.replace("<svg ", `<svg y="${top}" `);
  top += Number(figure.layout.height ?? 380);
}
const page = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 ${top}" width="760">` +
  `<rect width="760" height="${top}" fill="#fff"/>${inner}</svg>\n`;
await Deno.writeTextFile("notebooks/images/overview.svg", page);

/** The axis has no room for twelve svaras in every octave: it names those of Yaman. */
function nameSvarasOfYaman(axis: { range: [number, number] }) {
  const all = svaraAxis(...axis.range, Infinity);
  const values = all.tickvals as number[], names = all.ticktext as string[];
  const kept = names.flatMap((name, i) => RAAGS.Yaman.avroh.includes(name[0]) ? [i] : []);
  Object.assign(axis, { tickvals: kept.map((i) => values[i]), ticktext: kept.map((i) => names[i]) });
}

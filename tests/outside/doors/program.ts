/** A program of ten lines as a reader would write it; each door that is tested runs it. */
export const PROGRAM = `
const folder = await Deno.makeTempDir();
const grammars = [RAAGS.Desh, RAAGS.Yaman];
await makeSampleDataset(folder + "/data", { grammars, train: 2, test: 0, durationSeconds: 8 });
const trainer = new RaagTrainer({ family: "note-hmm", jobs: 2, maxIterations: 5 });
const { models } = await trainer.trainAllRaagModels(folder + "/data", "train");
const audio = await readAudio(folder + "/data/train/yaman_01.wav");
const figure = pitchFigure(await extractPitch(audio.samples, audio.sampleRate));
const svg = await (await StaticRenderer.create()).render(figure);
console.log([...models.keys()].join(), audio.sampleRate, svg.slice(0, 4));
await Deno.remove(folder, { recursive: true });
`;

/** What it imports, given the name of a door: the kit's own, or one of its sub-paths. */
export const imports = (door: (name: string) => string): string => `
import { extractPitch, makeSampleDataset, pitchFigure, RAAGS, RaagTrainer, readAudio } from "${
  door(".")
}";
import { show, StaticRenderer } from "${door("./notebook")}";
`;

/** What it prints. */
export const PRINTED = "Desh,Yaman 22050 <svg\n";

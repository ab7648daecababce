import { join } from "@std/path";
import type { RunExperimentOptions } from "../../lib/experiment/mod.ts";
import { RAAGS } from "../../lib/raags/mod.ts";
import { makeSampleDataset } from "../../lib/synth/mod.ts";

/** A folder with a small data set of three raags and an experiment on it. */
export async function makeSmallExperiment(
  change: Record<string, unknown> = {},
): Promise<{ folder: string; file: string; options: (out: string) => RunExperimentOptions }> {
  const folder = await Deno.makeTempDir({ prefix: "raagkit_experiment_" });
  await makeSampleDataset(join(folder, "data"), {
    grammars: [RAAGS.Yaman, RAAGS.Darbari, RAAGS.Desh],
    train: 2,
    test: 1,
    durationSeconds: 4,
  });
  const file = join(folder, "small.json");
  await Deno.writeTextFile(
    file,
    JSON.stringify({
      name: "small",
      title: 'A small <experiment> & its "report"',
      description: "Four seconds of melody.\n\nNot | enough.",
      authors: ["A. Student"],
      data: "data",
      folds: 3,
      families: [
        "pcd-knn",
        { family: "note-hmm", name: "{nStates}s", sweep: { nStates: [36, 72] } },
      ],
      seeds: [1, 2],
      models: "36s",
      timelines: 2,
      ...change,
    }),
  );
  const options = (out: string) => ({
    file,
    out: join(folder, out),
    sampleDir: join(folder, "sample"),
    cacheDir: join(folder, "cache"),
  });
  return { folder, file, options };
}

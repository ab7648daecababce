import { join } from "@std/path";
import { compareRuns, type RunComparison } from "./compare.ts";
import { readExperiment } from "./read_experiment.ts";
import { runExperiment, type RunExperimentOptions } from "./run.ts";

/**
 * Runs the experiment of a finished run again, in a temporary folder, and compares.
 *
 * @param folder Folder of the finished run; its `experiment.json` is what is run.
 * @param options As for {@linkcode runExperiment}.
 * @returns What differs; nothing if the run can be repeated to the last bit.
 * @throws {ExperimentError} If the folder holds no finished run, or it cannot be run here.
 */
export async function checkRun(
  folder: string,
  options: Omit<RunExperimentOptions, "file" | "out" | "resume" | "report">,
): Promise<RunComparison> {
  const file = join(folder, "experiment.json");
  const experiment = await readExperiment(file);
  const out = await Deno.makeTempDir({ prefix: "raagkit_check_" });
  try {
    await runExperiment(experiment, { ...options, file, out, report: false });
    return await compareRuns(folder, out);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

import { join } from "@std/path";
import type { DatasetManifest } from "../dataset/mod.ts";
import { atomicWrite, sha256Hex } from "../files/mod.ts";
import type { Environment } from "./environment.ts";
import { ExperimentError } from "./error.ts";
import type { Experiment } from "./types.ts";

/** All that the numbers of a run depend on: experiment, data, code and versions. */
export interface RunInputs {
  experiment: Experiment;
  manifest: DatasetManifest;
  environment: Environment;
}

/** Marks a run that is under way. */
interface RunMark {
  started_at: string;
  /** Hashes of the inputs, by what a person calls them. */
  inputs: Record<string, string>;
}

/**
 * Opens a folder for a run, or for the rest of one.
 *
 * @param out The folder; it must exist.
 * @returns When the run began; undefined if it is there and complete.
 * @throws {ExperimentError} If the folder holds another run, or one and `resume` is not set.
 */
export async function openRun(
  out: string,
  inputs: RunInputs,
  resume = false,
): Promise<string | undefined> {
  const wanted = await hashInputs(inputs);
  const path = join(out, "run", "run.json");
  const mark = await readJsonFile<RunMark>(path);
  const there = (mark ?? await readJsonFile<Partial<RunMark>>(join(out, "manifest.json")))?.inputs;
  if (there === undefined) {
    const started_at = new Date().toISOString();
    await Deno.mkdir(join(out, "run"), { recursive: true });
    await atomicWrite(path, JSON.stringify({ started_at, inputs: wanted } satisfies RunMark));
    return started_at;
  }
  if (!resume) {
    throw new ExperimentError(
      `${out} holds a run already: continue it with --resume, or name another folder with --out`,
    );
  }
  const changed = Object.keys(wanted).filter((input) => there[input] !== wanted[input]);
  if (changed.length === 0) return mark?.started_at;
  throw new ExperimentError(
    `${out} holds a run that cannot be continued, since its ${changed.join(" and its ")} ` +
      `changed; name another folder with --out`,
  );
}

/** Removes what served to continue the run; `manifest.json` is there, so the run is complete. */
export async function finishRun(out: string): Promise<void> {
  await Deno.remove(join(out, "run"), { recursive: true });
}

/** Hashes of all that the numbers of a run depend on. */
export async function hashInputs(
  { experiment, manifest, environment }: RunInputs,
): Promise<Record<string, string>> {
  // Where the schema lies changes nothing; where the folder lies neither, as long as its content is.
  const { $schema: _, data: __, ...said } = experiment;
  const hash = (value: unknown) => sha256Hex(new TextEncoder().encode(JSON.stringify(value)));
  const { raagkit, source_sha256, deno, packages } = environment;
  return {
    experiment: await hash(said),
    data: manifest.hash,
    code: await hash([raagkit, source_sha256, deno, packages]),
  };
}

/** What a JSON file holds; undefined where there is none. */
export async function readJsonFile<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(path)) as T;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof SyntaxError) {
      throw new ExperimentError(`Cannot read ${path}: it is not JSON: ${error.message}`);
    }
    throw error;
  }
}

import { join } from "@std/path";
import { z } from "zod";
import { RaagkitError } from "../errors.ts";
import { atomicWrite, readJson } from "../files/mod.ts";
import { type StageName, standingOf } from "./shares.ts";

/** A stage of a plan, and what each of its tasks asks for. */
export interface PlanStage {
  /** Its name. */
  stage: StageName;
  /** Number of tasks. */
  shares: number;
  /** Memory in MiB. */
  memory: number;
  /** Time in minutes. */
  minutes: number;
}

/** What many processes are to do, with all that they have to know of the inputs. */
export interface Plan {
  /** `raagkit-plan`. */
  format: "raagkit-plan";
  /** Version of the format. */
  format_version: 1;
  /** SHA-256 over command, inputs and shares: runs of one key do the same. */
  key: string;
  /** Which command is planned. */
  name: string;
  /** The command, word by word. */
  command: string[];
  /** Folder in which it was given. */
  cwd: string;
  /** What `INIT_CWD` said there: the folder of a person who calls `deno task` or npm. */
  initCwd?: string;
  /** The stages, in order. */
  stages: PlanStage[];
  /** The files that are read, with their SHA-256: unit u is in share u modulo the shares. */
  inputs: { id: string; path: string; sha256: string; bytes: number }[];
  /** What else the command must know, so that no task looks for it again. */
  known: unknown;
}

const schema = z.object({
  format: z.literal("raagkit-plan"),
  format_version: z.literal(1),
  key: z.string().regex(/^[0-9a-f]{64}$/),
  name: z.string(),
  command: z.array(z.string()),
  cwd: z.string(),
  initCwd: z.string().optional(),
  stages: z.array(z.object({
    stage: z.enum(["read", "fit", "finish"]),
    shares: z.int().min(1),
    memory: z.number(),
    minutes: z.number(),
  })),
  inputs: z.array(
    z.object({ id: z.string(), path: z.string(), sha256: z.string(), bytes: z.number() }),
  ),
  known: z.unknown(),
});

/** Bytes of the longest plan: a million recordings. */
const MOST_BYTES = 1 << 30;

/**
 * Writes a plan with the scripts that carry it out: `plan.json`, `task.sh`, `submit.sh`, `Snakefile`.
 *
 * @param folder Where to; made if need be.
 * @param plan The plan.
 */
export async function writePlan(folder: string, plan: Plan): Promise<void> {
  await Deno.mkdir(join(folder, "log"), { recursive: true });
  const files = {
    "plan.json": JSON.stringify(plan),
    "task.sh": taskScript(plan),
    "submit.sh": slurmScript(folder, plan),
    "Snakefile": snakefile(folder, plan),
  };
  for (const [name, text] of Object.entries(files)) await atomicWrite(join(folder, name), text);
}

/**
 * Reads a plan.
 *
 * @param folder Its folder.
 * @returns The plan.
 * @throws {RaagkitError} If there is none, or it is damaged.
 */
export async function readPlan(folder: string): Promise<Plan> {
  const path = join(folder, "plan.json");
  let value: unknown;
  try {
    value = await readJson(path, { maxBytes: MOST_BYTES });
  } catch (error) {
    throw new RaagkitError(
      `Cannot read the plan ${path}: ${(error as Error).message}; make it with --plan N`,
      { cause: error },
    );
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data as Plan;
  const [{ path: field, message }] = read.error.issues;
  throw new RaagkitError(`${path} is no plan: ${field.join(".")}: ${message}; make it anew`);
}

/**
 * The shares of a stage that are not done, as `sbatch --array` takes them.
 *
 * @param folder Folder of the plan.
 * @param stage The stage.
 * @returns `0-3,7`; empty where all are done.
 */
export async function missingShares(folder: string, { stage, shares }: PlanStage): Promise<string> {
  const ranges: [number, number][] = [];
  for (let i = 0; i < shares; i++) {
    if ((await standingOf(folder, `${stage}.${i}`)).state === "done") continue;
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === i - 1) last[1] = i;
    else ranges.push([i, i]);
  }
  return ranges.map(([from, to]) => from === to ? `${from}` : `${from}-${to}`).join(",");
}

/** A word as the shell reads it. */
function quoted(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** One share: `task.sh STAGE [INDEX]`, the index from Slurm where it is not given. */
function taskScript({ command, cwd, initCwd }: Plan): string {
  return `#!/bin/bash
# Does one share of the plan beside it: bash task.sh STAGE [INDEX]. Written by --plan.
cd ${quoted(cwd)}
${initCwd === undefined ? "unset INIT_CWD" : `export INIT_CWD=${quoted(initCwd)}`}
exec ${command.map(quoted).join(" ")} --share "$1:\${2:-\${SLURM_ARRAY_TASK_ID:-0}}"
`;
}

/** Hands to Slurm what is not done. */
function slurmScript(folder: string, { name, stages }: Plan): string {
  return `#!/bin/bash
# Hands to Slurm what is not done yet of the plan in this folder; give it again after a failure.
# Options for sbatch may follow (--partition, --account, --time); they win. Written by --plan.
set -euo pipefail
cd ${quoted(folder)}
before=
stage() { # stage NAME MEMORY MINUTES [OPTION...]
  local name=$1 memory=$2 minutes=$3 shares
  shift 3
  shares=$(bash task.sh missing "$name")
  if [ -z "$shares" ]; then echo "$name: done"; return; fi
  before=$(sbatch --parsable --job-name="raagkit-${name}-$name" --array="$shares" --mem="$memory" \\
    --time="$minutes" --open-mode=append --output=${quoted(`${folder}/log`)}"/$name.%a.log" \\
    \${before:+--dependency=afterok:$before --kill-on-invalid-dep=yes} "$@" \\
    ${quoted(`${folder}/task.sh`)} "$name")
  echo "$name: job $before, shares $shares"
}
${
    stages.map(({ stage, memory, minutes }) => `stage ${stage} ${memory}M ${minutes} "$@"`)
      .join("\n")
  }
`;
}

/** The same shares for Snakemake, which knows many other schedulers. */
function snakefile(folder: string, { stages }: Plan): string {
  const rules = stages.map(({ stage, memory, minutes }, s) => {
    const before = stages[s - 1];
    return `
rule ${stage}:${
      before === undefined
        ? ""
        : `\n    input: expand("marks/${before.stage}.{i}", i=range(${before.shares}))`
    }
    output: touch("marks/${stage}.{i}")
    wildcard_constraints: i="[0-9]+"
    resources: mem_mb=${memory}, runtime=${minutes}
    shell: "bash task.sh ${stage} {wildcards.i} > log/${stage}.{wildcards.i}.log 2>&1"
`;
  });
  const { stage, shares } = stages.at(-1)!;
  return `# The plan beside it for Snakemake: snakemake --cores 2, or with a profile of your cluster.
# After a failure give it again. Written by --plan.
workdir: ${JSON.stringify(folder)}
rule all:
    input: expand("marks/${stage}.{i}", i=range(${shares}))
${rules.join("")}`;
}

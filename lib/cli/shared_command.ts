/**
 * `--plan N`, `--status`: a command as shares that a cluster's tasks do.
 *
 * @module
 */

import { join, resolve } from "@std/path";
import { kindOf } from "../dataset/mod.ts";
import { RaagkitError, UsageError } from "../errors.ts";
import { describeEnvironment } from "../experiment/mod.ts";
import { sha256File, sha256Hex } from "../files/mod.ts";
import {
  missingShares,
  type Plan,
  type PlanStage,
  readPlan,
  runShare,
  type SharedRun,
  type StageName,
  standingOf,
  writePlan,
} from "../jobs/mod.ts";
import type { CommonFlags } from "./common_options.ts";
import { formatTable, print } from "./console.ts";

/**
 * A stage before it is known how many tasks it has: how many units can be done side by side, the
 * processor time of all of them in seconds, and the memory of a task in MiB.
 */
export interface StageCosts extends Record<"units" | "seconds" | "memory", number> {
  stage: StageName;
}

/** A file that a run reads, with its hash where that is known. */
export type PlannedFile = Pick<Plan["inputs"][number], "id" | "path"> & { sha256?: string };

/** A command that can be done in shares. */
export interface SharedCommand<K> {
  name: string;
  /** Where its results go; the plan's folder is beside it. */
  out: string | undefined;
  /** Whether it knows `--jobs`. */
  jobs?: boolean;
  signal?: AbortSignal;
  /** Finds what is read, and what else every task must know. */
  open(): Promise<{ recordings: readonly PlannedFile[]; known: K }>;
  stages(plan: Pick<Plan, "inputs"> & { known: K }): StageCosts[];
  /** Does all, or one share. */
  work(known: K, run?: SharedRun): Promise<void>;
}

/** Whether a process does a part of a run, and not its end. */
export function isPart(
  run: SharedRun | undefined,
): run is SharedRun & { share: { stage: "read" | "fit" } } {
  return run !== undefined && run.share.stage !== "finish";
}

/** Reading: sound is tracked 50 times as fast as it plays; tables have 5 MB an hour or more. */
export function readingCosts(inputs: Plan["inputs"]): StageCosts {
  const seconds = inputs.reduce((sum, { path, bytes }) => {
    if (kindOf(path) === "pitch") return sum + bytes / 5e6 * 2;
    return sum + bytes / (/\.(wav|aiff?|flac)$/i.test(path) ? 3e8 : 3e7) * 72;
  }, 0);
  return { stage: "read", units: inputs.length, seconds, memory: 1000 };
}

/**
 * Reading, so many fits on all of the recordings, and the end, which holds what is known of each. In
 * a fit every recording is held beside every other; `stack` holds them all in square matrices.
 */
export function learningCosts(
  inputs: Plan["inputs"],
  fits: number,
  families: readonly string[],
): StageCosts[] {
  const n = inputs.length, each = 4e-6 * n ** 2;
  // Of `hmm` a tenth of a MiB for each recording was measured, and a base of 100. In `stack` there
  // are three numbers for each pair.
  const memory = Math.ceil(
    families.includes("stack") ? 300 + 0.3 * n + 24 * (n / 1024) ** 2 : 300 + 0.1 * n,
  );
  const fitting: StageCosts = { stage: "fit", units: fits, seconds: fits * (5 + each), memory };
  const finishing: StageCosts = { stage: "finish", units: 1, seconds: 60 + each, memory };
  return [readingCosts(inputs), ...fits > 0 ? [fitting] : [], finishing];
}

/** Times that are asked for are so much longer than what was measured here. */
const TIME_RESERVE = 4;

/** Runs a command as its flags want it: all at once, as a plan, as one share, or its status. */
export async function runSharedCommand<K>(
  flags: Pick<CommonFlags, "plan" | "status" | "share">,
  command: SharedCommand<K>,
): Promise<void> {
  if (flags.plan === undefined && !flags.status && flags.share === undefined) {
    return await command.work((await command.open()).known);
  }
  if (command.out === undefined) {
    throw new UsageError("a plan needs --out: where the results go, and the plan beside them");
  }
  const folder = `${resolve(command.out).replace(/\.json$/, "")}_plan`;
  if (flags.plan !== undefined) return await makePlan(folder, flags.plan, command);
  const plan = await readPlan(folder);
  if (flags.status) return await printStatus(folder, plan);
  const [stage, index] = flags.share!.split(":");
  const found = plan.stages.find((one) => one.stage === (stage === "missing" ? index : stage));
  if (found === undefined) throw new UsageError(`the plan has no share ${flags.share}`);
  if (stage === "missing") return print(await missingShares(folder, found));
  const share = { stage: found.stage, index: Number(index), of: found.shares };
  if (!(Number.isInteger(share.index) && share.index >= 0 && share.index < share.of)) {
    throw new UsageError(`${stage} has the shares 0..${share.of - 1}, found ${index}`);
  }
  await runShare(folder, share, async () => {
    const run: SharedRun = {
      folder: join(folder, plan.key.slice(0, 16)),
      reads: plan.stages[0].shares,
      hashes: new Map(plan.inputs.map(({ id, sha256 }) => [id, sha256])),
      share,
      files: [],
    };
    if (plan.key !== await keyOf(plan)) {
      throw new RaagkitError("the kit changed since the run was planned: give --plan again");
    }
    await command.work(plan.known as K, run);
    return run.files;
  });
}

async function makePlan<K>(folder: string, most: number, command: SharedCommand<K>) {
  const { recordings, known } = await command.open();
  const inputs: Plan["inputs"] = [];
  for (const { id, path, sha256 } of recordings) {
    const hashed = sha256 === undefined
      // What cannot be read is left out, and named, by the task that would have read it.
      ? await sha256File(path, { signal: command.signal }).catch(() => ({ sha256: "", bytes: 0 }))
      : { sha256, bytes: (await Deno.stat(path)).size };
    command.signal?.throwIfAborted();
    inputs.push({ id, path, ...hashed });
  }
  const stages = command.stages({ inputs, known }).map((costs): PlanStage => {
    const shares = Math.min(most, costs.units);
    const minutes = Math.ceil(10 + TIME_RESERVE * costs.seconds / shares / 60);
    return { stage: costs.stage, shares, memory: costs.memory, minutes };
  });
  const plan: Omit<Plan, "key"> = {
    format: "raagkit-plan",
    format_version: 1,
    name: command.name,
    command: [
      ...[Deno.execPath(), "run", "--no-prompt", "--allow-read", "--allow-write", "--allow-env"],
      // The package of npm finds what it imports beside itself, as its launcher says.
      ...Deno.mainModule.endsWith(".js")
        ? ["--quiet", "--no-config", "--no-lock", "--no-remote", "--node-modules-dir=manual"]
        : [],
      ...[Deno.mainModule, ...withoutPlan(Deno.args), ...command.jobs ? ["--jobs", "1"] : []],
    ],
    cwd: Deno.cwd(),
    initCwd: Deno.env.get("INIT_CWD"),
    stages,
    inputs,
    known,
  };
  await writePlan(folder, { ...plan, key: await keyOf(plan) });
  print(stages.map(({ stage, shares }) => `${stage} ${shares}`).join(", ") + " tasks");
  print(`bash ${join(folder, "submit.sh")}`);
}

function withoutPlan(args: readonly string[]): string[] {
  return args.filter((word, i) => !/^--plan(=|$)/.test(word) && args[i - 1] !== "--plan");
}

/** What the units of a run depend on: command, inputs, shares, and the kit itself. */
async function keyOf(
  { command, cwd, initCwd, stages, inputs, known }: Omit<Plan, "key">,
): Promise<string> {
  const { raagkit, source_sha256 } = await describeEnvironment();
  const shares = stages.map(({ stage, shares }) => [stage, shares]);
  const text = JSON.stringify([
    ...[raagkit, source_sha256, command, cwd, initCwd, shares, inputs, known],
  ]);
  return await sha256Hex(new TextEncoder().encode(text));
}

/** How a share may stand. */
const STATES = ["done", "running", "failed", "lost", "incomplete", "waiting"];

/** Prints what is done, and of all else how it stands. */
async function printStatus(folder: string, { stages }: Plan): Promise<void> {
  const rows: (string | number)[][] = [], told: string[] = [];
  for (const { stage, shares } of stages) {
    const counts: Record<string, number> = {};
    let seconds = 0, peak = 0;
    for (let i = 0; i < shares; i++) {
      const unit = `${stage}.${i}`, { state, record } = await standingOf(folder, unit);
      counts[state] = (counts[state] ?? 0) + 1;
      seconds = Math.max(seconds, record?.seconds ?? 0);
      peak = Math.max(peak, record?.peak_bytes ?? 0);
      if (state === "done" || state === "waiting") continue;
      const said = state === "running" ? `since ${record!.began}` : record?.error ?? "";
      told.push(`${unit} ${state} ${said}`.trimEnd());
      const last = state === "running" ? "" : await lastLine(join(folder, "log", `${unit}.log`));
      if (last !== "" && !said.includes(last)) told.push(`  ${last}`);
    }
    rows.push([
      ...[stage, shares, ...STATES.map((state) => counts[state] ?? 0)],
      ...[seconds.toFixed(1), (peak / 2 ** 20).toFixed(0)],
    ]);
  }
  print(formatTable(["stage", "tasks", ...STATES, "most seconds", "most MiB"], rows));
  for (const line of told) print(line);
}

/** The last line of a log: what Slurm says of a task that it ended. */
async function lastLine(path: string): Promise<string> {
  const text = await Deno.readTextFile(path).catch(() => "");
  return text.trimEnd().split("\n").at(-1) ?? "";
}

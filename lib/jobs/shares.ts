import { join } from "@std/path";
import { atomicWrite, reasonOf, removeLeftovers } from "../files/mod.ts";

/** The stages of a run, each after the one before: recordings, fits, and what comes of them. */
export type StageName = "read" | "fit" | "finish";

/** What one process does of a run: every `of`-th unit of a stage from the `index`-th on. */
export interface Share {
  /** The stage. */
  stage: StageName;
  /** Number of the share, 0..of - 1. */
  index: number;
  /** Shares of the stage. */
  of: number;
}

/**
 * A run that many processes do together, on one machine or many. All that they have in common is a
 * folder: each writes its units there under names of their own, whole or not at all (by rename), so
 * that no lock is needed, and a unit that is done twice is the same.
 */
export interface SharedRun {
  /** Folder of the units. */
  folder: string;
  /** Shares in which the recordings are read. */
  reads: number;
  /** SHA-256 of each input by its name, from when the plan was made: nothing is hashed again. */
  hashes: ReadonlyMap<string, string>;
  /** What this process does. */
  share: Share;
  /** Files that this process has seen to; it adds to them. */
  files: string[];
}

/** How a share fared when it was last run. */
export interface ShareRecord {
  /** Which share, as `read.3`. */
  unit: string;
  /** How it stands. */
  state: "running" | "done" | "failed";
  /** When it was begun, in ISO 8601. */
  began: string;
  /** Seconds that it took. */
  seconds?: number;
  /** Memory that it took at most, as sampled once a second, in bytes. */
  peak_bytes?: number;
  /** Its files with their sizes in bytes. */
  files?: Record<string, number>;
  /** Why it failed. */
  error?: string;
}

/**
 * Seconds between two signs of life of a task, and after which one without is given up: a long fit
 * gives none meanwhile.
 */
const SIGN_SECONDS = 10, LOST_SECONDS = 600;

/** Every unit of a list that a share holds, where so many of the stage come before the list. */
export function ofShare<T>(
  units: readonly T[],
  { index, of }: Pick<Share, "index" | "of">,
  before = 0,
): T[] {
  return units.filter((_, i) => (i + before) % of === index);
}

/**
 * Does one share and records how it fares in `<folder>/tasks/<stage>.<index>.json`, with a sign of
 * life every ten seconds: the file's time.
 *
 * @param folder Folder of the plan.
 * @param share Which one.
 * @param work Does it; gives the files that must be there from then on.
 * @throws Whatever `work` throws, once it is recorded.
 */
export async function runShare(
  folder: string,
  { stage, index }: Share,
  work: () => Promise<readonly string[]>,
): Promise<void> {
  const unit = `${stage}.${index}`,
    tasks = join(folder, "tasks"),
    path = join(tasks, `${unit}.json`);
  await Deno.mkdir(tasks, { recursive: true });
  await removeLeftovers(tasks);
  await using _claim = stage === "finish" ? await claim(tasks) : undefined;
  const start = performance.now(), began = new Date().toISOString();
  let peak_bytes = 0, ticks = 0;
  const record = (rest: Pick<ShareRecord, "state"> & Partial<ShareRecord>) => {
    const seconds = (performance.now() - start) / 1000;
    const known: ShareRecord = { unit, began, seconds, peak_bytes, ...rest };
    return atomicWrite(path, JSON.stringify(known));
  };
  const sample = () => void (peak_bytes = Math.max(peak_bytes, Deno.memoryUsage().rss));
  const timer = setInterval(() => {
    sample();
    if (++ticks % SIGN_SECONDS === 0) touch(path);
  }, 1000);
  await record({ state: "running" });
  try {
    const files = await work();
    sample();
    await record({ state: "done", files: await sizesOf(files) });
  } catch (error) {
    await record({ state: "failed", error: reasonOf(error) });
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** A new time for a file: its writer lives. */
function touch(path: string): void {
  const now = new Date();
  Deno.utime(path, now, now).catch(() => {});
}

/**
 * Makes this process the only one that finishes. The n-th claim is the file `finish.<n>.claim`, made
 * by `link`, which on every file system succeeds for one process alone; the next number may be taken
 * once the last one is through or shows no sign of life; until then it is waited for.
 */
async function claim(tasks: string): Promise<AsyncDisposable> {
  const own = join(tasks, `.${crypto.randomUUID()}.tmp`);
  await Deno.writeTextFile(own, "");
  try {
    for (let n = 0;; n++) {
      const path = join(tasks, `finish.${n}.claim`);
      try {
        await Deno.link(own, path);
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
        while (await isAlive(path)) await new Promise((resolve) => setTimeout(resolve, 2000));
        continue;
      }
      const timer = setInterval(() => touch(path), 1000 * SIGN_SECONDS);
      return {
        async [Symbol.asyncDispose]() {
          clearInterval(timer);
          // An old time lets the next one in; the name stays taken.
          await Deno.utime(path, 0, 0).catch(() => {});
        },
      };
    }
  } finally {
    await Deno.remove(own);
  }
}

async function isAlive(path: string): Promise<boolean> {
  const mtime = (await Deno.stat(path)).mtime?.getTime() ?? 0;
  return Date.now() - mtime < 1000 * LOST_SECONDS;
}

async function sizesOf(files: readonly string[]): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (const file of files) sizes[file] = (await Deno.stat(file)).size;
  return sizes;
}

/**
 * How a share stands: as it recorded, or `lost` where its process is gone without a word, or
 * `incomplete` where a file of it is missing or of another size.
 *
 * @param folder Folder of the plan.
 * @param unit As `read.3`.
 * @returns `waiting` where it was never begun.
 */
export async function standingOf(
  folder: string,
  unit: string,
): Promise<
  { state: ShareRecord["state"] | "waiting" | "lost" | "incomplete"; record?: ShareRecord }
> {
  const path = join(folder, "tasks", `${unit}.json`);
  let record: ShareRecord;
  try {
    record = JSON.parse(await Deno.readTextFile(path));
  } catch {
    return { state: "waiting" }; // not there, or damaged: it is begun again
  }
  if (record.state === "running" && !await isAlive(path)) return { state: "lost", record };
  if (record.state !== "done") return { state: record.state, record };
  for (const [file, size] of Object.entries(record.files ?? {})) {
    const there = await Deno.stat(file).catch(() => undefined);
    if (there?.size !== size) return { state: "incomplete", record };
  }
  return { state: "done", record };
}

import type { Command } from "commander";
import { type Dataset, loadDataset } from "../dataset/mod.ts";
import {
  AbortedError,
  DatasetError,
  describeProblem,
  type Problem,
  RaagkitError,
} from "../errors.ts";
import { reasonOf } from "../files/mod.ts";
import { ensureSampleDataset } from "../synth/mod.ts";
import { EXIT, interruptSignal } from "./command.ts";
import { addOptions, type CommonFlags } from "./common_options.ts";
import { Progress, warn } from "./console.ts";
import { DEFAULTS, userPath } from "./places.ts";

type LongRunFlags = Pick<CommonFlags, "keepGoing" | "strict" | "log">;

/** The data set of a command: the user's, or the sample recordings, which are made on first need. */
export async function openDataset(folder: string | undefined): Promise<Dataset> {
  if (folder !== undefined) return await loadDataset(userPath(folder));
  const bar = new Progress("making sample recordings");
  await ensureSampleDataset(DEFAULTS.sample, {
    onProgress: ({ done, total, id }) => bar.update(done, total, id),
  });
  return await loadDataset(DEFAULTS.sample);
}

/** The problems that keep a file out, without the remarks on others. */
export function errorsOf(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ severity }) => severity === "error");
}

/** What a run that analyses recordings keeps of them: a clause for {@linkcode LongRun.keep}. */
export function tracksKeptIn(cacheDir: string | undefined): string {
  return cacheDir === undefined
    ? "without a cache nothing is kept"
    : `the pitch tracks so far are kept in ${cacheDir}`;
}

/** What long work tells as it goes on. */
interface Step<P> {
  phase: P;
  done: number;
  total: number;
  item: string;
  problem?: Problem;
}

/** A command over many recordings at work: what it reacts to, and what it reports. */
export class LongRun {
  /** Fired by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** What an interruption from now on leaves: a clause for its message. */
  kept = "nothing is kept";
  readonly #flags: LongRunFlags;
  readonly #log: LogFile | undefined;

  constructor(flags: LongRunFlags, log: LogFile | undefined) {
    this.#flags = flags;
    this.#log = log;
    this.signal = interruptSignal((line) => log?.line(line));
  }

  /** A line on stderr and in the log. */
  readonly warn = (line: string): void => {
    warn(line);
    this.#log?.line(line);
  };

  /** Logs that a recording is begun: should the memory give out, the log says what was at work. */
  readonly begin = (id: string): void => this.#log?.line(`analysing ${id}`);

  /**
   * Tells of a recording that cannot be used, as soon as it is known.
   *
   * @throws {DatasetError} If the run is strict.
   */
  readonly reportProblem = (problem: Problem | undefined): void => {
    if (problem === undefined || problem.severity !== "error") return;
    this.#log?.line(`left out: ${describeProblem(problem)}`);
    if (!this.#flags.strict) return;
    throw new DatasetError("stopped at the first recording that cannot be used", [problem]);
  };

  /** Shows how far each phase is, under its label, and reports problems on the way. */
  progress<P extends string>(labels: Partial<Record<P, string>>): (step: Step<P>) => void {
    const bars = new Map(
      Object.keys(labels).map((phase) => [phase, new Progress(labels[phase as P]!)]),
    );
    return ({ phase, done, total, item, problem }) => {
      bars.get(phase)?.update(done, total, item);
      this.reportProblem(problem);
    };
  }

  /** The same of work that has one phase. */
  counted(label: string) {
    const tell = this.progress({ all: label });
    return (done: number, total: number, item: string, problem?: Problem): void =>
      tell({ phase: "all", done, total, item, problem });
  }

  /** Lists what was odd about recordings that could be used. */
  note(warnings: readonly Problem[]): void {
    for (const problem of warnings) this.warn(`warning: ${describeProblem(problem)}`);
  }

  /** Lists what was left out, and makes that the exit code unless the run keeps going. */
  finish(skipped: readonly Problem[]): void {
    if (skipped.length === 0) return;
    this.warn(`error: ${skipped.length} recordings were left out:`);
    for (const problem of skipped) this.warn(`  ${describeProblem(problem)}`);
    if (!this.#flags.keepGoing) Deno.exitCode = EXIT.failed;
  }
}

/**
 * Gives a command over many recordings its action: it stops
 * cleanly on a signal and says how to go on, keeps a log, and treats bad recordings as they want it.
 */
export function longRun<F extends LongRunFlags>(
  command: Command,
  action: (flags: F, run: LongRun) => Promise<void>,
): Command {
  const name = command.name().split(" ").at(-1);
  return addOptions(command, "long")
    .action(async (flags: F) => {
      using log = flags.log === undefined ? undefined : new LogFile(userPath(flags.log));
      log?.line(`${name} begins: ${Deno.args.join(" ")}`);
      const run = new LongRun(flags, log);
      try {
        await action(flags, run);
        log?.line(`${name} ends with exit code ${Deno.exitCode}`);
      } catch (error) {
        const last = !(error instanceof AbortedError) ? error : new AbortedError(
          `${name} was stopped: ${run.kept}; the same command goes on from there`,
          { cause: run.signal.reason },
        );
        log?.line(`${name} fails: ${last instanceof Error ? last.message : String(last)}`);
        throw last;
      }
    });
}

/** A log: lines with the time in front, added to what the file holds. */
class LogFile implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  /** Opens the file, or makes it; its folder must exist. */
  constructor(path: string) {
    this.#path = path;
    this.#file = this.#try(() => Deno.openSync(path, { append: true, create: true }));
  }

  /** Adds one line; line breaks within it become spaces. */
  line(text: string): void {
    const line = `${new Date().toISOString()} ${text.replaceAll(/\s*[\r\n]+\s*/g, " ")}\n`;
    let bytes = new TextEncoder().encode(line);
    this.#try(() => {
      while (bytes.length > 0) bytes = bytes.subarray(this.#file.writeSync(bytes));
    });
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #try<T>(action: () => T): T {
    try {
      return action();
    } catch (cause) {
      const message = `Cannot write the log ${this.#path}: ${reasonOf(cause)}; name another --log`;
      throw new RaagkitError(message, { cause });
    }
  }
}

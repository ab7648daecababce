import { Command, CommanderError, InvalidArgumentError as InvalidOption } from "commander";
import {
  AbortedError,
  DatasetError,
  describeProblem,
  PersistenceError,
  RaagkitError,
  UsageError,
} from "../errors.ts";
import { reasonOf } from "../files/mod.ts";
import { Progress, warn } from "./console.ts";

/** Exit codes of every command; a signal's are 128 and its number. */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130, terminated: 143 } as const;

/** An empty `deno task NAME` with the conventions that all commands share. */
export function makeCommand(name: string, description: string): Command {
  return configure(new Command(`deno task ${name}`))
    .description(description)
    .addHelpText(
      "after",
      `\nExit codes: 0 done, 1 something could not be done, 2 invalid use, 130\ninterrupted (SIGINT), 143 terminated (SIGTERM).`,
    );
}

/** Gives a command the conventions that all share: errors are thrown, help fits 80 columns. */
export function configure(command: Command): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError()
    // Asked for colours, commander would look into the environment, for which it has no permission.
    .configureOutput({ getOutHasColors: () => false, getErrHasColors: () => false })
    .configureHelp({ helpWidth: 80 });
}

/** Parser of a whole number within low..high, for commander. */
export function wholeNumber(low: number, high = Infinity): (text: string) => number {
  return numberThat(Number.isSafeInteger, "a whole number", low, high);
}

/** Parser of a number within low..high, for commander. */
export function realNumber(low: number, high: number): (text: string) => number {
  return numberThat(() => true, "a number", low, high);
}

function numberThat(
  fits: (value: number) => boolean,
  what: string,
  low: number,
  high: number,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= low && value <= high && fits(value)) return value;
    const range = high === Infinity ? `>= ${low}` : `within ${low}..${high}`;
    throw new InvalidOption(`It must be ${what} ${range}.`);
  };
}

/** Why a run was interrupted: the reason of the signal that {@linkcode interruptSignal} gives. */
class Interruption extends Error {
  /** Exit code that says so. */
  readonly code: number;
  constructor(name: "SIGINT" | "SIGTERM") {
    super(`interrupted by ${name}`);
    this.code = name === "SIGINT" ? EXIT.interrupted : EXIT.terminated;
  }
}

/** A signal that SIGINT and SIGTERM fire; a second one of them ends the program at once. */
export function interruptSignal(onInterrupt?: (message: string) => void): AbortSignal {
  const controller = new AbortController();
  const onSignal = (name: "SIGINT" | "SIGTERM") => {
    const interruption = new Interruption(name);
    if (controller.signal.aborted) Deno.exit(interruption.code);
    controller.abort(interruption);
    onInterrupt?.(interruption.message);
    warn("stopping after the current step; press Ctrl+C again to stop at once");
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    // Windows knows SIGINT only.
    if (Deno.build.os === "windows" && name !== "SIGINT") continue;
    Deno.addSignalListener(name, () => onSignal(name));
  }
  return controller.signal;
}

/** Runs a command to its end and exits with its code, which its action may set. */
export async function runCommand(
  command: Command,
  args: readonly string[] = Deno.args,
): Promise<never> {
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    Deno.exit(report(error));
  }
  Deno.exit(Deno.exitCode);
}

/** Whether an error is one that the operating system gave to Deno. */
function isFileError(error: Error): boolean {
  return "code" in error && typeof error.code === "string";
}

/** Says what went wrong, and gives the exit code for it. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  if (error instanceof AbortedError) {
    warn(error.message);
    return error.cause instanceof Interruption ? error.cause.code : EXIT.interrupted;
  }
  if (error instanceof DatasetError || error instanceof PersistenceError) {
    warn(`error: ${error.message}`);
    // A single problem is often the message itself, and need not be said twice.
    const problems = error.problems.filter(({ message }) => !error.message.includes(message));
    for (const problem of problems.slice(0, 20)) warn(`  ${describeProblem(problem)}`);
    if (problems.length > 20) warn(`  and ${problems.length - 20} more`);
    return EXIT.failed;
  }
  if (error instanceof RaagkitError) {
    warn(`error: ${error.message}`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
  // The file system's own errors, whose text names the file: a full disk, a missing permission.
  if (error instanceof Error && (isFileError(error) || reasonOf(error) !== error.message)) {
    const reason = reasonOf(error);
    warn(`error: ${reason.includes(error.message) ? reason : `${reason} (${error.message})`}`);
    return EXIT.failed;
  }
  // What is left is a bug: its stack helps whoever mends it.
  warn(error instanceof Error ? error.stack ?? error.message : String(error));
  return EXIT.failed;
}

/**
 * Does the same to each file of a list, with a bar. One that cannot be used is told of, and makes the
 * exit code; the others go on.
 *
 * @param work Given each file, and whom to tell how much of it is done, 0..1.
 */
export async function eachFile<T>(
  files: readonly string[],
  work: (file: string, onProgress: (part: number) => void) => Promise<T>,
  tell: (result: T) => void = () => {},
): Promise<{ results: T[]; errors: RaagkitError[] }> {
  const bar = new Progress("recordings"), results: T[] = [], errors: RaagkitError[] = [];
  for (const [done, file] of files.entries()) {
    const onProgress = (part: number) => bar.update(done + part, files.length, file);
    onProgress(0);
    try {
      const result = await work(file, onProgress).finally(() => bar.stop());
      results.push(result);
      tell(result);
    } catch (error) {
      if (!(error instanceof RaagkitError) || error instanceof AbortedError) throw error;
      warn(`error: ${error.message}`);
      errors.push(error);
      Deno.exitCode = EXIT.failed;
    }
  }
  return { results, errors };
}

/**
 * The kit's errors: one base class and one subclass for each thing that can go wrong.
 *
 * A message names the thing, the rule it breaks, the value found and what to do about it. Whoever
 * calls the kit can therefore print `error.message` as it stands, and tell the kit's own refusals
 * from a bug by `error instanceof RaagkitError`.
 *
 * @example
 * ```ts
 * import { RaagkitError } from "raagkit";
 * import { InvalidArgumentError } from "raagkit/errors";
 *
 * const error = new InvalidArgumentError("tonicHz must be within 40..1000 Hz, found 0");
 * if (!(error instanceof RaagkitError)) throw error;
 * ```
 *
 * @module
 */

/** The base of every error that the kit throws on purpose. */
export class RaagkitError extends Error {
  /** The class name, as it shows in a stack trace. */
  override get name(): string {
    return this.constructor.name;
  }
}

/** An argument or option lies outside its documented range. */
export class InvalidArgumentError extends RaagkitError {}

/** Sound that cannot be read: unknown format, broken header, nothing decoded. */
export class AudioError extends RaagkitError {}

/** A pitch track that cannot be parsed or computed. */
export class PitchError extends RaagkitError {}

/** A tonic that cannot be estimated. */
export class TonicError extends RaagkitError {}

/** One thing wrong with one file of a data set or a models folder. */
export interface Problem {
  /** Path of the file, as it was reached. */
  file: string;
  /** Dotted path of the field inside the file, where the problem is that local. */
  field?: string;
  /** What is wrong, the value found and what to do. */
  message: string;
  /** `error` stops the file from being used; `warning` does not. */
  severity: "error" | "warning";
}

/**
 * A problem in one line: file, field and message.
 *
 * @param problem Any problem.
 * @returns Its text; a message that names the file itself is not given it twice.
 *
 * @example A problem in words.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { describeProblem } from "raagkit/errors";
 *
 * const problem = { file: "a.json", field: "tonic_hz", message: "must be > 0", severity: "error" } as const;
 * assertEquals(describeProblem(problem), "a.json (tonic_hz): must be > 0");
 * ```
 */
export function describeProblem({ file, field, message }: Problem): string {
  const place = field ? `${file} (${field})` : file;
  return message.includes(file) && !field ? message : `${place}: ${message}`;
}

/** A data set that cannot be used; `problems` lists everything found, not the first thing only. */
export class DatasetError extends RaagkitError {
  /** Everything found. */
  readonly problems: readonly Problem[];
  /** Makes the error from its headline and everything found. */
  constructor(message: string, problems: readonly Problem[] = [], options?: ErrorOptions) {
    super(message, options);
    this.problems = problems;
  }
}

/** A model that cannot be built or trained: impossible sequence, empty training set. */
export class ModelError extends RaagkitError {}

/** A models folder or file that cannot be read or written; `problems` lists everything found. */
export class PersistenceError extends RaagkitError {
  /** Everything found. */
  readonly problems: readonly Problem[];
  /** Makes the error from its headline and everything found. */
  constructor(message: string, problems: readonly Problem[] = [], options?: ErrorOptions) {
    super(message, options);
    this.problems = problems;
  }
}

/** A long job that was stopped through its `AbortSignal`. */
export class AbortedError extends RaagkitError {}

/** A command called in a way that it does not understand. */
export class UsageError extends RaagkitError {}

import * as errors from "../errors.ts";
import type { Problem } from "../errors.ts";

/** An error as it travels between threads: structured cloning would lose its class. */
export interface WireError {
  /** Class name. */
  name: string;
  /** The text, complete in itself. */
  message: string;
  /** Where it was thrown. */
  stack?: string;
  /** What a data set or models folder error lists. */
  problems?: readonly Problem[];
}

/** Packs an error for another thread. */
export function packError(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const problems = "problems" in error ? error.problems as readonly Problem[] : undefined;
  return { name: error.name, message: error.message, stack: error.stack, problems };
}

/** The error again, of its own class where that is one of the kit's. */
export function reviveError({ name, message, stack, problems }: WireError): Error {
  const known = (errors as Record<string, unknown>)[name] as
    | (new (message: string, problems?: readonly Problem[]) => Error)
    | undefined;
  const error = known !== undefined ? new known(message, problems) : new Error(message);
  error.stack = stack;
  return error;
}

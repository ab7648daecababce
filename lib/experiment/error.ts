import { type Problem, RaagkitError } from "../errors.ts";

/** An experiment file that cannot be run; the message lists everything found. */
export class ExperimentError extends RaagkitError {
  /** Everything found. */
  readonly problems: readonly Problem[];

  /** Makes the error from its headline and everything found. */
  constructor(message: string, problems: readonly Problem[] = [], options?: ErrorOptions) {
    const lines = problems.map(({ field, message }) =>
      `\n  ${field ? `${field}: ` : ""}${message}`
    );
    super(`${message}${lines.join("")}`, options);
    this.problems = problems;
  }
}

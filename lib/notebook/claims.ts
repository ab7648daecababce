import { RaagkitError } from "../errors.ts";
import { show } from "./show.ts";

/**
 * The last cell of a notebook: every statement about a number that its prose makes, with whether it
 * holds. Shows them as a list.
 *
 * @param statements Statements as sentences, each with the condition that makes it true.
 * @throws {RaagkitError} If a statement does not hold; the text lists those that do not.
 *
 * @example
 * ```ts
 * import { checkClaims, hzToCents } from "raagkit";
 *
 * await checkClaims({ "an octave has 1200 cents": hzToCents(440, 220) === 1200 });
 * ```
 */
export async function checkClaims(statements: Readonly<Record<string, boolean>>): Promise<void> {
  const entries = Object.entries(statements);
  await show(entries.map(([text, holds]) => `- ${holds ? "✓" : "✗"} ${text}`).join("\n"));
  const wrong = entries.filter(([, holds]) => holds !== true).map(([text]) => text);
  if (wrong.length > 0) {
    throw new RaagkitError(`These statements do not hold: ${wrong.join("; ")}`);
  }
}

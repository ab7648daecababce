import { join } from "@std/path";
import type { Problem } from "../errors.ts";
import { leftovers, readJournal } from "./commit.ts";
import { findStrays, type SetContent, SUMMARY } from "./read_set.ts";

/**
 * What is odd about a models folder though each of its models is sound: files that belong to no
 * model, remains of a program that was killed, and models that cannot be compared.
 */
export async function findOddities(folder: string, set: SetContent): Promise<Problem[]> {
  const { summary, problems } = set;
  const found: Problem[] = [];
  const say = (file: string, message: string, severity: Problem["severity"] = "warning"): void => {
    found.push({ file, message, severity });
  };
  if (!summary && problems.length === 0) {
    say(folder, "holds no models; the command `train` makes them", "error");
  }
  try {
    for (const name of await findStrays(folder, summary)) {
      say(join(folder, name), `belongs to no model in ${SUMMARY} and is not used`);
    }
    const journal = await readJournal(folder);
    for (const name of journal ? [] : await leftovers(folder)) {
      const message = "was left by a program that was killed while saving (or is being written" +
        " just now); the next save removes it";
      say(join(folder, name), message);
    }
  } catch {
    // The folder cannot be listed or its journal read: the problems say so already.
  }
  return found;
}

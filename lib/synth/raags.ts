/**
 * The raags that come with the kit, bundled as data so that no file is read, and a reader for more.
 *
 * @module
 */

import Bihag from "../../data/raags/Bihag.json" with { type: "json" };
import Darbari from "../../data/raags/Darbari.json" with { type: "json" };
import Desh from "../../data/raags/Desh.json" with { type: "json" };
import GaudMalhar from "../../data/raags/Gaud_Malhar.json" with { type: "json" };
import Yaman from "../../data/raags/Yaman.json" with { type: "json" };
import { InvalidArgumentError } from "../errors.ts";
import { parseGrammar, type RaagGrammar } from "./grammar.ts";

/** Freezes a value with all that it holds: what every caller shares, none may change. */
function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

/** Grammars of the five raags of the original study, by label. They are examples, not a limit. */
export const RAAGS: Readonly<Record<string, RaagGrammar>> = Object.freeze(
  Object.fromEntries(
    [Bihag, Darbari, Desh, GaudMalhar, Yaman].map((value) => {
      const grammar = parseGrammar(value, { name: `data/raags/${value.raag}.json` });
      return [grammar.raag, freeze(grammar)];
    }),
  ),
);

/**
 * Reads and checks a raag's JSON file.
 *
 * @param path Path of the file.
 * @returns The grammar.
 * @throws {InvalidArgumentError} If the file is missing, is not JSON or breaks the format.
 */
export async function readGrammar(path: string): Promise<RaagGrammar> {
  let value: unknown;
  try {
    value = JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    throw new InvalidArgumentError(
      `Cannot read the raag grammar ${path}: ${(error as Error).message}`,
      { cause: error },
    );
  }
  return parseGrammar(value, { name: path });
}

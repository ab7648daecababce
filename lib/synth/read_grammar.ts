import { InvalidArgumentError } from "../errors.ts";
import { parseGrammar, type RaagGrammar } from "../raags/mod.ts";

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

import { RaagkitError } from "../errors.ts";
import { reasonOf } from "./reason.ts";

/** How much JSON is read from a file that may come from anywhere. */
export interface JsonLimits {
  /**
   * Largest file in bytes.
   * @default 1048576: 1 MiB
   */
  maxBytes?: number;
  /**
   * Deepest nesting of arrays and objects.
   * @default 20
   */
  maxDepth?: number;
}

/** What is known of a file; undefined where there is none, or none that may be looked at. */
export function statOf(path: string): Promise<Deno.FileInfo | undefined> {
  return Deno.stat(path).catch(() => undefined);
}

/**
 * Reads a regular file of bounded size. The size is checked before anything is allocated, and
 * pipes and devices, which would block or never end, are refused.
 *
 * @throws {RaagkitError} If it cannot be read, is no regular file or is too large; the message is
 * a clause to stand after the file's name and a colon.
 */
export async function readBounded(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const { isFile, size } = await Deno.stat(path);
    if (!isFile) throw new RaagkitError("it is not a regular file");
    if (size <= maxBytes) return await Deno.readFile(path);
    throw new RaagkitError(`${size} bytes are more than the ${maxBytes} allowed`);
  } catch (error) {
    if (error instanceof RaagkitError) throw error;
    throw new RaagkitError(reasonOf(error), { cause: error });
  }
}

/** How deep the brackets of a JSON text nest; brackets within strings do not count. */
function depthOf(text: string): number {
  let depth = 0, deepest = 0, quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (quoted) {
      if (character === 0x5c) i++; // a backslash hides the next character
      else if (character === 0x22) quoted = false;
    } else if (character === 0x22) quoted = true;
    else if (character === 0x5b || character === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (character === 0x5d || character === 0x7d) depth--;
  }
  return deepest;
}

/**
 * Parses JSON of bounded depth.
 *
 * @returns The value; keys named `__proto__` are left out.
 * @throws {RaagkitError} If it is not UTF-8, not JSON, or nested too deep; the message is a clause
 * to stand after the file's name and a colon.
 */
export function parseJson(bytes: Uint8Array, limits: JsonLimits = {}): unknown {
  const { maxDepth = 20 } = limits;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new RaagkitError("it is not UTF-8 text", { cause: error });
  }
  const depth = depthOf(text);
  if (depth > maxDepth) {
    throw new RaagkitError(`it nests ${depth} levels deep, more than the ${maxDepth} allowed`);
  }
  try {
    return JSON.parse(text, (key, value) => key === "__proto__" ? undefined : value);
  } catch (error) {
    throw new RaagkitError(`it is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Reads a JSON file of bounded size and depth.
 *
 * @throws {RaagkitError} As {@linkcode readBounded} and {@linkcode parseJson}.
 */
export async function readJson(path: string, limits: JsonLimits = {}): Promise<unknown> {
  return parseJson(await readBounded(path, limits.maxBytes ?? 1 << 20), limits);
}

import { zipSync } from "fflate";
import { PersistenceError } from "../errors.ts";
import { decodeNpy, encodeNpy, type NpyArray } from "./npy.ts";
import { unzip, type ZipLimits } from "./zip.ts";

/**
 * Writes arrays as a `.npz` file that `numpy.load` reads: a zip archive of `.npy` members.
 *
 * The time stamps are fixed, so that equal arrays give equal bytes.
 *
 * @param arrays The arrays by name, without `.npy`.
 * @returns The file's bytes.
 * @throws {PersistenceError} If an array's shape and data do not fit, or a name is not made of
 * letters, digits, `_`, `-` and dots.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { decodeNpz, encodeNpz } from "raagkit/persistence";
 *
 * const bytes = encodeNpz({ startprob: { shape: [2], data: Float64Array.of(0.25, 0.75) } });
 * assertEquals(decodeNpz(bytes).startprob.data, Float64Array.of(0.25, 0.75));
 * ```
 */
export function encodeNpz(arrays: Record<string, NpyArray>): Uint8Array {
  // The first moment that a zip archive can name, in local time as the format has it.
  const mtime = new Date(1980, 0, 1);
  const members: Parameters<typeof zipSync>[0] = {};
  for (const [name, array] of Object.entries(arrays)) {
    if (!/^\w[\w.-]{0,100}$/.test(name)) {
      throw new PersistenceError(
        `an array cannot be called ${JSON.stringify(name)} in a .npz file`,
      );
    }
    members[`${name}.npy`] = [encodeNpy(array), { level: 9, mtime }];
  }
  return zipSync(members);
}

/**
 * Reads a `.npz` file, made by this kit or by NumPy (`savez`, `savez_compressed`).
 *
 * @param bytes The file's bytes.
 * @param limits What is allowed; see {@linkcode ZipLimits}.
 * @returns The arrays by name, without `.npy`.
 * @throws {PersistenceError} If the file is damaged, beyond a limit, or holds anything but numbers.
 */
export function decodeNpz(bytes: Uint8Array, limits: ZipLimits = {}): Record<string, NpyArray> {
  const arrays: Record<string, NpyArray> = Object.create(null);
  for (const [name, content] of unzip(bytes, limits)) {
    if (!name.endsWith(".npy")) {
      throw new PersistenceError(`this .npz file has the member ${name}, which is no array`);
    }
    arrays[name.slice(0, -4)] = decodeNpy(content, name.slice(0, -4));
  }
  return arrays;
}

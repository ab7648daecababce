/**
 * Careful handling of files, shared by the parts of the kit that touch the disk: atomic writes, a
 * lock between processes, bounded reading of text and JSON, checksums, and file names made from
 * labels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { slugOf } from "./mod.ts";
 *
 * assertEquals(slugOf("Gaud_Malhar"), "gaud_malhar");
 * ```
 *
 * @module
 */

export { atomicWrite, removeLeftovers, syncFolder, writeSynced } from "./atomic.ts";
export { csv, type CsvCell } from "./csv.ts";
export { decodeText } from "./decode_text.ts";
export { sha256File, sha256Hex } from "./hash.ts";
export { type JsonLimits, parseJson, readBounded, readJson, statOf } from "./read_json.ts";
export { FolderLock } from "./lock.ts";
export { escapeMarkdown, markdownTable } from "./markdown.ts";
export { reasonOf } from "./reason.ts";
export { slugOf, uniqueSlug } from "./slug.ts";

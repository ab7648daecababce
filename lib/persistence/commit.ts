/**
 * Changing several files as one: after a kill at any moment the folder holds the old files or the
 * new ones, never some of each.
 *
 * 1. Every new file is written under a temporary name and flushed.
 * 2. A journal that lists the renames and removals to come is written and put in place by one
 *    rename. **This is the moment of the change**: before it the old set counts, after it the new.
 * 3. The renames and removals are carried out, then the journal is removed.
 *
 * A kill before 2 leaves temporary files that nothing refers to; the next writer removes them. A
 * kill after 2 leaves the journal; whoever opens the folder next carries it out, and whoever may
 * only read sees through it: a file that the journal renames is read from its temporary name while
 * that exists. All of this happens under the folder's lock.
 *
 * @see Gray, Reuter (1992), "Transaction Processing", chapter 10, on redo logs.
 *
 * @module
 */

import { join } from "@std/path";
import { z } from "zod";
import { PersistenceError } from "../errors.ts";
import {
  atomicWrite,
  parseJson,
  readBounded,
  reasonOf,
  syncFolder,
  writeSynced,
} from "../files/mod.ts";

/** Name of the journal within the folder. */
export const JOURNAL = ".commit.json";

/** Names that a change may give or take away: a model's files and the summary. */
export const MODEL_FILE = /^[a-z0-9][a-z0-9_-]{0,100}\.(npz|json|md)$/;

/** Temporary names of the files of a change, and of a journal that was never put in place. */
const TEMPORARY = /^\.[0-9a-f]{8}-[a-z0-9][a-z0-9_-]{0,100}\.(npz|json|md)\.tmp$/;
const TEMPORARY_JOURNAL = /^\.\.commit\.json\.[0-9a-f]{8}\.tmp$/;

const journalSchema = z.object({
  format: z.literal("raagkit-commit"),
  format_version: z.literal(1),
  renames: z.array(z.object({
    from: z.string().regex(TEMPORARY),
    to: z.string().regex(MODEL_FILE),
  })),
  removes: z.array(z.string().regex(MODEL_FILE)),
});

/** What is left to do of a change that has happened. */
export type Journal = z.infer<typeof journalSchema>;

/** What to change. */
export interface Change {
  /** Files to write, by name. Made one by one: all of a large set would fill the memory. */
  writes: AsyncIterable<[name: string, content: Uint8Array]>;
  /** Files that were there before; those that are not written again are removed. */
  before: readonly string[];
}

/** The largest journal that is read: 10 000 raags need 2 MB. */
const JOURNAL_BYTES = 1 << 24;

/**
 * Reads the journal of a change that was not finished.
 *
 * @returns The journal, or undefined if there is none.
 * @throws {PersistenceError} If there is one that this program did not write.
 */
export async function readJournal(folder: string): Promise<Journal | undefined> {
  const path = join(folder, JOURNAL);
  if (await Deno.lstat(path).then(() => false, (error) => error instanceof Deno.errors.NotFound)) {
    return undefined;
  }
  try {
    return journalSchema.parse(parseJson(await readBounded(path, JOURNAL_BYTES)));
  } catch (error) {
    // Removed since the look above: its writer has just finished.
    if (error instanceof Error && error.cause instanceof Deno.errors.NotFound) return undefined;
    throw new PersistenceError(
      `${path} is not a journal of this program; if you know that nothing else writes there,` +
        " remove it",
      [],
      { cause: error },
    );
  }
}

/** Step 1: writes the new files under temporary names. */
export async function stage(folder: string, change: Change): Promise<Journal> {
  const id = crypto.randomUUID().slice(0, 8);
  const journal: Journal = {
    format: "raagkit-commit",
    format_version: 1,
    renames: [],
    removes: [],
  };
  try {
    for await (const [to, bytes] of change.writes) {
      const from = `.${id}-${to}.tmp`;
      journal.renames.push({ from, to });
      await writeSynced(join(folder, from), bytes);
    }
    const written = new Set(journal.renames.map(({ to }) => to));
    journal.removes = change.before.filter((name) => !written.has(name));
    return journalSchema.parse(journal);
  } catch (error) {
    await removeStaged(folder, journal);
    throw error;
  }
}

/** Step 2: puts the journal in place. */
export async function writeJournal(folder: string, journal: Journal): Promise<void> {
  try {
    await syncFolder(folder);
    await atomicWrite(join(folder, JOURNAL), JSON.stringify(journal));
  } catch (error) {
    await removeStaged(folder, journal);
    throw error;
  }
}

/** Step 3: carries a journal out. May be repeated: what is done already is passed over. */
export async function rollForward(folder: string, journal: Journal): Promise<void> {
  for (const { from, to } of journal.renames) {
    await ifThere(Deno.rename(join(folder, from), join(folder, to)));
  }
  for (const name of journal.removes) await ifThere(Deno.remove(join(folder, name)));
  await syncFolder(folder);
  await ifThere(Deno.remove(join(folder, JOURNAL)));
  await syncFolder(folder);
}

/** Waits for a change to a file, which may have been made before. */
async function ifThere(change: Promise<void>): Promise<void> {
  await change.catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}

/** Removes the temporary files of a change that will not happen. */
async function removeStaged(folder: string, { renames }: Journal): Promise<void> {
  for (const { from } of renames) await Deno.remove(join(folder, from)).catch(() => {});
}

/** Names of temporary files that a killed writer left behind. */
export async function leftovers(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (TEMPORARY.test(name) || TEMPORARY_JOURNAL.test(name)) names.push(name);
  }
  return names;
}

/** Finishes what a killed writer left: carries its journal out, or removes its temporary files. */
export async function recover(folder: string): Promise<void> {
  const journal = await readJournal(folder);
  if (journal) await rollForward(folder, journal);
  for (const name of await leftovers(folder)) await ifThere(Deno.remove(join(folder, name)));
}

/** Changes several files as one. */
export async function commit(folder: string, change: Change): Promise<void> {
  const journal = await stage(folder, change);
  await writeJournal(folder, journal);
  try {
    await rollForward(folder, journal);
  } catch (error) {
    throw new PersistenceError(
      `The new models are saved in ${folder}, but under temporary names: ${reasonOf(error)};` +
        " once that is mended, the next command that opens the folder puts them in place",
      [],
      { cause: error },
    );
  }
}

/**
 * Reads a file of the folder as it is after the journal: from its temporary name while that
 * exists. (Once it does not, the rename has happened, and the plain name has the new content.)
 *
 * @throws {RaagkitError} If it cannot be read; a clause to stand after the file's name and a colon.
 */
export async function readThrough(
  folder: string,
  name: string,
  journal: Journal | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const from = journal?.renames.find(({ to }) => to === name)?.from;
  if (from !== undefined) {
    try {
      return await readBounded(join(folder, from), maxBytes);
    } catch (error) {
      const gone = error instanceof Error && error.cause instanceof Deno.errors.NotFound;
      if (!gone) throw error;
    }
  }
  return await readBounded(join(folder, name), maxBytes);
}

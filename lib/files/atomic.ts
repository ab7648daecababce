import { basename, dirname, join } from "@std/path";

/**
 * Writes a new file and waits until the disk has it.
 *
 * @throws {Deno.errors.AlreadyExists} If the file exists.
 */
export async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  using file = await Deno.open(path, { write: true, createNew: true });
  for (let written = 0; written < bytes.length;) {
    written += await file.write(bytes.subarray(written));
  }
  await file.sync();
}

/**
 * Waits until the disk has the names in a folder: after a rename only this makes the new name
 * outlast a power cut. Does nothing where the system cannot open folders (Windows).
 */
export async function syncFolder(folder: string): Promise<void> {
  try {
    using file = await Deno.open(folder);
    await file.sync();
  } catch {
    // Windows; the rename itself is as safe there as the system makes it.
  }
}

/**
 * Replaces a file as a whole: whoever reads it sees the old content or the new one, never a part,
 * whenever the process is killed. The temporary file lies beside it, because a rename is atomic
 * within one file system only, and is removed when anything fails.
 *
 * @param path Path of the file; its folder must exist.
 */
export async function atomicWrite(path: string, content: Uint8Array | string): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${crypto.randomUUID().slice(0, 8)}.tmp`);
  try {
    await writeSynced(temporary, bytes);
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    // A full disk is reported without the name of the file that it kept from being written.
    if (error instanceof Error && !error.message.includes(folder)) {
      error.message += `: write '${path}'`;
    }
    throw error;
  }
  await syncFolder(folder);
}

/** Names that `atomicWrite` gives to what it has not finished. */
const TEMPORARY = /^\..+\.[0-9a-f]{8}\.tmp$/;

/** A file is written within seconds; one that was not touched for so long has no writer any more. */
const ABANDONED_MS = 10 * 60 * 1000;

/**
 * Removes what writers that were killed left in a folder: temporary files of `atomicWrite` that
 * nobody has touched for ten minutes.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (!TEMPORARY.test(name)) continue;
      const path = join(folder, name), { mtime } = await Deno.lstat(path);
      if (Date.now() - (mtime?.getTime() ?? Infinity) > ABANDONED_MS) await Deno.remove(path);
    }
  } catch {
    // Another writer has removed it, or it cannot be removed: it does no harm but take room.
  }
}

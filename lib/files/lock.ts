import { join } from "@std/path";
import { RaagkitError } from "../errors.ts";

/** Who holds a lock since when (ISO 8601); the machine only where the process may know its name. */
interface LockHolder {
  pid: number;
  host?: string;
  since: string;
}

/** Name of the lock file within the folder. */
const LOCK = ".lock.tmp";

/**
 * A lock on a folder, held against other processes and against this one.
 *
 * It is the operating system's lock on an open file (`flock`), not the file's existence: a holder
 * that is killed lets go at once, so no lock is ever left over. The file names the holder for the
 * others' messages and is removed with the lock. Where a file system has no locks, as some that are
 * shared over a network, this one holds nobody up: what is written is renamed into place all the same.
 */
export class FolderLock implements AsyncDisposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Takes the lock of a folder, which must exist, waiting ten seconds unless told otherwise for another
   * holder to let go. Dispose of it to let go.
   *
   * @throws {RaagkitError} If another still holds it when the time is up; names the holder.
   */
  static async acquire(
    folder: string,
    { timeoutSeconds = 10 }: { timeoutSeconds?: number } = {},
  ): Promise<FolderLock> {
    const path = join(folder, LOCK);
    const deadline = performance.now() + 1000 * timeoutSeconds;
    for (;;) {
      const lock = await FolderLock.#attempt(path);
      if (lock) return lock;
      if (performance.now() >= deadline) {
        throw new RaagkitError(`${await describeHolder(path)} is writing to it`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  static async #attempt(path: string): Promise<FolderLock | undefined> {
    const file = await Deno.open(path, { read: true, write: true, create: true });
    try {
      if (await file.tryLock(true).catch(orNone)) {
        // The last holder may have removed the file after we opened it: then the lock is on a file
        // that nobody else can find, and worth nothing.
        const named = await Deno.stat(path).catch(() => undefined);
        if (named && named.ino === (await file.stat()).ino) {
          await signHolder(file);
          return new FolderLock(path, file);
        }
      }
    } catch (error) {
      file.close();
      throw error;
    }
    file.close();
    return undefined;
  }

  /** Lets go. */
  async [Symbol.asyncDispose](): Promise<void> {
    // Removed while still held, so that nobody's fresh lock file is taken away.
    await Deno.remove(this.#path).catch(() => {});
    this.#file.close();
  }
}

/** Takes a file system without locks (ENOLCK, ENOSYS, EOPNOTSUPP) for one that gives them to all. */
function orNone(error: Error): true {
  if (/os error (37|38|95)\b/.test(error.message)) return true;
  throw error;
}

/** Writes who holds the lock. A courtesy: on a full disk the lock holds without it. */
async function signHolder(file: Deno.FsFile): Promise<void> {
  try {
    await file.truncate(0);
    await file.write(new TextEncoder().encode(JSON.stringify(self())));
  } catch {
    // The others will read "another process".
  }
}

/** This process, named without asking the user for a permission. */
function self(): LockHolder {
  const allowed = Deno.permissions.querySync({ name: "sys", kind: "hostname" }).state === "granted";
  return {
    pid: Deno.pid,
    ...(allowed ? { host: Deno.hostname() } : {}),
    since: new Date().toISOString(),
  };
}

async function describeHolder(path: string): Promise<string> {
  try {
    const holder = JSON.parse(await Deno.readTextFile(path)) as LockHolder;
    const where = holder.host ? ` on ${holder.host}` : "";
    return `process ${Number(holder.pid)}${where} (since ${holder.since})`;
  } catch {
    return "another process";
  }
}

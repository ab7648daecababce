/** What the kinds of failure that Deno tells apart mean to a user, by the error's name. */
const KINDS: Record<string, string> = {
  NotFound: "it does not exist",
  PermissionDenied: "the operating system denies access to it",
  AlreadyExists: "a file of that name is in the way",
  NotADirectory: "a part of its path is a file, not a folder",
  IsADirectory: "it is a folder, not a file",
  FilesystemLoop: "its symbolic links run in a circle",
};

/** What disks refuse, by the code of the system or its words. */
const DISK: readonly (readonly [code: string, words: RegExp, meaning: string])[] = [
  ["ENOSPC", /No space left/, "the disk is full"],
  ["EDQUOT", /quota exceeded/i, "the disk quota is used up"],
  ["EFBIG", /File too large/, "the file grows past the largest size allowed here"],
  ["EROFS", /Read-only file system/, "the disk can be read only"],
];

/**
 * Says why an operation on a file failed: `the disk is full` rather than `os error 28`.
 *
 * @returns A clause without a full stop at its end, to stand after a colon.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "NotCapable") return `Deno was not given the permission (${error.message})`;
  const code = (error as Error & { code?: string }).code;
  const disk = DISK.find(([id, text]) => code === id || text.test(error.message));
  if (disk !== undefined) return disk[2];
  return Object.hasOwn(KINDS, error.name) ? KINDS[error.name] : error.message;
}

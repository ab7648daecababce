/** What the kinds of failure that Deno tells apart mean to a user, by the error's name. */
const KINDS: Record<string, string> = {
  NotFound: "it does not exist",
  PermissionDenied: "the operating system denies access to it",
  AlreadyExists: "a file of that name is in the way",
  NotADirectory: "a part of its path is a file, not a folder",
  IsADirectory: "it is a folder, not a file",
  FilesystemLoop: "its symbolic links run in a circle",
};

/**
 * Says why an operation on a file failed: `the disk is full` rather than `os error 28`.
 *
 * @returns A clause without a full stop at its end, to stand after a colon.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "NotCapable") return `Deno was not given the permission (${error.message})`;
  const code = (error as Error & { code?: string }).code;
  if (code === "ENOSPC" || /No space left/.test(error.message)) return "the disk is full";
  if (code === "EDQUOT" || /quota exceeded/i.test(error.message)) {
    return "the disk quota is used up";
  }
  if (code === "EFBIG" || /File too large/.test(error.message)) {
    return "the file grows past the largest size allowed here";
  }
  if (code === "EROFS" || /Read-only file system/.test(error.message)) {
    return "the disk can be read only";
  }
  return Object.hasOwn(KINDS, error.name) ? KINDS[error.name] : error.message;
}

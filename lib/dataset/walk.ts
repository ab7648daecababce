import { join, SEPARATOR } from "@std/path";
import type { Problem } from "../errors.ts";
import { reasonOf } from "../files/mod.ts";

/** A file or folder that the walk may enter or hand out. */
export interface Entry {
  /** Path as reached from the data set's folder. */
  path: string;
  name: string;
  /** Whether it is a folder, or a link to one. */
  isFolder: boolean;
  size: number;
}

/** A file below the folder that is looked through. */
export interface FoundFile extends Entry {
  /** Its path from that folder, with `/` between its parts. */
  relative: string;
}

/** What bounds a walk. */
export interface WalkLimits {
  /** The data set's folder with all links resolved: links may lead anywhere below it. */
  realRoot: string;
  /** Folders entered so far, with links resolved: none is entered twice. */
  entered: Set<string>;
  /** Whether links may lead out of it. */
  followLinks: boolean;
  signal?: AbortSignal;
  report: (problem: Problem) => void;
}

/** Folders nested deeper than this are not entered; real data sets have four levels. */
const MAX_DEPTH = 32;

/** Whether `path` is `folder` or lies below it; both with links resolved. */
function isWithin(path: string, folder: string): boolean {
  return path === folder ||
    path.startsWith(folder.endsWith(SEPARATOR) ? folder : folder + SEPARATOR);
}

/** Where a link leads, or undefined (and a problem) if it may not be followed. */
async function followLink(path: string, limits: WalkLimits): Promise<Deno.FileInfo | undefined> {
  const warn = (what: string) =>
    limits.report({ file: path, message: `this symbolic link ${what}`, severity: "warning" });
  try {
    const target = await Deno.realPath(path);
    if (limits.followLinks || isWithin(target, limits.realRoot)) return await Deno.stat(path);
    warn(
      "leads out of the data set and is not followed; copy the file, or ask for links to be followed",
    );
  } catch (error) {
    warn(`cannot be followed: ${reasonOf(error)}`);
  }
  return undefined;
}

/**
 * What a folder holds, sorted by name, without hidden files, pipes and devices. A folder that
 * cannot be read is a problem and counts as empty.
 */
export async function listFolder(folder: string, limits: WalkLimits): Promise<Entry[]> {
  const entries: Entry[] = [];
  try {
    const found = await Array.fromAsync(Deno.readDir(folder));
    // Compared by code unit: the same order on every machine, whatever its language.
    found.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    for (const { name, isDirectory, isSymlink, isFile } of found) {
      limits.signal?.throwIfAborted();
      if (name.startsWith(".") || !(isDirectory || isSymlink || isFile)) continue;
      const path = join(folder, name);
      const info = isSymlink
        ? await followLink(path, limits)
        : isFile
        ? await Deno.lstat(path)
        : undefined;
      if (isDirectory || info?.isDirectory) entries.push({ path, name, isFolder: true, size: 0 });
      else if (info?.isFile) entries.push({ path, name, isFolder: false, size: info.size });
    }
  } catch (error) {
    limits.signal?.throwIfAborted();
    const message = `cannot list this folder: ${reasonOf(error)}`;
    limits.report({ file: folder, message, severity: "error" });
  }
  return entries;
}

/** Whether a folder is for the data set's own use: `_info_`, `__MACOSX`. */
export function isIgnored(name: string): boolean {
  return name.startsWith("_") || name.startsWith(".");
}

/**
 * Every file below a folder, in a stable order, with its path relative to that folder (`/` between
 * the parts). Ignored folders are not entered, and none below this one twice, however
 * many links lead to it.
 */
export async function walkFiles(folder: string, limits: WalkLimits): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const enter = async (path: string, prefix: string, depth: number): Promise<void> => {
    const real = await Deno.realPath(path).catch(() => path);
    if (depth > 0 && limits.entered.has(real)) return;
    limits.entered.add(real);
    for (const entry of await listFolder(path, limits)) {
      const relative = prefix + entry.name;
      if (!entry.isFolder) found.push({ ...entry, relative });
      else if (!isIgnored(entry.name) && depth < MAX_DEPTH) {
        await enter(entry.path, `${relative}/`, depth + 1);
      }
    }
  };
  await enter(folder, "", 0);
  return found;
}

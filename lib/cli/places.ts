/**
 * Where commands keep what no flag places: in the kit's own clone while one works there, otherwise
 * models beside the user and everything that can be made again in the user's cache folder.
 *
 * @module
 */

import { fromFileUrl, join, relative, resolve } from "@std/path";

/** The root of the kit's code: a folder's URL, or where it was fetched from. */
const CODE: URL = new URL("../../", import.meta.url);

/** The clone of the kit in which the commands work; undefined where they work elsewhere. */
const CLONE: string | undefined = findClone();

function findClone(): string | undefined {
  if (CODE.protocol !== "file:") return undefined;
  const root = fromFileUrl(CODE);
  // A package has no deno.json; `deno task`, which names the user's folder, works for the clone
  // wherever that is.
  const isClone = exists(join(root, "deno.json"));
  const isNear = Deno.env.get("INIT_CWD") !== undefined ||
    !relative(root, Deno.cwd()).startsWith("..");
  return isClone && isNear ? root : undefined;
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** A path as the user meant it: from the folder where the command was typed. */
export function userPath(path: string): string {
  return resolve(Deno.env.get("INIT_CWD") ?? Deno.cwd(), path);
}

/** A folder or file of the clone, which the commands of its developers work on. */
export function projectPath(...parts: string[]): string {
  return join(CLONE ?? Deno.cwd(), ...parts);
}

/** A file that comes with the kit's code, wherever that is: on the disk or on a server. */
export function codeUrl(path: string): URL {
  return new URL(path, CODE);
}

/** The user's cache folder of the kit, after the custom of the operating system. */
function userCache(): string {
  const { os } = Deno.build;
  const home = Deno.env.get(os === "windows" ? "USERPROFILE" : "HOME");
  const base = os === "windows"
    ? Deno.env.get("LOCALAPPDATA")
    : os === "darwin"
    ? home && join(home, "Library", "Caches")
    : Deno.env.get("XDG_CACHE_HOME") || (home && join(home, ".cache"));
  // A machine without a home still has the folder that one works in.
  return base ? join(base, "raagkit") : userPath(".raagkit_cache");
}

/** Folder of the models: the one that is named, the clone's, or `raagkit_models` beside the user. */
export function modelsFolder(flag: string | undefined): string {
  return flag !== undefined ? userPath(flag) : DEFAULTS.models;
}

/** Folder of the pitch cache: the one that is named, the clone's or the user's; `false` for none. */
export function cacheFolder(flag: string | boolean | undefined): string | undefined {
  if (flag === false) return undefined;
  return typeof flag === "string" ? userPath(flag) : DEFAULTS.cache;
}

/** Where things go that no flag places. */
export const DEFAULTS: Readonly<Record<"models" | "cache" | "sample", string>> = CLONE !== undefined
  ? {
    models: join(CLONE, "models"),
    cache: join(CLONE, "data", "cache"),
    sample: join(CLONE, "data", "sample"),
  }
  : {
    models: userPath("raagkit_models"),
    cache: join(userCache(), "tracks"),
    sample: join(userCache(), "sample"),
  };

/** The same for help texts. */
export const SHOWN: typeof DEFAULTS = CLONE !== undefined
  ? { models: "models", cache: "data/cache", sample: "data/sample" }
  : { ...DEFAULTS, models: "raagkit_models" };

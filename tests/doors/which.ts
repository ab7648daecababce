import { join } from "@std/path";

/**
 * Where the shell finds a program.
 *
 * @param name Its name.
 * @returns Its path; undefined where it is not installed.
 */
export async function which(name: string): Promise<string | undefined> {
  for (const folder of Deno.env.get("PATH")!.split(":")) {
    const path = join(folder, name);
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) return path;
  }
  return undefined;
}

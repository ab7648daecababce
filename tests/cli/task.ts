/**
 * Tasks as a person types them, with the permissions that deno.json gives them.
 *
 * @module
 */

import { type Ended, readTasks, ROOT } from "../robustness/process.ts";

/** The command of a task; its paths count from `folder`. */
export function task(name: string, args: readonly string[], folder: string = ROOT): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [...readTasks()[name].command.split(" ").slice(1), ...args],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { INIT_CWD: folder, NO_COLOR: "1" },
  });
}

/**
 * The environment of somebody whose own cache is this folder; what Deno has fetched is found where it
 * lies, since it would be fetched and compiled once more in a cache that is empty.
 */
export async function withCache(folder: string): Promise<Record<string, string>> {
  const info = await ended(new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }));
  return { XDG_CACHE_HOME: folder, DENO_DIR: JSON.parse(info.out).denoDir, NO_COLOR: "1" };
}

/** Runs a command to its end. */
export async function ended(command: Deno.Command): Promise<Ended> {
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

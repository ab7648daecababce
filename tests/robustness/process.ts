/**
 * The kit's commands as real processes, under the permissions that deno.json gives them.
 *
 * @module
 */

import { fromFileUrl, join } from "@std/path";

/** The project's root. */
export const ROOT: string = fromFileUrl(new URL("../../", import.meta.url));

/** How a process ended. */
export interface Ended {
  /** Exit code; 128 + the signal's number where a signal ended it. */
  code: number;
  /** What it printed. */
  out: string;
  /** What it said on stderr. */
  err: string;
}

/** A command under way. */
export interface Running {
  /** Sends a signal; nothing happens where it has ended. */
  kill(signal: Deno.Signal): void;
  /** Resolves once this text has come on stderr, or the process has ended. */
  heard(text: string): Promise<void>;
  /** Resolves at the end. */
  ended: Promise<Ended>;
}

/** The tasks of deno.json that are programs of the kit, not of Deno: their command lines by name. */
export function readTasks(): Record<string, { description: string; command: string }> {
  const { tasks } = JSON.parse(Deno.readTextFileSync(join(ROOT, "deno.json")));
  return Object.fromEntries(
    Object.entries<{ description: string; command: string }>(tasks)
      .filter(([, { command }]) => command.startsWith("deno run ")),
  );
}

/** Starts a task as a person would, from the project's root. */
export function start(task: string, args: readonly string[], wrap: string[] = []): Running {
  const words = [...wrap, Deno.execPath(), ...readTasks()[task].command.split(" ").slice(1)];
  const child = new Deno.Command(words[0], {
    args: [...words.slice(1), ...args],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const listeners = new Set<() => void>();
  let heardSoFar = "", over = false;
  const tell = () => listeners.forEach((listener) => listener());
  const readErr = async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      heardSoFar += text;
      tell();
    }
    over = true;
    tell();
  };
  const finish = async (): Promise<Ended> => {
    const [out, , { code }] = await Promise.all([
      new Response(child.stdout).text(),
      readErr(),
      child.status,
    ]);
    return { code, out, err: heardSoFar };
  };
  return {
    kill(signal) {
      try {
        child.kill(signal);
      } catch (error) {
        // It was quicker than we.
        if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
      }
    },
    heard: (text) =>
      new Promise((resolve) => {
        const listener = () => {
          if (!over && !heardSoFar.includes(text)) return;
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
        listener();
      }),
    ended: finish(),
  };
}

/** Runs a task to its end. */
export function run(task: string, ...args: string[]): Promise<Ended> {
  return start(task, args).ended;
}

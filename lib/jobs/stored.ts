import { join } from "@std/path";
import { atomicWrite, removeLeftovers } from "../files/mod.ts";
import { type Outcome, runUnits, type RunUnitsOptions, type UnitHandler } from "./pool.ts";

/** A unit whose value is kept in a file. */
export interface StoredUnit<I> {
  /** Names the unit within its folder: letters, digits, `.`, `_` and `-` only. */
  id: string;
  /** What it is a function of. */
  input: I;
}

/** How stored units are run. */
export interface RunStoredOptions<I, O>
  extends Pick<RunUnitsOptions<I, O>, "jobs" | "worker" | "signal"> {
  /** Awaited after each unit that was computed or found. */
  onOutcome?: (outcome: Outcome<O>, id: string, found: boolean) => void | Promise<void>;
}

/**
 * As {@linkcode runUnits}, but each value is written to `<folder>/<id>.json` as soon as it is
 * there, and a unit whose file exists is not run again: a killed run continues where it was. The
 * folder's name must say all that the units depend on besides their ids.
 *
 * @param folder Where the values are kept; made if need be.
 * @param units Ids and inputs.
 * @param handler What to do with an input; its value must be JSON.
 * @param options Threads, worker module, progress.
 * @returns One outcome a unit, in the same order.
 * @throws {AbortedError} If the signal fired; what is done stays in the folder.
 */
export async function runStoredUnits<I, O>(
  folder: string,
  units: readonly StoredUnit<I>[],
  handler: UnitHandler<I, O>,
  options: RunStoredOptions<I, O> = {},
): Promise<Outcome<O>[]> {
  await Deno.mkdir(folder, { recursive: true });
  await removeLeftovers(folder);
  const outcomes = new Array<Outcome<O>>(units.length);
  const open: number[] = [];
  for (const [index, { id }] of units.entries()) {
    const value = await readStored<O>(folder, id);
    if (value === undefined) {
      open.push(index);
      continue;
    }
    outcomes[index] = { ok: true, value };
    await options.onOutcome?.(outcomes[index], id, true);
  }
  await runUnits(open.map((index) => units[index].input), handler, {
    jobs: options.jobs,
    worker: options.worker,
    signal: options.signal,
    name: (input) => units.find((unit) => unit.input === input)!.id,
    onOutcome: async (outcome, position) => {
      const { id } = units[open[position]];
      if (outcome.ok) {
        await atomicWrite(
          join(folder, `${id}.json`),
          JSON.stringify({ unit: id, value: outcome.value }),
        );
      }
      outcomes[open[position]] = outcome;
      await options.onOutcome?.(outcome, id, false);
    },
  });
  return outcomes;
}

/** The value of a unit; undefined where there is no file, or it is damaged or another unit's. */
async function readStored<O>(folder: string, id: string): Promise<O | undefined> {
  try {
    const stored = JSON.parse(await Deno.readTextFile(join(folder, `${id}.json`)));
    return stored?.unit === id ? stored.value as O : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

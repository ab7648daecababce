import { AbortedError, InvalidArgumentError } from "../errors.ts";
import { reviveError, type WireError } from "./wire.ts";

/** What became of one unit: its value, or the error that it ended in. */
export type Outcome<O> = { ok: true; value: O } | { ok: false; error: Error };

/**
 * The values of units that all went well.
 *
 * @param outcomes What became of them.
 * @returns One value a unit, in their order.
 * @throws The error of the first that did not.
 */
export function valuesOf<O>(outcomes: readonly Outcome<O>[]): O[] {
  return outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome.value;
  });
}

/** One piece of work: a function of its input alone, so that any thread may run it. */
export type UnitHandler<I, O> = (input: I) => O | Promise<O>;

/** How to run a list of units. */
export interface RunUnitsOptions<I, O> {
  /**
   * Threads to run at once. 1 runs the handler in this thread, without a worker.
   * @default 1
   */
  jobs?: number;
  /** Module that calls {@linkcode serve} with the same handler; needed where `jobs` > 1. */
  worker?: URL;
  /** Names a unit in messages, "recording desh_03" say; its number by default. */
  name?: (input: I) => string;
  /** Told of each unit as it is begun: what was under way when all ended is then known. */
  onStart?: (index: number) => void;
  /** Awaited after each unit, in the order in which units end. */
  onOutcome?: (outcome: Outcome<O>, index: number) => void | Promise<void>;
  /** Stops the run: units under way are ended, the promise rejects with `AbortedError`. */
  signal?: AbortSignal;
}

/**
 * Runs independent units on some threads and gives their outcomes in the order of the inputs, so
 * that a result does not depend on how many threads there were. A unit that throws, or whose
 * thread dies, spoils its own outcome only.
 *
 * @param inputs One input a unit; must survive structured cloning where `jobs` > 1.
 * @param handler What to do with an input.
 * @param options Threads, worker module, progress.
 * @returns One outcome an input, in the same order.
 * @throws {InvalidArgumentError} If `jobs` is not a whole number >= 1.
 * @throws {AbortedError} If the signal fired.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { runUnits } from "./mod.ts";
 *
 * const outcomes = await runUnits([1, 2, 3], (x) => x * x);
 * assertEquals(outcomes.map((outcome) => outcome.ok && outcome.value), [1, 4, 9]);
 * ```
 */
export async function runUnits<I, O>(
  inputs: readonly I[],
  handler: UnitHandler<I, O>,
  options: RunUnitsOptions<I, O> = {},
): Promise<Outcome<O>[]> {
  const { jobs = 1, worker, signal, onOutcome } = options;
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw new InvalidArgumentError(`jobs must be a whole number >= 1, found ${jobs}`);
  }
  const name = (index: number) => options.name?.(inputs[index]) ?? `unit ${index + 1}`;
  const threads = worker === undefined ? 1 : Math.min(jobs, inputs.length);
  const outcomes = new Array<Outcome<O>>(inputs.length);
  let next = 0;
  // One is told after the other, whatever the number of threads: a listener is never in two calls.
  let told: Promise<void> = Promise.resolve();
  const tell = (index: number): Promise<void> =>
    told = told.then(() => onOutcome?.(outcomes[index], index));

  const lane = async (run: (index: number) => Promise<Outcome<O>>) => {
    while (next < inputs.length) {
      throwIfAborted(signal);
      const index = next++;
      options.onStart?.(index);
      outcomes[index] = await run(index);
      throwIfAborted(signal);
      await tell(index);
    }
  };

  if (threads <= 1) {
    await lane((index) => runHere(handler, inputs[index]));
    return outcomes;
  }
  const lanes = Array.from({ length: threads }, () => new Thread<I, O>(worker!));
  try {
    await Promise.all(
      lanes.map((thread) => lane((index) => thread.run(inputs[index], name(index), signal))),
    );
  } finally {
    for (const thread of lanes) thread.close();
  }
  return outcomes;
}

function throwIfAborted(signal?: AbortSignal): void {
  if (signal?.aborted) throw new AbortedError("stopped on request", { cause: signal.reason });
}

async function runHere<I, O>(handler: UnitHandler<I, O>, input: I): Promise<Outcome<O>> {
  try {
    return { ok: true, value: await handler(input) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** One worker, made when first needed and again after it has died. */
class Thread<I, O> {
  #worker: Worker | undefined;
  readonly #url: URL;

  constructor(url: URL) {
    this.#url = url;
  }

  run(input: I, name: string, signal?: AbortSignal): Promise<Outcome<O>> {
    const worker = this.#worker ??= new Worker(this.#url, { type: "module" });
    return new Promise((resolve) => {
      const settle = (outcome: Outcome<O>) => {
        worker.onmessage = worker.onerror = null;
        signal?.removeEventListener("abort", onAbort);
        resolve(outcome);
      };
      const die = (message: string) => {
        this.close();
        settle({ ok: false, error: new Error(message) });
      };
      const onAbort = () => die(`${name}: stopped on request`);
      signal?.addEventListener("abort", onAbort, { once: true });
      worker.onmessage = ({ data }: MessageEvent<{ value: O } | { error: WireError }>) =>
        settle(
          "error" in data
            ? { ok: false, error: reviveError(data.error) }
            : { ok: true, value: data.value },
        );
      worker.onerror = (event) => {
        // Unhandled, the event would end the whole program.
        event.preventDefault();
        die(`${name}: its worker ended: ${event.message || "out of memory, perhaps"}`);
      };
      worker.postMessage(input);
    });
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}

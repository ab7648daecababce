import type { UnitHandler } from "./pool.ts";
import { packError } from "./wire.ts";

/** What a worker sees of its own thread; TypeScript's types of it would change every other file. */
interface WorkerScope<I> {
  onmessage: ((event: MessageEvent<I>) => void) | null;
  postMessage(message: unknown): void;
}

/**
 * Makes this module a worker for {@linkcode runUnits}: each message is an input, each answer its
 * value or its error. Call it once, at the top level of a module of its own.
 *
 * @param handler What to do with an input; the same function that `runUnits` is given.
 */
export function serve<I, O>(handler: UnitHandler<I, O>): void {
  const scope = globalThis as unknown as WorkerScope<I>;
  scope.onmessage = async ({ data }) => {
    try {
      scope.postMessage({ value: await handler(data) });
    } catch (error) {
      scope.postMessage({ error: packError(error) });
    }
  };
}

/// <reference lib="webworker" />
import type { UnitHandler } from "./pool.ts";
import { packError } from "./wire.ts";

/**
 * Makes this module a worker for {@linkcode runUnits}: each message is an input, each answer its
 * value or its error. Call it once, at the top level of a module of its own.
 *
 * @param handler What to do with an input; the same function that `runUnits` is given.
 */
export function serve<I, O>(handler: UnitHandler<I, O>): void {
  const scope = self as unknown as DedicatedWorkerGlobalScope;
  scope.onmessage = async ({ data }: MessageEvent<I>) => {
    try {
      scope.postMessage({ value: await handler(data) });
    } catch (error) {
      scope.postMessage({ error: packError(error) });
    }
  };
}

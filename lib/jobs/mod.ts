/**
 * Long jobs as lists of independent units, run on one thread or several with the same result.
 *
 * @example
 * ```ts
 * import { runUnits } from "./mod.ts";
 *
 * const [first] = await runUnits([21], (x) => 2 * x);
 * if (!first.ok || first.value !== 42) throw new Error("wrong");
 * ```
 *
 * @module
 */
export {
  type Outcome,
  runUnits,
  type RunUnitsOptions,
  type UnitHandler,
  valuesOf,
} from "./pool.ts";
export { serve } from "./serve.ts";
export { packError, reviveError, type WireError } from "./wire.ts";
export { type RunStoredOptions, runStoredUnits, type StoredUnit } from "./stored.ts";
export {
  ofShare,
  runShare,
  type Share,
  type SharedRun,
  type ShareRecord,
  type StageName,
  standingOf,
} from "./shares.ts";
export { missingShares, type Plan, type PlanStage, readPlan, writePlan } from "./plan.ts";

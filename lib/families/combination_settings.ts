/**
 * What a combination of experts keeps of a fit beside what the experts learnt. It is read from files
 * that may come from anywhere, so that each number is checked.
 *
 * @module
 */

import { z } from "zod";
import { ModelError } from "../errors.ts";
import type { FittedTeam } from "./team.ts";
import { TYPICALITY_EXPERTS, type TypicalityRecord } from "./typicality.ts";

/** What is kept of a fit, besides what the experts learnt; JSON. */
export interface CombinationSettings {
  /** Who answers for whole recordings. */
  whole: FittedTeam;
  /** Who answers for excerpts. */
  excerpt?: FittedTeam;
  /** Median length of the training recordings in seconds. */
  seconds: number;
  /** When a recording is none of the raags known. */
  typicality: TypicalityRecord;
}

/** A fit gives weights below a hundred and lengths below a day; what is far beyond is damage. */
const within = z.number().min(-1e6).max(1e6);
const positive = z.number().min(0).max(1e6);

const team = z.object({
  stack: z.object({
    weights: z.array(positive),
    bias: z.array(within),
    outliers: z.number().min(0).max(1),
  }),
  held: z.int().min(0),
});

const STATISTICS = TYPICALITY_EXPERTS.length;
const statistics = (of: z.ZodType<number>) =>
  z.array(of).refine(
    ({ length }) => length === 0 || length === STATISTICS,
    `must hold ${STATISTICS} numbers or none`,
  );

const schema = z.object({
  whole: team,
  excerpt: team.optional(),
  seconds: positive,
  typicality: z.object({
    means: statistics(within),
    spreads: statistics(z.number().gt(0).max(1e6)),
    seconds: positive,
    level: within,
    percentiles: z.array(within),
  }).refine(
    ({ seconds, means, spreads, percentiles }) =>
      seconds === 0 || (means.length > 0 && spreads.length > 0 && percentiles.length === 101),
    "must hold means, spreads and 101 percentiles",
  ),
});

/** How many numbers a combination's settings must hold. */
export interface SettingsShape {
  /** Number of labels. */
  labels: number;
  /** Members of the team for whole recordings. */
  whole: number;
  /** Members of the team for excerpts, where there is one. */
  excerpt?: number;
}

/**
 * Checks settings before they are used.
 *
 * @param settings As they were read.
 * @param shape How many numbers are expected.
 * @returns The settings.
 * @throws {ModelError} If one is missing or out of its range; the text names it.
 */
export function checkSettings(settings: unknown, shape: SettingsShape): CombinationSettings {
  const read = schema.safeParse(settings);
  if (!read.success) {
    const [{ path, message }] = read.error.issues;
    throw damaged(path.join("."), message);
  }
  for (const name of ["whole", "excerpt"] as const) {
    const members = shape[name], fitted = read.data[name];
    if (members === undefined) continue;
    if (fitted === undefined) throw damaged(name, "is missing");
    const { weights, bias } = fitted.stack;
    if (weights.length !== members) {
      throw damaged(`${name}.stack.weights`, `must hold ${members}, found ${weights.length}`);
    }
    if (bias.length !== shape.labels) {
      throw damaged(`${name}.stack.bias`, `must hold ${shape.labels}, found ${bias.length}`);
    }
  }
  return settings as CombinationSettings;
}

function damaged(name: string, message: string): ModelError {
  return new ModelError(`its calibration is damaged: settings.${name}: ${message}; train again`);
}

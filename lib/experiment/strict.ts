import { z } from "zod";

/**
 * An object without unknown keys, whose refusal says which keys there are.
 *
 * @param shape Schemas by key.
 * @returns The schema.
 */
export function strict<S extends z.ZodRawShape>(
  shape: S,
): z.ZodObject<S, z.core.$strict> {
  const allowed = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `is unknown; allowed are ${allowed}` : undefined,
  });
}

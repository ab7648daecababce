/**
 * The part of the schema that says which settings each family has: those of the list of families.
 *
 * @module
 */

import { z } from "zod";
import { FAMILY_NAMES } from "../families/mod.ts";
import { familyOptions } from "../families/registry.ts";
import { strict } from "./strict.ts";

const NAME = /^[A-Za-z0-9{][\w.+{}-]{0,59}$/;

const name = z.string().regex(NAME, {
  error: "must be 1 to 60 letters, digits, . _ + - (or {setting} in a sweep)",
}).optional().describe(
  "What it is called in results; in a sweep with {setting} in place of a value.",
);

/** A family with settings: one object for each of the families. */
export const familySchema: z.ZodType<{ family: string; name?: string }> = z.discriminatedUnion(
  "family",
  FAMILY_NAMES.map(settingsOf) as unknown as [z.ZodObject, ...z.ZodObject[]],
) as unknown as z.ZodType<{ family: string; name?: string }>;

/** A family with its settings, and lists of their values to be swept where it has some. */
function settingsOf(family: string) {
  const options = Object.entries(familyOptions(family));
  const all = (make: (schema: z.ZodType) => z.ZodType) =>
    Object.fromEntries(options.map(([option, schema]) => [option, make(schema).optional()]));
  return strict({
    family: z.literal(family),
    name,
    ...all((schema) => schema),
    ...(options.length > 0 && {
      sweep: strict(all((schema) => z.array(schema).min(1).max(50))).optional()
        .describe("Lists of values: one family for each combination."),
    }),
  });
}

import { z } from "zod";
import { FAMILY_NAMES } from "../families/mod.ts";
import { familyOptions } from "../families/registry.ts";
import { RAAGS } from "../raags/mod.ts";
import type { Experiment } from "./types.ts";

/** An object without unknown keys, whose refusal says which keys there are. */
function strict<S extends z.ZodRawShape>(
  shape: S,
): z.ZodObject<S, z.core.$strict> {
  const allowed = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `is unknown; allowed are ${allowed}` : undefined,
  });
}

const seed = z.int().min(0).max(0x7fffffff);
const text = z.string().min(1);

const sample = strict({
  seed: seed.optional().describe("Seed of the whole set. Default 1."),
  durationSeconds: z.number().min(2).max(3600).optional()
    .describe("Length of a recording in seconds. Default 40."),
  train: z.int().min(1).max(999).optional()
    .describe("Training recordings of each raag. Default 6."),
  test: z.int().min(0).max(999).optional().describe("Test recordings of each raag. Default 2."),
  raags: z.array(z.enum(Object.keys(RAAGS))).min(1).optional()
    .describe("Raags by name. Default: all that the kit has a grammar for."),
});

const data = z.union([
  text,
  strict({
    sample: sample.optional().describe("Recordings that the kit makes itself. This or folder."),
    folder: text.optional().describe("Folder of a data set; relative to this file. Or sample."),
    prefer: z.enum(["audio", "pitch"]).optional()
      .describe("Which file counts where a recording has both. Default audio."),
  }),
]).describe('"sample", the folder of a data set, or either with options.');

const pitch = strict({
  method: z.enum(["auto", "praat", "pyin", "yin"]).optional().describe("The tracker."),
  hopSeconds: z.number().min(0.001).max(0.1).optional().describe("Time between frames."),
  frameSeconds: z.number().min(0.005).max(0.5).optional().describe("Length of a frame."),
  floorHz: z.number().min(20).max(1000).optional().describe("Lowest f0."),
  ceilingHz: z.number().min(100).max(4000).optional().describe("Highest f0."),
  voicingThreshold: z.number().min(0).max(1).optional().describe("0..1, above it is voiced."),
  smooth: z.boolean().optional().describe("Whether the track is smoothed. Default true."),
});

const NAME = /^[A-Za-z0-9{][\w.+{}-]{0,59}$/;

const name = z.string().regex(NAME, {
  error: "must be 1 to 60 letters, digits, . _ + - (or {setting} in a sweep)",
}).optional().describe(
  "What it is called in results; in a sweep with {setting} in place of a value.",
);

/** A family with settings: one object for each of the families. */
const familySchema: z.ZodType<{ family: string; name?: string }> = z.discriminatedUnion(
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

/** The schema; `null` never stands for a missing value. */
export const experimentSchema = strict({
  $schema: z.string().optional().describe("Path of this schema, for editors."),
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,59}$/, {
    error: "must be 1 to 60 of a-z, 0-9, - and _, a letter or digit first",
  }).describe("Short name, fit for a file."),
  title: text.describe("Title of the report."),
  description: z.string().default("").describe("What is asked and why."),
  authors: z.array(text).default([]).describe("Who is to be cited."),
  dataCitation: text.optional().describe("How the data set is to be cited."),
  data,
  folds: z.int().min(2).max(1000).optional()
    .describe("Cross-validate with so many folds; groups are never split. This or splits."),
  splits: strict({ train: text, test: text }).optional()
    .describe("Learn from one split and judge another. This or folds."),
  families: z.array(z.union([z.enum(FAMILY_NAMES as string[]), familySchema])).min(1).max(200)
    .describe("What is compared: names of families, or families with settings."),
  seeds: z.array(seed).min(1).max(100).default([42])
    .describe("Each seed is a run of its own: other folds, other starts. Default [42]."),
  tonic: z.enum(["known", "estimated"]).default("known")
    .describe("Which tonic held-out recordings are judged with."),
  pitch: pitch.default({}).describe("How pitch is tracked."),
  models: z.union([z.boolean(), text]).default(false)
    .describe(
      "Keep the models of one family, fitted on all that teaches: true for the one with the best " +
        "accuracy, or its name. Default false.",
    ),
  timelines: z.int().min(0).max(50).default(4)
    .describe("Evidence timelines of at most so many mistakes. Default 4."),
});

/** Holds the schema to the interface, and the interface to the schema. */
export const asExperiment = (value: z.output<typeof experimentSchema>): Experiment => value;

/**
 * The schema as JSON Schema: editors complete and check experiment files that name it by `$schema`.
 *
 * @returns The document that `data/experiments/experiment.schema.json` holds.
 */
export function experimentJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(experimentSchema, {
    target: "draft-7",
    io: "input",
  });
  return {
    $schema,
    title: "raagkit experiment",
    description: "What is run on what, with which seeds: the input of `deno task experiment`.",
    ...schema,
    oneOf: [{ required: ["folds"] }, { required: ["splits"] }],
  };
}

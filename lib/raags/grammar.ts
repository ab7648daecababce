/**
 * The raag grammar: what a raag's JSON file under `data/raags` may say, checked field by field.
 *
 * A file states facts; what it leaves unsaid is derived or has a default, each with its reason.
 *
 * @module
 */

import { z } from "zod";
import { InvalidArgumentError } from "../errors.ts";
import { SVARAS } from "../quantize/mod.ts";
import { parsePhrase, pitchClass, svaraToSemitones } from "./notation.ts";
import { checkTogether } from "./rules.ts";
import type { GrammarFact, Prahar, RaagGrammar, Register } from "./types.ts";

/** An andolan of which the books say only that there is one: slow, about a quarter of a tone wide. */
const USUAL_ANDOLAN = {
  rate_hz: [1, 3] as [number, number],
  depth_cents: [25, 45] as [number, number],
  offset_cents: 0,
  probability: 0.8,
};

/** The pace of a medium khayal: the middle of what the five grammars of the sample set have. */
const USUAL_TEMPO: RaagGrammar["tempo"] = {
  notes_per_second: [2, 3.2],
  taan_notes_per_second: [6, 8],
};

/** Weight of a phrase that is written without one. */
const USUAL_WEIGHT = 1;

/** The range of a voice that dwells in a register: an octave and a half or more about it. */
const RANGES: Record<Register, [string, string]> = {
  "mandra": ["m,", "R'"],
  "mandra-madhya": ["P,", "R'"],
  "madhya": ["P,", "G'"],
  "madhya-taar": ["P,", "m'"],
  "taar": ["P,", "P'"],
};

/** The range that goes with a register; the middle one where none is named. */
function usualRange(register: Register | undefined): [string, string] {
  return [...RANGES[register ?? "madhya"]];
}

/** The svaras of some lines from Sa upwards, as a grammar writes a scale. */
function scaleOf(lines: readonly string[]): string {
  const used = new Set(lines.flatMap(parsePhrase).map((note) => pitchClass(note.semitones)));
  return SVARAS.filter((_, degree) => used.has(degree)).join(" ");
}

/** The first string of the tanpura: Pa, or Ma where the raag lacks Pa, or Ni where it lacks both. */
function usualTanpura(scale: string): RaagGrammar["tanpura"] {
  return [scale.includes("P") ? "Pa" : scale.includes("m") ? "Ma" : "Ni"];
}

/**
 * The svaras that some lines only ever leave downward, and those that they only ever leave upward.
 *
 * @returns Both lists, from Sa upwards; a svara that is never left is in neither.
 */
function oneWaySvaras(lines: readonly string[]): { downward: string[]; upward: string[] } {
  const up = new Set<number>(), down = new Set<number>();
  for (const notes of lines.map(parsePhrase)) {
    for (let i = 1; i < notes.length; i++) {
      const step = notes[i].semitones - notes[i - 1].semitones;
      if (step !== 0) (step > 0 ? up : down).add(pitchClass(notes[i - 1].semitones));
    }
  }
  const only = (these: Set<number>, those: Set<number>) =>
    SVARAS.filter((_, degree) => these.has(degree) && !those.has(degree));
  return { downward: only(down, up), upward: only(up, down) };
}

/** A string that `parse` accepts; what it throws becomes the field's message. */
function parsed(parse: (text: string) => unknown) {
  return z.string().superRefine((text, context) => {
    try {
      parse(text);
    } catch (error) {
      // Not to be continued: the rules between the fields rely on what can be parsed.
      context.addIssue({ code: "custom", message: (error as Error).message, continue: false });
    }
  });
}

const REGISTERS: readonly Register[] = ["mandra", "mandra-madhya", "madhya", "madhya-taar", "taar"];

const PRAHARS: readonly Prahar[] = [
  ...(["day", "night"] as const).flatMap((half) =>
    ([1, 2, 3, 4] as const).map((prahar) => `${half} ${prahar}` as const)
  ),
  "any",
];

/** The fields that state a fact. */
const FACTS = ("names thaat scale aroh avroh vadi samvadi nyas weak phrases register emphasis " +
  "ornaments intonation tanpura time season").split(" ") as GrammarFact[];

const svara = parsed(svaraToSemitones);
const phrase = parsed(parsePhrase);
const text = z.string().min(1);
const probability = z.number().min(0).max(1);
const cents = z.number().min(-100).max(100);
const interval = (lowest: number) =>
  z.tuple([z.number().min(lowest), z.number().min(lowest)])
    .refine(([low, high]) => low <= high, {
      message: "the first number must not exceed the second",
    });

/** A phrase may be written as its svaras alone. */
const weighted = z.preprocess(
  (value) => typeof value === "string" ? { svaras: value, weight: USUAL_WEIGHT } : value,
  z.strictObject({ svaras: phrase, weight: z.number().positive() }),
);

const ornaments = z.strictObject({
  andolan: z.array(z.strictObject({
    svara,
    rate_hz: interval(0.1).default(USUAL_ANDOLAN.rate_hz),
    depth_cents: interval(0).default(USUAL_ANDOLAN.depth_cents),
    offset_cents: cents.default(USUAL_ANDOLAN.offset_cents),
    probability: probability.default(USUAL_ANDOLAN.probability),
  })).default([]),
  meend: z.array(
    z.strictObject({ from: svara, to: svara, seconds: interval(0.02), probability }),
  ).default([]),
  kan: z.array(z.strictObject({ svara, touch: svara, probability })).default([]),
});

const file = z.strictObject({
  raag: text,
  names: z.array(text).default([]),
  thaat: text,
  scale: phrase.optional(),
  aroh: phrase,
  avroh: phrase,
  vadi: svara,
  samvadi: svara,
  nyas: z.array(svara).min(1),
  weak: z.array(svara).default([]),
  pakad: z.array(phrase).default([]),
  phrases: z.array(weighted),
  leave_downward: z.array(svara).optional(),
  leave_upward: z.array(svara).optional(),
  textbook: z.strictObject({ nyas: z.array(svara).min(1), phrases: z.array(phrase).min(1) })
    .optional(),
  register: z.enum(REGISTERS).optional(),
  emphasis: z.enum(["purvang", "uttarang"]).optional(),
  intonation: z.array(z.strictObject({ svara, offset_cents: cents })).default([]),
  ornaments: ornaments.default({ andolan: [], meend: [], kan: [] }),
  tempo: z.strictObject({
    notes_per_second: interval(0.2),
    taan_notes_per_second: interval(0.2),
  }).default(USUAL_TEMPO),
  range: z.tuple([svara, svara]).optional(),
  tanpura: z.array(z.enum(["Pa", "Ma", "Ni"])).min(1).optional(),
  time: z.enum(PRAHARS).optional(),
  season: z.enum(["spring", "rains"]).optional(),
  disagreements: z.array(
    z.strictObject({ field: z.enum(FACTS), value: text, by: text }),
  ).default([]),
  unchecked: z.array(z.enum(FACTS)).default([]),
  sources: z.array(z.strictObject({
    kind: z.enum(["printed", "web", "repository"]),
    citation: text,
    checked: z.string().optional(),
  })).min(1),
});

/** The grammar of a file: what it leaves unsaid is derived from what it says. */
function complete(said: z.output<typeof file>): RaagGrammar {
  const lines = [said.aroh, said.avroh, ...said.pakad, ...said.phrases.map((each) => each.svaras)];
  const scale = said.scale ?? scaleOf([said.aroh, said.avroh]);
  const oneWay = oneWaySvaras(lines);
  return {
    ...said,
    scale,
    leave_downward: said.leave_downward ?? oneWay.downward,
    leave_upward: said.leave_upward ?? oneWay.upward,
    range: said.range ?? usualRange(said.register),
    tanpura: said.tanpura ?? usualTanpura(scale),
  };
}

/**
 * The schema of a raag's JSON file: every field, its default, and the rules between the fields (the
 * vadi lies in the scale, a svara that is only left downward is never followed by a higher one, and
 * so on). What it gives may be read again, and gives itself.
 */
const raagGrammarSchema: z.ZodType<RaagGrammar> = file.transform(complete)
  .superRefine(checkTogether);

/**
 * Checks a grammar that was read from JSON.
 *
 * @param value What `JSON.parse` gave.
 * @param options `name`: what to call it in a message. @default "raag grammar"
 * @returns The grammar with its defaults, a copy.
 * @throws {InvalidArgumentError} If it breaks a rule; the message lists every field at fault.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { RAAGS } from "raagkit";
 * import { parseGrammar } from "raagkit/raags";
 *
 * assertEquals(parseGrammar(structuredClone(RAAGS.Desh)).vadi, "R");
 * ```
 */
export function parseGrammar(value: unknown, options: { name?: string } = {}): RaagGrammar {
  const result = raagGrammarSchema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) =>
    `${issue.path.map(String).join(".") || "(whole)"}: ${issue.message}`
  );
  throw new InvalidArgumentError(
    `${options.name ?? "raag grammar"} breaks the format: ${problems.join("; ")}`,
  );
}

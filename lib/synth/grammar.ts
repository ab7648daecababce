/**
 * The raag grammar: what a raag's JSON file under `data/raags` may say, checked field by field.
 *
 * @module
 */

import { z } from "zod";
import { InvalidArgumentError } from "../errors.ts";
import { parsePhrase, pitchClass, svaraToSemitones } from "./notation.ts";

/** A slow, wide swing around a svara. */
export interface AndolanHabit {
  /** The svara that swings, without octave. */
  svara: string;
  /** Slowest and fastest swing in Hz. */
  rate_hz: [number, number];
  /** Narrowest and widest swing in cents, from the middle to either side. */
  depth_cents: [number, number];
  /** How far the middle of the swing lies above (below, if negative) the svara, in cents. */
  offset_cents: number;
  /** Share of the svara's longer notes that swing, 0..1. */
  probability: number;
}

/** A glide from one svara to another. */
export interface MeendHabit {
  /** The svara it leaves; an octave mark matters only in relation to `to`. */
  from: string;
  /** The svara it reaches. */
  to: string;
  /** Shortest and longest glide in seconds. */
  seconds: [number, number];
  /** Share of such moves that glide, 0..1. */
  probability: number;
}

/** A grace note: a svara touched on the way to another. */
export interface KanHabit {
  /** The svara that is meant. */
  svara: string;
  /** The svara that is touched before it. */
  touch: string;
  /** Share of the svara's notes that are touched, 0..1. */
  probability: number;
}

/** A phrase by which the raag is known. */
export interface CatchPhrase {
  /** The phrase in the notation of {@linkcode parsePhrase}. */
  svaras: string;
  /** How often it is chosen, relative to the others; > 0. */
  weight: number;
}

/** Where a statement of the grammar comes from. */
export interface GrammarSource {
  /** `printed` names the standard works to check against, `web` the page that was read. */
  kind: "printed" | "web";
  /** Author, title, publisher and year, or the address. */
  citation: string;
  /** What was checked there. */
  checked?: string;
}

/** All that the synthesiser knows of a raag. */
export interface RaagGrammar {
  /** The label of its recordings. */
  raag: string;
  /** The parent scale in Bhatkhande's system. */
  thaat: string;
  /** The ascent. */
  aroh: string;
  /** The descent. */
  avroh: string;
  /** The svara that weighs most. */
  vadi: string;
  /** The svara that weighs second. */
  samvadi: string;
  /** The svaras on which phrases may end. */
  nyas: string[];
  /** The phrases that identify the raag at once; they count three times an ordinary one. */
  pakad: string[];
  /** Further phrases, with their weights. */
  phrases: CatchPhrase[];
  /** Svaras that are only ever left for a lower one. */
  leave_downward: string[];
  /** Svaras that are only ever left for a higher one. */
  leave_upward: string[];
  /** What is done to single notes and to moves. */
  ornaments: { andolan: AndolanHabit[]; meend: MeendHabit[]; kan: KanHabit[] };
  /** Slowest and fastest usual pace, in notes a second, outside and inside taans. */
  tempo: { notes_per_second: [number, number]; taan_notes_per_second: [number, number] };
  /** The lowest and the highest svara. */
  range: [string, string];
  /** The usual tunings of the tanpura's first string, the commonest first. */
  tanpura: ("Pa" | "Ma" | "Ni")[];
  /** Where this comes from. */
  sources: GrammarSource[];
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

const svara = parsed(svaraToSemitones);
const phrase = parsed(parsePhrase);
const probability = z.number().min(0).max(1);
const interval = (lowest: number) =>
  z.tuple([z.number().min(lowest), z.number().min(lowest)])
    .refine(([low, high]) => low <= high, {
      message: "the first number must not exceed the second",
    });

const shape = z.strictObject({
  raag: z.string().min(1),
  thaat: z.string().min(1),
  aroh: phrase,
  avroh: phrase,
  vadi: svara,
  samvadi: svara,
  nyas: z.array(svara).min(1),
  pakad: z.array(phrase).min(1),
  phrases: z.array(z.strictObject({ svaras: phrase, weight: z.number().positive() })),
  leave_downward: z.array(svara),
  leave_upward: z.array(svara),
  ornaments: z.strictObject({
    andolan: z.array(z.strictObject({
      svara,
      rate_hz: interval(0.1),
      depth_cents: interval(0),
      offset_cents: z.number().min(-100).max(100),
      probability,
    })),
    meend: z.array(
      z.strictObject({ from: svara, to: svara, seconds: interval(0.02), probability }),
    ),
    kan: z.array(z.strictObject({ svara, touch: svara, probability })),
  }),
  tempo: z.strictObject({
    notes_per_second: interval(0.2),
    taan_notes_per_second: interval(0.2),
  }),
  range: z.tuple([svara, svara]),
  tanpura: z.array(z.enum(["Pa", "Ma", "Ni"])).min(1),
  sources: z.array(z.strictObject({
    kind: z.enum(["printed", "web"]),
    citation: z.string().min(1),
    checked: z.string().optional(),
  })).min(1),
});

/** The rules that tie fields to each other; each names the field that breaks it. */
function checkTogether(grammar: RaagGrammar, context: z.RefinementCtx): void {
  const issue = (path: (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path, message });
  const semitones = (text: string) => parsePhrase(text).map((note) => note.semitones);
  const aroh = semitones(grammar.aroh), avroh = semitones(grammar.avroh);
  const scale = new Set([...aroh, ...avroh].map(pitchClass));
  const inScale = (text: string) => scale.has(pitchClass(svaraToSemitones(text)));

  if (aroh.at(-1)! <= aroh[0]) issue(["aroh"], "the ascent must end above its start");
  if (avroh.at(-1)! >= avroh[0]) issue(["avroh"], "the descent must end below its start");
  const [low, high] = grammar.range.map(svaraToSemitones);
  if (high - low < 12) {
    issue(["range"], `must span an octave or more, found ${high - low} semitones`);
  }
  for (const field of ["vadi", "samvadi"] as const) {
    if (!inScale(grammar[field])) {
      issue([field], `${grammar[field]} occurs neither in aroh nor in avroh`);
    }
  }
  for (const field of ["nyas", "leave_downward", "leave_upward"] as const) {
    grammar[field].forEach((name, i) => {
      if (!inScale(name)) issue([field, i], `${name} occurs neither in aroh nor in avroh`);
    });
  }
  const down = new Set(grammar.leave_downward.map((name) => pitchClass(svaraToSemitones(name))));
  const up = new Set(grammar.leave_upward.map((name) => pitchClass(svaraToSemitones(name))));
  const checkPhrase = (text: string, path: (string | number)[]) => {
    const notes = parsePhrase(text);
    notes.forEach((note, i) => {
      if (!scale.has(pitchClass(note.semitones))) {
        issue(path, `${note.svara} occurs neither in aroh nor in avroh`);
      }
      const next = notes[i + 1];
      if (next === undefined) return;
      const step = next.semitones - note.semitones;
      if (step > 0 && down.has(pitchClass(note.semitones))) {
        issue(
          path,
          `${note.svara} must be left downward (leave_downward), found ${next.svara} next`,
        );
      }
      if (step < 0 && up.has(pitchClass(note.semitones))) {
        issue(path, `${note.svara} must be left upward (leave_upward), found ${next.svara} next`);
      }
    });
  };
  checkPhrase(grammar.aroh, ["aroh"]);
  checkPhrase(grammar.avroh, ["avroh"]);
  grammar.pakad.forEach((text, i) => checkPhrase(text, ["pakad", i]));
  grammar.phrases.forEach(({ svaras }, i) => checkPhrase(svaras, ["phrases", i, "svaras"]));
}

/**
 * The schema of a raag's JSON file: every field, and the rules between the fields (the vadi lies in
 * the scale, a svara that is only left downward is never followed by a higher one, and so on).
 */
export const raagGrammarSchema: z.ZodType<RaagGrammar> = shape.superRefine(checkTogether);

/**
 * Checks a grammar that was read from JSON.
 *
 * @param value What `JSON.parse` gave.
 * @param options `name`: what to call it in a message. @default "raag grammar"
 * @returns The grammar, a copy.
 * @throws {InvalidArgumentError} If it breaks a rule; the message lists every field at fault.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseGrammar, RAAGS } from "raagkit";
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

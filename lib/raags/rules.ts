import type { z } from "zod";
import { parsePhrase, pitchClass, svaraToSemitones } from "./notation.ts";
import type { RaagGrammar } from "./types.ts";

/** Reports every rule that a grammar breaks; each report names the field at fault. */
export function checkTogether(grammar: RaagGrammar, context: z.RefinementCtx): void {
  const issue = (path: (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path, message });
  checkShape(grammar, issue);
  checkScale(grammar, issue);
  checkOneWay(grammar, issue);
}

type Report = (path: (string | number)[], message: string) => void;

/** Every line of a grammar with the path of the field that holds it. */
function linesOf(grammar: RaagGrammar): { text: string; path: (string | number)[] }[] {
  return [
    { text: grammar.aroh, path: ["aroh"] },
    { text: grammar.avroh, path: ["avroh"] },
    ...grammar.pakad.map((text, i) => ({ text, path: ["pakad", i] })),
    ...grammar.phrases.map(({ svaras }, i) => ({ text: svaras, path: ["phrases", i, "svaras"] })),
    ...(grammar.textbook?.phrases ?? []).map((text, i) => ({
      text,
      path: ["textbook", "phrases", i],
    })),
  ];
}

/** The ascent rises, the descent falls, the range is wide enough, and there is a phrase. */
function checkShape(grammar: RaagGrammar, issue: Report): void {
  const ends = (text: string) => {
    const notes = parsePhrase(text);
    return [notes[0].semitones, notes.at(-1)!.semitones];
  };
  const aroh = ends(grammar.aroh), avroh = ends(grammar.avroh);
  if (aroh[1] <= aroh[0]) issue(["aroh"], "the ascent must end above its start");
  if (avroh[1] >= avroh[0]) issue(["avroh"], "the descent must end below its start");
  const [low, high] = grammar.range.map(svaraToSemitones);
  if (high - low < 12) {
    issue(["range"], `must span an octave or more, found ${high - low} semitones`);
  }
  if (grammar.pakad.length + grammar.phrases.length === 0) {
    issue(["phrases"], "a raag needs at least one phrase, here or as pakad");
  }
}

/** Every svara that is named lies in the scale, and every svara of the scale is used. */
function checkScale(grammar: RaagGrammar, issue: Report): void {
  const scale = new Set(parsePhrase(grammar.scale).map((note) => pitchClass(note.semitones)));
  const check = (svara: string, path: (string | number)[]) => {
    if (scale.has(pitchClass(svaraToSemitones(svara)))) return;
    issue(
      path,
      `${svara} occurs neither in aroh nor in avroh (name it in scale if it belongs to the raag)`,
    );
  };
  check(grammar.vadi, ["vadi"]);
  check(grammar.samvadi, ["samvadi"]);
  for (const field of ["nyas", "leave_downward", "leave_upward"] as const) {
    grammar[field].forEach((svara, i) => check(svara, [field, i]));
  }
  grammar.textbook?.nyas.forEach((svara, i) => check(svara, ["textbook", "nyas", i]));
  const used = new Set<number>();
  for (const { text, path } of linesOf(grammar)) {
    for (const { svara, semitones } of parsePhrase(text)) {
      check(svara, path);
      used.add(pitchClass(semitones));
    }
  }
  for (const { svara, semitones } of parsePhrase(grammar.scale)) {
    if (!used.has(pitchClass(semitones))) {
      issue(["scale"], `${svara} occurs in no line of the grammar`);
    }
  }
}

/** A svara that is only left one way is never left the other. */
function checkOneWay(grammar: RaagGrammar, issue: Report): void {
  const classes = (names: string[]) =>
    new Set(names.map((name) => pitchClass(svaraToSemitones(name))));
  const down = classes(grammar.leave_downward), up = classes(grammar.leave_upward);
  for (const { text, path } of linesOf(grammar).filter(({ path }) => path[0] !== "textbook")) {
    const notes = parsePhrase(text);
    for (let i = 1; i < notes.length; i++) {
      const [note, next] = [notes[i - 1], notes[i]];
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
    }
  }
}

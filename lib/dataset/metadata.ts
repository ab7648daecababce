import { z } from "zod";
import type { Problem } from "../errors.ts";
import type { RecordingMetadata } from "./types.ts";

/** Keys that the kit reads, with what people write instead. */
const KNOWN: Record<string, string> = {
  recording_id: "",
  raag: "raga rag raaga raagam ragam raags ragas raagas label",
  tonic_hz: "tonic sa sahz safrequency tonicfrequency tonicfreq tonichertz ctonic pitchofsa",
  group: "groups groupid",
  split: "",
  hop_seconds: "hop hopsec hops hoptime hopsize hopms",
  artist: "",
  instrument: "",
  duration_sec: "",
};

/** A key without case and punctuation: `tonicHz`, `Tonic Hz` and `tonic_hz` are alike. */
const bare = (key: string): string =>
  key.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

const MEANT = new Map(
  Object.entries(KNOWN).flatMap(([key, others]) => [
    [bare(key), key] as const,
    ...others.split(" ").filter((word) => word !== "").map((word) => [word, key] as const),
  ]),
);

/** The key of the kit that a key differs from in case and punctuation only. */
export function usualKey(key: string): string {
  const meant = MEANT.get(bare(key));
  return meant !== undefined && bare(meant) === bare(key) ? meant : key;
}

/**
 * Keys that are near one of the kit's and are not read, such as `tonic` for `tonic_hz`. One beside
 * the right key is no mistake.
 */
function nearMisses(metadata: Record<string, unknown>): { key: string; meant: string }[] {
  const misses: { key: string; meant: string }[] = [];
  for (const key of Object.keys(metadata)) {
    const meant = MEANT.get(bare(key));
    if (meant === undefined || meant === key || metadata[meant] !== undefined) continue;
    misses.push({ key, meant });
  }
  return misses;
}

/** What is said of such a key. */
function describeMiss(
  { key, meant }: Record<"key" | "meant", string>,
  file: string,
): Problem {
  return { file, field: key, message: `is not read; the key is ${meant}`, severity: "warning" };
}

/** The value as a message shows it, cut to a readable length. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** `rule, found value`, with `required` in place of the rule where the field is absent. */
function says(rule: string): { error: (issue: { input?: unknown }) => string } {
  return {
    error: ({ input }) =>
      input === undefined ? `is required: ${rule}` : `must be ${rule}, found ${show(input)}`,
  };
}

/** Text that names something: shown, compared and used in messages, so nothing invisible. */
function nameText(rule: string): z.ZodType<string> {
  return z.string(says(rule)).refine(
    (text) =>
      text.trim() !== "" && text.length <= 200 && text.isWellFormed() && !/\p{Cc}/u.test(text),
    says(rule),
  );
}

/** A number that follows a rule, or none. */
function numberThat(rule: string, follows: (value: number) => boolean) {
  return z.number(says(rule)).refine(follows, says(rule)).optional();
}

const NAME_RULE = "text of 1 to 200 characters without control characters";
const ID_RULE = `${NAME_RULE}, without / and \\`;

/** The fields that decide how a recording is used: wrong ones make it unusable. */
const DECISIVE = {
  recording_id: nameText(ID_RULE).refine(
    (text) => !/[/\\]/.test(text) && text !== "." && text !== "..",
    says(ID_RULE),
  ),
  raag: nameText(NAME_RULE),
  tonic_hz: numberThat(
    "a frequency in Hz within 40..1000, or left out",
    (hz) => hz >= 40 && hz <= 1000,
  ),
  split: nameText(NAME_RULE).optional(),
  group: nameText(NAME_RULE).optional(),
  hop_seconds: numberThat("seconds above 0 and at most 1", (hop) => hop > 0 && hop <= 1),
};

/** The fields that only describe: wrong ones are left out with a warning. */
const DESCRIPTIVE = {
  artist: z.string(says("text")).optional(),
  instrument: z.string(says("text")).optional(),
  notes: z.string(says("text")).optional(),
  duration_sec: numberThat("seconds above 0", (seconds) => seconds > 0),
};

const decisive = z.looseObject(DECISIVE);
const descriptive = z.looseObject(DESCRIPTIVE);

/** What is known of a recording before its metadata is read. */
export interface AssumedMetadata {
  /** Its id where the metadata gives none: the path below the data set's folder. */
  recording_id?: string;
  /** Its raag where the metadata gives none: the name of its folder. */
  raag?: string;
  /** Its group where the metadata gives none. */
  group?: string;
}

/** Stands for an id that is assumed: a path has slashes, which an id of somebody's own has not. */
const ASSUMED_ID = "assumed";

/**
 * Checks what a metadata file holds.
 *
 * `null` in an optional field counts as absent. Keys that the kit does not know are kept; those that
 * are near one that it knows are named. Names are set to composed accents (NFC), so that those which
 * look alike are alike.
 *
 * @param value The parsed JSON.
 * @param file Path of the file, for the problems.
 * @param assumed What holds where the file is silent.
 * @returns The metadata, unless an error makes it unusable, and everything that was wrong.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { checkMetadata } from "raagkit/dataset";
 *
 * const { problems } = checkMetadata({ recording_id: "a", raag: "Desh", tonic_hz: 0 }, "a.json");
 * assertEquals(problems.map((problem) => problem.field), ["tonic_hz"]);
 * ```
 */
export function checkMetadata(
  value: unknown,
  file: string,
  assumed: AssumedMetadata = {},
): { metadata?: RecordingMetadata; problems: Problem[] } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const message = `must be a JSON object with recording_id and raag, found ${show(value)}`;
    return { problems: [{ file, message, severity: "error" }] };
  }
  const metadata = Object.fromEntries(
    Object.entries(value).filter(([key, field]) =>
      field !== null || key === "recording_id" || key === "raag" ||
      !(key in DECISIVE || key in DESCRIPTIVE)
    ),
  );
  const hasOwnId = metadata.recording_id !== undefined && metadata.recording_id !== null;
  if (!hasOwnId && assumed.recording_id !== undefined) metadata.recording_id = ASSUMED_ID;
  if (assumed.raag !== undefined) metadata.raag ??= assumed.raag;
  if (assumed.group !== undefined) metadata.group ??= assumed.group;
  const problems: Problem[] = [];
  const misses = nearMisses(metadata);
  const read = decisive.safeParse(metadata);
  for (const { path, message } of read.error?.issues ?? []) {
    const field = String(path[0]);
    // A value that breaks two rules of its field gets one message, which names them both.
    if (problems.some((problem) => problem.field === field)) continue;
    const miss = misses.find(({ meant }) => meant === field);
    const hint = miss ? `; ${show(miss.key)} is not read: call it ${field}` : "";
    problems.push({ file, field, message: message + hint, severity: "error" });
  }
  for (const miss of misses) {
    if (!problems.some(({ field }) => field === miss.meant)) {
      problems.push(describeMiss(miss, file));
    }
  }
  for (const { path, message } of descriptive.safeParse(metadata).error?.issues ?? []) {
    const field = String(path[0]);
    delete metadata[field];
    problems.push({ file, field, message: `${message}; it is ignored`, severity: "warning" });
  }
  if (!read.success) return { problems };
  if (metadata.raag !== (metadata.raag as string).trim()) {
    problems.push({
      file,
      field: "raag",
      message: `has spaces around the label ${show(metadata.raag)}, which count as a part of it`,
      severity: "warning",
    });
  }
  for (const key of ["recording_id", "raag", "split", "group"]) {
    if (metadata[key] !== undefined) metadata[key] = (metadata[key] as string).normalize("NFC");
  }
  if (!hasOwnId && assumed.recording_id !== undefined) metadata.recording_id = assumed.recording_id;
  return { metadata: metadata as RecordingMetadata, problems };
}

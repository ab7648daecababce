import type { Problem } from "../errors.ts";

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
export function nearMisses(metadata: Record<string, unknown>): { key: string; meant: string }[] {
  const misses: { key: string; meant: string }[] = [];
  for (const key of Object.keys(metadata)) {
    const meant = MEANT.get(bare(key));
    if (meant === undefined || meant === key || metadata[meant] !== undefined) continue;
    misses.push({ key, meant });
  }
  return misses;
}

/** What is said of such a key. */
export function describeMiss(
  { key, meant }: Record<"key" | "meant", string>,
  file: string,
): Problem {
  return { file, field: key, message: `is not read; the key is ${meant}`, severity: "warning" };
}

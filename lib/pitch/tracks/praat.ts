import { PitchError } from "../../errors.ts";
import { decodeText } from "../../files/decode_text.ts";
import type { Points } from "./types.ts";

/** Praat's objects that hold a melody. */
const CLASSES = /^(PitchTier|RealTier|Pitch)( \d+)?$/;

/** Numbers of an object in the order in which Praat writes them. */
interface Source {
  /** The next real number. */
  real(): number;
  /** The next count. */
  count(bytes?: 2 | 4): number;
}

/**
 * Whether a file is one of Praat's, by its first bytes.
 *
 * @param head The beginning of the file.
 */
export function isPraat(head: Uint8Array): boolean {
  return /^\s*(File type = )?"?oo(Text|Binary)File/.test(decodeText(head.subarray(0, 200)));
}

/**
 * Reads an object saved by Praat: a Pitch (its best candidates) or a PitchTier, as text, short text,
 * binary file or spreadsheet.
 *
 * @param bytes The file.
 * @param name What to call it in messages.
 * @returns Its points.
 * @throws {PitchError} If it holds another object, or ends early.
 * @see Praat's manual, "Praat file formats": in text files, only numbers, quoted texts and flags that
 * stand free between spaces count.
 */
export function readPraat(bytes: Uint8Array, name: string): Points {
  const isBinary = decodeText(bytes.subarray(0, 12)) === "ooBinaryFile";
  const { kind, source } = isBinary ? openBinary(bytes) : openText(decodeText(bytes));
  const match = CLASSES.exec(kind);
  if (match === null) {
    throw new PitchError(
      `Cannot read ${name}: it is a ${
        kind.slice(0, 40) || "file"
      } of Praat and no pitch; save the Pitch` +
        " or the PitchTier itself",
    );
  }
  const points = match[1] === "Pitch" ? readPitch(source, Number(match[2] ?? 0)) : readTier(source);
  if (points === undefined) {
    throw new PitchError(`Cannot read ${name}: this ${kind} of Praat ends early or is damaged`);
  }
  if (points.times.length === 0) {
    throw new PitchError(`Cannot read ${name}: this ${kind} of Praat holds no point`);
  }
  return points;
}

function openText(text: string): { kind: string; source: Source } {
  const kind = [...text.slice(0, 500).matchAll(/"([^"]*)"/g)].map(([, word]) => word)
    .find((word) => !word.startsWith("ooTextFile")) ?? "";
  const body = text.slice(text.indexOf(`"${kind}"`) + kind.length + 2);
  const tokens = body.matchAll(/(?<!\S)(?:[-+]?\d+\.?\d*(?:e[-+]?\d+)?|--undefined--)(?!\S)/gi);
  const real = () => {
    const { value, done } = tokens.next();
    if (done) return NaN;
    return value[0] === "--undefined--" ? 0 : Number(value[0]);
  };
  return { kind, source: { real, count: real } };
}

function openBinary(bytes: Uint8Array): { kind: string; source: Source } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes[12] ?? 0;
  const kind = decodeText(bytes.subarray(13, 13 + length));
  let at = 13 + length;
  const take = (size: number, read: () => number) => {
    const value = at + size <= bytes.length ? read() : NaN;
    at += size;
    return value;
  };
  return {
    kind,
    source: {
      real: () => take(8, () => view.getFloat64(at)),
      count: (size = 4) => take(size, () => size === 2 ? view.getInt16(at) : view.getInt32(at)),
    },
  };
}

/** A PitchTier: its ends, then time and frequency of each point; undefined if it is damaged. */
function readTier(source: Source): Points | undefined {
  const start = source.real(), end = source.real(), size = source.count();
  if (!isCount(size)) return undefined;
  const times: number[] = [], f0: number[] = [];
  for (let i = 0; i < size; i++) {
    times.push(source.real());
    f0.push(source.real());
    if (!Number.isFinite(f0[i]) || !(times[i] > (times[i - 1] ?? -Infinity))) return undefined;
  }
  return finish(times, f0, { start, end }, { drawn: true });
}

/** A Pitch: of each frame the first candidate, which is the path's; 0 Hz is unvoiced. */
function readPitch(source: Source, version: number): Points | undefined {
  const start = source.real(), end = source.real(), size = source.count();
  const step = source.real(), first = source.real(), ceiling = source.real();
  source.count(2);
  if (!isCount(size) || !(step > 0) || !Number.isFinite(first)) return undefined;
  const times: number[] = [], f0: number[] = [], voicing: number[] = [];
  for (let i = 0; i < size; i++) {
    if (version > 0) source.real();
    const candidates = source.count();
    if (!(candidates >= 1 && candidates <= 1000)) return undefined;
    for (let one = 0; one < candidates; one++) {
      const frequency = source.real(), strength = source.real();
      if (!Number.isFinite(strength)) return undefined;
      if (one > 0) continue;
      const isVoiced = frequency > 0 && !(frequency > ceiling);
      times.push(first + i * step);
      f0.push(isVoiced ? frequency : NaN);
      voicing.push(isVoiced ? Math.min(1, Math.max(0, strength)) : 0);
    }
  }
  return finish(times, f0, { start, end }, { voicing: Float64Array.from(voicing) });
}

/** Each point takes text of its own, so no file that can be held has more. */
function isCount(size: number): boolean {
  return Number.isInteger(size) && size >= 0 && size <= 1e8;
}

function finish(
  times: number[],
  f0: number[],
  span: { start: number; end: number },
  more: Partial<Points>,
): Points {
  const isSpan = Number.isFinite(span.start) && Number.isFinite(span.end);
  return {
    times: Float64Array.from(times),
    f0: Float64Array.from(f0),
    ...(isSpan && { span }),
    warnings: [],
    ...more,
  };
}

import { requireOneOf, requirePositive, requireWithin } from "../options.ts";
import { Random } from "../random.ts";

/** The svara of the tanpura's first string; `none` is no tanpura at all. */
export type DroneTuning = "Pa" | "Ma" | "Ni" | "none";

/** Options of {@linkcode tanpura}. */
export interface TanpuraOptions {
  /**
   * Seed of what varies: the pluck's force, the pace, the strings' last cent of tuning.
   * @default {1}
   */
  seed?: number;
  /** Samples a second, 8000..192000. @default {22050} the kit's rate for analysis. */
  sampleRate?: number;
  /**
   * The first string: Pa, Ma or Ni below madhya Sa; `none` gives silence.
   * @default {"Pa"} the commonest tuning.
   */
  tuning?: DroneTuning;
  /**
   * `steady` strings keep together and ring alike; `living` ones are tuned by ear, beat within
   * themselves, swell and buzz, each in its own way, as those of a concert do.
   * @default {"steady"}
   */
  strings?: "steady" | "living";
}

/** Ratios of the first string to madhya Sa: a just fourth, fifth and semitone below it. */
const FIRST_STRING = { Pa: 3 / 4, Ma: 2 / 3, Ni: 15 / 16 };
/** Harmonics of a string; the jivari (the curved bridge) makes tens of them audible. */
const HARMONICS = 32, LIVING_HARMONICS = 48;
/** Length of a pluck in seconds; what sounds on after that is under the next pluck. */
const PLUCK_SECONDS = 5;
/** Control steps of the harmonics' envelopes in samples. */
const CONTROL = 256;

/**
 * Plays a tanpura: first string, madhya Sa twice, mandra Sa, over and over.
 *
 * @param tonicHz Madhya Sa in Hz, 40..1000.
 * @param durationSeconds Length in seconds, > 0.
 * @param options Tuning, seed and sample rate.
 * @returns Mono samples with an RMS of about 0.1.
 * @throws {InvalidArgumentError} If tonic, duration or tuning are out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tanpura } from "raagkit/synth";
 *
 * assertEquals(tanpura(140, 2, { tuning: "Ma" }).length, 44100);
 * ```
 */
export function tanpura(
  tonicHz: number,
  durationSeconds: number,
  options: TanpuraOptions = {},
): Float32Array {
  const { seed = 1, sampleRate = 22050, tuning = "Pa", strings: kind = "steady" } = options;
  requireWithin("tonicHz", tonicHz, 40, 1000, " Hz");
  requirePositive("durationSeconds", durationSeconds);
  requireWithin("sampleRate", sampleRate, 8000, 192000, " Hz");
  requireOneOf("tuning", tuning, [...Object.keys(FIRST_STRING), "none"]);
  requireOneOf("strings", kind, ["steady", "living"]);
  const random = new Random(seed).fork("tanpura");
  const length = Math.round(durationSeconds * sampleRate);
  const out = new Float32Array(length);
  if (tuning === "none") return out;

  // Real strings are never in unison: a cent apart, they beat slowly; tuned by ear, faster.
  const living = kind === "living";
  const mistuning = living ? random.uniform(1, 4) : 0.6;
  const strings = [FIRST_STRING[tuning], 1, 1, 0.5].map((ratio) =>
    string(tonicHz * ratio * 2 ** (random.normal(0, mistuning) / 1200), sampleRate, random, living)
  );
  const gap = living ? random.uniform(0.6, 1.4) : random.uniform(0.75, 1.05);
  // The cycle is under way when the recording begins.
  let time = -random.uniform(2, 4) * gap;
  for (let n = random.int(0, 3); time < durationSeconds; n = (n + 1) % 4) {
    const force = random.uniform(living ? 0.5 : 0.8, 1.1) * (n === 3 ? 0.9 : 1);
    const start = Math.round(time * sampleRate);
    const pluck = strings[n];
    const from = Math.max(0, -start), to = Math.min(pluck.length, length - start);
    for (let i = from; i < to; i++) out[start + i] += force * pluck[i];
    // A player waits a little after the low string.
    time += gap * (n === 3 ? 1.35 : 1) * random.uniform(0.96, 1.04);
  }
  let energy = 0;
  for (let i = 0; i < length; i++) energy += out[i] * out[i];
  const scale = 0.1 / Math.sqrt(energy / length || 1);
  for (let i = 0; i < length; i++) out[i] *= scale;
  return out;
}

/**
 * One pluck of one string. Harmonic h swells when the jivari's emphasis, which falls from the 14th
 * harmonic to the third in some two seconds, passes over it, and dies away the sooner the higher it is.
 *
 * A `living` string vibrates in two planes whose frequencies differ by a fraction of a hertz, so that
 * each harmonic beats; its harmonics are stretched a little, and swell and die in their own time.
 *
 * @see C. Valette, "The mechanics of vibrating strings", in: Mechanics of Musical Instruments, 1995,
 * for the two planes.
 */
function string(hz: number, sampleRate: number, random: Random, living: boolean): Float32Array {
  const length = Math.round(PLUCK_SECONDS * sampleRate);
  const out = new Float32Array(length);
  const most = living ? LIVING_HARMONICS : HARMONICS;
  const harmonics = Math.min(most, Math.floor(0.45 * sampleRate / hz));
  const width = living ? random.uniform(0.35, 0.8) : random.uniform(0.5, 0.7);
  const fall = living ? random.uniform(0.7, 2.5) : random.uniform(1.2, 2.2);
  const buzz = living ? random.uniform(1, 5) : 1.5;
  const stretch = living ? random.uniform(0, 3e-5) : 0;
  const tilt = living ? random.uniform(0.5, 1.1) : 0.9;
  for (let h = 1; h <= harmonics; h++) {
    // Radians a sample.
    const angle = 2 * Math.PI * hz * h * Math.sqrt(1 + stretch * h * h) / sampleRate;
    if (angle > 0.9 * Math.PI) break;
    const start = random.uniform(0, 2 * Math.PI);
    const wobble = living ? random.uniform(0.6, 1.6) : 1;
    const base = h ** -tilt, tau = wobble * 2.6 / (1 + 0.06 * h);
    const level = (i: number) => {
      const t = i / sampleRate;
      const centre = Math.log2(3) + (Math.log2(14) - Math.log2(3)) * Math.exp(-t / fall * 2);
      const bloom = Math.exp(-((Math.log2(h) - centre) ** 2) / (2 * width * width));
      const attack = 1 - Math.exp(-t / 0.008);
      const end = 1 - i / length;
      return base * (0.5 + buzz * bloom) * Math.exp(-t / tau) * attack * end;
    };
    ring(out, angle, start, level);
    if (!living) continue;
    const share = random.uniform(0.2, 0.9), beatHz = random.uniform(0.1, 1.2) * Math.sqrt(h);
    const other = angle + 2 * Math.PI * beatHz / sampleRate;
    ring(out, other, random.uniform(0, 2 * Math.PI), (i) => share * level(i));
  }
  return out;
}

/** Adds one partial: radians a sample, phase at the start, level at control steps. */
function ring(
  out: Float32Array,
  angle: number,
  phase: number,
  level: (sample: number) => number,
): void {
  // An oscillator by rotation: z <- z e^(i w), exact enough over five seconds in doubles.
  const cos = Math.cos(angle), sin = Math.sin(angle);
  let re = Math.cos(phase), im = Math.sin(phase), from = level(0);
  for (let block = 0; block < out.length; block += CONTROL) {
    const stop = Math.min(block + CONTROL, out.length);
    const to = level(stop);
    const slope = (to - from) / (stop - block);
    for (let i = block; i < stop; i++) {
      const next = re * cos - im * sin;
      im = re * sin + im * cos;
      re = next;
      out[i] += (from += slope) * im;
    }
    from = to;
  }
}

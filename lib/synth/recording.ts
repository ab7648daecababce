import { InvalidArgumentError } from "../errors.ts";
import { requireOneOf, requireWithin } from "../options.ts";
import type { PitchTrack } from "../pitch/types.ts";
import { Random } from "../random.ts";
import { type Contour, CURVE_STEP, drawContour, type PerformedNote } from "./contour.ts";
import { parseGrammar, type RaagGrammar, svaraToSemitones } from "../raags/mod.ts";
import { planMelody } from "./melody.ts";
import { pluck } from "./plucked.ts";
import { mix } from "./mix.ts";
import type { DroneTuning } from "./tanpura.ts";
import { sing } from "./voice.ts";

/** Options of {@linkcode generateRecording}. */
export interface RecordingOptions {
  /**
   * Seed of everything that is drawn. The same seed and options give the same bytes.
   * @default {1}
   */
  seed?: number;
  /**
   * Length in seconds, 0.5..3600.
   * @default {40} long enough for a raag's movement, short enough to make many.
   */
  durationSeconds?: number;
  /** Samples a second, 8000..192000. @default {22050} the kit's rate for analysis. */
  sampleRate?: number;
  /**
   * Whether the tonic and the formants are those of a man or of a woman.
   * @default {drawn from the seed}
   */
  register?: "male" | "female";
  /**
   * Madhya Sa in Hz, 80..400, so that Sa itself lies within the reach of a tracker's defaults.
   * @default {drawn from the seed: 100..150 Hz for a man or a sitar, 180..240 Hz for a woman}
   */
  tonicHz?: number;
  /** Factor on the pace that the grammar gives, 0.25..4. @default {1} */
  tempo?: number;
  /**
   * Share of the second half's phrases that are fast runs, 0..1.
   * @default {0.3} a performance of medium pace; 0 is a pure alap.
   */
  taans?: number;
  /** Shortest and longest breath between phrases in seconds. @default {[0.3, 0.9]} */
  restSeconds?: [number, number];
  /**
   * `voice` sings, `plucked` plays a sitar-like string.
   * @default {"voice"} as most of this music is sung.
   */
  timbre?: "voice" | "plucked";
  /**
   * `just` places the svaras at small ratios to Sa, `equal` at the piano's steps.
   * @default {"just"} as a singer with a tanpura does.
   */
  intonation?: "just" | "equal";
  /**
   * Standard deviation of each note's own mistuning in cents, 0..50.
   * @default {5} that of careful singers.
   */
  detuneCents?: number;
  /**
   * The tanpura's first string, or `none` for no tanpura.
   * @default {the first tuning that the grammar names}
   */
  droneTuning?: DroneTuning;
  /**
   * Level of the tanpura in dB relative to the melody where it sounds (RMS); at most 20.
   * @default {-15} clearly heard, as in a concert recording.
   */
  droneLevelDb?: number;
  /**
   * Level of white noise in dB relative to the melody where it sounds (RMS); at most 20, -Infinity for none.
   * @default {-45} a quiet room.
   */
  noiseLevelDb?: number;
  /**
   * Reverberation, as the ratio of the room's sound to the dry one, 0..1. The melody's ground truth
   * ends with the note, its echo does not.
   * @default {0.1}
   */
  reverb?: number;
}

/** A synthetic recording and everything that is known about it. */
export interface SyntheticRecording {
  /** Mono sound; the loudest sample is 0.8. */
  samples: Float32Array;
  /** Samples a second. */
  sampleRate: number;
  /** The raag's label. */
  raag: string;
  /** Madhya Sa in Hz. */
  tonicHz: number;
  /** Exact pitch of the melody at k * 0.01 s; unvoiced in the breaths. */
  truth: PitchTrack;
  /** The notes in order of time. */
  notes: PerformedNote[];
  /** What was asked for and what was drawn in its place. */
  settings: Required<Omit<RecordingOptions, "tonicHz">>;
}

/** Deviation in cents of just svaras from equal temperament: 16/15, 9/8, 6/5, 5/4, 4/3, ... */
const JUST = [0, 11.7, 3.9, 15.6, -13.7, -2, -9.8, 2, 13.7, -15.6, -3.9, -11.7];
const EQUAL = new Array(12).fill(0);
/** What a tracker with its default floor and ceiling (75 and 800 Hz) can follow, with a margin. */
const LOWEST_HZ = 80, HIGHEST_HZ = 760;

/**
 * Performs a raag.
 *
 * The melody opens low, climbs to taar Sa and returns, phrase by phrase, on the moves that the
 * grammar allows; see {@linkcode allowedMoves} and {@linkcode RaagGrammar}. A tanpura, noise and a
 * room are put behind it.
 *
 * @param grammar A raag's grammar, e.g. `RAAGS.Desh`.
 * @param options Everything that can be varied.
 * @returns Sound, tonic, notes and exact pitch.
 * @throws {InvalidArgumentError} If the grammar breaks the format or an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generateRecording, RAAGS } from "raagkit";
 *
 * const { samples, sampleRate, truth } = generateRecording(RAAGS.Yaman, { durationSeconds: 3 });
 * assertEquals(samples.length, 3 * sampleRate);
 * assertEquals(truth.times.length, 300);
 * ```
 */
export function generateRecording(
  grammar: RaagGrammar,
  options: RecordingOptions = {},
): SyntheticRecording {
  const checked = parseGrammar(grammar);
  const seed = options.seed ?? 1;
  const random = new Random(seed);
  const settings = complete(checked, options, random);
  const { durationSeconds, sampleRate, register, timbre } = settings;
  const tonicHz = options.tonicHz ??
    (register === "female" ? random.uniform(180, 240) : random.uniform(100, 150));
  requireWithin("tonicHz", tonicHz, 80, 400, " Hz");

  const plan = planMelody(checked, {
    durationSeconds,
    range: withinReach(checked.range.map(svaraToSemitones), tonicHz),
    tempo: settings.tempo,
    taans: settings.taans,
    restSeconds: settings.restSeconds,
    random: random.fork("melody"),
  });
  const contour = drawContour(plan, checked, {
    durationSeconds,
    intonation: intonationOf(checked, settings.intonation === "just" ? JUST : EQUAL),
    detuneCents: settings.detuneCents,
    timbre,
    random: random.fork("contour"),
  });
  const length = Math.round(durationSeconds * sampleRate);
  const melody = timbre === "voice"
    ? sing(contour, tonicHz, {
      sampleRate,
      length,
      female: register === "female",
      random: random.fork("voice"),
    })
    : pluck(contour, tonicHz, { sampleRate, length, random: random.fork("string") });
  const samples = mix(melody, contour.loudness, { ...settings, tonicHz, random });
  return {
    samples,
    sampleRate,
    raag: checked.raag,
    tonicHz,
    truth: truthOf(contour, tonicHz, durationSeconds),
    notes: contour.notes,
    settings,
  };
}

/** Fills in the defaults and checks every option. */
function complete(
  grammar: RaagGrammar,
  options: RecordingOptions,
  random: Random,
): SyntheticRecording["settings"] {
  const drawn = random.uniform() < 0.5 ? "male" : "female";
  const settings = {
    seed: options.seed ?? 1,
    durationSeconds: options.durationSeconds ?? 40,
    sampleRate: options.sampleRate ?? 22050,
    register: options.register ?? drawn,
    tempo: options.tempo ?? 1,
    taans: options.taans ?? 0.3,
    restSeconds: options.restSeconds ?? [0.3, 0.9] as [number, number],
    timbre: options.timbre ?? "voice",
    intonation: options.intonation ?? "just",
    detuneCents: options.detuneCents ?? 5,
    droneTuning: options.droneTuning ?? grammar.tanpura[0],
    droneLevelDb: options.droneLevelDb ?? -15,
    noiseLevelDb: options.noiseLevelDb ?? -45,
    reverb: options.reverb ?? 0.1,
  };
  for (
    const [name, low, high] of [
      ["durationSeconds", 0.5, 3600],
      ["sampleRate", 8000, 192000],
      ["tempo", 0.25, 4],
      ["taans", 0, 1],
      ["detuneCents", 0, 50],
      ["droneLevelDb", -Infinity, 20],
      ["noiseLevelDb", -Infinity, 20],
      ["reverb", 0, 1],
    ] as const
  ) requireWithin(name, settings[name], low, high);
  const [shortest, longest] = settings.restSeconds;
  if (!(shortest >= 0.05 && longest >= shortest && longest <= 60)) {
    throw new InvalidArgumentError(
      `restSeconds must be two numbers within 0.05..60, the first no greater, found ${settings.restSeconds}`,
    );
  }
  requireOneOf("register", settings.register, ["male", "female"]);
  requireOneOf("timbre", settings.timbre, ["voice", "plucked"]);
  requireOneOf("intonation", settings.intonation, ["just", "equal"]);
  requireOneOf("droneTuning", settings.droneTuning, ["Pa", "Ma", "Ni", "none"]);
  return settings;
}

/** Deviations of the twelve svaras in cents: a tuning, moved where the raag takes a svara elsewhere. */
function intonationOf(grammar: RaagGrammar, tuning: ArrayLike<number>): Float64Array {
  const cents = Float64Array.from(tuning);
  for (const { svara, offset_cents } of grammar.intonation) {
    cents[svaraToSemitones(svara)] += offset_cents;
  }
  return cents;
}

/** A range in semitones above Sa, cut to what trackers can follow. */
export function withinReach([low, high]: readonly number[], tonicHz: number): [number, number] {
  return [
    Math.max(low, Math.ceil(12 * Math.log2(LOWEST_HZ / tonicHz))),
    Math.min(high, Math.floor(12 * Math.log2(HIGHEST_HZ / tonicHz))),
  ];
}

/** The contour at every 10 ms, as a pitch track. */
export function truthOf(contour: Contour, tonicHz: number, durationSeconds: number): PitchTrack {
  const every = Math.round(0.01 / CURVE_STEP);
  const frames = Math.max(1, Math.round(durationSeconds * 100));
  const times = Float64Array.from({ length: frames }, (_, k) => k / 100);
  const f0 = new Float64Array(frames).fill(NaN);
  const voicing = new Float32Array(frames);
  for (let k = 0; k < frames; k++) {
    const at = k * every;
    // Below 5 % (-26 dB) a note has just begun or is all but over.
    if (Number.isNaN(contour.cents[at]) || contour.loudness[at] < 0.05) continue;
    f0[k] = tonicHz * 2 ** (contour.cents[at] / 1200);
    voicing[k] = 1;
  }
  return { times, f0, voicing, hopSeconds: 0.01, method: "synth", fallbacks: [] };
}

/**
 * Test signals of the harder kind: what a concert, a lesson or an old record does to a tracker.
 *
 * @module
 */

import type { Random } from "../../lib/random.ts";
import { type Contour, CURVE_STEP, drawContour } from "../../lib/synth/contour.ts";
import { decibelsToRatio, ease } from "../../lib/synth/curves.ts";
import { throughPhone, throughRecord } from "./channel.ts";
import { planMelody, type PlannedNote } from "../../lib/synth/melody.ts";
import { normalisePeak, soundingRms } from "../../lib/synth/mix.ts";
import { rms } from "../audio/helpers.ts";
import { whiteNoise } from "../../lib/synth/noise.ts";
import { pluck } from "../../lib/synth/plucked.ts";
import { RAAGS, semitonesToSvara } from "../../lib/raags/mod.ts";
import { withinReach } from "../../lib/synth/recording.ts";
import { reverberate } from "../../lib/synth/reverb.ts";
import { inSteps, sustain } from "./sustained.ts";
import { tabla } from "./tabla.ts";
import { tanpura } from "../../lib/synth/tanpura.ts";
import { sing } from "../../lib/synth/voice.ts";

/** What a hard signal is made of; levels are in dB relative to the melody where it sounds. */
interface Recipe {
  /** What the melody does. */
  melody: "raag" | "held_sa" | "gamak" | "none";
  /** Who plays it. */
  player?: "voice" | "any" | "instrument";
  /** Shortest and longest breath in seconds. */
  restSeconds?: [number, number];
  /** Level of a tanpura whose strings live. */
  droneDb?: readonly [number, number];
  /** Level of the tabla. */
  tablaDb?: readonly [number, number];
  /** Level of a harmonium that follows the voice. */
  harmoniumDb?: readonly [number, number];
  /** The ratio of the room's sound to the dry one. */
  room?: readonly [number, number];
  /** What it was recorded with. */
  channel?: "record" | "phone";
}

const RESTS: [number, number] = [0.4, 1.4];

const RECIPES = {
  held_sa_6: { melody: "held_sa", player: "any", droneDb: [-6, -6] },
  held_sa_3: { melody: "held_sa", player: "any", droneDb: [-3, -3] },
  drone_3: { melody: "raag", player: "any", restSeconds: RESTS, droneDb: [-3, -3] },
  living_rests: { melody: "raag", player: "any", restSeconds: [1, 2], droneDb: [-12, -12] },
  living_drone: { melody: "none", droneDb: [0, 0] },
  tabla: { melody: "raag", restSeconds: RESTS, droneDb: [-16, -12], tablaDb: [-12, -4] },
  instruments: { melody: "raag", player: "instrument", restSeconds: RESTS, droneDb: [-15, -8] },
  harmonium: { melody: "raag", restSeconds: RESTS, droneDb: [-18, -14], harmoniumDb: [-14, -8] },
  gamak: { melody: "gamak", restSeconds: RESTS, droneDb: [-18, -12] },
  room: { melody: "raag", player: "any", restSeconds: RESTS, droneDb: [-15, -9], room: [0.3, 0.6] },
  old_record: { melody: "raag", restSeconds: RESTS, droneDb: [-18, -10], channel: "record" },
  phone: { melody: "raag", restSeconds: RESTS, droneDb: [-18, -10], channel: "phone" },
} as const satisfies Record<HardSignalCategory, Recipe>;

/** A harder kind of test signal; see {@linkcode HARD_SIGNAL_CATEGORIES}. */
export type HardSignalCategory =
  | "held_sa_6"
  | "held_sa_3"
  | "drone_3"
  | "living_rests"
  | "living_drone"
  | "tabla"
  | "instruments"
  | "harmonium"
  | "gamak"
  | "room"
  | "old_record"
  | "phone";

/**
 * The harder categories: a Sa held over a living tanpura 6 or 3 dB below (`held_sa_6`, `held_sa_3`),
 * a raag over one 3 dB below (`drone_3`), long rests over one 12 dB below (`living_rests`), one alone
 * (`living_drone`), a `tabla` tuned to Sa, bowed, blown and plucked `instruments` over a drone, a
 * `harmonium` that follows the voice, swings of `gamak`, a `room`, an `old_record`, a `phone`.
 */
export const HARD_SIGNAL_CATEGORIES: readonly HardSignalCategory[] = Object.freeze(
  Object.keys(RECIPES) as HardSignalCategory[],
);

/** The sound of a hard signal, its exact contour, and how it was made. */
export interface HardSignal {
  samples: Float32Array;
  /** Cents above Sa and loudness in steps of {@linkcode CURVE_STEP}; all silent for a drone alone. */
  contour: Contour;
  description: string;
}

/**
 * Makes a hard signal.
 *
 * @param category What to try.
 * @param options Sa in Hz, register, length in seconds, samples a second, the stream to draw from.
 * @returns Sound and truth.
 */
export function hardSignal(
  category: HardSignalCategory,
  options: {
    tonicHz: number;
    female: boolean;
    durationSeconds: number;
    sampleRate: number;
    random: Random;
  },
): HardSignal {
  const recipe: Recipe = RECIPES[category];
  const { tonicHz, durationSeconds, sampleRate, random } = options;
  const length = Math.round(durationSeconds * sampleRate);
  const player = pickPlayer(recipe.player ?? "voice", random);
  const contour = performed(recipe, player, options);
  let samples: Float32Array<ArrayBufferLike> = new Float32Array(length);
  const words: string[] = [recipe.melody, player];
  const add = (sound: Float32Array, decibels: number) => {
    const gain = decibelsToRatio(decibels);
    for (let i = 0; i < length; i++) samples[i] += gain * sound[i];
  };
  if (recipe.melody !== "none") {
    const play = { sampleRate, length, random: random.fork("player") };
    const dry = player === "voice"
      ? sing(contour, tonicHz, { ...play, female: options.female })
      : player === "sitar"
      ? pluck(contour, tonicHz, play)
      : sustain(player, contour, tonicHz, play);
    const own = soundingRms(dry, contour.loudness, sampleRate);
    samples = dry.map((x) => x / own);
  }
  const accompany = (
    name: string,
    range: readonly [number, number] | undefined,
    make: () => Float32Array,
  ) => {
    if (!range) return;
    const level = random.uniform(...range), sound = make(), own = rms(sound) || 1;
    add(sound.map((x) => x / own), level);
    words.push(`${name} ${level.toFixed(0)} dB`);
  };
  accompany(
    "harmonium",
    recipe.harmoniumDb,
    () =>
      sustain("harmonium", late(contour, random), tonicHz, {
        sampleRate,
        length,
        random: random.fork("harmonium"),
      }),
  );
  accompany(
    "tabla",
    recipe.tablaDb,
    () => tabla(tonicHz, { sampleRate, length, random: random.fork("tabla") }),
  );
  accompany("tanpura", recipe.droneDb, () =>
    tanpura(tonicHz, durationSeconds, {
      seed: random.int(0, 0x7fffffff),
      sampleRate,
      tuning: random.pick(["Pa", "Ma", "Ni"] as const),
      strings: "living",
    }));
  if (recipe.room) {
    samples = reverberate(samples, sampleRate, {
      wet: random.uniform(...recipe.room),
      seconds: random.uniform(0.8, 2),
    });
  }
  if (recipe.channel === "record") samples = throughRecord(samples, sampleRate, random);
  if (recipe.channel === "phone") samples = throughPhone(samples, sampleRate, random);
  add(whiteNoise(length, random.int(0, 0x7fffffff)), -50);
  return { samples: normalisePeak(samples), contour, description: words.join(", ") };
}

type Player = "voice" | "sitar" | "sarangi" | "bansuri" | "harmonium";

function pickPlayer(wanted: NonNullable<Recipe["player"]>, random: Random): Player {
  if (wanted === "voice") return "voice";
  const instrument = random.pick(["sarangi", "bansuri", "sitar", "harmonium"] as const);
  return wanted === "instrument" || random.uniform() < 0.4 ? instrument : "voice";
}

/** The contour that is played, for a harmonium in steps so that the truth is what sounds. */
function performed(
  recipe: Recipe,
  player: Player,
  options: { tonicHz: number; durationSeconds: number; random: Random },
): Contour {
  const { tonicHz, durationSeconds, random } = options;
  const grammar = RAAGS[random.pick(Object.keys(RAAGS))];
  const range = withinReach([-12, 17], tonicHz);
  const plan = recipe.melody === "none"
    ? []
    : recipe.melody === "held_sa"
    ? planHeldSa(durationSeconds, range, random.fork("plan"))
    : planMelody(grammar, {
      durationSeconds,
      range,
      tempo: random.uniform(0.8, 1.4),
      taans: random.uniform(0, 0.6),
      restSeconds: recipe.restSeconds ?? RESTS,
      random: random.fork("plan"),
    });
  const contour = drawContour(plan, grammar, {
    durationSeconds,
    intonation: new Array(12).fill(0),
    detuneCents: player === "harmonium" ? 0 : 5,
    timbre: player === "voice" || player === "sarangi" || player === "bansuri"
      ? "voice"
      : "plucked",
    random: random.fork("contour"),
  });
  if (recipe.melody === "gamak") addGamak(contour, random.fork("gamak"));
  return player === "harmonium" ? { ...contour, cents: inSteps(contour.cents) } : contour;
}

/** Sa held for two to four seconds at a time, with a step to a neighbour now and then. */
function planHeldSa(
  durationSeconds: number,
  [low, high]: [number, number],
  random: Random,
): PlannedNote[] {
  const plan: PlannedNote[] = [];
  let time = random.uniform(0.3, 1);
  for (let phrase = 0; time < durationSeconds - 0.8; phrase++) {
    const home = random.pick([0, 0, 0, 12, -12].filter((s) => s >= low && s <= high));
    const steps = random.uniform() < 0.4
      ? [random.pick([7, 2, -1].filter((s) => s >= low && s <= high)), home]
      : [home];
    for (const semitones of steps) {
      const wanted = semitones === home ? random.uniform(2, 4) : random.uniform(0.3, 0.8);
      const seconds = Math.min(wanted, durationSeconds - 0.4 - time);
      if (seconds < 0.2) break;
      plan.push({
        svara: semitonesToSvara(semitones),
        semitones,
        startSeconds: time,
        durationSeconds: seconds,
        phrase,
        taan: false,
        glide: false,
      });
      time += seconds;
    }
    time += random.uniform(0.7, 1.6);
  }
  return plan;
}

/** Swings of 100 to 250 cents to either side, 5 to 7 times a second, on the longer notes. */
function addGamak(contour: Contour, random: Random): void {
  for (const note of contour.notes) {
    if (note.durationSeconds < 0.4 || random.uniform() < 0.3) continue;
    const depth = random.uniform(100, 250), rate = random.uniform(5, 7);
    const first = Math.round(note.settledSeconds / CURVE_STEP);
    const end = Math.round((note.startSeconds + note.durationSeconds) / CURVE_STEP);
    for (let k = first; k < Math.min(end, contour.cents.length); k++) {
      const t = (k - first) * CURVE_STEP, left = (end - k) * CURVE_STEP;
      contour.cents[k] += depth * ease(t / 0.1) * ease(left / 0.1) *
        Math.sin(2 * Math.PI * rate * t);
    }
  }
}

/** The contour a harmonium player follows: a tenth to a fifth of a second late. */
function late(contour: Contour, random: Random): Contour {
  const delay = Math.round(random.uniform(0.1, 0.22) / CURVE_STEP);
  const shifted = <T extends Float64Array | Float32Array>(curve: T, fill: number): T =>
    curve.map((_, k) => k < delay ? fill : curve[k - delay]) as T;
  return {
    ...contour,
    cents: inSteps(shifted(contour.cents, NaN)),
    loudness: shifted(contour.loudness, 0),
  };
}

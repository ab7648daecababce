/**
 * The readers of the kit that take files from anywhere, each with sound files to start from and
 * with what must hold of an answer.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { decodeAudio, encodeWav } from "../../lib/audio/mod.ts";
import { checkMetadata } from "../../lib/dataset/mod.ts";
import { RaagkitError } from "../../lib/errors.ts";
import { checkExperiment } from "../../lib/experiment/mod.ts";
import { parseJson } from "../../lib/files/mod.ts";
import { DiscreteHmm } from "../../lib/hmm/mod.ts";
import { parsePitchTrack } from "../../lib/pitch/mod.ts";
import { decodeNpz, encodeNpz } from "../../lib/persistence/mod.ts";
import type { Random } from "../../lib/random.ts";
import {
  dataChunk,
  fixture,
  formatChunk,
  glide,
  listChunk,
  pcmBytes,
  riff,
} from "../audio/helpers.ts";
import { mutateBytes, mutateText } from "./mutate.ts";

/** A reader under fire. */
export interface Target {
  /** What it reads. */
  what: string;
  /** One damaged file. */
  mutant(random: Random): Uint8Array;
  /** Reads it and checks the answer; throws what the reader throws. */
  read(bytes: Uint8Array): void | Promise<void>;
}

/** Damages one of some files. */
function damaged(files: Uint8Array[]): Target["mutant"] {
  return (random) => mutateBytes(random.pick(files), random);
}

/** Damages one of some texts. */
function spoilt(texts: string[]): Target["mutant"] {
  return (random) => mutateText(random.pick(texts), random);
}

/** A file as its reader gets it: UTF-8, with what is none replaced. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

async function wavTarget(): Promise<Target> {
  const sound = glide(8000, 0.05);
  const names = ["alaw", "mulaw", "ima", "ms", "mp3"].map((codec) => `tone_${codec}.wav`);
  const make = (bits: number, float: boolean, subformat?: number) =>
    riff([
      listChunk(27),
      formatChunk({ bits, tag: float ? 3 : 1, subformat, sampleRate: 8000 }),
      dataChunk(pcmBytes(sound, { bits, float })),
    ]);
  return {
    what: "WAV",
    mutant: damaged([
      encodeWav(sound, 8000),
      make(8, false),
      make(24, false, 1),
      make(64, true),
      ...await Promise.all(names.map(fixture)),
    ]),
    async read(bytes) {
      // At the rate of the undamaged files: resampling is not what is in question.
      const { samples, sampleRate } = await decodeAudio(bytes, {
        name: "mutant",
        sampleRate: 8000,
      });
      assert(samples.length > 0 && samples.every(Number.isFinite));
      assertEquals(sampleRate, 8000);
    },
  };
}

/** Compressed sound: the readers that are ours, and what of libraries stands behind them. */
async function soundTarget(what: string, names: string[]): Promise<Target> {
  return {
    what,
    mutant: damaged(await Promise.all(names.map(fixture))),
    async read(bytes) {
      const { samples } = await decodeAudio(bytes, { name: "mutant" });
      assert(samples.length > 0 && samples.every(Number.isFinite));
    },
  };
}

function pitchTarget(): Target {
  const times = Array.from({ length: 40 }, (_, i) => (0.01 * i).toFixed(2));
  const hz = times.map((_, i) => i % 7 === 0 ? "0" : (220 + i).toFixed(3));
  const rows = times.map((time, i) => [time, hz[i]]);
  return {
    what: "pitch track",
    mutant: spoilt([
      rows.map((row) => row.join("\t")).join("\n"),
      "time_s,f0_hz,voicing\n" + rows.map((row) => [...row, "0.9"].join(",")).join("\n"),
      rows.map(([time, f0]) => `${time} ${f0 === "0" ? "--undefined--" : f0}`).join("\r\n"),
      "# one column\n" + hz.join("\n"),
    ]),
    read(bytes) {
      const { times, f0, voicing, hopSeconds } = parsePitchTrack(textOf(bytes), {
        hopSeconds: bytes.length % 2 === 0 ? 0.01 : undefined,
      });
      assertEquals([f0.length, voicing.length], [times.length, times.length]);
      assert(hopSeconds > 0 && times.every(Number.isFinite));
      assert(f0.every((value) => Number.isNaN(value) || (value > 0 && value < Infinity)));
      assert(voicing.every((value) => value >= 0 && value <= 1));
    },
  };
}

function metadataTarget(): Target {
  const metadata = {
    ...{ recording_id: "desh_01", raag: "Desh", tonic_hz: 146.83, split: "train", group: "g1" },
    ...{ artist: "A", instrument: "voice", notes: "", duration_sec: 40, hop_seconds: 0.01 },
    more: { list: [1, 2, { deep: null }] },
  };
  return {
    what: "metadata",
    mutant: spoilt([JSON.stringify(metadata), JSON.stringify(metadata, null, 2)]),
    read(bytes) {
      const { metadata, problems } = checkMetadata(parseJson(bytes), "mutant.json");
      assertEquals(
        metadata === undefined,
        problems.some(({ severity }) => severity === "error"),
        "metadata is refused for a reason, and only for one",
      );
      if (metadata === undefined) return;
      const { recording_id, raag, tonic_hz, hop_seconds } = metadata;
      assert(recording_id.trim() !== "" && !/[/\\]/.test(recording_id) && raag.trim() !== "");
      assert(tonic_hz === undefined || (tonic_hz >= 40 && tonic_hz <= 1000));
      assert(hop_seconds === undefined || hop_seconds > 0);
      assert(({} as Record<string, unknown>)["1"] === undefined, "no prototype was touched");
    },
  };
}

function npzTarget(): Target {
  const parameters = (size: number, seed: number) => {
    const { startprob, transmat, emissionprob } = DiscreteHmm.random(size, size, seed);
    return {
      startprob: { shape: [size], data: Float64Array.from(startprob) },
      transmat: { shape: [size, size], data: Float64Array.from(transmat) },
      emissionprob: { shape: [size, size], data: Float64Array.from(emissionprob) },
    };
  };
  return {
    what: "npz",
    mutant: damaged([encodeNpz(parameters(3, 1)), encodeNpz(parameters(12, 2))]),
    read(bytes) {
      const { startprob, transmat, emissionprob } = decodeNpz(bytes);
      if (!startprob || !transmat || !emissionprob) return;
      for (const { shape, data } of [startprob, transmat, emissionprob]) {
        assertEquals(data.length, shape.reduce((product, length) => product * length, 1));
      }
      const hmm = new DiscreteHmm({
        nStates: startprob.data.length,
        nSymbols: emissionprob.shape[1],
        startprob: startprob.data,
        transmat: transmat.data,
        emissionprob: emissionprob.data,
      });
      assert(hmm.score([0]) <= 1e-9, "a probability is at most 1 but for rounding");
    },
  };
}

async function experimentTarget(): Promise<Target> {
  const folder = new URL("../../data/experiments/", import.meta.url);
  const names = ["families.json", "states_x_symbols.json"];
  return {
    what: "experiment",
    mutant: spoilt(
      await Promise.all(names.map((name) => Deno.readTextFile(new URL(name, folder)))),
    ),
    read(bytes) {
      const { name, families, seeds } = checkExperiment(parseJson(bytes), "mutant.json");
      assert(name !== "" && families.length > 0 && seeds.length > 0);
    },
  };
}

/** Every target by the name that `--only` takes. */
export async function fuzzTargets(): Promise<Map<string, Target>> {
  return new Map([
    ["wav", await wavTarget()],
    ["flac", await soundTarget("FLAC", ["tone.flac"])],
    ["ogg", await soundTarget("Ogg", ["tone_opus.ogg", "tone_vorbis.ogg", "tone_flac.ogg"])],
    ["mp3", await soundTarget("MP3", ["tone.mp3"])],
    ["mp4", await soundTarget("MP4 and ADTS", ["tone.m4a", "tone.aac"])],
    ["webm", await soundTarget("WebM", ["tone.webm", "tone_vorbis.webm"])],
    ["pitch", pitchTarget()],
    ["metadata", metadataTarget()],
    ["npz", npzTarget()],
    ["experiment", await experimentTarget()],
  ]);
}

/** What became of a mutant: it was read, or refused by an error of the kit. */
export type Verdict = "read" | "refused";

/** Longest that a mutant may take, in seconds. */
export const MOST_SECONDS = 5;
/** Most that the process may grow by over a mutant, in bytes. */
export const MOST_BYTES = 500e6;

/**
 * Reads one mutant.
 *
 * @throws Whatever is neither a value nor an error of the kit, and if it took too long or too much.
 */
export async function judge(target: Target, bytes: Uint8Array): Promise<Verdict> {
  const start = performance.now(), before = Deno.memoryUsage().rss;
  let verdict: Verdict = "read";
  try {
    await target.read(bytes);
  } catch (error) {
    if (!(error instanceof RaagkitError)) throw error;
    assert(error.message !== "", "an error without a message");
    verdict = "refused";
  }
  const seconds = (performance.now() - start) / 1000;
  assert(seconds < MOST_SECONDS, `it took ${seconds} s`);
  const grown = Deno.memoryUsage().rss - before;
  assert(grown < MOST_BYTES, `it took ${grown} bytes`);
  return verdict;
}

/**
 * The readers of the kit that take files from anywhere, each with sound files to start from and
 * with what must hold of an answer.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { albumOf } from "../../lib/audio/demux.ts";
import { decodeAudio, encodeWav } from "../../lib/audio/mod.ts";
import { memorySource } from "../../lib/audio/source.ts";
import { checkMetadata } from "../../lib/dataset/mod.ts";
import { isSaraga, readSaraga } from "../../lib/dataset/saraga.ts";
import { parseTable, TableRows } from "../../lib/dataset/recordings_table.ts";
import { RaagkitError } from "../../lib/errors.ts";
import { checkExperiment } from "../../lib/experiment/mod.ts";
import { decodeText, parseJson } from "../../lib/files/mod.ts";
import { DiscreteHmm } from "../../lib/hmm/mod.ts";
import { formatPitchTrack, parsePitchTrack, readPitchTrack } from "../../lib/pitch/mod.ts";
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

/** What must hold of every pitch track that was read. */
function checkTrack(bytes: Uint8Array): void {
  const hopSeconds = bytes.length % 3 === 0 ? 0.01 : undefined;
  const { track } = readPitchTrack(bytes, { hopSeconds, tonicHz: 200 });
  const { times, f0, voicing } = track;
  assertEquals([f0.length, voicing.length], [times.length, times.length]);
  assert(track.hopSeconds > 0 && times.every(Number.isFinite));
  assert(times.every((time, i) => i === 0 || time > times[i - 1]), "times ascend");
  assert(f0.every((value) => Number.isNaN(value) || (value > 0 && value < Infinity)));
  assert(voicing.every((value) => value >= 0 && value <= 1));
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

/** The tags of sound files: whatever the damage, an album or none. */
async function tagsTarget(): Promise<Target> {
  const names = ["tone.flac", "tone.mp3", "tone_opus.ogg", "tone.m4a", "tone_mp3.wav"];
  return {
    what: "tags",
    mutant: damaged(await Promise.all(names.map(fixture))),
    async read(bytes) {
      const album = await albumOf(memorySource(bytes));
      assert(album === undefined || album.length > 0);
    },
  };
}

function pitchTarget(): Target {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    time: (0.01 * i).toFixed(2),
    hz: i % 7 === 0 ? "0" : (220 + i % 11).toFixed(3),
    sure: i % 7 === 0 ? "0.1" : "0.9",
  }));
  const table = (header: string, row: (one: typeof rows[0], i: number) => string) =>
    header + rows.map(row).join("\n");
  return {
    what: "pitch track",
    mutant: spoilt([
      table("", ({ time, hz }) => `${time}\t${hz}`),
      table("time_s,f0_hz,voicing\n", ({ time, hz, sure }) => `${time},${hz},${sure}`),
      table("", ({ time, hz }) => `${time} ${hz === "0" ? "--undefined--" : hz}`).replaceAll(
        "\n",
        "\r\n",
      ),
      table("# one column\n", ({ hz }) => hz),
      table("time,frequency,confidence\n", ({ time, hz, sure }) => `${time},${hz},${sure}`),
      table("Zeit;Frequenz\n", ({ time, hz }) => `${time};${hz}`.replaceAll(".", ",")),
      table(
        ",time,f0,voiced_flag\n",
        ({ time, hz }, i) => `${i},${time},${hz},${hz === "0" ? "False" : "True"}`,
      ),
      table("time_ms\tmidi\nms\t-\n", (_, i) => `${10 * i}\t${57 + i % 5}`),
      table("time,cents\n", ({ time }, i) => `${time},${i % 9 === 0 ? "nan" : 100 * (i % 12)}`),
      table("", ({ time, hz }, i) => `${i === 0 ? '"a, b.wav"' : ""},${time},${hz}`),
    ]),
    read: checkTrack,
  };
}

async function praatTarget(): Promise<Target> {
  const folder = new URL("../pitch/praat_files/", import.meta.url);
  const names = ["text.Pitch", "short.Pitch", "binary.Pitch", "text.PitchTier", "binary.PitchTier"];
  return {
    what: "Praat",
    mutant: damaged(
      await Promise.all(
        [...names, "spreadsheet.PitchTier"].map((name) => Deno.readFile(new URL(name, folder))),
      ),
    ),
    read: checkTrack,
  };
}

function svlTarget(): Target {
  const track = parsePitchTrack("time,f0\n0,220\n0.01,221\n0.02,0\n0.03,223\n0.04,224\n");
  return {
    what: "Sonic Visualiser",
    mutant: spoilt([
      formatPitchTrack(track, { format: "svl" }),
      formatPitchTrack(track, { format: "pitchtier" }),
    ]),
    read: checkTrack,
  };
}

function tableTarget(): Target {
  const lines = [
    "file,raag,tonic_hz,group,notes",
    'a.wav,Yaman,146.8,g,"live, ""late"""',
    'x/b.mp3,Gaud Malhar,,h,"two\nlines"',
    "c.csv,Desh,150,,",
  ];
  const text = lines.join("\n");
  return {
    what: "table of recordings",
    mutant: spoilt([
      text,
      text.replaceAll(",", ";"),
      text.replaceAll(",", "\t"),
      text.replaceAll("\n", "\r\n"),
    ]),
    read(bytes) {
      const { rows, problems } = parseTable(decodeText(bytes), "metadata.csv");
      const found = new TableRows();
      problems.push(...found.add(rows, "x/"));
      assert(problems.every(({ message, field }) => message !== "" && /^line \d+$/.test(field!)));
      for (const { file, values, line } of rows) {
        assert(file !== "" && line > 1);
        checkMetadata(values, "metadata.csv", { recording_id: "a", raag: "b" });
        found.find(file, file);
      }
    },
  };
}

function saragaTarget(): Target {
  const piece = {
    ...{ mbid: "x", title: "Evening", length: 1000, taals: [{ name: "Teental" }] },
    raags: [{ uuid: "1", common_name: "Yaman", name: "Yaman" }],
    ...{ release: [{ mbid: "y", title: "Concert" }], album_artists: [{ name: "A" }] },
    artists: [{ artist: { name: "A" }, lead: true }],
  };
  return {
    what: "Saraga",
    mutant: spoilt([
      JSON.stringify(piece),
      JSON.stringify({ ...piece, raags: undefined, raaga: piece.raags }),
    ]),
    read(bytes) {
      const value = parseJson(bytes);
      if (!isSaraga(value)) throw new RaagkitError("not one of Saraga's");
      const { values, problem } = readSaraga(value);
      assertEquals(values.raag === undefined, problem !== undefined);
      checkMetadata(values, "x.json", { recording_id: "x/y" });
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
    ["tags", await tagsTarget()],
    ["pitch", pitchTarget()],
    ["praat", await praatTarget()],
    ["svl", svlTarget()],
    ["table", tableTarget()],
    ["saraga", saragaTarget()],
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

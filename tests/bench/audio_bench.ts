/**
 * What extracting the pitch of a recording costs on one core: the whole way, and each part alone, on
 * the MP3 lessons that lie beside the project, if they do.
 */

import process from "node:process";
import type { Block } from "../../lib/audio/decoder.ts";
import { readAudio } from "../../lib/audio/mod.ts";
import { MonoMixer } from "../../lib/audio/mix.ts";
import { openMp3 } from "../../lib/audio/mp3.ts";
import { createResampler } from "../../lib/audio/resample.ts";
import { id3Length } from "../../lib/audio/sniff.ts";
import { memorySource, sliceSource } from "../../lib/audio/source.ts";
import { extractPitch } from "../../lib/pitch/mod.ts";

/** One line of the table. */
export interface AudioBenchRow {
  part: string;
  audioSeconds: number;
  /** Minimum over the repeats, summed over the recordings. */
  milliseconds: number;
  timesRealTime: number;
  /** CPU seconds per second of sound; the least of the repeats. */
  cpuPerSecond: number;
}

const RATE = 22050;
const LESSONS = new URL("../../../shared/data/hindustani_audio/train/", import.meta.url);

/** Times each part; empty where there are no recordings. */
export async function runAudioBench(repeats = 3, folder: URL = LESSONS): Promise<AudioBenchRow[]> {
  const files: URL[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (name.endsWith(".mp3")) files.push(new URL(name, folder));
    }
  } catch {
    return [];
  }
  const totals = new Map<string, { milliseconds: number; cpu: number }>();
  let audioSeconds = 0;
  for (const file of files) {
    const bytes = await Deno.readFile(file), blocks = await decodeMp3(bytes);
    const mono = mix(blocks), rate = blocks[0].sampleRate, samples = resampleAll(mono, rate);
    audioSeconds += samples.length / RATE;
    const parts: Record<string, () => unknown> = {
      "decode MP3": () => decodeMp3(bytes),
      "mix to mono": () => mix(blocks),
      "resample to 22.05 kHz": () => resampleAll(mono, rate),
      "pitch (auto)": () => extractPitch(samples, RATE),
      "all: file to pitch": async () => {
        const { samples, sampleRate } = await readAudio(file.pathname);
        return await extractPitch(samples, sampleRate);
      },
    };
    for (const [part, run] of Object.entries(parts)) {
      let best = Infinity, least = Infinity;
      for (let i = 0; i < repeats; i++) {
        const start = performance.now(), usage = process.cpuUsage();
        await run();
        const { user, system } = process.cpuUsage(usage);
        least = Math.min(least, (user + system) / 1e6);
        best = Math.min(best, performance.now() - start);
      }
      const { milliseconds, cpu } = totals.get(part) ?? { milliseconds: 0, cpu: 0 };
      totals.set(part, { milliseconds: milliseconds + best, cpu: cpu + least });
    }
  }
  return [...totals].map(([part, { milliseconds, cpu }]) => ({
    part,
    audioSeconds,
    milliseconds,
    timesRealTime: 1000 * audioSeconds / milliseconds,
    cpuPerSecond: cpu / audioSeconds,
  }));
}

async function decodeMp3(bytes: Uint8Array): Promise<Block[]> {
  const source = sliceSource(memorySource(bytes), id3Length(bytes), bytes.length);
  const decoder = await openMp3(source, { name: "lesson", maxChannels: 32 });
  return await Array.fromAsync(decoder.blocks());
}

function mix(blocks: Block[]): Float32Array[] {
  const mixer = new MonoMixer(blocks[0].sampleRate), mono: Float32Array[] = [];
  // Each window is overwritten by the next.
  for (const { channels } of blocks) for (const x of mixer.push(channels)) mono.push(x.slice());
  for (const x of mixer.flush()) mono.push(x.slice());
  return mono;
}

function resampleAll(blocks: Float32Array[], rate: number): Float32Array {
  const resampler = createResampler(rate, RATE), parts: Float32Array[] = [];
  for (const block of blocks) parts.push(...resampler.push(block));
  parts.push(...resampler.flush());
  const samples = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return samples;
}

if (import.meta.main) {
  for (const { part, milliseconds, timesRealTime, cpuPerSecond } of await runAudioBench()) {
    console.log(
      `${part.padEnd(24)} ${milliseconds.toFixed(0).padStart(6)} ms ${
        timesRealTime.toFixed(0).padStart(6)
      } x real time, ${cpuPerSecond.toFixed(5)} s of CPU per second`,
    );
  }
}

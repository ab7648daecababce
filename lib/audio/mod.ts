/**
 * From sound files to mono samples: WAV in all its kinds, AIFF, FLAC, MP3, AAC (bare and in MP4),
 * Vorbis and Opus (in Ogg and in WebM), told apart by their content, checked against hostile headers,
 * mixed to mono and resampled without aliases. Everything but `read.ts` runs wherever there is WebAssembly.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodeWav } from "raagkit";
 * import { decodeAudio } from "raagkit/audio";
 *
 * const tone = Float32Array.from({ length: 44100 }, (_, i) => Math.sin(0.05 * i) / 2);
 * const audio = await decodeAudio(encodeWav(tone, 44100), { name: "tone.wav" });
 * assertEquals(audio.format.container, "wav");
 * assertEquals(audio.samples.length / audio.sampleRate, 1);
 * ```
 *
 * @module
 */
export { decodeAudio } from "./decode.ts";
export { encodeWav, type EncodeWavOptions } from "./encode_wav.ts";
export { openAudio, readAudio } from "./read.ts";
export { resample } from "./resample.ts";
export { sniffFormat } from "./sniff.ts";
export type { AudioFormat, AudioStream, DecodeOptions, MonoAudio } from "./types.ts";

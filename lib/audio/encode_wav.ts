import { requireOneOf, requireWhole } from "../options.ts";
import { wavHeader } from "./pcm.ts";

/** Options of {@linkcode encodeWav}. */
export interface EncodeWavOptions {
  /** 16 = integers, which every player reads; 32 = floats, which lose nothing. @default {16} */
  bitDepth?: 16 | 32;
}

/**
 * Encodes mono samples as a WAV file.
 *
 * @param samples Samples; with 16 bits, what lies outside -1..1 is clipped and NaN becomes 0.
 * @param sampleRate Hz, a whole number within 1000..768000.
 * @param options Bits per sample.
 * @returns The bytes of the file.
 * @throws {InvalidArgumentError} If the rate or the bit depth lies outside its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodeWav } from "raagkit";
 * import { decodeAudio } from "raagkit/audio";
 *
 * const samples = Float32Array.of(0, 0.25, -0.5, 1 / 3);
 * const file = encodeWav(samples, 22050, { bitDepth: 32 });
 * assertEquals((await decodeAudio(file)).samples, samples);
 * ```
 */
export function encodeWav(
  samples: Float32Array,
  sampleRate: number,
  options: EncodeWavOptions = {},
): Uint8Array {
  const { bitDepth = 16 } = options;
  requireWhole("sampleRate", sampleRate, 1000, 768000, " Hz");
  requireOneOf("bitDepth", bitDepth, [16, 32]);
  const dataBytes = samples.length * bitDepth / 8;
  const bytes = new Uint8Array(44 + dataBytes), tag = bitDepth === 32 ? 3 : 1;
  bytes.set(wavHeader({ tag, channels: 1, sampleRate, bitDepth, dataBytes }));
  // Every machine that runs Deno or a browser writes the low byte first, as WAV has it.
  if (bitDepth === 32) {
    new Float32Array(bytes.buffer, 44).set(samples);
    return bytes;
  }
  const out = new Int16Array(bytes.buffer, 44);
  for (let i = 0; i < out.length; i++) {
    // The scale of wav-decoder: 32767 upwards and 32768 downwards, so that both come back as ±1.
    const value = samples[i] * (samples[i] < 0 ? 32768 : 32767);
    out[i] = value >= 32767 ? 32767 : value <= -32768 ? -32768 : Math.floor(value + 0.5);
  }
  return bytes;
}

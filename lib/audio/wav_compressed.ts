import decodeWav from "@audio/decode-wav";
import { cannotRead, type Decoder, type DecoderContext } from "./decoder.ts";
import { wavHeader } from "./pcm.ts";
import { type ByteSource, joined, READ_BYTES, viewOf } from "./source.ts";
import type { WavInfo } from "./wav_header.ts";

const CODECS: Record<number, string> = { 2: "ms-adpcm", 6: "alaw", 7: "mulaw", 0x11: "ima-adpcm" };

/**
 * Opens a WAV file with A-law, mu-law, Microsoft or IMA ADPCM (tags 6, 7, 2 and 0x11), which
 * `@audio/decode-wav` decodes. As with `wav-decoder`, each stretch is given to it under a header of
 * our own.
 *
 * @throws {AudioError} If the block size fits no such codec.
 */
export function openWavCompressed(
  source: ByteSource,
  info: WavInfo,
  context: DecoderContext,
): Decoder {
  const { tag, channels, sampleRate } = info, codec = CODECS[tag];
  const adpcm = tag === 2 || tag === 0x11;
  const blockBytes = adpcm ? info.blockAlign : channels;
  // Microsoft's blocks start with 7 bytes a channel that hold 2 samples, IMA's with 4 that hold 1.
  const headBytes = tag === 2 ? 7 * channels : 4 * channels;
  const most = tag === 2
    ? 2 + Math.floor((blockBytes - headBytes) * 2 / channels)
    : 1 + Math.floor((blockBytes - headBytes) / (4 * channels)) * 8;
  if (adpcm && (blockBytes < headBytes || channels > 2 || !info.littleEndian)) {
    const reason = `${codec} with ${channels} channels in blocks of ${blockBytes} bytes`;
    throw cannotRead(context.name, `${reason} is not supported`);
  }
  const stated = info.extra.length >= 2 ? viewOf(info.extra).getUint16(0, true) : most;
  const blockFrames = !adpcm ? 1 : stated >= 1 && stated <= most ? stated : most;
  const extra = parametersOf(info, blockFrames), bitDepth = adpcm ? 4 : 8;
  const secondsOf = (bytes: number): number => bytes / blockBytes * blockFrames / sampleRate;
  return {
    format: { container: "wav", codec, sampleRate, channels, bitDepth },
    declaredSeconds: info.declaredBytes && secondsOf(info.declaredBytes),
    availableSeconds: secondsOf(info.dataBytes),
    warnings: info.warnings,
    async *blocks() {
      const step = Math.max(1, Math.floor(READ_BYTES / blockBytes)) * blockBytes;
      for (let offset = 0; offset < info.dataBytes; offset += step) {
        const wanted = Math.min(step, info.dataBytes - offset);
        const bytes = await source.read(info.dataOffset + offset, wanted);
        const whole = bytes.length - bytes.length % blockBytes;
        if (whole === 0) return;
        const fields = { tag, channels, sampleRate, bitDepth, blockBytes, extra, dataBytes: whole };
        const file = joined([wavHeader(fields), bytes.subarray(0, whole)]);
        yield { channels: decodeWav(file).channelData, sampleRate };
      }
    },
  };
}

/** What follows the format chunk's usual fields: the length of a block and, of ADPCM, predictors. */
function parametersOf({ tag, extra }: WavInfo, blockFrames: number): Uint8Array {
  // The predictors of Microsoft's ADPCM follow the block length: a count, then pairs of numbers.
  const claimed = extra.length >= 4 ? 4 + 4 * viewOf(extra).getUint16(2, true) : 0;
  const isTold = tag === 2 && claimed > 0 && extra.length >= claimed;
  const parameters = isTold ? extra.slice(0, claimed) : new Uint8Array(4);
  viewOf(parameters).setUint16(0, blockFrames, true);
  return parameters;
}

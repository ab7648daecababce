import { cannotRead, checkHeader, DAMAGED, type Decoder, type DecoderContext } from "./decoder.ts";
import names from "./names.json" with { type: "json" };
import { openPcm } from "./pcm.ts";
import { type ByteSource, sliceSource } from "./source.ts";
import { readWavHeader } from "./wav_header.ts";

const PCM = 1, MS_ADPCM = 2, FLOAT = 3, ALAW = 6, MULAW = 7, IMA_ADPCM = 0x11, MP3 = 0x55;
/** Codecs that come in WAV files and that we can name but not read. */
const TAG_NAMES: Record<number, string> = names.wavTags;

/**
 * Opens a WAV file: its header is read by us, its samples by `wav-decoder` and, where that knows no
 * way (A-law, mu-law, ADPCM, MP3), by other libraries.
 *
 * @throws {AudioError} If the header is broken or the codec unknown.
 */
export async function openWav(source: ByteSource, context: DecoderContext): Promise<Decoder> {
  const info = await readWavHeader(source, context.name);
  checkHeader(info.sampleRate, info.channels, context);
  if (info.dataBytes === 0) throw cannotRead(context.name, "it holds no sound", DAMAGED);
  switch (info.tag) {
    case PCM:
    case FLOAT: {
      const codec = info.tag === FLOAT ? "float" : "pcm", bytesPerSample = info.containerBits / 8;
      const form = { container: "wav", codec, bytesPerSample, signed8: false } as const;
      return openPcm(info.source, { ...info, ...form, bitDepth: info.validBits }, context.name);
    }
    case ALAW:
    case MULAW:
    case MS_ADPCM:
    case IMA_ADPCM:
      return (await import("./wav_compressed.ts")).openWavCompressed(info.source, info, context);
    case MP3: {
      const { openMp3 } = await import("./mp3.ts");
      const decoder = await openMp3(
        sliceSource(info.source, info.dataOffset, info.dataBytes),
        context,
      );
      decoder.format = { ...decoder.format, container: "wav" };
      decoder.warnings.push(...info.warnings);
      return decoder;
    }
    default: {
      const codec = TAG_NAMES[info.tag] ?? `a codec with the tag 0x${info.tag.toString(16)}`;
      throw cannotRead(context.name, `WAV with ${codec} is not supported`);
    }
  }
}

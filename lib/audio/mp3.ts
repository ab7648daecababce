import { MPEGDecoder } from "mpg123-decoder";
import { quietly } from "./quiet.ts";
import { cannotRead, checkHeader, DAMAGED, type Decoder, type DecoderContext } from "./decoder.ts";
import { findMpegFrame, parseXing } from "./mpeg_header.ts";
import { type ByteSource, readPieces } from "./source.ts";
import { SNIFF_BYTES } from "./sniff.ts";

/**
 * Opens MPEG audio (layers 1 to 3), after its ID3 tag, with `mpg123-decoder`, which also removes
 * the encoder's delay.
 *
 * @throws {AudioError} If there is no MPEG frame.
 */
export async function openMp3(source: ByteSource, context: DecoderContext): Promise<Decoder> {
  const head = await source.read(0, SNIFF_BYTES), frame = findMpegFrame(head);
  if (frame === undefined) throw cannotRead(context.name, "it holds no MPEG audio frame", DAMAGED);
  if (frame.free) {
    // Neither mpg123 in the form we have it nor ffmpeg finds the frames of such a file.
    const advice = `decode it with \`lame --decode "${context.name}" out.wav\``;
    throw cannotRead(context.name, "MP3 of free bit rate is not supported", advice);
  }
  const { sampleRate, channels, layer } = frame;
  checkHeader(sampleRate, channels, context);
  const xing = parseXing(head, frame);
  const warnings: string[] = [];
  return {
    format: { container: "mp3", codec: layer === 3 ? "mp3" : `mp${layer}`, sampleRate, channels },
    declaredSeconds: xing && (xing.frames * frame.samples - xing.trimmed) / sampleRate,
    warnings,
    async *blocks() {
      const decoder = new MPEGDecoder();
      await decoder.ready;
      let isDamaged = false;
      try {
        for await (const piece of readPieces(source, frame.offset)) {
          const { channelData, sampleRate: rate, samplesDecoded, errors } = quietly(() =>
            decoder.decode(piece)
          );
          if (errors.length > 0 && !isDamaged) {
            const first = `(the first: ${errors[0].message})`;
            warnings.push(`MPEG frames are damaged and were left out ${first}`);
            isDamaged = true;
          }
          if (samplesDecoded === 0) continue;
          if (rate !== sampleRate) {
            const reason = `its sampling rate changes from ${sampleRate} to ${rate} Hz`;
            throw cannotRead(context.name, reason);
          }
          // mpg123 gives two channels always; those of a mono file are equal.
          yield { channels: channels === 1 ? [channelData[0]] : channelData, sampleRate };
        }
      } finally {
        decoder.free();
      }
    },
  };
}

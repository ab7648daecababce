import { cannotRead, checkHeader, DAMAGED, type Decoder, type DecoderContext } from "../decoder.ts";
import { parseAdtsHeader } from "../mpeg_header.ts";
import { bufferedSource, type ByteSource } from "../source.ts";
import type { AacConfig } from "./decoder.ts";
import { decodePackets } from "./packets.ts";
import { SAMPLE_RATES } from "./tables.ts";

/**
 * Opens AAC in ADTS, the form of bare `.aac` files: each frame with a header of its own.
 *
 * @param source The file after its ID3 tag.
 * @param context Its name and the limits.
 * @returns The decoder.
 * @throws {AudioError} If it is not of the LC profile.
 */
export async function openAdts(source: ByteSource, context: DecoderContext): Promise<Decoder> {
  const buffered = bufferedSource(source), head = await buffered.read(0, 1 << 14);
  const header = parseAdtsHeader(head, 0);
  if (header === undefined) throw cannotRead(context.name, "it holds no AAC frame", DAMAGED);
  const objectType = (head[2] >> 6) + 1, { sampleRate } = header;
  // 0 leaves the channels to the stream itself; two is the likely number.
  const channels = header.channels || 2;
  checkHeader(sampleRate, channels, context);
  const config: AacConfig = {
    objectType,
    rateIndex: Math.min(11, SAMPLE_RATES.indexOf(sampleRate)),
    sampleRate,
    channelConfiguration: header.channels,
  };
  return {
    format: { container: "aac", codec: "aac", sampleRate, channels },
    ...decodePackets(adtsFrames(buffered), config, context),
  };
}

async function* adtsFrames(source: ByteSource): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset + 7 < source.size;) {
    const head = await source.read(offset, 9);
    const sync = head[0] === 0xff && (head[1] & 0xf6) === 0xf0;
    const length = ((head[3] & 3) << 11) | (head[4] << 3) | (head[5] >> 5);
    const headerBytes = head[1] & 1 ? 7 : 9; // a checksum may follow the first 7
    if (sync && length > headerBytes) {
      yield await source.read(offset + headerBytes, length - headerBytes);
      offset += length;
    } else {
      // Damaged, or the end of the sound: the next frame starts with the next FF.
      const rest = await source.read(offset + 1, 1 << 14), next = rest.indexOf(0xff);
      offset += 1 + (next < 0 ? rest.length : next);
    }
  }
}

import { cannotRead, type Decoder, type DecoderContext, noteDamage } from "../decoder.ts";
import { type AacConfig, AacDecoder } from "./decoder.ts";

/** Names of the profiles that are refused (ISO/IEC 14496-3, table 1.1). */
const PROFILES: Record<number, string> = {
  1: "Main",
  3: "SSR",
  4: "LTP",
  23: "LD",
  39: "ELD",
  42: "xHE",
};

/** Damaged frames that are borne with; past this, they must not outnumber the good ones. */
const MOST_DAMAGED = 100;

/** What an edit list cuts off, in samples. */
export interface Trim {
  /** Dropped at the start: the encoder's delay. */
  skip: number;
  /** Kept after that; Infinity = all. */
  keep: number;
}

/**
 * Decodes AAC frames that come from a container.
 *
 * @param packets The frames, one at a time.
 * @param config Their parameters.
 * @param context Name and limits.
 * @param trim What to cut off at both ends.
 * @returns The parts of a decoder that do not depend on the container.
 * @throws {AudioError} If the profile is not LC.
 */
export function decodePackets(
  packets: AsyncGenerator<Uint8Array>,
  config: AacConfig,
  context: DecoderContext,
  trim: Trim = { skip: 0, keep: Infinity },
): Pick<Decoder, "warnings" | "blocks"> {
  const { objectType } = config;
  if (objectType !== 2) {
    const profile = PROFILES[objectType] ?? `profile ${objectType}`;
    throw cannotRead(context.name, `AAC ${profile} is not supported, only LC and HE-AAC`);
  }
  const warnings: string[] = [];
  return {
    warnings,
    async *blocks(): AsyncGenerator<Float32Array[]> {
      const decoder = new AacDecoder(config);
      let { skip, keep } = trim, channelCount = 0, good = 0, damaged = 0;
      for await (const packet of packets) {
        let channels: Float32Array[];
        try {
          channels = decoder.decode(packet);
          if (channels.length > context.maxChannels) throw new RangeError("too many channels");
          good++;
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          if (++damaged > MOST_DAMAGED && damaged > good) {
            throw cannotRead(context.name, "most of its AAC frames are damaged", undefined, error);
          }
          noteDamage(warnings, "AAC frames", [error]);
          // Silence in place of a lost frame keeps the rest in time.
          channels = Array.from({ length: channelCount }, () => new Float32Array(1024));
        }
        channelCount = channels.length;
        if (channelCount === 0) continue;
        const from = Math.min(skip, 1024), to = Math.min(1024, from + keep);
        skip -= from;
        keep -= to - from;
        if (to > from) yield channels.map((samples) => samples.subarray(from, to));
        if (keep <= 0) return;
      }
    },
  };
}

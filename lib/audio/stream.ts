import { AbortedError, AudioError, InvalidArgumentError } from "../errors.ts";
import { cannotRead, DAMAGED, type Decoder, type DecoderContext } from "./decoder.ts";
import { createResampler } from "./resample.ts";
import { id3Length, SNIFF_BYTES, sniffFormat } from "./sniff.ts";
import { type ByteSource, sliceSource } from "./source.ts";
import type { AudioStream, DecodeOptions } from "./types.ts";

/** Where the decoded length may differ from the header's before we say so, in seconds. */
const LENGTH_TOLERANCE = 0.1;

type Settings = Required<Omit<DecodeOptions, "signal">> & Pick<DecodeOptions, "signal">;

/**
 * Opens a recording of any known format for decoding piece by piece.
 *
 * @param source Where its bytes are.
 * @param options See {@linkcode DecodeOptions}.
 * @returns Its format at once, its samples on demand.
 * @throws {AudioError} If the format is unknown, unsupported or broken, or a limit is exceeded.
 * @throws {InvalidArgumentError} If an option lies outside its range.
 */
export async function openSource(
  source: ByteSource,
  options: DecodeOptions = {},
): Promise<AudioStream> {
  const settings = checkOptions(options);
  const decoder = await guarded(settings.name, () => openDecoder(source, settings));
  // What a WAV header declares is often wrong, so the bytes at hand go before it.
  const expectedSeconds = decoder.availableSeconds ?? decoder.declaredSeconds ?? NaN;
  if (expectedSeconds > settings.maxDurationSeconds) throw tooLong(settings, expectedSeconds);
  const stream: AudioStream = {
    sampleRate: settings.sampleRate,
    format: { ...decoder.format, durationSeconds: expectedSeconds },
    warnings: decoder.warnings,
    expectedLength: decoder.availableSeconds === undefined
      ? undefined
      : Math.round(decoder.availableSeconds * settings.sampleRate),
    blocks: () => mixAndResample(decoder, stream, settings),
  };
  return stream;
}

function checkOptions(options: DecodeOptions): Settings {
  const settings: Settings = {
    sampleRate: options.sampleRate ?? 22050,
    name: options.name ?? "the recording",
    maxDurationSeconds: options.maxDurationSeconds ?? 14400,
    maxChannels: options.maxChannels ?? 32,
    timeoutSeconds: options.timeoutSeconds ?? 1800,
    quality: options.quality ?? "medium",
    signal: options.signal,
  };
  const { sampleRate, maxDurationSeconds, maxChannels, timeoutSeconds } = settings;
  const check = (holds: boolean, rule: string, found: number): void => {
    if (!holds) throw new InvalidArgumentError(`${rule}, found ${found}`);
  };
  const inRange = sampleRate >= 1000 && sampleRate <= 768000;
  check(inRange, "sampleRate must be within 1000..768000 Hz", sampleRate);
  check(maxDurationSeconds > 0, "maxDurationSeconds must be positive", maxDurationSeconds);
  const count = Number.isInteger(maxChannels) && maxChannels >= 1 && maxChannels <= 65535;
  check(count, "maxChannels must be a whole number within 1..65535", maxChannels);
  check(timeoutSeconds > 0, "timeoutSeconds must be positive", timeoutSeconds);
  return settings;
}

/** Finds out what the file is and loads the decoder for it, and for nothing else. */
async function openDecoder(source: ByteSource, context: DecoderContext): Promise<Decoder> {
  const { name } = context;
  if (source.size === 0) throw cannotRead(name, "it is empty (0 bytes)", DAMAGED);
  const tag = id3Length(await source.read(0, SNIFF_BYTES));
  const sound = tag > 0 ? sliceSource(source, tag, source.size) : source;
  const kind = sniffFormat(await sound.read(0, SNIFF_BYTES));
  switch (kind) {
    case "wav":
      return (await import("./wav.ts")).openWav(sound, context);
    case "aiff":
      return (await import("./aiff.ts")).openAiff(sound, context);
    case "flac":
      return (await import("./flac.ts")).openFlac(sound, context);
    case "mp3":
      return (await import("./mp3.ts")).openMp3(sound, context);
    case "ogg":
      return (await import("./ogg.ts")).openOgg(sound, context);
    case "aac":
      return (await import("./aac/adts.ts")).openAdts(sound, context);
    case "m4a":
      return (await import("./mp4.ts")).openMp4(sound, context);
    case "webm":
    case "mkv":
      return (await import("./webm.ts")).openWebm(sound, context);
    case undefined:
      throw cannotRead(
        name,
        "its content is no sound format that is known",
        "check that it is a sound file and complete",
      );
    default:
      throw cannotRead(name, `${FORMAT_NAMES[kind] ?? kind.toUpperCase()} is not supported`);
  }
}

const FORMAT_NAMES: Record<string, string> = {
  wma: "Windows Media Audio",
  wv: "WavPack",
  ape: "Monkey's Audio",
  mid: "MIDI, which holds notes and no sound,",
};

/** Turns whatever a library throws into one of our errors, with the recording's name. */
async function guarded<T>(name: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof AudioError || error instanceof AbortedError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw cannotRead(name, `its decoder failed (${reason})`, undefined, error);
  }
}

/** The whole way from decoded channels to mono blocks at the wanted rate, with every check. */
async function* mixAndResample(
  decoder: Decoder,
  stream: AudioStream,
  settings: Settings,
): AsyncGenerator<Float32Array, void, undefined> {
  const { name, sampleRate, signal, quality } = settings;
  const { sampleRate: fromRate } = decoder.format;
  const mostFrames = settings.maxDurationSeconds * fromRate;
  const deadline = performance.now() + settings.timeoutSeconds * 1000;
  const resampler = await createResampler(fromRate, sampleRate, quality);
  const source = decoder.blocks();
  let frames = 0, given = 0, notFinite = 0, peak = 0;
  const count = function* (blocks: Iterable<Float32Array>): Generator<Float32Array> {
    for (const block of blocks) {
      given += block.length;
      yield block;
    }
  };
  try {
    while (true) {
      const next = await guarded(name, () => source.next());
      if (next.done) break;
      const mono = mixToMono(next.value);
      frames += mono.length;
      if (frames > mostFrames) throw tooLong(settings, frames / fromRate);
      if (signal?.aborted) throw new AbortedError(`Reading ${name} was stopped`);
      if (performance.now() > deadline) {
        throw cannotRead(
          name,
          `decoding took longer than ${format(settings.timeoutSeconds)} s`,
          "split it or raise timeoutSeconds",
        );
      }
      for (let i = 0; i < mono.length; i++) {
        if (!Number.isFinite(mono[i])) {
          mono[i] = 0;
          notFinite++;
        } else if (Math.abs(mono[i]) > peak) peak = Math.abs(mono[i]);
      }
      yield* count(resampler.push(mono));
    }
    yield* count(resampler.flush());
  } finally {
    resampler.free();
    await source.return(undefined);
  }
  stream.format.durationSeconds = frames / fromRate;
  if (frames === 0) throw cannotRead(name, "nothing could be decoded from it", DAMAGED);
  if (given === 0) {
    const rates = `at ${format(fromRate)} Hz, which is none at ${format(sampleRate)} Hz`;
    throw cannotRead(name, `it holds ${frames} samples ${rates}`, DAMAGED);
  }
  if (notFinite > frames / 2) {
    const share = `${notFinite} of its ${frames} samples are not numbers`;
    throw cannotRead(name, share, DAMAGED);
  }
  decoder.warnings.push(...findings({ frames, notFinite, peak }, decoder));
}

function tooLong({ name, maxDurationSeconds }: Settings, seconds: number): AudioError {
  const rule = `more than the ${format(maxDurationSeconds)} s accepted`;
  return cannotRead(
    name,
    `it is ${format(seconds)} s long or longer, ${rule}`,
    "split it or raise maxDurationSeconds",
  );
}

function findings(
  found: { frames: number; notFinite: number; peak: number },
  decoder: Decoder,
): string[] {
  const warnings: string[] = [];
  const seconds = found.frames / decoder.format.sampleRate;
  const { declaredSeconds } = decoder;
  if (declaredSeconds !== undefined && Math.abs(declaredSeconds - seconds) > LENGTH_TOLERANCE) {
    warnings.push(
      `its header promises ${format(declaredSeconds)} s, ${format(seconds)} s could be decoded: ` +
        (seconds < declaredSeconds ? "the file is cut short or damaged" : "the header is wrong"),
    );
  }
  if (found.notFinite > 0) {
    warnings.push(`${found.notFinite} samples are not numbers and were set to 0`);
  }
  if (found.peak === 0) warnings.push("it is silent from beginning to end");
  if (found.peak > 16) {
    warnings.push(`its samples reach ${found.peak.toPrecision(3)} where full scale is 1`);
  }
  return warnings;
}

/** The mean of the channels; a new array, so that a decoder may reuse its own. */
function mixToMono(channels: Float32Array[]): Float32Array {
  const length = Math.min(...channels.map((channel) => channel.length));
  const mono = channels[0].slice(0, length);
  if (channels.length === 1) return mono;
  for (let c = 1; c < channels.length; c++) {
    const channel = channels[c];
    for (let i = 0; i < length; i++) mono[i] += channel[i];
  }
  const scale = 1 / channels.length;
  for (let i = 0; i < length; i++) mono[i] *= scale;
  return mono;
}

/** Seconds for a message: four digits are plenty. */
function format(seconds: number): string {
  return seconds >= 1000 ? seconds.toFixed(0) : String(Number(seconds.toPrecision(4)));
}

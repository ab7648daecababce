import { AbortedError, AudioError, InvalidArgumentError } from "../errors.ts";
import { cannotRead, DAMAGED, type Decoder, type DecoderContext } from "./decoder.ts";
import { requireWhole, requireWithin } from "../options.ts";
import { MonoMixer } from "./mix.ts";
import { createResampler } from "./resample.ts";
import { id3Length, refuseFormat, SNIFF_BYTES, sniffFormat, withoutTags } from "./sniff.ts";
import { type ByteSource, sliceSource } from "./source.ts";
import type { AudioStream, DecodeOptions } from "./types.ts";

/** Where the decoded length may differ from the header's before we say so, in seconds. */
const LENGTH_TOLERANCE = 0.1;

type Settings = Required<Omit<DecodeOptions, "signal">> & Pick<DecodeOptions, "signal">;

/**
 * Opens a recording of any known format for decoding piece by piece: its format at once, its
 * samples on demand.
 *
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
    signal: options.signal,
  };
  requireWithin("sampleRate", settings.sampleRate, 1000, 768000, " Hz");
  requireWhole("maxChannels", settings.maxChannels, 1, 65535);
  for (const name of ["maxDurationSeconds", "timeoutSeconds"] as const) {
    if (!(settings[name] > 0)) {
      throw new InvalidArgumentError(`${name} must be positive, found ${settings[name]}`);
    }
  }
  return settings;
}

/** Finds out what the file is and loads the decoder for it, and for nothing else. */
async function openDecoder(source: ByteSource, context: DecoderContext): Promise<Decoder> {
  const { name } = context;
  if (source.size === 0) throw cannotRead(name, "it is empty (0 bytes)", DAMAGED);
  const tag = id3Length(await source.read(0, SNIFF_BYTES));
  const file = tag > 0 ? sliceSource(source, tag, source.size) : source;
  const kind = sniffFormat(await file.read(0, SNIFF_BYTES));
  const hasTags = kind === "flac" || kind === "mp3" || kind === "aac";
  const sound = hasTags ? await withoutTags(file) : file;
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
    case "m4a":
    case "webm":
    case "mkv":
    case "ts":
      return (await import("./container.ts")).openContainer(sound, kind, context);
    default:
      throw refuseFormat(kind, name);
  }
}

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
  const { name, sampleRate, signal } = settings;
  const deadline = performance.now() + settings.timeoutSeconds * 1000;
  const tally: Tally = { frames: 0, seconds: 0, given: 0, notFinite: 0, peak: 0 };
  const source = decoder.blocks();
  let rate = decoder.format.sampleRate, mixer = new MonoMixer(rate);
  let resampler = createResampler(rate, sampleRate);
  const give = function* (blocks: Iterable<Float32Array>): Generator<Float32Array> {
    for (const block of blocks) {
      tally.given += block.length;
      yield block;
    }
  };
  const send = function* (mono: Iterable<Float32Array>): Generator<Float32Array> {
    for (const samples of mono) {
      check(samples, tally);
      yield* give(resampler.push(samples));
    }
  };
  const end = function* (): Generator<Float32Array> {
    yield* send(mixer.flush());
    yield* give(resampler.flush());
    decoder.warnings.push(...mixer.findings());
  };
  try {
    while (true) {
      const next = await guarded(name, () => source.next());
      if (next.done) break;
      const { channels } = next.value;
      if (next.value.sampleRate !== rate) {
        yield* end();
        rate = next.value.sampleRate;
        mixer = new MonoMixer(rate);
        resampler = createResampler(rate, sampleRate);
      }
      tally.frames += channels[0].length;
      tally.seconds += channels[0].length / rate;
      // A hair of tolerance: many short blocks sum up with rounding.
      if (tally.seconds > settings.maxDurationSeconds + 1e-6) {
        throw tooLong(settings, tally.seconds);
      }
      if (signal?.aborted) throw new AbortedError(`Reading ${name} was stopped`);
      if (performance.now() > deadline) {
        throw cannotRead(
          name,
          `decoding took longer than ${format(settings.timeoutSeconds)} s`,
          "split it or raise timeoutSeconds",
        );
      }
      yield* send(mixer.push(channels));
    }
    yield* end();
  } finally {
    await source.return(undefined);
  }
  stream.format.durationSeconds = tally.seconds;
  refuseNothing(tally, rate, settings);
  decoder.warnings.push(...findings(tally, decoder));
}

/** What was met on the way. */
interface Tally {
  /** Samples a channel at the file's rate, and how long they last. */
  frames: number;
  seconds: number;
  /** Samples at the rate asked for. */
  given: number;
  notFinite: number;
  /** Largest magnitude. */
  peak: number;
}

/** Sets what is no number to 0 and notes the peak. */
function check(samples: Float32Array, tally: Tally): void {
  let { notFinite, peak } = tally;
  for (let i = 0; i < samples.length; i++) {
    const size = Math.abs(samples[i]);
    if (size <= peak) continue; // nearly always
    if (size < Infinity) peak = size;
    else {
      samples[i] = 0;
      notFinite++;
    }
  }
  tally.notFinite = notFinite;
  tally.peak = peak;
}

function refuseNothing(
  { frames, given, notFinite }: Tally,
  rate: number,
  settings: Settings,
): void {
  const { name, sampleRate } = settings;
  if (frames === 0) throw cannotRead(name, "nothing could be decoded from it", DAMAGED);
  if (given === 0) {
    const rates = `at ${format(rate)} Hz, which is none at ${format(sampleRate)} Hz`;
    throw cannotRead(name, `it holds ${frames} samples ${rates}`, DAMAGED);
  }
  if (notFinite > frames / 2) {
    const share = `${notFinite} of its ${frames} samples are not numbers`;
    throw cannotRead(name, share, DAMAGED);
  }
}

function tooLong({ name, maxDurationSeconds }: Settings, seconds: number): AudioError {
  const rule = `more than the ${format(maxDurationSeconds)} s accepted`;
  return cannotRead(
    name,
    `it is ${format(seconds)} s long or longer, ${rule}`,
    "split it or raise maxDurationSeconds",
  );
}

function findings(found: Tally, decoder: Decoder): string[] {
  const warnings: string[] = [], { seconds } = found;
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

/** Seconds for a message: four digits are plenty. */
function format(seconds: number): string {
  return seconds >= 1000 ? seconds.toFixed(0) : String(Number(seconds.toPrecision(4)));
}

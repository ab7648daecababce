/** What the file really is, read from its content and not from its name. */
export interface AudioFormat {
  /** The file's outer form: "wav", "aiff", "caf", "au", "flac", "mp3", "ogg", ... */
  container: string;
  /** How the samples are stored: "pcm", "float", "alaw", "mulaw", "flac", "mp3", "vorbis", ... */
  codec: string;
  /** Sampling rate of the file in Hz (not of the decoded result). */
  sampleRate: number;
  /** Number of channels in the file. */
  channels: number;
  /** Bits per sample, where the codec has such a thing. */
  bitDepth?: number;
  /** Length in seconds: what was decoded once decoding is over, what the header says before. */
  durationSeconds: number;
}

/** Mono sound ready for analysis. */
export interface MonoAudio {
  /** The mean of the channels, nominally within -1..1. */
  samples: Float32Array;
  /** Sampling rate of `samples` in Hz. */
  sampleRate: number;
  /** What the file was. */
  format: AudioFormat;
  /** Everything that was wrong with the file and did not stop it from being read. */
  warnings: string[];
}

/** A recording that is decoded piece by piece, for those too long to be held whole. */
export interface AudioStream {
  /** Sampling rate of the blocks in Hz. */
  sampleRate: number;
  /** What the file is; `durationSeconds` becomes exact once the last block is out. */
  format: AudioFormat;
  /** What was found wrong so far; complete once the last block is out. */
  warnings: string[];
  /**
   * How many samples the blocks add up to, where the bytes of the file tell it: uncompressed sound.
   */
  expectedLength?: number;
  /**
   * The recording as consecutive stretches of mono samples, of varying length. Can be walked once.
   *
   * @throws {AudioError} If the recording turns out empty, unreadable or beyond a limit.
   */
  blocks: () => AsyncGenerator<Float32Array, void, undefined>;
}

/** Options of {@linkcode decodeAudio}, {@linkcode readAudio} and {@linkcode openAudio}. */
export interface DecodeOptions {
  /**
   * Sampling rate of the result in Hz, 1000..768000. The default is the usual one for pitch analysis:
   * it keeps everything below 9 kHz and halves the work of 44.1 kHz.
   * @default {22050}
   */
  sampleRate?: number;
  /**
   * What error messages and warnings call the recording, a file name as a rule.
   * @default {"the recording"}
   */
  name?: string;
  /**
   * Longest recording accepted, in seconds: a guard against files that would fill the memory.
   * @default {14400}
   */
  maxDurationSeconds?: number;
  /**
   * Most channels accepted, 1..65535. Real recordings have 1..32; a broken header may say 65535.
   * @default {32}
   */
  maxChannels?: number;
  /**
   * Longest time that decoding may take, in seconds. Checked between blocks, so that it stops a
   * decoder that is slow, not one that hangs within a block.
   * @default {1800}
   */
  timeoutSeconds?: number;
  /** Stops decoding between two blocks, with an {@linkcode AbortedError}. */
  signal?: AbortSignal;
}

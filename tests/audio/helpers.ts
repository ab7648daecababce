/** What the audio tests share: signals with a known answer, WAV headers of every kind. */

/** The tone of the fixtures: 0.5 sin(2 pi (300 t + 400 t^2)). */
export function glide(sampleRate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: Math.round(sampleRate * seconds) }, (_, i) => {
    const t = i / sampleRate;
    return 0.5 * Math.sin(2 * Math.PI * (300 * t + 400 * t * t));
  });
}

export function sine(hz: number, sampleRate: number, length: number): Float32Array {
  return Float32Array.from(
    { length },
    (_, i) => 0.5 * Math.sin(2 * Math.PI * hz * i / sampleRate),
  );
}

/** Root mean square of samples[from..to). */
export function rms(samples: Float32Array, from = 0, to = samples.length): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += samples[i] ** 2;
  return Math.sqrt(sum / (to - from));
}

/** The best correlation of two signals over lags of ±maxLag samples, and that lag. */
export function correlate(
  a: Float32Array,
  b: Float32Array,
  maxLag: number,
): { correlation: number; lag: number } {
  let best = { correlation: -1, lag: 0 };
  const length = Math.min(a.length, b.length) - maxLag;
  for (let lag = -maxLag; lag <= maxLag; lag++) {
    let ab = 0, aa = 0, bb = 0;
    for (let i = maxLag; i < length; i++) {
      const x = a[i], y = b[i + lag];
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    const correlation = ab / Math.sqrt(aa * bb);
    if (correlation > best.correlation) best = { correlation, lag };
  }
  return best;
}

/** One chunk of a RIFF file: its name, its content and, to lie, a size of its own. */
export interface TestChunk {
  id: string;
  content: Uint8Array;
  size?: number;
  pad?: boolean;
}

/** A RIFF-like file from its chunks. */
export function riff(
  chunks: TestChunk[],
  { magic = "RIFF", form = "WAVE", littleEndian = true } = {},
): Uint8Array {
  const parts: number[] = [];
  const text = (word: string) => parts.push(...[...word].map((letter) => letter.charCodeAt(0)));
  const uint32 = (value: number) => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, littleEndian);
    parts.push(...bytes);
  };
  text(magic);
  uint32(0xffffffff); // nobody should believe this one
  text(form);
  for (const { id, content, size = content.length, pad = true } of chunks) {
    text(id);
    uint32(size);
    for (const byte of content) parts.push(byte);
    if (pad && content.length % 2 === 1) parts.push(0);
  }
  return Uint8Array.from(parts);
}

/** Fields of a format chunk. */
export interface TestFormat {
  tag?: number;
  channels?: number;
  sampleRate?: number;
  bits?: number;
  blockAlign?: number;
  /** Writes the extensible form with this subformat. */
  subformat?: number;
  validBits?: number;
  littleEndian?: boolean;
}

export function formatChunk(fields: TestFormat = {}): TestChunk {
  const { tag = 1, channels = 1, sampleRate = 22050, bits = 16, littleEndian = true } = fields;
  const { blockAlign = channels * Math.ceil(bits / 8), subformat, validBits = bits } = fields;
  const content = new Uint8Array(subformat === undefined ? 16 : 40);
  const view = new DataView(content.buffer);
  view.setUint16(0, subformat === undefined ? tag : 0xfffe, littleEndian);
  view.setUint16(2, channels, littleEndian);
  view.setUint32(4, sampleRate, littleEndian);
  view.setUint32(8, sampleRate * blockAlign, littleEndian);
  view.setUint16(12, blockAlign, littleEndian);
  view.setUint16(14, bits, littleEndian);
  if (subformat !== undefined) {
    view.setUint16(16, 22, littleEndian);
    view.setUint16(18, validBits, littleEndian);
    view.setUint16(24, subformat, littleEndian);
  }
  return { id: "fmt ", content };
}

/** Samples as integers of any width, or floats, in any byte order; 8 bits with WAV's offset. */
export function pcmBytes(
  samples: Float32Array,
  { bits = 16, float = false, littleEndian = true } = {},
): Uint8Array {
  const width = bits / 8, bytes = new Uint8Array(samples.length * width);
  const view = new DataView(bytes.buffer);
  samples.forEach((sample, i) => {
    if (float) {
      if (bits === 32) view.setFloat32(4 * i, sample, littleEndian);
      else view.setFloat64(8 * i, sample, littleEndian);
    } else if (bits === 8) bytes[i] = Math.round(sample * 127) + 128;
    else {
      let value = BigInt(Math.round(sample * 2 ** 30)) << BigInt(64 - 31); // 31 bits, at the top
      value >>= BigInt(64 - bits);
      for (let k = 0; k < width; k++) {
        bytes[i * width + (littleEndian ? k : width - 1 - k)] = Number(value & 0xffn);
        value >>= 8n;
      }
    }
  });
  return bytes;
}

export const dataChunk = (content: Uint8Array): TestChunk => ({ id: "data", content });
export const listChunk = (length = 26): TestChunk => ({
  id: "LIST",
  content: new Uint8Array(length),
});

export async function fixture(name: string): Promise<Uint8Array> {
  return await Deno.readFile(new URL(`./fixtures/${name}`, import.meta.url));
}

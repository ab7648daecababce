import { createFourFft, createSoundRoom, hann, LANES, type SoundRoom } from "../signal/mod.ts";

/** Samples of a spectrum that is looked at: 46 ms at 44.1 kHz keep partials of a voice apart. */
const FFT_SIZE = 2048;
/** Bins below this hold a constant that a channel may be off by, which is no sound. */
const LOWEST_BIN = 3;
/** A partial cancels where the sum of the channels has less than this share of their energies. */
const CANCELLED = 0.1;
/** Most energy that may cancel. Channels with nothing in common lose a tenth by chance. */
const MOST_CANCELLED = 0.3;
/** Samples over which one way of mixing goes over into the other. */
const FADE = 512;
/** Share of the sound beyond which a switch to one channel is worth a warning. */
const WORTH_SAYING = 0.02;

/**
 * Mixes channels to one, in windows of a second.
 *
 * The mean of the channels is right until they are in opposite phase: with one cable crossed, the
 * melody, or part of it, cancels. So in each window the spectrum of the sum is held against the
 * spectra of the channels; where more than three tenths of the energy lie in partials that cancel,
 * the loudest channel is taken alone, with a short fade between.
 */
export class MonoMixer {
  readonly #windowLength: number;
  /** Four spectra are looked at in each window. */
  readonly #fft = createFourFft(FFT_SIZE, {
    window: hann(FFT_SIZE),
    soundLength: LANES * FFT_SIZE,
  });
  readonly #energies = new Float32Array(LANES * (FFT_SIZE / 2 + 1));
  /** A window of each channel, and behind them the mix; the channels alone. */
  #room: SoundRoom = createSoundRoom();
  #window: readonly Float32Array[] = [];
  #filled = 0;
  #weights: number[] = []; // of the window before; empty at the start
  #sounding = 0;
  #opposite = 0;

  /** @param sampleRate Hz. */
  constructor(sampleRate: number) {
    this.#windowLength = Math.round(sampleRate);
  }

  /**
   * Takes the next samples and gives the windows that are full.
   *
   * @param channels One array a channel, all of one length.
   * @returns Mono windows; each is overwritten once the next is asked for.
   */
  *push(channels: Float32Array[]): Generator<Float32Array> {
    const length = Math.min(...channels.map((channel) => channel.length));
    if (channels.length === 1) {
      yield* this.flush();
      yield channels[0].slice(0, length);
      return;
    }
    if (channels.length !== this.#window.length) {
      yield* this.flush();
      const lengths = new Array<number>(channels.length + 1).fill(this.#windowLength);
      this.#room = createSoundRoom(...lengths);
      this.#window = this.#room.parts.slice(0, -1);
      this.#weights = [];
    }
    for (let from = 0; from < length;) {
      const to = Math.min(length, from + this.#windowLength - this.#filled);
      channels.forEach((channel, c) =>
        this.#window[c].set(channel.subarray(from, to), this.#filled)
      );
      this.#filled += to - from;
      from = to;
      if (this.#filled === this.#windowLength) yield* this.flush();
    }
  }

  /** Gives what is left. */
  *flush(): Generator<Float32Array> {
    if (this.#filled === 0) return;
    const channels = this.#window.map((channel) => channel.subarray(0, this.#filled));
    const before = this.#weights, after = this.#choose(channels);
    this.#weights = after;
    this.#filled = 0;
    yield this.#mix(channels, before.length > 0 ? before : after, after);
  }

  /** What to say about the channels, if anything is odd. */
  findings(): string[] {
    const share = this.#opposite / this.#sounding;
    if (!(share > WORTH_SAYING)) return [];
    const part = `${Math.round(100 * share)} % of its sound`;
    return [
      `its channels are in opposite phase in ${part}, where their mean would cancel: there the ` +
      "loudest channel was taken alone",
    ];
  }

  /** The weights for a window: the mean, or one channel where the mean would cancel. */
  #choose(channels: readonly Float32Array[]): number[] {
    const energies = channels.map(({ length }, c) => finite(this.#room.measure(c, length).squares));
    const total = energies.reduce((sum, x) => sum + x);
    if (total <= 1e-8 * channels[0].length) { // silence says nothing
      return this.#weights.length > 0 ? this.#weights : mean(channels.length);
    }
    const share = isSame(channels) ? 0 : this.#cancelledShare(channels);
    this.#sounding += total;
    if (share <= MOST_CANCELLED) return mean(channels.length);
    this.#opposite += total;
    // The channel that is taken already stays, unless another is twice as loud.
    const current = this.#weights.indexOf(1), loudest = energies.indexOf(Math.max(...energies));
    const chosen = current >= 0 && 2 * energies[current] > energies[loudest] ? current : loudest;
    return channels.map((_, c) => c === chosen ? 1 : 0);
  }

  /** The weighted sum, fading from the weights of the window before. */
  #mix(channels: Float32Array[], before: number[], after: number[]): Float32Array {
    const { length } = channels[0], mix = channels.length;
    const mono = this.#room.parts[mix].subarray(0, length).fill(0);
    after.forEach((weight, c) => {
      // Nothing times what is no number would not be nothing.
      if (weight !== 0) this.#room.addScaled(c, weight, mix, length);
    });
    if (before.every((weight, c) => weight === after[c])) return mono;
    const fade = Math.min(FADE, length);
    mono.fill(0, 0, fade);
    channels.forEach((channel, c) => {
      const from = before[c], by = (after[c] - from) / fade;
      for (let i = 0; i < fade; i++) mono[i] += channel[i] * (from + by * i);
    });
    return mono;
  }

  /** The share of the energy in bins where the channels cancel. */
  #cancelledShare(channels: readonly Float32Array[]): number {
    const { spectra } = this.#fft, energies = this.#energies.fill(0), length = channels[0].length;
    const looks = length < 2 * FFT_SIZE ? 1 : LANES;
    const starts = Array.from(
      { length: looks },
      (_, look) => Math.max(0, Math.floor((length - FFT_SIZE) * (look + 0.5) / looks)),
    );
    for (const channel of channels) {
      this.#look([channel], starts);
      addEnergies(spectra, energies);
    }
    this.#look(channels, starts);
    return shareCancelled(spectra, energies, looks);
  }

  /** Takes the spectra of the sum of some channels at some places. */
  #look([first, ...others]: readonly Float32Array[], starts: number[]): void {
    const { sound } = this.#fft;
    if (first.length < FFT_SIZE) sound.fill(0);
    starts.forEach((start, look) => {
      const place = sound.subarray(look * FFT_SIZE, (look + 1) * FFT_SIZE);
      place.set(first.subarray(start, start + FFT_SIZE));
      for (const other of others) add(place, other.subarray(start, start + FFT_SIZE));
    });
    this.#fft.cut(starts.map((_, look) => look * FFT_SIZE));
    this.#fft.forward();
  }
}

/** Adds the energy of each bin in each lane. */
function addEnergies(spectra: Float32Array, energies: Float32Array): void {
  for (let bin = 0, at = 0; at < energies.length; bin += 2 * LANES) {
    for (let re = bin; re < bin + LANES; re++) {
      energies[at++] += spectra[re] * spectra[re] + spectra[re + LANES] * spectra[re + LANES];
    }
  }
}

/** The share of the channels' energies that is missing in the spectra of their sum. */
function shareCancelled(spectra: Float32Array, energies: Float32Array, looks: number): number {
  let cancelled = 0, total = 0;
  for (let k = LOWEST_BIN; LANES * k < energies.length; k++) {
    for (let look = 0; look < looks; look++) {
      const re = spectra[2 * LANES * k + look], im = spectra[2 * LANES * k + LANES + look];
      const energy = energies[LANES * k + look];
      total += energy;
      if (re * re + im * im < CANCELLED * energy) cancelled += energy;
    }
  }
  return total > 0 ? cancelled / total : 0;
}

function add(to: Float32Array, what: Float32Array): void {
  for (let i = 0; i < what.length; i++) to[i] += what[i];
}

function mean(channels: number): number[] {
  return new Array(channels).fill(1 / channels);
}

function finite(x: number): number {
  return Number.isFinite(x) ? x : 0;
}

/** Whether all channels are copies of the first, as in most files that are called stereo. */
function isSame([first, ...others]: readonly Float32Array[]): boolean {
  return others.every((other) => {
    for (let i = 0; i < first.length; i++) if (first[i] !== other[i]) return false;
    return true;
  });
}

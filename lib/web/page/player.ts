/// <reference lib="dom" />
/**
 * Plays a recording, or its pitch as a tone, with a cursor that moves.
 *
 * @module
 */

import { encodeWav } from "../../audio/encode_wav.ts";
import { sonifyPitch } from "../../notebook/sonify.ts";
import type { PitchTrack } from "../../pitch/types.ts";

/** Rate of the tone in Hz. */
const TONE_RATE = 11_025;
/** The tone is made for at most this long at a time, in seconds: 13 MB. */
const TONE_SECONDS = 600;

/** A player of one recording. */
export class Player {
  /** Told where it is, many times a second, and that it has stopped. */
  onTime: (seconds: number, playing: boolean) => void = () => {};
  readonly #audio = new Audio();
  #wav: Blob | undefined;
  #track: PitchTrack | undefined;
  #asTone = false;
  #offset = 0;
  #address: string | undefined;

  constructor() {
    this.#audio.onended = () => this.onTime(this.seconds, false);
    this.#audio.onpause = () => this.onTime(this.seconds, false);
    this.#audio.onplay = () => this.#tick();
  }

  /** Takes another recording; without sound only its tone can be heard. */
  set(track: PitchTrack, wav: Blob | undefined): void {
    this.pause();
    this.#track = track;
    this.#wav = wav;
    this.#load(0);
  }

  /** Whether the pitch is heard in place of the sound. */
  setTone(asTone: boolean): void {
    const { seconds, isPlaying } = this;
    this.#asTone = asTone;
    this.#load(seconds);
    if (isPlaying) this.play(seconds);
  }

  /** Where it is, in seconds. */
  get seconds(): number {
    return this.#offset + this.#audio.currentTime;
  }

  /** Whether it plays. */
  get isPlaying(): boolean {
    return !this.#audio.paused && !this.#audio.ended;
  }

  /** Plays from a second on. */
  play(from = this.seconds): void {
    const isOutside = from < this.#offset || from > this.#offset + (this.#audio.duration || 0);
    if (this.#usesTone && isOutside) this.#load(from);
    this.#audio.currentTime = Math.max(0, from - this.#offset);
    this.#audio.play().catch(() => this.onTime(from, false));
  }

  /** Stops where it is. */
  pause(): void {
    this.#audio.pause();
  }

  get #usesTone(): boolean {
    return this.#asTone || this.#wav === undefined;
  }

  #load(seconds: number): void {
    if (this.#track === undefined) return;
    if (this.#address !== undefined) URL.revokeObjectURL(this.#address);
    this.#offset = this.#usesTone ? seconds : 0;
    const sound = this.#usesTone ? toneOf(this.#track, seconds) : this.#wav!;
    this.#address = URL.createObjectURL(sound);
    this.#audio.src = this.#address;
    if (!this.#usesTone) this.#audio.currentTime = seconds;
  }

  #tick(): void {
    if (!this.isPlaying) return;
    this.onTime(this.seconds, true);
    requestAnimationFrame(() => this.#tick());
  }
}

function toneOf(track: PitchTrack, fromSeconds: number): Blob {
  const end = (track.times.at(-1) ?? 0) + track.hopSeconds;
  const toSeconds = Math.max(fromSeconds + 0.1, Math.min(end, fromSeconds + TONE_SECONDS));
  const samples = sonifyPitch(track, { sampleRate: TONE_RATE, fromSeconds, toSeconds });
  const bytes = encodeWav(samples, TONE_RATE) as Uint8Array<ArrayBuffer>;
  return new Blob([bytes], { type: "audio/wav" });
}

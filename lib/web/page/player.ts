/// <reference lib="dom" />
import type { PitchTrack } from "../../pitch/types.ts";
import { Tone } from "./tone.ts";

/** Plays a recording, or its pitch as a tone, with a cursor that moves. */
export class Player {
  /** Told where it is, many times a second, and that it has stopped. */
  onTime: (seconds: number, playing: boolean) => void = () => {};
  readonly #audio = new Audio();
  readonly #tone = new Tone();
  #wav: Blob | undefined;
  #asTone = false;
  #address: string | undefined;

  constructor() {
    this.#audio.onplay = this.#tone.onPlay = () => this.#tick();
    this.#audio.onended = this.#audio.onpause = this.#tone.onPause = () =>
      this.onTime(this.seconds, false);
  }

  /** Takes another recording; without sound only its tone can be heard. */
  set(track: PitchTrack, wav: Blob | undefined): void {
    this.pause();
    this.#tone.track = track;
    this.#wav = wav;
    if (this.#address !== undefined) URL.revokeObjectURL(this.#address);
    this.#address = wav && URL.createObjectURL(wav);
    if (this.#address === undefined) this.#audio.removeAttribute("src");
    else this.#audio.src = this.#address;
  }

  /** Whether the pitch is heard in place of the sound. */
  setTone(asTone: boolean): void {
    const { seconds, isPlaying } = this;
    this.pause();
    this.#asTone = asTone;
    if (isPlaying) this.play(seconds);
    else this.#voice.currentTime = seconds;
  }

  get seconds(): number {
    return this.#voice.currentTime;
  }

  get isPlaying(): boolean {
    return !this.#voice.paused && !this.#voice.ended;
  }

  /** Plays from a second on. */
  play(from = this.seconds): void {
    this.#voice.currentTime = from;
    this.#voice.play().catch(() => this.onTime(from, false));
  }

  pause(): void {
    this.#voice.pause();
  }

  get #voice(): HTMLAudioElement | Tone {
    return this.#asTone || this.#wav === undefined ? this.#tone : this.#audio;
  }

  #tick(): void {
    if (!this.isPlaying) return;
    this.onTime(this.seconds, true);
    requestAnimationFrame(() => this.#tick());
  }
}

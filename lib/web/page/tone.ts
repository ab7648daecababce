/// <reference lib="dom" />
import type { PitchTrack } from "../../pitch/types.ts";

/** How loud it is, 0..1. */
const LOUDNESS = 0.3;

/**
 * The pitch of a recording as a tone, silent where that is unvoiced, and played like an audio
 * element.
 */
export class Tone {
  /** What it follows. */
  track: PitchTrack | undefined;
  onPlay: () => void = () => {};
  onPause: () => void = () => {};
  #context: AudioContext | undefined;
  #voice: OscillatorNode | undefined;
  /** Where it stands while it is silent, and what to add to the context's time while it sounds. */
  #seconds = 0;
  #offset = 0;

  /** Where it is, in seconds. */
  get currentTime(): number {
    return this.paused ? this.#seconds : this.#context!.currentTime + this.#offset;
  }

  set currentTime(seconds: number) {
    this.pause();
    this.#seconds = seconds;
  }

  get paused(): boolean {
    return this.#voice === undefined;
  }

  /** Never true while it plays. */
  get ended(): boolean {
    return this.paused;
  }

  /** Plays on from where it is, from the beginning where it is at the end. */
  async play(): Promise<void> {
    if (this.track === undefined) return;
    const { f0, times, hopSeconds } = this.track, begin = times[0] ?? 0;
    let first = Math.max(0, Math.round((this.#seconds - begin) / hopSeconds));
    if (first > f0.length - 2) first = 0;
    const hz = new Float32Array(f0.length - first), loudness = new Float32Array(hz.length);
    for (let t = 0, held = 220; t < hz.length; t++) {
      const own = f0[first + t];
      // Pitch is held through silence, so that the next note does not begin with a glide.
      hz[t] = held = own > 0 ? own : held;
      loudness[t] = own > 0 ? LOUDNESS : 0;
    }
    if (hz.length < 2) return;
    this.#context ??= new AudioContext();
    await this.#context.resume();
    const now = this.#context.currentTime, seconds = hz.length * hopSeconds;
    const voice = new OscillatorNode(this.#context, { type: "triangle" });
    const gain = new GainNode(this.#context);
    voice.frequency.setValueCurveAtTime(hz, now, seconds);
    gain.gain.setValueCurveAtTime(loudness, now, seconds);
    voice.connect(gain).connect(this.#context.destination);
    voice.onended = () => this.#voice === voice && this.pause();
    voice.start(now);
    voice.stop(now + seconds);
    this.#voice = voice;
    this.#offset = begin + first * hopSeconds - now;
    this.onPlay();
  }

  pause(): void {
    const voice = this.#voice;
    if (voice === undefined) return;
    this.#seconds = this.currentTime;
    this.#voice = undefined;
    voice.stop();
    this.onPause();
  }
}

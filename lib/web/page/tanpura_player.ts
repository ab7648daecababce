/// <reference lib="dom" />
import { tanpura } from "../../synth/tanpura.ts";

/** Samples per second of what is played. */
const RATE = 22_050;
/** Length of the round in seconds, and how long its end and beginning are laid over each other. */
const ROUND = 24, OVERLAP = 2;

/** The tanpura: the kit's own strings, played in a round until it is stopped. */
export class TanpuraPlayer {
  #context: AudioContext | undefined;
  #source: AudioBufferSourceNode | undefined;
  #gain: GainNode | undefined;

  get isPlaying(): boolean {
    return this.#source !== undefined;
  }

  /** Plays, or plays on another Sa. */
  play(tonicHz: number, tuning: "Pa" | "Ma" | "Ni", loudness: number): void {
    this.stop();
    this.#context ??= new AudioContext();
    void this.#context.resume();
    const sound = roundOf(tanpura(tonicHz, ROUND + OVERLAP, { sampleRate: RATE, tuning }));
    const buffer = this.#context.createBuffer(1, sound.length, RATE);
    buffer.copyToChannel(sound, 0);
    this.#gain = new GainNode(this.#context, { gain: loudness });
    this.#source = new AudioBufferSourceNode(this.#context, { buffer, loop: true });
    this.#source.connect(this.#gain).connect(this.#context.destination);
    this.#source.start();
  }

  /** Louder or softer, 0..1. */
  setLoudness(loudness: number): void {
    this.#gain?.gain.setTargetAtTime(loudness, this.#context!.currentTime, 0.05);
  }

  stop(): void {
    this.#source?.stop();
    this.#source = undefined;
  }
}

/** A sound whose end flows into its beginning. */
function roundOf(sound: Float32Array): Float32Array<ArrayBuffer> {
  const overlap = OVERLAP * RATE, length = sound.length - overlap;
  const round = new Float32Array(sound.subarray(0, length));
  for (let n = 0; n < overlap; n++) {
    const part = n / overlap;
    round[n] = sound[n] * Math.sqrt(part) + sound[length + n] * Math.sqrt(1 - part);
  }
  return round;
}

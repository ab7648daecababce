/** Delays of the parallel comb filters and the all-pass filters in seconds, mutually prime-ish. */
const COMBS = [0.0297, 0.0371, 0.0411, 0.0437];
const ALL_PASSES = [0.005, 0.0017];

/**
 * Adds the sound of a small room: four comb filters side by side, then two all-pass filters.
 *
 * @param options `wet`: ratio of the room's sound to the dry one, 0..1; `seconds`: time in which
 * the room's sound falls by 60 dB. @default 1.2 (a furnished hall)
 * @see Schroeder, M. R.: Natural sounding artificial reverberation. J. Audio Eng. Soc. 10, 1962.
 */
export function reverberate(
  samples: Float32Array,
  sampleRate: number,
  options: { wet: number; seconds?: number },
): Float32Array<ArrayBuffer> {
  const { wet, seconds = 1.2 } = options;
  const length = samples.length;
  let room = new Float32Array(length);
  for (const delay of COMBS) {
    const lag = Math.round(delay * sampleRate);
    const gain = 10 ** (-3 * delay / seconds);
    const line = new Float32Array(lag);
    for (let i = 0, at = 0; i < length; i++) {
      const echo = line[at];
      line[at] = samples[i] + gain * echo;
      room[i] += 0.25 * echo;
      if (++at === lag) at = 0;
    }
  }
  for (const delay of ALL_PASSES) {
    const lag = Math.round(delay * sampleRate);
    const line = new Float32Array(lag);
    const passed = new Float32Array(length);
    for (let i = 0, at = 0; i < length; i++) {
      const echo = line[at];
      const fed = room[i] + 0.7 * echo;
      passed[i] = echo - 0.7 * fed;
      line[at] = fed;
      if (++at === lag) at = 0;
    }
    room = passed;
  }
  for (let i = 0; i < length; i++) room[i] = samples[i] + wet * room[i];
  return room;
}

/**
 * White noise with a triangular distribution and standard deviation 1; of the seed the low 32 bits
 * count.
 *
 * A generator with 53 random bits a number is wasted on a sample of sound; this one is Marsaglia's
 * 32-bit xorshift, some twenty times as fast.
 *
 * @see Marsaglia, G.: Xorshift RNGs. Journal of Statistical Software 8(14), 2003, section 3.
 */
export function whiteNoise(length: number, seed: number): Float32Array {
  const noise = new Float32Array(length);
  // The state must not be 0, and similar seeds must not give similar starts.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2147483648;
  };
  // The sum of two uniforms on -1..1 has variance 2/3.
  const scale = Math.sqrt(1.5);
  for (let i = 0; i < length; i++) noise[i] = scale * (next() + next());
  return noise;
}

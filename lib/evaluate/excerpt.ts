import { InvalidArgumentError } from "../errors.ts";
import type { LabelledMelody } from "../families/mod.ts";
import type { PitchTrack } from "../pitch/types.ts";
import { hashString, Random } from "../random.ts";

/**
 * Part of a pitch track.
 *
 * @param track The track.
 * @param fromSeconds First second that is kept.
 * @param toSeconds The part ends before it.
 * @returns A track of its own; times stay those of the recording.
 */
export function excerpt(track: PitchTrack, fromSeconds: number, toSeconds: number): PitchTrack {
  const { times, f0, voicing } = track;
  let from = 0;
  while (from < times.length && times[from] < fromSeconds) from++;
  let to = from;
  while (to < times.length && times[to] < toSeconds) to++;
  return {
    ...track,
    times: times.slice(from, to),
    f0: f0.slice(from, to),
    voicing: voicing.slice(from, to),
  };
}

/**
 * Cuts melodies into excerpts of equal length, to ask how much of a melody is needed. Excerpts of
 * one recording stay in its group, so that no fold of a cross-validation learns from one and is
 * tested on another.
 *
 * @param melodies Whole melodies.
 * @param seconds Length of an excerpt; what is left over at the end is dropped.
 * @returns The excerpts, named after their melody with the number of the excerpt.
 * @throws {InvalidArgumentError} If the length is not above 0.
 */
export function cutMelodies(
  melodies: readonly LabelledMelody[],
  seconds: number,
): LabelledMelody[] {
  if (!(seconds > 0)) throw new InvalidArgumentError(`seconds must be above 0, found ${seconds}`);
  return melodies.flatMap((melody) => {
    const { track } = melody;
    const count = Math.floor(track.times.length * track.hopSeconds / seconds);
    const [begin] = track.times;
    return Array.from({ length: count }, (_, k) => ({
      ...melody,
      id: `${melody.id}/${k + 1}`,
      track: excerpt(track, begin + k * seconds, begin + (k + 1) * seconds),
    }));
  });
}

/**
 * What is heard of a melody in so many seconds, from a place that is drawn.
 *
 * @param melody The whole melody.
 * @param seconds Length of the excerpt, > 0; a shorter melody is kept whole.
 * @param seed Seed of the place; the melody's id counts too.
 * @returns The excerpt, under the melody's own name.
 */
export function excerptOf(melody: LabelledMelody, seconds: number, seed: number): LabelledMelody {
  if (!(seconds > 0)) throw new InvalidArgumentError(`seconds must be above 0, found ${seconds}`);
  const { track } = melody;
  const left = Math.max(0, track.times.length * track.hopSeconds - seconds);
  const place = new Random(hashString(`${seed}/${melody.id}`)).uniform() * left;
  const begin = track.times[0] + place;
  return { ...melody, track: excerpt(track, begin, begin + seconds) };
}

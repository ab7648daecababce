/** Melodies of held notes, and a few raags, for tests that need no recording. */
import type { RaagFacts } from "../../../lib/families/textbook/mod.ts";
import type { PitchTrack } from "../../../lib/pitch/types.ts";
import { Random } from "../../../lib/random.ts";
import { svarasOf } from "../../../lib/families/textbook/mod.ts";
import { trackOf } from "../../quantize/tracks.ts";

/** Five raags, two of them with the same svaras. */
export const FACTS: RaagFacts[] = [
  {
    raag: "Bhupali",
    aroh: "S R G P D S'",
    avroh: "S' D P G R S",
    vadi: "G",
    samvadi: "D",
    phrases: ["G R S D, S R G", "P G D P G R S"],
  },
  {
    raag: "Deshkar",
    aroh: "S G P D S'",
    avroh: "S' D P G P G R S",
    vadi: "D",
    samvadi: "G",
    phrases: ["D P G P D", "S' D P"],
    weak: ["R"],
  },
  { raag: "Durga", aroh: "S R m P D S'", avroh: "S' D P m R S", vadi: "m" },
  { raag: "Malkauns", aroh: "S g m d n S'", avroh: "S' n d m g S", vadi: "m", samvadi: "S" },
  { raag: "Todi", aroh: "S r g M d N S'", avroh: "S' N d P M g r S", vadi: "d", samvadi: "g" },
];

/**
 * A melody that sings lines of svaras, a quarter of a second each, with two seconds of breath between
 * lines, so that it holds no longer still than a voice does.
 */
export function sing(lines: readonly string[], tonicHz = 220): PitchTrack {
  const f0 = lines.flatMap((line) => [
    ...svarasOf(line, "line").flatMap((svara) =>
      new Array<number>(25).fill(tonicHz * 2 ** (svara / 12))
    ),
    ...new Array<number>(200).fill(0),
  ]);
  return trackOf(f0, 0.01);
}

/** So many lines drawn from the lines of a raag. */
export function perform({ aroh, avroh, phrases = [] }: RaagFacts, nLines: number, seed = 1) {
  const random = new Random(seed), lines = [aroh, avroh, ...phrases];
  return Array.from({ length: nLines }, () => random.pick(lines));
}

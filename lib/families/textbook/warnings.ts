import type { StableFrames } from "../../quantize/stable_frames.ts";

/** A reason to doubt an answer. */
export interface TextbookWarning {
  /**
   * `short`: under a minute; `drone`: it was the tanpura or a harmonium that was tracked; `none`: no
   * raag of the set explains the melody; `tonic`: Sa is unsure.
   */
  kind: "short" | "drone" | "none" | "tonic";
  /** The doubt in words, with its figures and what to do. */
  message: string;
}

/**
 * A shorter melody gets a shortlist only, in seconds: of 20 s windows 4 in 10 had their raag first, of
 * 60 s windows 7. A track of a minute may lack some frames at its ends.
 */
const SHORT_SECONDS = 59;
/** From here on frames are too steady for a voice or a bowed string. */
const DRONE_SHARE = 0.45;
/** A less likely Sa is asked about. */
const SURE_TONIC = 0.8;

/**
 * What is to be doubted about an answer.
 *
 * @param answer The melody at the likeliest Sa, the fit, and the possible Sa, the likeliest first.
 * @returns The warnings; none where all is well.
 */
export function warningsOf(
  { melody, fit, tonics }: {
    melody: Pick<StableFrames, "seconds" | "stableShare">;
    fit: number;
    tonics: readonly { tonicHz: number; probability: number }[];
  },
): TextbookWarning[] {
  const warnings: TextbookWarning[] = [];
  const warn = (kind: TextbookWarning["kind"], message: string) => warnings.push({ kind, message });
  const { seconds, stableShare } = melody;
  if (seconds < SHORT_SECONDS) {
    warn(
      "short",
      `The melody lasts ${seconds.toFixed(0)} s, which is too short for one name; ` +
        "give more than a minute",
    );
  }
  if (stableShare >= DRONE_SHARE) {
    warn(
      "drone",
      `${percent(stableShare)} of the frames hold still, more than a voice does: the drone or a ` +
        "harmonium may have been tracked in place of the melody; listen, and try another method",
    );
  }
  if (fit <= 0) {
    warn(
      "none",
      "No raag of the set explains the melody better than raags in general do " +
        `(${fit.toFixed(3)} nats per frame): it may be in none of these, or Sa may be wrong`,
    );
  }
  const [first, second] = tonics;
  if (first.probability < SURE_TONIC) {
    warn(
      "tonic",
      `Is Sa right? ${first.tonicHz.toFixed(1)} Hz has ${percent(first.probability)}, ` +
        `${second.tonicHz.toFixed(1)} Hz has ${
          percent(second.probability)
        }; give Sa if you know it`,
    );
  }
  return warnings;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Every constant of the estimate shows in one of these numbers. */
import { candidateClasses, gatherEvidence } from "../../lib/tonic/evidence.ts";
import { droneLines } from "../../lib/tonic/drone.ts";
import { hearMelody } from "../../lib/tonic/melody.ts";
import { estimateTonic } from "../../lib/tonic/mod.ts";
import { pinnedTests } from "../pinned.ts";
import { droneSound, type Held, tanpura, trackOf, unvoicedTrack, YAMAN } from "./signals.ts";

const sampleRate = 22050;

/** The phrase with breath between its rounds, and a vibrato of 30 cents on what is held. */
const LONG: Held[] = Array.from(
  { length: 5 },
  () => [...YAMAN, [NaN, 0.7], [386, 0.12], [NaN, 0.2], [884, 0.3], [NaN, 1.3]] as Held[],
).flat();
const VIBRATO = trackOf(LONG, 171);
VIBRATO.f0.forEach((hz, t) => VIBRATO.f0[t] = hz * 2 ** (0.025 * Math.sin(t / 3)));
const GLIDE = trackOf(Array.from({ length: 300 }, (_, i) => [i * 8 % 1500, 0.01] as Held), 130);

const sound = (saHz: number, first: number, seconds = 4) => ({
  samples: droneSound(tanpura(saHz, first), seconds),
  sampleRate,
});
/** Strings that no tanpura has beside those it has. */
const DOUBTFUL = { samples: droneSound([...tanpura(150), [197, 1.5], [233, 1.5]], 5), sampleRate };

pinnedTests(new URL("./pinned.json", import.meta.url), {
  "a phrase": () => estimateTonic(trackOf(YAMAN, 146.8)),
  "two notes": () => estimateTonic(trackOf([[0, 0.4], [702, 0.3], [NaN, 0.2]], 205)),
  "a long melody": () => estimateTonic(trackOf(LONG, 171)),
  "vibrato": () => estimateTonic(VIBRATO),
  "glides": () => estimateTonic(GLIDE),
  "a drone alone": () => estimateTonic(unvoicedTrack(4), sound(138.6, -702)),
  "drone and melody": () => estimateTonic(trackOf(YAMAN, 140), sound(140, -498)),
  "a doubtful drone": () => estimateTonic(trackOf(YAMAN, 168.4), DOUBTFUL),
  "lines": () => droneLines(DOUBTFUL),
  "what is heard": () => [LONG, YAMAN].map((held) => hearMelody(trackOf(held, 171))),
  "the evidence": () => {
    const evidence = gatherEvidence(hearMelody(VIBRATO), droneLines(DOUBTFUL));
    return { evidence, candidates: candidateClasses(evidence) };
  },
});

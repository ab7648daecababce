/**
 * What the page and its worker say to each other.
 *
 * @module
 */

import type { AudioFormat } from "../audio/types.ts";
import type { Classification, EvidenceTimeline, TonicClassification } from "../families/mod.ts";
import type { PitchTrack } from "../pitch/types.ts";
import type { SymbolSequence } from "../quantize/types.ts";
import type { TonicCandidate } from "../tonic/types.ts";
import type { PackedModels } from "./packed_models.ts";

/** What is asked of the answer. */
export interface Question {
  /** Index of the models to answer with. */
  models: number;
  /** Sa in Hz, where the listener knows it. */
  tonicHz?: number;
  /** Raags that come into question, two or more. @default all */
  raags?: readonly string[];
}

/** A recording as far as it was read. */
export interface Recording {
  /** The file's name. */
  name: string;
  /** Its pitch. */
  track: PitchTrack;
  /** The lowest and the highest sample of each hundredth of a second; empty for a pitch track. */
  envelope: Float32Array;
  /** 16-bit WAV to be played; undefined for a pitch track. */
  wav?: Blob;
  /** Length in seconds. */
  durationSeconds: number;
  /** What the file was; undefined for a pitch track. */
  format?: AudioFormat;
  /** What was odd about it. */
  warnings: string[];
  /** The possible Sa, likeliest first; empty where none could be found. */
  tonics: TonicCandidate[];
}

/** What the models say of a recording. */
export interface Answer {
  /** The same as `classify` says of it. */
  classification: Classification | TonicClassification;
  /** Whether Sa was given. */
  tonicGiven: boolean;
  /** The notes in sargam at this Sa. */
  notes: SymbolSequence;
  /** Evidence over time, for families that can tell. */
  timeline?: EvidenceTimeline;
}

/** Stands for the textbook's models, which the worker makes from the grammars. */
export type Textbook = "textbook";

/** The steps of reading a file. */
export type Stage = "decode" | "pitch" | "tonic" | "answer";

/** What the page asks of the worker. */
export type Request =
  | { kind: "models"; sets: (PackedModels | Textbook)[] }
  | { kind: "listen"; id: number; file: File; question: Question }
  | { kind: "ask"; id: number; question: Question }
  | {
    kind: "live";
    id: number;
    /** What came after the samples before. */
    samples: Float32Array;
    sampleRate: number;
    /** Whether they are the first of a recording. */
    isFirst: boolean;
    question: Question;
  };

/** What the worker says. */
export type Reply =
  | { kind: "ready"; sets: { name: string; labels: readonly string[] }[] }
  | { kind: "progress"; id: number; stage: Stage; fraction?: number }
  | { kind: "recording"; id: number; recording: Recording }
  | { kind: "answer"; id: number; answer: Answer }
  | { kind: "sung"; id: number; classification: Answer["classification"] }
  | { kind: "failed"; id: number; message: string };

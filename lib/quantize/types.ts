/** What one symbol stands for: a frame of the pitch track, or a whole note. */
export type SymbolKind = "frames" | "notes";

/** A melody as whole numbers: what a discrete hidden Markov model reads. */
export interface SymbolSequence {
  /** The symbols, each 0..nSymbols-1, in order of time. */
  symbols: Uint8Array | Int32Array;
  /** Size of the alphabet. */
  nSymbols: number;
  /** When each symbol starts, in seconds from the beginning of the track; never falls. */
  onsets: Float64Array;
  /** How long each symbol sounds, in seconds: the hop for a frame, the sounding time for a note. */
  durations: Float64Array;
}

/**
 * How a pitch track becomes symbols, complete and fit for JSON: a model file keeps it, so that a
 * new recording is read exactly as the training recordings were.
 */
export interface QuantizerOptions {
  /** One symbol per voiced frame or per note. @default "frames" */
  kind: SymbolKind;
  /**
   * Size of the alphabet: a whole number of octaves, or exactly one octave, into which the melody
   * is then folded. @default 3 * binsPerOctave
   */
  nSymbols: number;
  /** Steps in an octave, 12 for semitones. @default 12 */
  binsPerOctave: number;
  /** Notes only: shorter runs are transitions and are dropped, in seconds. @default 0.116 */
  minNoteSeconds: number;
  /**
   * Whether the melody is moved by whole octaves until its median lies in the middle octave: the
   * octave of an annotated tonic is arbitrary. @default true for notes, false for frames
   */
  octaveNormalize: boolean;
}

/** The options of {@linkcode quantizeFrames}; defaults as in {@linkcode QuantizerOptions}. */
export type FrameOptions = Partial<
  Pick<QuantizerOptions, "nSymbols" | "binsPerOctave" | "octaveNormalize">
>;

/** The options of {@linkcode quantizeNotes}; defaults as in {@linkcode QuantizerOptions}. */
export type NoteOptions = Partial<Omit<QuantizerOptions, "kind">>;

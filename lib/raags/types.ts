/** A slow, wide swing around a svara. */
export interface AndolanHabit {
  /** The svara that swings, without octave. */
  svara: string;
  /** Slowest and fastest swing in Hz. */
  rate_hz: [number, number];
  /** Narrowest and widest swing in cents, from the middle to either side. */
  depth_cents: [number, number];
  /** How far the middle of the swing lies above (below, if negative) the svara, in cents. */
  offset_cents: number;
  /** Share of the svara's longer notes that swing, 0..1. */
  probability: number;
}

/** A glide from one svara to another. */
export interface MeendHabit {
  /** The svara it leaves; an octave mark matters only in relation to `to`. */
  from: string;
  /** The svara it reaches. */
  to: string;
  /** Shortest and longest glide in seconds. */
  seconds: [number, number];
  /** Share of such moves that glide, 0..1. */
  probability: number;
}

/** A grace note: a svara touched on the way to another. */
export interface KanHabit {
  /** The svara that is meant. */
  svara: string;
  /** The svara that is touched before it. */
  touch: string;
  /** Share of the svara's notes that are touched, 0..1. */
  probability: number;
}

/** A phrase by which the raag is known. */
export interface CatchPhrase {
  /** The phrase in the notation of {@linkcode parsePhrase}. */
  svaras: string;
  /** How often it is chosen, relative to the others; > 0. */
  weight: number;
}

/** A svara that the raag takes higher or lower than its usual place. */
export interface SvaraIntonation {
  /** The svara, without octave. */
  svara: string;
  /** Cents above (below, if negative) its usual place. */
  offset_cents: number;
}

/** Where a statement of the grammar comes from. */
export interface GrammarSource {
  /**
   * `printed` names the standard works to check against, `web` the page that was read, `repository`
   * the public table that was compared.
   */
  kind: "printed" | "web" | "repository";
  /** Author, title, publisher and year, or the address. */
  citation: string;
  /** What was checked there. */
  checked?: string;
}

/** A field of a grammar that states a fact, on which authorities may differ. */
export type GrammarFact =
  | "names"
  | "thaat"
  | "scale"
  | "aroh"
  | "avroh"
  | "vadi"
  | "samvadi"
  | "nyas"
  | "weak"
  | "phrases"
  | "register"
  | "emphasis"
  | "ornaments"
  | "intonation"
  | "tanpura"
  | "time"
  | "season";

/** Another opinion on a fact. */
export interface Disagreement {
  /** The field. */
  field: GrammarFact;
  /** What the other authority gives in its stead. */
  value: string;
  /** Who says so. */
  by: string;
}

/** The octaves in which a raag mostly moves. */
export type Register = "mandra" | "mandra-madhya" | "madhya" | "madhya-taar" | "taar";

/** A three-hour part of the day from sunrise on, or of the night from sunset on; or any. */
export type Prahar = `${"day" | "night"} ${1 | 2 | 3 | 4}` | "any";

/** All that the kit knows of a raag. */
export interface RaagGrammar {
  /** The label of its recordings. */
  raag: string;
  /** Other spellings and names, Latin and Devanagari. */
  names: string[];
  /** The parent scale in Bhatkhande's system. */
  thaat: string;
  /** The svaras that are used, from Sa upwards: those of aroh, avroh and phrases. */
  scale: string;
  /** The ascent. */
  aroh: string;
  /** The descent. */
  avroh: string;
  /** The svara that weighs most. */
  vadi: string;
  /** The svara that weighs second. */
  samvadi: string;
  /** The svaras on which phrases may end. */
  nyas: string[];
  /** Svaras that are touched lightly, within the scale or beside it. */
  weak: string[];
  /** The phrases that identify the raag at once; they count three times an ordinary one. */
  pakad: string[];
  /** Further phrases, with their weights. */
  phrases: CatchPhrase[];
  /** Svaras that are only ever left for a lower one. */
  leave_downward: string[];
  /** Svaras that are only ever left for a higher one. */
  leave_upward: string[];
  /** What is taught, where what is performed says more. */
  textbook?: { nyas: string[]; phrases: string[] };
  /** The octaves in which it mostly moves. */
  register?: Register;
  /** The half of the octave, below or above Ma and Pa, on which it dwells. */
  emphasis?: "purvang" | "uttarang";
  /** Svaras higher or lower than usual. */
  intonation: SvaraIntonation[];
  /** What is done to single notes and to moves. */
  ornaments: { andolan: AndolanHabit[]; meend: MeendHabit[]; kan: KanHabit[] };
  /** Slowest and fastest usual pace, in notes a second, outside and inside taans. */
  tempo: { notes_per_second: [number, number]; taan_notes_per_second: [number, number] };
  /** The lowest and the highest svara. */
  range: [string, string];
  /** The usual tunings of the tanpura's first string, the commonest first. */
  tanpura: ("Pa" | "Ma" | "Ni")[];
  /** When it is performed. */
  time?: Prahar;
  /** The season it belongs to. */
  season?: "spring" | "rains";
  /** What other authorities say. */
  disagreements: Disagreement[];
  /** Facts for which fewer than two independent sources were found. */
  unchecked: GrammarFact[];
  /** Where this comes from. */
  sources: GrammarSource[];
}

/**
 * The textbook models: from what every student learns of a raag to a hidden Markov model whose states
 * have names, no recording heard.
 *
 * {@linkcode textbookModel} makes the model of a raag's facts, {@linkcode scorePhrases} scores the
 * stable frames of a melody with many models.
 *
 * @module
 */
export { N_SVARAS, scaleOf, svarasOf, type TextbookFacts } from "./facts.ts";
export {
  hmmOfMoves,
  N_SYMBOLS,
  SVARA_CENTS,
  svaraEmissions,
  textbookModel,
  type TextbookMoves,
  textbookMoves,
} from "./model.ts";
export { scorePhrases } from "./scoring.ts";

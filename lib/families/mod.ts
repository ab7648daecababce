/**
 * Families of models: what learns raags and answers.
 *
 * @module
 */
export * from "./textbook/mod.ts";

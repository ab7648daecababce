export * from "./types.ts";
export * from "./praat.ts";
export * from "./score.ts";

export * from "./types.ts";
export * from "./template.ts";

import project from "../deno.json" with { type: "json" };

/** The kit's own version, as `deno.json` states it. */
export const VERSION: string = project.version;

/**
 * Whether what the tests keep is to be kept anew: `deno task test --update PATH`.
 *
 * @module
 */

/** True when the tests were started with `-- --update`, as the task does. */
export const isUpdating: boolean = Deno.args.includes("--update");

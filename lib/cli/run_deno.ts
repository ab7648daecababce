/**
 * Runs this same Deno as a child, with its output on ours.
 *
 * @param args Its arguments.
 * @param cwd The folder to run in.
 * @returns Its exit code.
 */
export async function runDeno(args: readonly string[], cwd: string): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  return (await child.status).code;
}

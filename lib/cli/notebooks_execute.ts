/**
 * Running a notebook in the real Deno kernel, by way of Jupyter's nbconvert.
 *
 * @module
 */

import { basename, dirname, join } from "@std/path";
import { RaagkitError } from "../errors.ts";

/** What to do where Jupyter is missing. */
const INSTALL_JUPYTER =
  "Jupyter is needed to execute notebooks; install it, for instance with `apt-get install " +
  "jupyter-nbconvert jupyter-client python3-nbclient` or `pip install nbconvert nbclient`";

/** Longest time for one cell. */
const CELL_SECONDS = 240;

/**
 * Executes a notebook from its first cell to its last.
 *
 * @param path The notebook; it is not changed. Its folder is the kernel's working folder.
 * @returns The text of the executed notebook.
 * @throws {RaagkitError} If Jupyter is missing or a cell fails.
 */
export async function executeNotebook(path: string): Promise<string> {
  return await inScratch(async (scratch, env) => {
    const { code, stderr } = await runJupyter([
      "--to=notebook",
      "--execute",
      "--ExecutePreprocessor.kernel_name=deno",
      `--ExecutePreprocessor.timeout=${CELL_SECONDS}`,
      `--output-dir=${join(scratch, "out")}`,
      path,
    ], { cwd: dirname(path), env });
    if (code !== 0) {
      throw new RaagkitError(`Cannot execute ${basename(path)}:\n${complaint(stderr)}`);
    }
    return await Deno.readTextFile(join(scratch, "out", basename(path)));
  });
}

/** Does something with a folder that is gone afterwards, and is a home for Jupyter meanwhile. */
export async function inScratch<T>(
  action: (folder: string, env: Record<string, string>) => Promise<T>,
): Promise<T> {
  const scratch = await Deno.makeTempDir({ prefix: "raagkit-notebooks-" });
  try {
    return await action(scratch, await jupyterHome(scratch));
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

/**
 * A home for Jupyter in which this very Deno is the kernel `deno`, whatever else is installed.
 *
 * @param folder Where all goes that Jupyter would write into the home folder, which may be missing or
 * read-only.
 * @returns Environment variables for a command of Jupyter.
 */
export async function jupyterHome(folder: string): Promise<Record<string, string>> {
  const kernel = join(folder, "kernels", "deno");
  await Deno.mkdir(kernel, { recursive: true });
  const spec = {
    argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
  };
  await Deno.writeTextFile(join(kernel, "kernel.json"), JSON.stringify(spec));
  return {
    JUPYTER_DATA_DIR: folder,
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    JUPYTER_CONFIG_DIR: join(folder, "config"),
    IPYTHONDIR: join(folder, "ipython"),
    NO_COLOR: "1",
  };
}

/** Runs nbconvert. */
export async function runJupyter(
  args: string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<{ code: number; stderr: string }> {
  try {
    const { code, stderr } = await new Deno.Command("jupyter-nbconvert", {
      args,
      cwd,
      env,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new RaagkitError(INSTALL_JUPYTER);
    throw error;
  }
}

/** What the client says last: which cell failed and how, without the client's own stack. */
export function complaint(text: string): string {
  const from = text.lastIndexOf("An error occurred while executing");
  return (from < 0 ? text.trimEnd().split("\n").slice(-15).join("\n") : text.slice(from)).trimEnd();
}

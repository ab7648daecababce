/// <reference lib="dom" />
/** A real front end, for the tests: Debian's Jupyter Notebook in chromium, with this Deno as kernel. */
import { fromFileUrl, join } from "@std/path";
import { type Browser, chromium, type Page } from "playwright-core";
import { jupyterHome } from "../../../lib/cli/notebooks_execute.ts";
import { CHROMIUM } from "../web/browser.ts";

const ROOT = fromFileUrl(new URL("../../../", import.meta.url));

/** What is used of the notebook's own object in the page. */
interface NotebookInPage {
  _fully_loaded: boolean;
  trusted: boolean;
  kernel: { is_connected(): boolean };
  get_cells(): { cell_type: string; input_prompt_number: unknown }[];
  execute_all_cells(): void;
  save_notebook(): Promise<void>;
  set_autosave_interval(milliseconds: number): void;
}
declare global {
  var Jupyter: { notebook: NotebookInPage };
}

/** Whether Jupyter Notebook and chromium are here. */
export const hasFrontEnd = CHROMIUM !== undefined && await isInstalled("jupyter-notebook");
if (!hasFrontEnd) {
  console.warn(
    "no Jupyter Notebook here: its tests are left out (apt-get install jupyter-notebook chromium)",
  );
}

/** Whether Jupyter's converter of notebooks is here. */
export const hasNbconvert = await isInstalled("jupyter-nbconvert");

async function isInstalled(command: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command(command, { args: ["--version"] }).output();
    return success;
  } catch {
    return false;
  }
}

/** A server of notebooks, with a browser. */
export interface FrontEnd extends AsyncDisposable {
  /** The folder of notebooks: copies, so that what the front end saves harms nothing. */
  folder: string;
  /** Opens a notebook and waits until it is there. */
  open(name: string): Promise<Page>;
}

/** Starts Jupyter on a copy of the notebooks beside the code and data that they use. */
export async function startFrontEnd(): Promise<FrontEnd> {
  const scratch = await Deno.makeTempDir({ prefix: "raagkit_jupyter_" });
  const project = join(scratch, "project"), folder = join(project, "notebooks");
  await Deno.mkdir(folder, { recursive: true });
  for (const name of ["deno.json", "deno.lock", "mod.ts", "lib", "data", "models"]) {
    await Deno.symlink(join(ROOT, name), join(project, name));
  }
  for await (const { name, isFile } of Deno.readDir(join(ROOT, "notebooks"))) {
    if (isFile) await Deno.copyFile(join(ROOT, "notebooks", name), join(folder, name));
  }
  const port = freePort();
  const server = new Deno.Command("jupyter-notebook", {
    args: [
      "--no-browser",
      "--allow-root",
      "--ip=127.0.0.1",
      `--port=${port}`,
      "--NotebookApp.token=",
      `--notebook-dir=${folder}`,
    ],
    env: await jupyterHome(join(scratch, "jupyter")),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const address = `http://127.0.0.1:${port}`;
  await untilAnswered(`${address}/api`);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  return {
    folder,
    open: (name) => openNotebook(browser, `${address}/notebooks/${name}`),
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      server.kill("SIGTERM");
      await server.status;
      await Deno.remove(scratch, { recursive: true });
    },
  };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function untilAnswered(address: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    try {
      await (await fetch(address)).body?.cancel();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error("Jupyter Notebook did not start within a minute");
}

async function openNotebook(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(120_000); // other tests may take all processors meanwhile
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForFunction(() =>
    globalThis.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.is_connected()
  );
  return page;
}

/** Runs all cells and waits until the last has ended. */
export async function runAll(page: Page, seconds = 240): Promise<void> {
  await page.evaluate(() => Jupyter.notebook.execute_all_cells());
  await page.waitForFunction(
    () =>
      Jupyter.notebook.get_cells().every(({ cell_type, input_prompt_number }) =>
        cell_type !== "code" || input_prompt_number !== "*"
      ),
    undefined,
    { timeout: 1000 * seconds, polling: 200 },
  );
}

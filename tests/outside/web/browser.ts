/// <reference lib="dom" />
/** Chromium on the page, for the tests: one that cannot reach a network. */
import { fromFileUrl } from "@std/path";
import { chromium, type Page } from "playwright-core";

/** Where Debian and others put it. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of a chromium, or undefined where there is none. */
export const CHROMIUM: string | undefined = PLACES.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});
if (CHROMIUM === undefined) {
  console.warn("no chromium here: the tests of the page are left out (apt-get install chromium)");
}

/** Options of a test in chromium, which keeps pipes open that belong to no one test. */
export const inBrowser = {
  ignore: CHROMIUM === undefined,
  sanitizeOps: false,
  sanitizeResources: false,
};

/** Where the pictures go that people look at; unset, none are taken. */
export const PICTURES = Deno.env.get("RAAGKIT_PICTURES");

/** An open page with what happened on it. */
export interface Visit extends AsyncDisposable {
  page: Page;
  /** Addresses that were asked for, other than those of the page's own making. */
  requests: string[];
  /** Errors that nobody caught, and refusals of the page's policy. */
  errors: string[];
}

/** How a page is opened. */
export interface VisitOptions {
  width?: number;
  height?: number;
  /** A WAV file that chromium takes for its microphone. */
  microphone?: string;
  /** Refuses the microphone. */
  refuseMicrophone?: boolean;
  dark?: boolean;
}

/** Opens a page and waits until it is ready. */
export async function visit(address: string, options: VisitOptions = {}): Promise<Visit> {
  const { microphone, refuseMicrophone } = options;
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--autoplay-policy=no-user-gesture-required",
      ...(refuseMicrophone ? [] : ["--use-fake-ui-for-media-stream"]),
      ...(microphone === undefined ? [] : [
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-audio-capture=${microphone}%noloop`,
      ]),
    ],
  });
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
    colorScheme: options.dark ? "dark" : "light",
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const requests: string[] = [], errors: string[] = [];
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url())) requests.push(request.url());
  });
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(address);
  await until(page, () => document.body.dataset.ready === "true");
  return {
    page,
    requests,
    errors,
    [Symbol.asyncDispose]: async () => await browser.close(),
  };
}

/** Waits until something holds on the page, by asking again: its policy forbids what would wait there. */
export async function until(
  page: Page,
  holds: () => boolean,
  seconds = 30,
): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (Date.now() < end) {
    if (await page.evaluate(holds)) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`still not so after ${seconds} s: ${await page.textContent("#status")}`);
}

/** Gives the page a file and waits for an answer or an error; the text of the status says which. */
export async function listenTo(page: Page, file: string, seconds = 60): Promise<string> {
  await page.evaluate(() => {
    document.body.dataset.answered = "0";
    document.getElementById("status")!.className = "";
  });
  await page.setInputFiles("#file", file);
  await until(page, () =>
    document.body.dataset.answered === "1" ||
    document.getElementById("status")!.className === "failed", seconds);
  return await page.textContent("#status") ?? "";
}

/** What keeps people out of a page as it stands, as axe finds it. */
export async function barriers(page: Page): Promise<string[]> {
  const axe = await Deno.readTextFile(fromFileUrl(import.meta.resolve("axe-core")));
  return await page.evaluate(async (source) => {
    // Evaluated by the debugger, which the page's policy does not bind.
    const run = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    // deno-lint-ignore no-eval
    if (run.axe === undefined) (0, eval)(source);
    const { violations } = await run.axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
  }, axe);
}

/** The part of chromium's trace that is read. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  args: { name?: string };
  /** Time of a task on the clock and on the processor, in microseconds. */
  dur?: number;
  tdur?: number;
}

/**
 * The longest time for which the page can neither draw nor answer while something goes on, in
 * milliseconds: that of the longest task of its thread, in time on the processor, since on a busy
 * machine the clock also counts what others do.
 */
export async function longestTask(page: Page, action: () => Promise<unknown>): Promise<number> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ["toplevel"] });
  await action();
  const trace = new TextDecoder().decode(await browser.stopTracing());
  const { traceEvents } = JSON.parse(trace) as { traceEvents: TraceEvent[] };
  const threads = traceEvents.filter(({ args }) => args.name === "CrRendererMain")
    .map(({ pid, tid }) => `${pid}/${tid}`);
  const tasks = traceEvents.filter(({ name, pid, tid }) =>
    name.endsWith("::RunTask") && threads.includes(`${pid}/${tid}`)
  );
  if (tasks.length === 0) throw new Error("chromium traced no task of the page");
  return Math.max(...tasks.map(({ tdur, dur }) => tdur ?? dur ?? 0)) / 1000;
}

/** Memory of the page with its worker in MB, as Linux counts it. */
export async function memoryOf(page: Page): Promise<number> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) =>
    Number(/VmRSS:\s+(\d+)/.exec(Deno.readTextFileSync(`/proc/${id}/status`))![1]) / 1024
  );
  return Math.max(...sizes);
}

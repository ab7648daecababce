/// <reference lib="dom" />
/** Chromium on the page, for the tests: one that cannot reach a network. */
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

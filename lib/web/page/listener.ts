/// <reference lib="dom" />
import type { Reply, Request, Textbook } from "../messages.ts";
import { fromBase64, type PackedModels } from "../packed_models.ts";

/** A request without its number. */
type Open<R> = R extends { id: number } ? Omit<R, "id"> : never;

/** The worker as the page sees it: one question at a time, and a stop that works at any moment. */
export class Listener {
  /** Told whatever the worker says about the last question. */
  onReply: (reply: Reply) => void = () => {};
  #worker: Worker | undefined;
  #last = 0;
  readonly #address: Promise<string>;

  /** Makes the worker from its code, gzip in base64, to answer with the sets of models. */
  constructor(code: string, readonly sets: (PackedModels | Textbook)[]) {
    this.#address = unzipped(code).then((blob) => URL.createObjectURL(blob));
    this.#start();
  }

  async #start(): Promise<void> {
    const worker = new Worker(await this.#address);
    this.#worker?.terminate();
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      // What belongs to an older question is no longer asked for.
      if ("id" in data && data.id !== this.#last) return;
      this.onReply(data);
    };
    worker.onerror = ({ message }) =>
      this.onReply({ kind: "failed", id: this.#last, message: `The page broke: ${message}` });
    worker.postMessage({ kind: "models", sets: this.sets } satisfies Request);
  }

  /** Asks; answers to earlier questions are no longer passed on. */
  ask(request: Open<Request>, transfer: Transferable[] = []): void {
    this.#worker?.postMessage({ ...request, id: ++this.#last }, transfer);
  }

  /** Ends what the worker is doing, wherever it is, and makes a new one. */
  async stop(): Promise<void> {
    this.#last++;
    this.#worker?.terminate();
    await this.#start();
  }
}

async function unzipped(code: string): Promise<Blob> {
  const stream = new Blob([fromBase64(code.trim())]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const text = await new Response(stream).blob();
  return new Blob([text], { type: "text/javascript" });
}

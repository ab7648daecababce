import { kernelDisplay } from "./show.ts";
import { escapeHtml } from "./bundle.ts";

/** Progress of a long job, in one place below the cell. Silent outside a notebook. */
export class NotebookProgress {
  readonly #id: string;
  readonly #label: string;
  #shown = false;
  #last = 0;

  /**
   * Shows nothing yet; the first {@linkcode update} does.
   *
   * @param label What is under way; two displays in one notebook need different labels.
   */
  constructor(label: string) {
    this.#label = label;
    this.#id = `progress-${label.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
  }

  /**
   * Tells how far the job is. Await it. Drawn five times a second at most, and at the end.
   *
   * @param done How many steps are done.
   * @param total How many there are.
   * @param item The step just done.
   */
  async update(done: number, total: number, item = ""): Promise<void> {
    const display = kernelDisplay(), now = performance.now();
    if (display === undefined || (done < total && now - this.#last < 200)) return;
    this.#last = now;
    const finished = done >= total;
    const text = `${this.#label}: ${done} of ${total}${item && !finished ? ` (${item})` : ""}`;
    const bundle = {
      "text/html": `<progress value="${done}" max="${total}"></progress> ${escapeHtml(text)}`,
      "text/plain": text,
    };
    await display(bundle, { id: this.#id, update: this.#shown });
    this.#shown = true;
  }
}

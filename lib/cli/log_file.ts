import { RaagkitError } from "../errors.ts";
import { reasonOf } from "../files/mod.ts";

/** A log: lines with the time in front, added to what the file holds. */
export class LogFile implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  /**
   * Opens the file, which is made where it is not there.
   *
   * @param path Path of the file; its folder must exist.
   * @throws {RaagkitError} If it cannot be written to.
   */
  constructor(path: string) {
    this.#path = path;
    this.#file = this.#try(() => Deno.openSync(path, { append: true, create: true }));
  }

  /** Adds one line; line breaks within it become spaces. */
  line(text: string): void {
    const line = `${new Date().toISOString()} ${text.replaceAll(/\s*[\r\n]+\s*/g, " ")}\n`;
    let bytes = new TextEncoder().encode(line);
    this.#try(() => {
      while (bytes.length > 0) bytes = bytes.subarray(this.#file.writeSync(bytes));
    });
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file.close();
  }

  #try<T>(action: () => T): T {
    try {
      return action();
    } catch (cause) {
      const message = `Cannot write the log ${this.#path}: ${reasonOf(cause)}; name another --log`;
      throw new RaagkitError(message, { cause });
    }
  }
}

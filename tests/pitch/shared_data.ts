/** Reading the signals of ../shared/data/pitch_truth, where they are. */

const FOLDER = new URL("../../../shared/data/pitch_truth/", import.meta.url);

/** Whether the folder is there; tests that need it are skipped otherwise. */
export const hasPitchTruth = (() => {
  try {
    return Deno.statSync(FOLDER).isDirectory;
  } catch {
    return false;
  }
})();

/** Names of the signals. */
export function signalNames(): string[] {
  return [...Deno.readDirSync(FOLDER)].map((entry) => entry.name)
    .filter((name) => name.endsWith(".wav")).map((name) => name.slice(0, -4)).sort();
}

/** The sound of one: 16-bit mono PCM behind a header of 44 bytes. */
export function readSignal(name: string): { samples: Float32Array; sampleRate: number } {
  const bytes = Deno.readFileSync(new URL(`${name}.wav`, FOLDER));
  const view = new DataView(bytes.buffer);
  const samples = Float32Array.from(
    { length: (bytes.length - 44) >> 1 },
    (_, i) => view.getInt16(44 + 2 * i, true) / 32768,
  );
  return { samples, sampleRate: view.getUint32(24, true) };
}

/** Columns of a CSV file: time, f0 (0 = unvoiced) and, in the truth, whether the frame counts. */
export function readContour(path: string): { times: number[]; f0: number[]; scored: number[] } {
  const rows = Deno.readTextFileSync(new URL(path, FOLDER)).trim().split("\n").slice(1)
    .map((line) => line.split(",").map(Number));
  return {
    times: rows.map((row) => row[0]),
    f0: rows.map((row) => row[1]),
    scored: rows.map((row) => row[2] ?? 1),
  };
}

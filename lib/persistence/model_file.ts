import { InvalidArgumentError, type Problem } from "../errors.ts";
import type { NumericArray, RaagModel } from "../families/mod.ts";
import { sha256Hex } from "../files/mod.ts";
import type { DiscreteHmm } from "../hmm/mod.ts";
import { arraysOf, buildHmm } from "./hmm_arrays.ts";
import { fromJsonValue, toJsonValue } from "./json_value.ts";
import type { NpyArray } from "./npy.ts";
import { decodeNpz, encodeNpz } from "./npz.ts";
import { FORMAT_VERSION, type Meta1, metaSchema, type ModelMeta } from "./schema.ts";
import type { ModelSummary } from "./types.ts";

/** Names of a raag's further models: they become a part of the arrays' names in the file. */
const COMPONENT_NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]{0,39}$/;

/** Bytes that the header of one array takes at most in a file that this kit or NumPy wrote. */
const ARRAY_HEADER = 1024;

/** The further models, sorted by name, so that equal models give equal files. */
function sortedComponents({ raag, components }: RaagModel): [string, DiscreteHmm][] {
  const parts = Object.entries(components);
  for (const [name] of parts) {
    if (!COMPONENT_NAME.test(name)) {
      throw new InvalidArgumentError(
        `components of ${raag} must be named by 1 to 40 letters, digits, _ and -, found` +
          ` ${JSON.stringify(name)}`,
      );
    }
  }
  return parts.sort(([a], [b]) => a < b ? -1 : 1);
}

/**
 * The numbers of a model as the bytes of a `.npz` file: `startprob`, `transmat` and `emissionprob`,
 * the same for each component behind its name and a dot (`sixths.transmat`), and the arrays that its
 * family rests on. Equal numbers give equal bytes.
 *
 * @throws {InvalidArgumentError} If a component's name is not allowed.
 */
export function encodeModelParameters(model: RaagModel): Uint8Array {
  const arrays = arraysOf(model.hmm.parameters, (field) => field);
  for (const [name, hmm] of sortedComponents(model)) {
    Object.assign(arrays, arraysOf(hmm.parameters, (field) => `${name}.${field}`));
  }
  return encodeNpz({ ...arrays, ...model.arrays });
}

/** The shapes of arrays, by name. */
export function shapesOf(arrays: Record<string, NumericArray>): Record<string, number[]> {
  return Object.fromEntries(Object.entries(arrays).map(([name, { shape }]) => [name, shape]));
}

/**
 * Turns a model into its two files.
 *
 * @throws {InvalidArgumentError} If the label is no text of 1..200 characters, or something in the
 * model is not JSON.
 */
export async function encodeModel(
  model: RaagModel,
  slug: string,
  savedAt: string,
): Promise<{ npz: Uint8Array; meta: Uint8Array; summary: ModelSummary }> {
  const { raag, hmm, arrays, training, quantizer, manifest } = model;
  if (typeof raag !== "string" || raag.trim() === "" || raag.length > 200 || !raag.isWellFormed()) {
    throw new InvalidArgumentError(
      `raag must be text of 1 to 200 characters, found ${JSON.stringify(raag)}`,
    );
  }
  const components = sortedComponents(model);
  const npz = encodeModelParameters(model);
  const sha256 = await sha256Hex(npz);
  const file = `${slug}.npz`;
  const content = toJsonValue({
    format: "raagkit-model",
    format_version: FORMAT_VERSION,
    raag,
    file,
    size_bytes: npz.length,
    sha256,
    saved_at: savedAt,
    n_states: hmm.nStates,
    n_symbols: hmm.nSymbols,
    components: Object.fromEntries(
      components.map(([name, hmm]) => [name, { n_states: hmm.nStates, n_symbols: hmm.nSymbols }]),
    ),
    arrays: shapesOf(arrays),
    quantizer: quantizer === undefined ? null : { ...quantizer },
    training,
    manifest,
  }, `the model of ${raag}`);
  const checked = metaSchema.safeParse(fromJsonValue(content));
  if (!checked.success) {
    const [{ path, message }] = checked.error.issues;
    throw new InvalidArgumentError(
      `the model of ${raag} cannot be saved: ${path.join(".")} ${message}`,
    );
  }
  const meta = new TextEncoder().encode(`${JSON.stringify(content, null, 1)}\n`);
  const { recordings, symbols, status, iterations, logLikelihood } = training;
  return {
    npz,
    meta,
    summary: {
      raag,
      npz: { file, sha256, bytes: npz.length },
      meta: { file: `${slug}_meta.json`, sha256: await sha256Hex(meta), bytes: meta.length },
      saved_at: savedAt,
      n_states: hmm.nStates,
      n_symbols: hmm.nSymbols,
      components: components.map(([name]) => name),
      recordings,
      symbols,
      status,
      iterations,
      log_likelihood_per_symbol: symbols > 0 ? logLikelihood / symbols : 0,
    },
  };
}

/** Takes what is wrong with a file, and where in it. */
export type Say = (message: string, field?: string) => void;

/**
 * Unpacks arrays whose shapes are known: what would unpack to more is refused before it is. Those of
 * `own` are checked to be there, in their shapes, and to hold numbers.
 *
 * @param hmms N and M of the hidden Markov models that the file holds beside them.
 * @returns The arrays; undefined if the file is damaged or larger.
 */
export function unpackArrays(
  npz: Uint8Array,
  hmms: readonly { n_states: number; n_symbols: number }[],
  own: Record<string, number[]>,
  maxBytes: number,
  say: Say,
): Record<string, NpyArray> | undefined {
  const shapes = [
    ...hmms.flatMap(({ n_states: N, n_symbols: M }) => [[N], [N, N], [N, M]]),
    ...Object.values(own),
  ];
  const numbers = shapes.reduce((sum, shape) => sum + shape.reduce((n, m) => n * m, 1), 0);
  const bytes = Math.min(maxBytes, 8 * numbers + ARRAY_HEADER * shapes.length);
  let arrays: Record<string, NpyArray>;
  try {
    arrays = decodeNpz(npz, { maxBytes: bytes, maxMembers: shapes.length });
  } catch (error) {
    say((error as Error).message);
    return undefined;
  }
  for (const [name, shape] of Object.entries(own)) {
    const found = arrays[name];
    if (!found) say("is missing", name);
    else if (found.shape.join() !== shape.join()) {
      say(`must have the shape (${shape.join(", ")}), found (${found.shape.join(", ")})`, name);
    } else if (found.data.some((value) => !Number.isFinite(value))) {
      say("holds what is no number", name);
    }
  }
  return arrays;
}

/**
 * Puts a model together from its parameters and its metadata.
 *
 * @returns The model, or undefined if anything is wrong.
 */
export async function decodeModel(
  npz: Uint8Array,
  meta: ModelMeta | Meta1,
  path: string,
  problems: Problem[],
  maxBytes: number,
): Promise<RaagModel | undefined> {
  const before = problems.length;
  const say: Say = (message, field) =>
    void problems.push({ file: path, field, message, severity: "error" });
  if (await sha256Hex(npz) !== meta.sha256) {
    say(
      "is not the file that its metadata was written for (the SHA-256 differs);" +
        " train again, or restore both files from a copy",
    );
    return undefined;
  }
  const own = ("arrays" in meta ? meta.arrays : {}) as Record<string, number[]>;
  const hmms = { "": meta, ...meta.components };
  const arrays = unpackArrays(npz, Object.values(hmms), own, maxBytes, say);
  if (arrays === undefined) return undefined;
  const { "": hmm, ...components } = Object.fromEntries(
    Object.entries(hmms).map(([name, { n_states, n_symbols }]) => {
      const nameOf = (field: string) => name === "" ? field : `${name}.${field}`;
      return [name, buildHmm(arrays, nameOf, n_states, n_symbols, path, problems)!];
    }),
  );
  const quantizer = meta.quantizer as RaagModel["quantizer"] | null;
  if (quantizer && quantizer.nSymbols !== meta.n_symbols) {
    say(
      `is read with ${quantizer.nSymbols} symbols, but its model has ${meta.n_symbols}`,
      "quantizer",
    );
  }
  if (problems.length > before) return undefined;
  const { raag, training, manifest } = meta;
  return {
    raag,
    hmm,
    components,
    arrays: Object.fromEntries(Object.keys(own).map((name) => [name, arrays[name]])),
    training: training as RaagModel["training"],
    manifest,
    ...(quantizer && { quantizer }),
  };
}

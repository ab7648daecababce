import { PersistenceError, type Problem } from "../errors.ts";
import { ModelSet, type NumericArray, type RaagModel, type SetParts } from "../families/mod.ts";
import { DiscreteHmm } from "../hmm/mod.ts";
import { arraysOf, buildHmm } from "../persistence/hmm_arrays.ts";
import { fromJsonValue, toJsonValue } from "../persistence/json_value.ts";
import { decodeNpz, encodeNpz } from "../persistence/npz.ts";

/** A set of models as JSON; its arrays are one `.npz` file in base64. */
export interface PackedModels {
  /** Name under which the page offers it. */
  name: string;
  /** All but the numbers. */
  content: unknown;
  /** The numbers, 64-bit as they were trained. */
  npz: string;
}

/** What stands in the content for numbers: the name of an array, or the start of a model's names. */
type Reference = { $array: string } | { $hmm: string; size: [number, number] };

/**
 * Packs a set. Equal sets give equal text.
 *
 * @param models The set.
 * @param name Name under which the page offers it.
 * @returns Plain JSON, from which {@linkcode unpackModels} makes the same set to the last bit.
 */
export function packModels(models: ModelSet, name: string): PackedModels {
  const arrays: Record<string, NumericArray> = {};
  const without = (value: unknown, path: string): unknown => {
    if (value instanceof DiscreteHmm) {
      Object.assign(arrays, arraysOf(value.parameters, (field) => path + field));
      return { $hmm: path, size: [value.nStates, value.nSymbols] } satisfies Reference;
    }
    if (ArrayBuffer.isView((value as NumericArray | null)?.data)) {
      arrays[path] = value as NumericArray;
      return { $array: path } satisfies Reference;
    }
    return mapped(value, (field, key) => without(field, `${path}.${key}`));
  };
  const { family, settings, provenance, shared } = models;
  // The page answers with the models; what they learnt from stays at home.
  const raags = [...models.values()].map((model) => ({
    ...model,
    manifest: { hash: model.manifest.hash, recordings: [] },
    training: { ...model.training, history: [] },
  }));
  const content = toJsonValue(without({ family, settings, provenance, shared, raags }, "m"), name);
  return { name, content, npz: encodeNpz(arrays).toBase64() };
}

/**
 * Undoes {@linkcode packModels}.
 *
 * @param packed What it gave.
 * @returns The set, without the history of its training.
 * @throws {PersistenceError} If it is damaged.
 */
export function unpackModels({ name, content, npz }: PackedModels): ModelSet {
  const arrays = decodeNpz(fromBase64(npz)), problems: Problem[] = [];
  const within = (value: unknown): unknown => {
    const found = value as Reference | null;
    if (typeof found !== "object" || found === null) return value;
    if ("$array" in found) return arrays[found.$array];
    if (!("$hmm" in found)) return mapped(value, within);
    return buildHmm(arrays, (field) => found.$hmm + field, ...found.size, name, problems);
  };
  const { raags, ...parts } = within(fromJsonValue(content)) as SetParts & { raags: RaagModel[] };
  if (problems.length > 0) {
    throw new PersistenceError(`The models ${name} are damaged: ${problems[0].message}`, problems);
  }
  return new ModelSet(raags, parts);
}

/** A copy of an array or a plain object with each of its values changed; anything else as it is. */
function mapped(value: unknown, change: (field: unknown, key: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((field, i) => change(field, String(i)));
  if (Object.prototype.toString.call(value) !== "[object Object]") return value;
  return Object.fromEntries(
    Object.entries(value as object).map(([key, one]) => [key, change(one, key)]),
  );
}

/** The bytes of base64 text. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text), bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

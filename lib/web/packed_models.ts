import { PersistenceError, type Problem } from "../errors.ts";
import { type FamilySpec, ModelSet, type NumericArray, type RaagModel } from "../families/mod.ts";
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

/** What `content` holds of a raag. */
interface PackedRaag extends Omit<RaagModel, "hmm" | "components" | "arrays"> {
  hmm: [number, number];
  components: Record<string, [number, number]>;
  arrays: string[];
}

interface Content extends Pick<ModelSet, "family" | "settings" | "provenance"> {
  shared: string[];
  raags: PackedRaag[];
}

/**
 * Packs a set. Equal sets give equal text.
 *
 * @param models The set.
 * @param name Name under which the page offers it.
 * @returns Plain JSON, from which {@linkcode unpackModels} makes the same set to the last bit.
 */
export function packModels(models: ModelSet, name: string): PackedModels {
  const arrays: Record<string, NumericArray> = {};
  for (const [key, array] of Object.entries(models.shared)) arrays[`shared.${key}`] = array;
  const raags = [...models.values()].map((model, k): PackedRaag => {
    const { hmm, components, arrays: own, ...rest } = model;
    Object.assign(arrays, arraysOf(hmm.parameters, (field) => `r${k}.${field}`));
    for (const [part, { parameters }] of Object.entries(components)) {
      Object.assign(arrays, arraysOf(parameters, (field) => `r${k}.c.${part}.${field}`));
    }
    for (const [key, array] of Object.entries(own)) arrays[`r${k}.a.${key}`] = array;
    return {
      ...rest,
      // The page answers with the models; what they learnt from stays at home.
      manifest: { hash: rest.manifest.hash, recordings: [] },
      training: { ...rest.training, history: [] },
      hmm: [hmm.nStates, hmm.nSymbols],
      components: Object.fromEntries(
        Object.entries(components).map(([part, { nStates, nSymbols }]) => [
          part,
          [nStates, nSymbols],
        ]),
      ),
      arrays: Object.keys(own),
    };
  });
  const { family, settings, provenance } = models;
  const content = { family, settings, provenance, shared: Object.keys(models.shared), raags };
  return {
    name,
    content: toJsonValue(content, name),
    npz: encodeNpz(arrays).toBase64(),
  };
}

/**
 * Undoes {@linkcode packModels}.
 *
 * @param packed What it gave.
 * @returns The set, without the history of its training.
 * @throws {PersistenceError} If it is damaged.
 */
export function unpackModels({ name, content, npz }: PackedModels): ModelSet {
  const { family, settings, provenance, shared, raags } = fromJsonValue(content) as Content;
  const arrays = decodeNpz(fromBase64(npz));
  const problems: Problem[] = [];
  const pick = (keys: readonly string[], prefix: string) =>
    Object.fromEntries(keys.map((key) => [key, arrays[prefix + key]]));
  const models = raags.map((raag, k): RaagModel => {
    const hmmOf = ([nStates, nSymbols]: [number, number], prefix: string) =>
      buildHmm(arrays, (field) => prefix + field, nStates, nSymbols, name, problems)!;
    return {
      ...raag,
      hmm: hmmOf(raag.hmm, `r${k}.`),
      components: Object.fromEntries(
        Object.entries(raag.components).map(([part, size]) => [
          part,
          hmmOf(size, `r${k}.c.${part}.`),
        ]),
      ),
      arrays: pick(raag.arrays, `r${k}.a.`),
    };
  });
  if (problems.length > 0) {
    throw new PersistenceError(`The models ${name} are damaged: ${problems[0].message}`, problems);
  }
  return new ModelSet(models, {
    family: family as FamilySpec,
    settings,
    shared: pick(shared, "shared."),
    provenance,
  });
}

/** The bytes of base64 text. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text), bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

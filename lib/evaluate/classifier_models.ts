import { InvalidArgumentError, ModelError } from "../errors.ts";
import type { DiscreteHmm } from "../hmm/mod.ts";
import { resolveQuantizer } from "../quantize/mod.ts";
import type { FittedHmmFamily } from "./families/hmm.ts";
import { noteView, type SymbolView } from "./views.ts";

/** A trained raag, as far as the classifier needs to know; a `RaagModel` is one. */
export interface ClassifierModel {
  /** The label. */
  raag: string;
  /** The model that reads whole recordings, as `quantizer` says. */
  hmm: DiscreteHmm;
  /** Further models by the names of their views, such as `whole12` or `first12`. */
  components?: Readonly<Record<string, DiscreteHmm>>;
  /**
   * How `hmm` reads a pitch track: options of the quantiser, and `frameSpacingSeconds` where the
   * model was trained on thinned frames.
   */
  quantizer: Readonly<Record<string, unknown>>;
  /** The record of its training; a calibration in it says what temperature serves. */
  training?: Readonly<Record<string, unknown>>;
}

/**
 * The temperature that the models bring along.
 *
 * @param models The raags' models, trained together.
 * @returns The temperature; undefined where they were not calibrated.
 */
export function modelTemperature(models: readonly ClassifierModel[]): number | undefined {
  const calibration = models[0]?.training?.calibration as { temperature?: unknown } | undefined;
  const temperature = calibration?.temperature;
  return typeof temperature === "number" && temperature > 0 && temperature < Infinity
    ? temperature
    : undefined;
}

/**
 * The views of a raag's models: the main one first, then the components by name.
 *
 * @param model The raag's models.
 * @returns The views.
 * @throws {InvalidArgumentError} If the quantiser or the name of a component is not understood.
 */
export function modelViews({ quantizer, components = {} }: ClassifierModel): SymbolView[] {
  const { frameSpacingSeconds = 0 } = quantizer;
  if (typeof frameSpacingSeconds !== "number" || !(frameSpacingSeconds >= 0)) {
    throw new InvalidArgumentError(
      `frameSpacingSeconds must be a number >= 0, found ${frameSpacingSeconds}`,
    );
  }
  return [
    { name: "main", quantizer: resolveQuantizer(quantizer), section: "whole", frameSpacingSeconds },
    ...Object.keys(components).sort().map(noteView),
  ];
}

/**
 * Checks that a raag reads melodies as another does, with models of the size that it says.
 *
 * @param views The views of the other.
 * @param raag The label of the other, for the message.
 * @param model The raag's models.
 * @throws {ModelError} If it does not.
 */
export function assertSameViews(
  views: readonly SymbolView[],
  raag: string,
  model: ClassifierModel,
): void {
  const own = modelViews(model);
  if (JSON.stringify(own) !== JSON.stringify(views)) {
    const names = (list: readonly SymbolView[]) =>
      list.map(({ name, quantizer }) => `${name} (${quantizer.kind}, ${quantizer.nSymbols})`);
    throw new ModelError(
      `all raags must read a melody in the same way, but ${raag} has ${names(views).join(", ")} ` +
        `and ${model.raag} has ${names(own).join(", ")}; train them together`,
    );
  }
  own.forEach(({ name, quantizer }, v) => {
    const hmm = v === 0 ? model.hmm : model.components![name];
    if (hmm.nSymbols !== quantizer.nSymbols) {
      throw new ModelError(
        `the model ${name} of ${model.raag} must have ${quantizer.nSymbols} symbols as its ` +
          `quantiser says, found ${hmm.nSymbols}`,
      );
    }
  });
}

/**
 * The models of a fitted HMM family in the form that a classifier takes: the first view's model
 * with its quantiser, the others as components by the names of their views.
 *
 * @param fitted What `fit` of {@linkcode hmmEnsemble}, {@linkcode noteHmm} or {@linkcode frameHmm}
 * gave.
 * @returns One entry per raag.
 */
export function classifierModels(fitted: FittedHmmFamily): ClassifierModel[] {
  const [{ quantizer, frameSpacingSeconds }, ...others] = fitted.views;
  return fitted.models.map(({ raag, models }) => ({
    raag,
    hmm: models[0],
    components: Object.fromEntries(others.map(({ name }, v) => [name, models[v + 1]])),
    quantizer: { ...quantizer, ...(frameSpacingSeconds > 0 && { frameSpacingSeconds }) },
  }));
}

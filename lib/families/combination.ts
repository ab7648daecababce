import { InvalidArgumentError, ModelError } from "../errors.ts";
import { median, softmax } from "../math.ts";
import { DEFAULT_SEED } from "../random.ts";
import { checkSettings, type CombinationSettings } from "./combination_settings.ts";
import type { CountedFeatures } from "./experts/counts.ts";
import { type Expert, type Learnt, type Lesson, rowsOf, stackRows } from "./experts/expert.ts";
import { MelodyView } from "./features/melody_view.ts";
import { rankScores } from "./rank.ts";
import { stackedScores, withOutliers } from "./stack.ts";
import { fitTeam, type FittedTeam, groupsOf, type Team } from "./team.ts";
import {
  learnTypicality,
  TYPICALITY_EXPERTS,
  type TypicalityCase,
  typicalityOf,
} from "./typicality.ts";
import type {
  Example,
  Family,
  FamilyAnswer,
  FamilyParts,
  FitRecord,
  FittedFamily,
  Melody,
  NumericArray,
  RaagParts,
} from "./types.ts";

/** What a family is made of. */
export interface CombinationOptions {
  /** Name of the family. */
  name: string;
  /** One sentence. */
  description: string;
  /** Its experts; the first with a hidden Markov model gives the raags' main models. */
  // deno-lint-ignore no-explicit-any
  experts: readonly Expert<any>[];
  /** Who answers for a recording of the usual length. */
  whole: Team;
  /** Who answers for what does not unfold as whole recordings do: excerpts. @default the same */
  excerpt?: Team;
}

/** What a combination reads of a melody. */
export interface CombinedFeatures {
  /** Length in seconds. */
  seconds: number;
  /** Seconds of it that are voiced. */
  voicedSeconds: number;
  /** What each expert reads. */
  own: unknown[];
}

/**
 * A melody that is much shorter than the trained ones, or much longer, does not unfold as they do,
 * and short ones do not unfold at all: shares of the median length, and seconds.
 */
const MUCH_SHORTER = 0.3, MUCH_LONGER = 2.5, PERFORMANCE = 150;

/**
 * A family made of experts: each scores the labels on its own, and a stack turns the scores into
 * probabilities. Weights and calibration are fitted on scores that the experts gave to training
 * recordings of groups that they had not heard.
 *
 * @param options Experts and teams.
 * @returns The family.
 */
export function combination(options: CombinationOptions): Family<CombinedFeatures> {
  const { name, description, whole, excerpt } = options;
  const main = options.experts.find(({ hmm }) => hmm !== undefined);
  const reader = main?.read;
  // Those that say how typical a recording is are often members already.
  const experts = [
    ...options.experts,
    ...TYPICALITY_EXPERTS.filter(({ name }) => !options.experts.some((one) => one.name === name)),
  ];
  const judges = TYPICALITY_EXPERTS.map(({ name }) =>
    experts.findIndex((expert) => expert.name === name)
  );
  const fittedOf = (parts: FamilyParts, isFresh: boolean): FittedFamily<CombinedFeatures> => {
    const settings = checkSettings(parts.settings, {
      labels: parts.labels.length,
      whole: whole.members.length,
      excerpt: excerpt?.members.length,
    });
    // Sets of older versions have lengths for none of their raags.
    const withLengths = parts.raags.filter(({ arrays }) => Object.hasOwn(arrays, LENGTHS)).length;
    if (withLengths > 0 && withLengths < parts.raags.length) {
      throw new ModelError(`${LENGTHS} is missing in some of the raags; train again`);
    }
    const learnt = experts.map(({ name }) => takeApart(parts, name));
    const scorers: ((features: unknown) => Float64Array)[] = [];
    const scorerOf = (e: number) => scorers[e] ??= experts[e].scorer(learnt[e]);
    // Saved parts may be damaged, which making the scorers finds. After a training none may be asked.
    if (!isFresh) experts.forEach((_, e) => scorerOf(e));
    const answer = (features: CombinedFeatures): FamilyAnswer => {
      const { seconds } = features, trained = settings.seconds;
      const unfolds = trained >= PERFORMANCE && seconds >= MUCH_SHORTER * trained &&
        seconds <= MUCH_LONGER * trained;
      const flat = excerpt !== undefined && !unfolds;
      const team = flat ? excerpt : whole;
      const { stack, held } = flat ? settings.excerpt! : settings.whole;
      // The same experts are members, witnesses and judges: each is asked once.
      const asked: Float64Array[] = [];
      const scoresOf = (e: number) => asked[e] ??= scorerOf(e)(features.own[e]);
      const heard = Math.min(1, seconds / trained);
      const weights = stack.weights.map((weight, m) => weight * heard ** (team.growth?.[m] ?? 0));
      const scores = stackedScores({ ...stack, weights }, team.members.map(scoresOf));
      const [best] = rankScores(scores);
      const witnesses = team.tonic ?? [[judges[0], 1], [judges[1], 1]];
      const tonicEvidence = witnesses.reduce(
        (sum, [e, weight]) => sum + weight * Math.max(...scoresOf(e)),
        0,
      );
      const { share, typical } = typicalityOf(settings.typicality, {
        features: judges.map((e) => features.own[e] as CountedFeatures),
        scores: judges.map((e) => scoresOf(e)[best]),
        seconds: features.seconds,
      });
      return {
        scores,
        probabilities: held > 0 ? withOutliers(softmax(scores), stack.outliers) : undefined,
        typicality: share,
        typical,
        tonicEvidence,
        voicedSeconds: features.voicedSeconds,
      };
    };
    return {
      labels: parts.labels,
      answer,
      parts: () => parts,
      describe: () => ({
        experts: experts.map(({ name }) => name),
        weights: Object.fromEntries(
          whole.members.map((e, m) => [experts[e].name, settings.whole.stack.weights[m]]),
        ),
        outliers: settings.whole.stack.outliers,
        held_out: settings.whole.held,
      }),
    };
  };

  return {
    name,
    description,
    prepare(melody: Melody): CombinedFeatures {
      const view = new MelodyView(melody);
      return {
        seconds: view.seconds,
        voicedSeconds: view.voicedSeconds,
        own: experts.map((expert) => expert.prepare(view)),
      };
    },
    async fit(given, fitOptions = {}) {
      const { seed = DEFAULT_SEED } = fitOptions;
      if (!Number.isSafeInteger(seed)) {
        throw new InvalidArgumentError(`seed must be a whole number, found ${seed}`);
      }
      if (given.length === 0) {
        throw new ModelError("cannot learn from nothing: the training data is empty");
      }
      // The order in which recordings come must not matter, not even to the last bit.
      const examples = [...given].sort((a, b) => compare(a.raag, b.raag) || compare(a.id, b.id));
      const labels = [...new Set(examples.map(({ raag }) => raag))];
      const lessons: Lesson[] = [];
      for (const [e, expert] of experts.entries()) {
        lessons.push(await expert.learn(ownExamples(examples, e), labels, fitOptions));
      }
      const held = lessons.map((lesson) => lesson.heldOut());
      const sizes = labels.map((label) => groupsOf(examples.filter(({ raag }) => raag === label)));
      const judged = [...examples.keys()]
        .filter((i) => sizes[labels.indexOf(examples[i].raag)] > 1);
      const seconds = median(examples.map(({ features }) => features.seconds));
      const cases = judged.map((i): TypicalityCase => ({
        features: judges.map((e) => examples[i].features.own[e] as CountedFeatures),
        scores: judges.map((e) => held[e][i][labels.indexOf(examples[i].raag)]),
        seconds: examples[i].features.seconds,
      }));
      const fitOf = (team: Team) => fitTeam(team, held, examples, judged, labels, median(sizes));
      const settings: CombinationSettings = {
        whole: fitOf(whole),
        ...(excerpt && { excerpt: fitOf(excerpt) }),
        seconds,
        typicality: learnTypicality(cases, median(sizes), seconds),
      };
      const parts: FamilyParts = {
        labels,
        settings: settings as unknown as Record<string, unknown>,
        shared: Object.assign(
          {},
          ...experts.map(({ name }, e) => prefixed(name, lessons[e].learnt.shared)),
        ),
        raags: labels.map((label, k) =>
          raagParts(experts, lessons, k, examples.filter(({ raag }) => raag === label), seed)
        ),
      };
      return fittedOf(parts, true);
    },
    restore: (parts) => fittedOf(parts, false),
    recall: (parts) => recalled(experts, parts),
    ...(reader && { read: (melody: Melody) => reader(new MelodyView(melody)) }),
    ...(main?.quantizer && { quantizer: main.quantizer }),
    ...(experts.some(({ trains }) => trains) && { trains: true }),
    forget(parts, label) {
      const k = parts.labels.indexOf(label);
      const others = <T>(list: readonly T[]) => list.filter((_, at) => at !== k);
      const settings = parts.settings as unknown as CombinationSettings;
      const without = (team: FittedTeam): FittedTeam => ({
        ...team,
        stack: { ...team.stack, bias: others(team.stack.bias) },
      });
      return {
        labels: others(parts.labels),
        settings: {
          ...settings,
          whole: without(settings.whole),
          ...(settings.excerpt && { excerpt: without(settings.excerpt) }),
        },
        shared: Object.assign(
          {},
          ...experts.map(({ name, forget }) => {
            const learnt = takeApart(parts, name);
            return prefixed(name, forget?.(learnt, k) ?? learnt.shared);
          }),
        ),
        raags: others(parts.raags),
      };
    },
  };
}

/** Seconds and voiced seconds of each recording, by id, among a raag's arrays. */
const LENGTHS = "recordings.lengths";

/** The features of each raag's recordings, where every expert keeps its own. */
function recalled(
  // deno-lint-ignore no-explicit-any
  experts: readonly Expert<any>[],
  parts: FamilyParts,
): CombinedFeatures[][] | undefined {
  const kept = parts.raags.every(({ arrays }) => Object.hasOwn(arrays, LENGTHS));
  if (!kept || experts.some(({ recall }) => recall === undefined)) return undefined;
  const learnt = experts.map(({ name }) => takeApart(parts, name).raags);
  return parts.raags.map(({ arrays }, k) => {
    const own = experts.map((expert, e) => expert.recall!(learnt[e][k]));
    return rowsOf(arrays[LENGTHS]).map(([seconds, voicedSeconds], i) => (
      { seconds, voicedSeconds, own: own.map((features) => features[i]) }
    ));
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function ownExamples(
  examples: readonly Example<CombinedFeatures>[],
  e: number,
): Example<unknown>[] {
  return examples.map((example) => ({ ...example, features: example.features.own[e] }));
}

function prefixed<T>(name: string, values: Record<string, T>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`${name}.${key}`, value]),
  );
}

/** What one expert learnt, out of a family's parts. */
function takeApart({ shared, raags }: FamilyParts, name: string): Learnt {
  const own = (arrays: Record<string, NumericArray>) =>
    Object.fromEntries(
      Object.entries(arrays).filter(([key]) => key.startsWith(`${name}.`))
        .map(([key, value]) => [key.slice(name.length + 1), value]),
    );
  return { shared: own(shared), raags: raags.map(({ arrays }) => own(arrays)) };
}

/** What is kept of one raag. */
function raagParts(
  // deno-lint-ignore no-explicit-any
  experts: readonly Expert<any>[],
  lessons: readonly Lesson[],
  k: number,
  own: readonly Example<CombinedFeatures>[],
  seed: number,
): RaagParts {
  const models = experts.flatMap((expert, e) =>
    expert.hmm === undefined ? [] : [{ name: expert.name, hmm: expert.hmm(lessons[e].learnt, k) }]
  );
  const [main, ...others] = models;
  const records = lessons[experts.findIndex(({ hmm }) => hmm !== undefined)].records;
  return {
    hmm: main.hmm,
    components: Object.fromEntries(others.map(({ name, hmm }) => [name, hmm])),
    arrays: Object.assign(
      {},
      ...experts.map(({ name }, e) => prefixed(name, lessons[e].learnt.raags[k])),
      {
        [LENGTHS]: stackRows(
          own.map(({ features: { seconds, voicedSeconds } }) => [seconds, voicedSeconds]),
          2,
        ),
      },
    ),
    record: records?.[k] ?? counted(own.length, seed),
  };
}

function counted(recordings: number, seed: number): FitRecord {
  return {
    recordings,
    symbols: 0,
    status: "counted",
    iterations: 0,
    logLikelihood: 0,
    history: [],
    seed,
  };
}

/** Sets of every family on disk: saved, loaded, damaged, and with a raag less. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { PersistenceError } from "../../lib/errors.ts";
import {
  classifierOf,
  FAMILY_NAMES,
  type FamilySpec,
  type LabelledMelody,
  makeFamily,
  ModelSet,
  modelSetOf,
} from "../../lib/families/mod.ts";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { Random } from "../../lib/random.ts";
import { trackOf } from "../quantize/tracks.ts";
import { withFolder } from "./models.ts";

const SCALES: Record<string, number[]> = {
  Bhoopali: [0, 2, 4, 7, 9],
  Malkauns: [0, 3, 5, 8, 10],
  Yaman: [0, 2, 4, 6, 7, 9, 11],
};

/** Twelve seconds of a scale at random, notes of a third of a second, a little unsteady. */
function melodyOf(raag: string, seed: number): LabelledMelody {
  const random = new Random(seed),
    notes = Array.from({ length: 36 }, () => random.pick(SCALES[raag]));
  const f0 = Float64Array.from(
    { length: 1200 },
    (_, t) => 220 * 2 ** ((notes[Math.floor(t / 34)] + random.uniform(-0.1, 0.1)) / 12),
  );
  const id = `${raag} ${seed}`;
  return { id, raag, group: id, track: trackOf(f0), tonicHz: 220 };
}

const labels = Object.keys(SCALES);
const melodies = labels.flatMap((raag, k) => [0, 1, 2].map((i) => melodyOf(raag, 10 * k + i)));
const unheard = labels.map((raag) => melodyOf(raag, 99));

async function train(spec: FamilySpec): Promise<ModelSet> {
  const family = makeFamily(spec);
  const fitted = await family.fit(
    melodies.map(({ id, raag, group, ...rest }) => ({
      id,
      raag,
      group,
      features: family.prepare({ id, ...rest }),
    })),
  );
  return modelSetOf(spec, fitted, (raag) => ({
    training: { groups: 3, tonicSources: { metadata: 3 }, durationSeconds: 36 },
    manifest: {
      hash: "",
      recordings: melodies.filter((one) => one.raag === raag).map(({ id }) => id),
    },
  }), { seed: 42, pitch: {}, versions: {} });
}

const answers = (models: ModelSet) =>
  [...melodies, ...unheard].map(({ track }) => classifierOf(models).classify(track, 220));

/** Families whose training takes long, with settings that make it short. */
const QUICK: Record<string, object> = { "frame-hmm-random": { nStates: 4, maxIterations: 3 } };

for (const family of FAMILY_NAMES) {
  Deno.test(`${family} comes back from disk with the same answers to the last bit, less one too`, () =>
    withFolder(async (folder) => {
      const models = await train({ family, ...QUICK[family] });
      const persistence = new ModelPersistence(folder);
      await persistence.saveAllModels(models);
      const loaded = await persistence.loadAllModels();
      assertEquals(loaded, models);
      const before = answers(models);
      assertEquals(answers(loaded), before);
      assert(before.every(({ ranking }) => ranking[0].probability! > 0));
      assertEquals(await persistence.validate(), []);

      await persistence.deleteModel("Malkauns");
      const fewer = await persistence.loadAllModels();
      const rest = [...models.keys()].filter((raag) => raag !== "Malkauns");
      assertEquals(classifierOf(fewer).labels, rest);
      for (const { ranking } of answers(fewer)) {
        assertEquals(ranking.map(({ raag }) => raag).sort(), rest);
        const sum = ranking.reduce((total, { probability }) => total + probability!, 0);
        // Probabilities sum to 1 but for rounding.
        assert(Math.abs(sum - 1) < 1e-12, `${sum}`);
      }
      // The textbook's raags are those of its tables, not only these three.
      if (rest.length > 2) return;
      await persistence.deleteModel("Yaman");
      assertEquals(classifierOf(await persistence.loadAllModels()).labels, ["Bhoopali"]);
      assertEquals(await persistence.validate(), []);
    }));
}

/** Fields of a calibration and what none of them can be. */
const DAMAGE: [string, unknown[]][] = [
  ["whole.stack.outliers", [-0.1, 1.5, NaN, 1e308, "0.1", null]],
  ["whole.stack.weights", [[], [1], [-1, 1, 1, 1], [NaN, 1, 1, 1], [1, 1, 1, 1e308], [
    1,
    1,
    1,
    1,
    1,
  ], "1"]],
  ["whole.stack.bias", [[], [0, 0], [0, NaN, 0], [0, 0, 1e308], [0, 0, -Infinity]]],
  ["whole.held", [-1, 0.5, NaN, 1e308]],
  ["whole", [undefined, null, {}]],
  ["excerpt", [undefined, null, {}]],
  ["excerpt.stack.weights", [[-1, 1, 1], [1, 1, Infinity]]],
  ["seconds", [-1, NaN, 1e308]],
  ["typicality", [undefined, {}]],
  ["typicality.means", [[], [0, 0], [NaN, 0, 0], [1e308, 0, 0]]],
  ["typicality.spreads", [[0, 1, 1], [-1, 1, 1], [1, 1, NaN], [1, 1, 1e308]]],
  ["typicality.level", [NaN, -1e308, "low"]],
  ["typicality.percentiles", [[], [0], [NaN]]],
  ["typicality.seconds", [-1, NaN]],
];

Deno.test("a damaged calibration is an error that names it", () =>
  withFolder(async (folder) => {
    const models = await train({ family: "hmm" });
    const persistence = new ModelPersistence(folder);
    for (const [path, values] of DAMAGE) {
      for (const value of values) {
        const settings = structuredClone(models.settings);
        const names = path.split("."), last = names.pop()!;
        // deno-lint-ignore no-explicit-any
        const parent = names.reduce((at: any, name) => at[name], settings);
        parent[last] = value;
        const { family, shared, provenance } = models;
        await persistence.saveAllModels(
          new ModelSet(models.values(), { family, settings, shared, provenance }),
        );
        const problems = await persistence.validate();
        assertEquals(problems.length, 1, `${path} ${JSON.stringify(value)}`);
        assertStringIncludes(problems[0].message, "calibration", path);
        assertStringIncludes(problems[0].message, path.split(".")[0]);
        await assertRejects(() => persistence.loadAllModels(), PersistenceError, "calibration");
      }
    }
  }));

Deno.test("arrays that a family rests on are an error where they do not fit", () =>
  withFolder(async (folder) => {
    const models = await train({ family: "stack" });
    const { family, settings, shared, provenance } = models;
    const persistence = new ModelPersistence(folder);
    const refuse = async (raags: Iterable<typeof yaman>, all: ModelSet["shared"]) => {
      await persistence.saveAllModels(
        new ModelSet(raags, { family, settings, shared: all, provenance }),
      );
      const problems = await persistence.validate();
      assert(problems.some(({ severity }) => severity === "error"));
      await assertRejects(() => persistence.loadAllModels(), PersistenceError);
    };
    const yaman = models.get("Yaman")!;
    for (const name of Object.keys(shared)) {
      const { [name]: _, ...rest } = shared;
      await refuse(models.values(), rest);
    }
    for (const name of Object.keys(yaman.arrays)) {
      const { [name]: _, ...arrays } = yaman.arrays;
      await refuse(
        [...models.values()].map((one) => one === yaman ? { ...one, arrays } : one),
        shared,
      );
    }
  }));

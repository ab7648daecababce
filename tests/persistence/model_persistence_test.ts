import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { InvalidArgumentError, PersistenceError } from "../../lib/errors.ts";
import type { ModelSet } from "../../lib/families/mod.ts";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { makeModel, makeSet, smallSet, withFolder } from "./models.ts";

const names = (folder: string): string[] => [...Deno.readDirSync(folder)].map((e) => e.name).sort();

/** Changes one file of a models folder through a function on its text. */
async function edit(path: string, change: (text: string) => string): Promise<void> {
  await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
}

Deno.test("a set comes back as it was saved, to the bit", () =>
  withFolder(async (folder) => {
    const models = ["Gaud_Malhar", "Yaman", "Bihag"].map((raag, i) => makeModel(raag, i));
    const persistence = new ModelPersistence(`${folder}/new/models`);
    await persistence.saveAllModels(makeSet(models));
    assertEquals(names(persistence.modelsDir), [
      "bihag.npz",
      "bihag_card.md",
      "bihag_meta.json",
      "gaud_malhar.npz",
      "gaud_malhar_card.md",
      "gaud_malhar_meta.json",
      "models_summary.json",
      "yaman.npz",
      "yaman_card.md",
      "yaman_meta.json",
    ]);
    const loaded = await persistence.loadAllModels();
    assertEquals([...loaded.keys()], ["Bihag", "Gaud_Malhar", "Yaman"]);
    const melody = Array.from({ length: 500 }, (_, i) => (i * i + 3 * i) % 12);
    for (const model of models) {
      const back = loaded.get(model.raag)!;
      assertEquals(back.hmm.parameters, model.hmm.parameters);
      assertEquals(back.hmm.score(melody), model.hmm.score(melody));
      assertEquals({ ...back, hmm: 0 }, { ...model, hmm: 0 });
    }
    assertEquals(await persistence.validate(), []);
  }));

Deno.test("an ensemble's components are saved in the model's one file", () =>
  withFolder(async (folder) => {
    const model = {
      ...makeModel("Desh", 1, 12, 12),
      components: { whole12: makeModel("", 2).hmm, first12: makeModel("", 3).hmm },
    };
    const persistence = new ModelPersistence(folder);
    await persistence.saveAllModels(makeSet([model]));
    const back = await persistence.loadModel("Desh");
    assertEquals(Object.keys(back.components), ["first12", "whole12"]);
    assertEquals(back.components.first12.parameters, model.components.first12.parameters);
    assertEquals(back.hmm.parameters, model.hmm.parameters);
    assertEquals(names(folder).length, 4);
    await assertRejects(
      () => persistence.saveAllModels(makeSet([{ ...model, components: { "../x": model.hmm } }])),
      InvalidArgumentError,
      "components",
    );
  }));

Deno.test("equal models give equal bytes", () =>
  withFolder(async (folder) => {
    for (const name of ["a", "b"]) {
      await new ModelPersistence(`${folder}/${name}`).saveAllModels(
        makeSet([makeModel("Yaman", 7)]),
      );
    }
    assertEquals(
      await Deno.readFile(`${folder}/a/yaman.npz`),
      await Deno.readFile(`${folder}/b/yaman.npz`),
    );
  }));

Deno.test("labels of any script keep apart and come back", () =>
  withFolder(async (folder) => {
    const labels = [
      "यमन",
      "दरबारी",
      "Yaman",
      "yaman",
      "YAMAN ",
      "Rāg Śrī",
      "rag-sri",
      "../../etc/x",
      "CON",
    ];
    const persistence = new ModelPersistence(folder);
    await persistence.saveAllModels(makeSet(labels.map((raag, i) => makeModel(raag, i, 2, 2))));
    const loaded = await persistence.loadAllModels();
    for (const [i, raag] of labels.entries()) assertEquals(loaded.get(raag)!.training.seed, i);
    assertEquals(names(folder).length, 3 * labels.length + 1);
    for (const name of names(folder)) assert(/^[a-z0-9_.-]+$/.test(name), name);
  }));

Deno.test("saving replaces the set, deleting keeps the others", () =>
  withFolder(async (folder) => {
    const persistence = new ModelPersistence(folder);
    await persistence.saveAllModels(smallSet(["A", "X"], 1));
    await persistence.saveAllModels(smallSet(["A", "B", "C"], 9));
    assertEquals(await persistence.listModels(), ["A", "B", "C"]);
    assertEquals((await persistence.loadModel("A")).training.seed, 9);
    await persistence.deleteModel("B");
    assertEquals(names(folder), [
      "a.npz",
      "a_card.md",
      "a_meta.json",
      "c.npz",
      "c_card.md",
      "c_meta.json",
      "models_summary.json",
    ]);
    await persistence.saveAllModels(smallSet(["D"]));
    assertEquals(names(folder), ["d.npz", "d_card.md", "d_meta.json", "models_summary.json"]);
    await persistence.deleteModel("D");
    assertEquals(names(folder), []);
    assertEquals((await persistence.summary()).models, []);
  }));

Deno.test("what is not there is named", () =>
  withFolder(async (folder) => {
    const persistence = new ModelPersistence(`${folder}/none`);
    await assertRejects(() => persistence.loadAllModels(), PersistenceError, "No models in");
    await assertRejects(() => persistence.loadModel("Yaman"), PersistenceError, "No models in");
    assertEquals(await persistence.listModels(), []);
    assertEquals((await persistence.validate()).length, 1);
    await persistence.saveAllModels(smallSet(["Desh"]));
    await assertRejects(() => persistence.loadModel("Yaman"), PersistenceError, "there are Desh");
    await assertRejects(() => persistence.deleteModel("Yaman"), PersistenceError, "there are Desh");
  }));

Deno.test("what cannot be saved is refused and leaves the set as it was", () =>
  withFolder(async (folder) => {
    const persistence = new ModelPersistence(folder);
    await persistence.saveAllModels(smallSet(["Desh"]));
    const before = await Deno.readTextFile(`${folder}/models_summary.json`);
    const model = makeModel("Yaman", 2);
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const wrong: [string, ModelSet][] = [
      ["at least one model", makeSet([])],
      ["raag must be text", makeSet([{ ...model, raag: " " }])],
      [
        "Float64Array",
        makeSet([{ ...model, quantizer: { edges: new Float64Array(2) } as never }]),
      ],
      ["function", makeSet([model], { settings: { f: () => 1 } })],
      [
        "training.iterations",
        makeSet([{ ...model, training: { ...model.training, iterations: -1 } }]),
      ],
      ["nests", makeSet([model], { settings: circle })],
    ];
    for (const [words, set] of wrong) {
      await assertRejects(() => persistence.saveAllModels(set), InvalidArgumentError, words);
    }
    assertEquals(await Deno.readTextFile(`${folder}/models_summary.json`), before);
    assertEquals(names(folder), [
      "desh.npz",
      "desh_card.md",
      "desh_meta.json",
      "models_summary.json",
    ]);
  }));

Deno.test("options out of range are refused", () => {
  assertThrows(() => new ModelPersistence(""), InvalidArgumentError, "modelsDir");
  assertThrows(
    () => new ModelPersistence("x", { lockTimeoutSeconds: NaN }),
    InvalidArgumentError,
    "lock",
  );
});

/** Ways to damage a set of Desh and Yaman, with words that the problems must hold. */
const DAMAGE: Record<string, [(folder: string) => Promise<void>, string]> = {
  "a parameter file is missing": [(f) => Deno.remove(`${f}/desh.npz`), "does not exist"],
  "a metadata file is missing": [(f) => Deno.remove(`${f}/desh_meta.json`), "does not exist"],
  "the summary is missing": [(f) => Deno.remove(`${f}/models_summary.json`), "is missing"],
  "one bit is flipped": [async (f) => {
    const bytes = await Deno.readFile(`${f}/desh.npz`);
    bytes[bytes.length >> 1] ^= 1;
    await Deno.writeFile(`${f}/desh.npz`, bytes);
  }, "SHA-256"],
  "a file is cut off": [async (f) => {
    await Deno.truncate(`${f}/desh.npz`, 100);
  }, "SHA-256"],
  "a file is empty": [async (f) => {
    await Deno.truncate(`${f}/desh_meta.json`, 0);
  }, "SHA-256"],
  "metadata was edited": [
    (f) => edit(`${f}/desh_meta.json`, (text) => text.replace('"Desh"', '"Yaman"')),
    "SHA-256",
  ],
  "the files of two models were swapped": [async (f) => {
    await Deno.rename(`${f}/desh.npz`, `${f}/x`);
    await Deno.rename(`${f}/yaman.npz`, `${f}/desh.npz`);
    await Deno.rename(`${f}/x`, `${f}/yaman.npz`);
  }, "SHA-256"],
  "the summary is not JSON": [
    (f) => edit(`${f}/models_summary.json`, (t) => t.slice(1)),
    "not JSON",
  ],
  "the summary is from the future": [
    (f) => edit(`${f}/models_summary.json`, (t) => t.replace('_version": 2', '_version": 3')),
    "update it",
  ],
  "the summary names a file outside": [
    (f) => edit(`${f}/models_summary.json`, (t) => t.replace('"desh.npz"', '"../desh.npz"')),
    "is no model file",
  ],
  "the summary nests without end": [
    (f) => edit(`${f}/models_summary.json`, () => "[".repeat(100_000)),
    "levels deep",
  ],
  "a model file is a folder": [async (f) => {
    await Deno.remove(`${f}/desh.npz`);
    await Deno.mkdir(`${f}/desh.npz`);
  }, "not a regular file"],
};

for (const [title, [damage, words]] of Object.entries(DAMAGE)) {
  Deno.test(`damage is found: ${title}`, () =>
    withFolder(async (folder) => {
      const persistence = new ModelPersistence(folder);
      await persistence.saveAllModels(smallSet(["Desh", "Yaman"]));
      await damage(folder);
      const error = await assertRejects(
        () => persistence.loadAllModels(),
        PersistenceError,
      ) as PersistenceError;
      assertStringIncludes(error.message, words);
      assert((await persistence.validate()).some(({ severity }) => severity === "error"));
      // A new set puts it right, unless something lies in the way that is none of ours.
      if (title.includes("folder")) return;
      await persistence.saveAllModels(smallSet(["Desh", "Yaman"], 2));
      assertEquals(await persistence.validate(), []);
    }));
}

Deno.test("a file that packs as no model does is refused, though all its records agree", () =>
  withFolder(async (folder) => {
    const persistence = new ModelPersistence(folder);
    // 8 MB of zeros in 8 kB; 250 MB in 245 kB would cost the same to refuse.
    const zeros = { shape: [1_000_000], data: new Float64Array(1_000_000) };
    await persistence.saveAllModels(makeSet([{ ...makeModel("A", 1), arrays: { zeros } }]));
    const [problem] = await persistence.validate();
    assertStringIncludes(problem.message, "more than 100 times its own");
    await assertRejects(() => persistence.loadAllModels(), PersistenceError, "100 times");
  }));

Deno.test("every damaged model is listed, and the sound ones can still be had", () =>
  withFolder(async (folder) => {
    const persistence = new ModelPersistence(folder);
    await persistence.saveAllModels(smallSet(["A", "B", "C"]));
    await Deno.remove(`${folder}/a.npz`);
    await Deno.truncate(`${folder}/b_meta.json`, 5);
    const error = await assertRejects(
      () => persistence.loadAllModels(),
      PersistenceError,
    ) as PersistenceError;
    assertEquals(error.problems.map(({ file }) => file.slice(folder.length + 1)), [
      "a.npz",
      "b_meta.json",
    ]);
    assertEquals((await persistence.loadModel("C")).raag, "C");
  }));

Deno.test("validate names strays and remains", () =>
  withFolder(async (folder) => {
    const persistence = new ModelPersistence(folder);
    await persistence.saveAllModels(smallSet(["A", "B"]));
    await Deno.writeTextFile(`${folder}/old.npz`, "");
    await Deno.writeTextFile(`${folder}/.01234567-a.npz.tmp`, "");
    await Deno.writeTextFile(`${folder}/README.md`, "none of ours");
    const problems = await persistence.validate();
    assertEquals(problems.map(({ severity }) => severity), ["warning", "warning"]);
    assertStringIncludes(problems[0].file, "old.npz");
    assertStringIncludes(problems[1].message, "killed");
  }));

Deno.test("models that cannot answer together are refused, by validate too", () =>
  withFolder(async (folder) => {
    const persistence = new ModelPersistence(folder);
    const a = makeModel("A", 1, 2, 2);
    const sets: [ModelSet, string][] = [
      [makeSet([a, makeModel("B", 1, 2, 3)]), "B has 3 symbols, but reads melodies with 2"],
      [
        makeSet([a, { ...a, raag: "B", components: { whole12: a.hmm } }]),
        'B has the models "whole12"',
      ],
      [makeSet([{ ...a, components: { whole12: a.hmm } }]), "(whole12) has 2 symbols"],
      [makeSet([a], { family: { family: "unknown" } }), "family must be one of"],
      [
        makeSet([a], {
          settings: { quantizer: { nSymbols: 2, binsPerOctave: 2 }, temperature: 0 },
        }),
        "temperature",
      ],
    ];
    for (const [set, words] of sets) {
      await persistence.saveAllModels(set);
      await assertRejects(() => persistence.loadAllModels(), PersistenceError, words);
      const [{ message, severity }] = await persistence.validate();
      assertEquals(severity, "error");
      assertStringIncludes(message, words);
    }
  }));

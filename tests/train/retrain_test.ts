import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { loadDataset } from "../../lib/dataset/mod.ts";
import { DatasetError, ModelError } from "../../lib/errors.ts";
import type { ModelSet } from "../../lib/families/mod.ts";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { RaagTrainer } from "../../lib/train/mod.ts";
import { makeTinyData, withFolder } from "../robustness/tiny_data.ts";

/** All that a set is, but for the order in which threads and clocks had it. */
function contentOf(models: ModelSet): unknown {
  const { settings, shared, provenance } = models;
  return { settings, shared, provenance, raags: [...models.values()] };
}

Deno.test("a recording added to a set, or withdrawn, leaves what training from scratch gives", () =>
  withFolder(async (folder) => {
    await makeTinyData(join(folder, "data"));
    const dataset = await loadDataset(join(folder, "data")), { recordings } = dataset;
    // One of each raag, and all of one raag.
    const late = recordings.filter(({ id, raag }) => /_02$/.test(id) || raag === "Darbari");
    const early = recordings.filter((one) => !late.includes(one));
    for (const family of ["pcd-knn", "hmm", "stack"]) {
      const trainer = new RaagTrainer({ family, cacheDir: join(folder, "cache") });
      const train = async (some: typeof recordings) =>
        (await trainer.trainAllRaagModels({ ...dataset, recordings: some }, null)).models;
      const all = await train(recordings), few = await train(early);
      // Saved and loaded: the folder is all that is there later.
      const persistence = new ModelPersistence(join(folder, family));
      await persistence.saveAllModels(few);
      const more = await trainer.retrain(await persistence.loadAllModels(), { add: late });
      assertEquals(contentOf(more.models), contentOf(all), family);
      assertEquals(more.recordings, recordings.length);
      await persistence.saveAllModels(more.models);
      for (const { path } of early) await Deno.rename(path, `${path}.away`);
      const less = await trainer.retrain(await persistence.loadAllModels(), {
        remove: late.map(({ id }) => id),
      });
      for (const { path } of early) await Deno.rename(`${path}.away`, path);
      assertEquals(contentOf(less.models), contentOf(few), family);
    }
  }));

Deno.test("what cannot be added or withdrawn is refused by name", () =>
  withFolder(async (folder) => {
    await makeTinyData(join(folder, "data"));
    const dataset = await loadDataset(join(folder, "data")), { recordings } = dataset;
    const trainer = new RaagTrainer({ family: "pcd-knn", cacheDir: join(folder, "cache") });
    const { models } = await trainer.trainAllRaagModels(dataset, null);
    const [{ id }] = recordings;
    await assertRejects(
      () => trainer.retrain(models, { add: recordings.slice(0, 1) }),
      DatasetError,
      `${id} is in the set already`,
    );
    await assertRejects(
      () => trainer.retrain(models, { remove: ["nobody"] }),
      DatasetError,
      "the set has not heard nobody",
    );
    await assertRejects(
      () => trainer.retrain(models, { remove: recordings.map(({ id }) => id) }),
      ModelError,
      "cannot learn from nothing",
    );
    await assertRejects(
      () => new RaagTrainer({ family: "pcd-knn", randomState: 7 }).retrain(models, {}),
      ModelError,
      "use the same options",
    );
    const plain = new RaagTrainer({ family: "hmm-plain", cacheDir: join(folder, "cache") });
    const { models: sums } = await plain.trainAllRaagModels(dataset, null);
    await assertRejects(
      () => plain.retrain(sums, { remove: [id] }),
      ModelError,
      "does not keep what it counted of each recording",
    );
  }));

/**
 * A program for the tests: saves sets of three models again and again until it is killed.
 * Arguments: folder, number of this writer. Set k has the seeds 100 k + 0, 1, 2.
 */
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { makeModel, makeSet } from "./models.ts";

const [folder, writer] = Deno.args;
const persistence = new ModelPersistence(folder);
console.log("ready");
for (let k = 1 + Number(writer); k < 10_000; k += 2) {
  // Every third set has two models only, so that files come and go.
  const raags = k % 3 === 0 ? ["Desh", "Yaman"] : ["Desh", "Yaman", "Bihag"];
  await persistence.saveAllModels(
    makeSet(raags.map((raag, i) => makeModel(raag, 100 * k + i, 6, 6))),
  );
  // Lets the other writer have its turn: the lock does not queue those who wait.
  await new Promise((resolve) => setTimeout(resolve, 10));
}

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { modelCard, ModelPersistence } from "../../lib/persistence/mod.ts";
import { makeModel, makeSet, withFolder } from "./models.ts";

Deno.test("a card tells what a model is and where its limits are", () => {
  const model = makeModel("Gaud_Malhar", 1);
  const card = modelCard(model, makeSet([model]));
  for (
    const words of [
      "# Model card: Gaud_Malhar",
      "12 states over 12 symbols",
      "| recordings | 6 |",
      "metadata 5, audio 1",
      "The tonic of 1 of its recordings was estimated",
      "converged",
      "| deno | 2.9.6 |",
    ]
  ) assertStringIncludes(card, words);
  assertEquals(modelCard(model, makeSet([model])), card);
  assert(!card.includes("before it converged"));
});

Deno.test("a card warns of what went short", () => {
  const model = makeModel("Desh", 1);
  const card = modelCard({
    ...model,
    components: { first12: model.hmm },
    training: { ...model.training, recordings: 2, status: "aborted", groups: 1 },
    manifest: { hash: "", recordings: [] },
  }, makeSet([model]));
  for (
    const words of [
      "first12 (12 x 12)",
      "1 source only",
      'the status "aborted"',
      "are not recorded",
    ]
  ) assertStringIncludes(card, words);
});

Deno.test("a label cannot break out of its card", () => {
  const card = modelCard(makeModel("a|b\n# <script>", 1), makeSet([]));
  assert(!/^# <|[^\\]<script/m.test(card));
  assertStringIncludes(card, "a\\|b");
});

Deno.test("cards lie beside the models", () =>
  withFolder(async (folder) => {
    const model = makeModel("Desh", 1);
    await new ModelPersistence(folder).saveAllModels(makeSet([model]));
    assertEquals(
      await Deno.readTextFile(`${folder}/desh_card.md`),
      modelCard(model, makeSet([model])),
    );
  }));

import { assert, assertEquals, assertThrows } from "@std/assert";
import { ModelError } from "../../lib/errors.ts";
import { book } from "../../lib/families/experts/book.ts";
import { MelodyView } from "../../lib/families/features/melody_view.ts";
import { makeFamily } from "../../lib/families/mod.ts";
import { textbookMoves } from "../../lib/families/textbook/mod.ts";
import { RAAG_LIBRARY, textbookFacts } from "../../lib/raags/mod.ts";
import { FACTS, perform, sing } from "./textbook/melodies.ts";

const [BHUPALI, DESHKAR] = FACTS;
const melodyOf = (lines: readonly string[]) => ({ id: "", track: sing(lines), tonicHz: 220 });
const expert = book();
const sung = expert.prepare(new MelodyView(melodyOf(perform(BHUPALI, 12))));
const scoresOf = async (labels: readonly string[]) => {
  const { learnt, heldOut } = await expert.learn(
    labels.map((raag) => ({ id: raag, raag, group: raag, features: sung })),
    labels,
    {},
  );
  const scores = expert.scorer(learnt)(sung);
  assertEquals(heldOut()[0], scores, "nothing is learnt of a recording that could be left out");
  return scores;
};

Deno.test("the book knows a label in any spelling, and says nothing where it knows none", async () => {
  const { learnt } = await expert.learn([], ["raag bhoopali"], {});
  const facts = textbookFacts(RAAG_LIBRARY.Bhupali);
  assertEquals(learnt.raags[0].moves.data, textbookMoves(facts).moves);
  const [bhupali, todi] = await scoresOf(["Bhoopali", "miyan ki todi"]);
  assert(bhupali > todi + 10, `${bhupali} ${todi}`);
  const unknown = await scoresOf(["Rast", "Beyati", "a third"]);
  assertEquals(new Set(unknown).size, 1);
  // A name that no book has stands between the raag that is sung and one that is not.
  const [own, none, other] = await scoresOf(["Bhupali", "my own", "Todi"]);
  assert(own > none && none > other, `${own} ${none} ${other}`);
});

Deno.test("what was saved of the book in part is damaged", async () => {
  const labels = ["Bhupali", "Todi"];
  const { learnt: { shared, raags } } = await expert.learn(
    labels.map((raag) => ({ id: raag, raag, group: raag, features: sung })),
    labels,
    {},
  );
  const { moves: _, ...rest } = raags[1];
  assertThrows(() => expert.scorer({ shared, raags: [raags[0], rest] }));
  const { lengths: __, ...unread } = raags[0];
  assertThrows(() => expert.scorer({ shared, raags: [unread, raags[1]] }));
});

Deno.test("the book hears nothing in silence", async () => {
  const track = sing(["S R G"]);
  const silent = { ...track, f0: track.f0.map(() => NaN) };
  const features = expert.prepare(new MelodyView({ id: "", track: silent, tonicHz: 220 }));
  const { learnt } = await expert.learn([], ["Bhupali", "Todi"], {});
  assertEquals([...expert.scorer(learnt)(features)], [0, 0]);
});

Deno.test("the book gives back what it keeps of each recording, and tells where some is missing", async () => {
  // Of 0 to 13 symbols: none, less than a number holds, as much, more.
  const recordings = [0, 1, 6, 13].map((length) => ({
    symbols: Uint8Array.from({ length }, (_, i) => (119 + 7 * i) % 120),
    lengths: Uint32Array.from(length > 6 ? [6, length - 6] : [length]),
  }));
  const examples = recordings.map((features, i) => ({
    id: `${i}`,
    raag: "A",
    group: "",
    features,
  }));
  const { learnt } = await expert.learn(examples, ["A"], {});
  assertEquals(expert.recall!(learnt.raags[0]), recordings);
  const { symbols } = learnt.raags[0];
  const short = { shape: [4], data: symbols.data.subarray(0, 4) };
  assertThrows(
    () => expert.recall!({ ...learnt.raags[0], symbols: short }),
    ModelError,
    "symbols of the book must be 5, found 4",
  );
});

Deno.test("raags of the same svaras: from lessons that tell little, the book tells them apart", async () => {
  // One lesson each that only goes up and down the scale that the two share.
  const lesson = melodyOf(Array(6).fill("S R G P D S' D P G R S"));
  const named = async (labels: readonly [string, string], family: string) => {
    const made = makeFamily(family);
    const fitted = await made.fit(
      labels.map((raag) => ({ id: raag, raag, group: raag, features: made.prepare(lesson) })),
    );
    const answers = [BHUPALI, DESHKAR].map((facts) =>
      fitted.answer(made.prepare(melodyOf(perform(facts, 12)))).scores
    );
    return answers.map(([first, second]) => Math.sign(first - second));
  };
  for (const family of ["hmm", "stack"]) {
    assertEquals(await named(["Bhupali", "Deshkar"], family), [1, -1]);
    // Under names that no book has, two equal lessons are two equal answers.
    assertEquals(await named(["first", "second"], family), [0, 0]);
  }
});

/** What each family learns of the toy raags, and answers. */
import { prepareMelodies } from "../../lib/evaluate/mod.ts";
import { FAMILY_NAMES, makeFamily } from "../../lib/families/mod.ts";
import { pinnedTests } from "../pinned.ts";
import { shuffledLabels, toyMelodies } from "./melodies.ts";

const MELODIES = toyMelodies(4, 15), OTHERS = toyMelodies(1, 8, 7);

const learns = (name: string) => async () => {
  const family = makeFamily(
    name === "frame-hmm-random"
      ? { family: name, nStates: 6, maxIterations: 5, frameSpacingSeconds: 0.1 }
      : { family: name },
  );
  const rename = (raag: string) =>
    name === "textbook" ? { Pentad: "Bhupali", Zigzag: "Deshkar", Minor: "Malkauns" }[raag]! : raag;
  const named = [MELODIES, OTHERS].map((list) =>
    list.map((one) => ({ ...one, raag: rename(one.raag) }))
  );
  const fitted = await family.fit(prepareMelodies(family, named[0]), { seed: 1 });
  // Labels that say nothing: weights, and what is left to chance, come out otherwise.
  const mixed = await family.fit(prepareMelodies(family, shuffledLabels(named[0], 3)), { seed: 2 });
  const answers = prepareMelodies(family, named[1]).map(({ features }) => [
    fitted.answer(features),
    mixed.answer(features),
  ]);
  return { parts: fitted.parts(), described: fitted.describe(), answers };
};

pinnedTests(
  new URL("./pinned.json", import.meta.url),
  Object.fromEntries(FAMILY_NAMES.map((name) => [name, learns(name)])),
);

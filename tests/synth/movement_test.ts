import { assert, assertEquals } from "@std/assert";
import { Random } from "../../lib/random.ts";
import { RAAG_LIBRARY, RAAGS } from "../../lib/raags/mod.ts";
import { allowedMoves } from "../../lib/synth/mod.ts";
import { distancesTo, walkTo } from "../../lib/synth/movement.ts";

Deno.test("moves follow aroh and avroh", () => {
  const steps = (raag: string, degree: number) =>
    allowedMoves(RAAGS[raag]).get(degree)!.map((move) => move.step);
  assert(steps("Bihag", 2).every((step) => step < 0), "Bihag: nothing rises from Re");
  assert(steps("Bihag", 9).every((step) => step < 0), "Bihag: nothing rises from Dha");
  assert(!steps("Darbari", 5).includes(-2), "Darbari: m g R is not played straight");
  assert(!steps("Desh", 2).includes(2) || RAAGS.Desh.leave_downward.includes("G"));
  assert(!steps("Yaman", 11).includes(0), "a repeated svara is no move");
});

Deno.test("every nyas of every raag can be reached from everywhere in its scale", () => {
  for (const grammar of Object.values(RAAG_LIBRARY)) {
    const moves = allowedMoves(grammar);
    const reached = distancesTo(moves, 0, -7, 19);
    for (const degree of moves.keys()) assert(reached.has(degree), `${grammar.raag} ${degree}`);
  }
});

Deno.test("a walk ends on its target by allowed moves only; an impossible one is empty", () => {
  const moves = allowedMoves(RAAGS.Bihag);
  for (let seed = 0; seed < 50; seed++) {
    const random = new Random(seed);
    const path = walkTo(moves, 0, 12, { low: -5, high: 16, pull: 0.5, patience: 6, random });
    assertEquals(path.at(-1), 12);
    let here = 0;
    for (const next of path) {
      const from = ((here % 12) + 12) % 12;
      assert(moves.get(from)!.some((move) => move.step === next - here), `${here} -> ${next}`);
      here = next;
    }
  }
  const random = new Random(1);
  // Komal re is no svara of Bihag.
  assertEquals(walkTo(moves, 0, 1, { low: -5, high: 16, pull: 0, patience: 6, random }), []);
});

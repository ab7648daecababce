/** Experts and stack against values of the reference implementation on 160 real pitch tracks. */
import { fitStack, stackedScores, withOutliers } from "../../../lib/families/stack.ts";
import { softmax } from "../../../lib/math.ts";
import { assertClose, EXPERTS, judge, viewed } from "../../families/reference_experts.ts";
import { readJson, readTracks, testOn } from "./corpora.ts";

testOn(
  ["data/makam", "reference/recognition"],
  "makam: the reference's scores and log-probabilities on real tracks",
  async () => {
    const [plain, mixed] = ["reference", "exemplars"].map((name) =>
      readJson(`reference/recognition/${name}.json`)
    );
    const melodies = readTracks("data/makam/train").map(viewed);
    const judged = new Set([...melodies.keys()].filter((i) => i % 10 === 0));
    // deno-lint-ignore no-explicit-any
    const found: Record<string, any> = {};
    for (const name of Object.keys(EXPERTS)) found[name] = await judge(name, melodies, judged);
    const names = {
      notes: ["tri12", plain],
      sixths: ["emit6", plain],
      surface: ["utd3", plain],
      opening: ["open7", plain],
      noteExemplars: ["exTri", mixed],
      sixthExemplars: ["ex6", mixed],
      openingExemplars: ["exO", mixed],
    };
    for (const [name, [theirs, file]] of Object.entries(names)) {
      assertClose(found[name].held[0], file.first_training_recording[`loo_${theirs}`], 1e-5);
      found[name].scores.forEach((own: Float64Array, i: number) =>
        assertClose(own, file.recordings[i][`${theirs}_scores`], 1e-5)
      );
    }
    const stacks = [
      ["hmm2", ["notes", "sixths"], plain],
      ["stack3", ["surface", "opening", "notes"], plain],
      ["mix3", ["noteExemplars", "sixthExemplars", "openingExemplars"], mixed],
      ["stack4", ["surface", "openingHeld", "noteExemplars", "sixthExemplars"], mixed],
    ] as const;
    for (const [name, members, file] of stacks) {
      const stack = fitStack(members.map((m) => found[m].held), found[members[0]].truth);
      for (let i = 0; i < judged.size; i++) {
        const total = stackedScores(stack, members.map((m) => found[m].scores[i]));
        const logs = withOutliers(softmax(total), stack.outliers).map(Math.log);
        assertClose(logs, file.recordings[i][`${name}_log_probabilities`], 1e-3);
      }
    }
  },
);

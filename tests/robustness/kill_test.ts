/** A few kills at random moments; `deno task faults` makes as many as one likes. */
import { assert } from "@std/assert";
import { join } from "@std/path";
import { Random } from "../../lib/random.ts";
import { crossvalTrial, trainTrial } from "./kill_trials.ts";
import { makeTinyData, withFolder } from "./tiny_data.ts";

/** SIGKILL, and exit codes that tell of it, are Unix's. */
const ignore = Deno.build.os === "windows";

for (const [name, makeTrial] of [["train", trainTrial], ["crossval", crossvalTrial]] as const) {
  Deno.test(
    `${name} killed at random moments leaves all old or all new, and finishes when run again`,
    {
      ignore,
    },
    () =>
      withFolder(async (folder) => {
        const data = join(folder, "data");
        await makeTinyData(data);
        const trial = await makeTrial(data, folder, new Random(7));
        let killed = 0;
        for (let i = 0; i < 2; i++) killed += Number((await trial.attempt()).killed);
        assert(killed > 0, "no kill came in time");
      }),
  );
}

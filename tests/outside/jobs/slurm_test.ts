/** Plans carried out by a real Slurm, with all that happens to a cluster. */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { join } from "@std/path";
import { RAAGS } from "../../../lib/raags/mod.ts";
import { makeSampleDataset } from "../../../lib/synth/mod.ts";
import { ended, task } from "../../cli/task.ts";
import { isThere, placeOf } from "../corpora/corpora.ts";
import { HAS_SLURM, NODES, type Slurm, startSlurm } from "./slurm.ts";

async function run(name: string, ...args: string[]): Promise<string> {
  const { code, out, err } = await ended(task(name, args));
  assertEquals(code, 0, err);
  return out;
}

async function withSlurm(test: (folder: string, slurm: Slurm) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "raagkit-slurm-" });
  await Deno.mkdir(join(folder, "slurm"));
  try {
    await using slurm = await startSlurm(join(folder, "slurm"));
    await test(folder, slurm);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a cross-validation says, without the times that it took. */
async function resultOf(file: string): Promise<unknown> {
  const { dataset: _, results, ...rest } = JSON.parse(await Deno.readTextFile(file));
  return { ...rest, results: results.map((one: object) => ({ ...one, seconds: 0 })) };
}

async function filesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
}

const idle = (queue: string[]) => queue.length === 0;

Deno.test({
  name: "whatever happens to the cluster, submitting again completes, equal to one process",
  ignore: !HAS_SLURM,
  // A temporary folder may vanish while Slurm's daemons write their last line to it.
  fn: () =>
    withSlurm(async (folder, slurm) => {
      const at = (name: string) => join(folder, name),
        units = () => filesIn(at("res_plan/tasks")).catch(() => []); // none has begun
      await makeSampleDataset(at("data"), {
        grammars: ["Bihag", "Darbari", "Desh", "Yaman"].map((raag) => RAAGS[raag]),
        train: 4,
        test: 1,
        durationSeconds: 6,
      });
      const asked = [
        ...["--data", at("data"), "--folds", "4", "--families", "hmm,note-hmm,hmm-plain,pcd-knn"],
      ];
      await run("crossval", ...asked, "--cache", at("one"), "--out", at("one.json"));
      const planned = [...asked, "--cache", at("cache"), "--out", at("res.json")];
      assertMatch(await run("crossval", ...planned, "--plan", "17"), /read 17, fit 16, finish 1/);
      const submit = () => slurm.run("bash", at("res_plan/submit.sh"));
      const status = () => run("crossval", ...planned, "--status");

      // All is cancelled in the middle.
      assertMatch(await submit(), /read: job \d+, shares 0-16\nfit: .*\nfinish: job/);
      await slurm.until(async () => (await units()).filter((name) => /read/.test(name)).length > 4);
      await slurm.run("scancel", "-u", "root");
      await slurm.until(idle);
      assertNotEquals(await Deno.stat(at("res.json")).catch(() => "none"), "there");

      // A task is killed: what comes after it is taken off the queue, and the status says so.
      assert(
        !/shares 0-16/.test((await submit()).split("\n")[0]),
        "what is read is not read again",
      );
      await slurm.until(async (queue) => {
        const running = queue.find((line) => /read RUNNING/.test(line));
        return running !== undefined && await slurm.killTask(running.split(" ")[0]);
      });
      await slurm.until(idle);
      // Running, lost, incomplete or waiting, by how far it had come: but not done.
      assertMatch(await status(), /^read +17 +(?!17 )\d+ /m);

      // A node is lost while the folds are fitted; it comes back, and everything is submitted anew.
      await submit();
      await slurm.until((queue) => queue.some((line) => /fit RUNNING nb/.test(line)));
      await slurm.loseNode(NODES[1]);
      await slurm.run("scancel", "-u", "root");
      await slurm.startNode(NODES[1]);
      await slurm.until(idle);
      await submit();
      await slurm.until(idle);
      assertEquals(await resultOf(at("res.json")), await resultOf(at("one.json")));
      assertMatch(await submit(), /^read: done\nfit: done\nfinish: done\n$/);

      // A unit is deleted, another is cut short.
      const [plan] = (await filesIn(at("res_plan"))).filter((name) => /^[0-9a-f]{16}$/.test(name));
      const fits = join(at("res_plan"), plan, (await filesIn(join(at("res_plan"), plan)))[0]);
      const [first, second] = await filesIn(fits);
      await Deno.remove(join(fits, first));
      await Deno.truncate(join(fits, second), 100);
      await Deno.remove(at("res.json"));
      assertMatch(await status(), /fit\.\d+ incomplete/);
      assertMatch(await submit(), /^read: done\nfit: job \d+, shares [\d,-]+\nfinish: job/);
      await slurm.until(idle);
      assertEquals(await resultOf(at("res.json")), await resultOf(at("one.json")));

      // Training, of models that are counted and of models that are trained.
      for (const family of ["hmm", "note-hmm"]) {
        const train = ["--data", at("data"), "--family", family, "--cache", at("cache")];
        await run("train", ...train, "--models", at(`one-${family}`));
        await run("train", ...train, "--models", at(family), "--plan", "3");
        await slurm.run("bash", at(`${family}_plan/submit.sh`));
        await slurm.until(idle);
        for (const name of await filesIn(at(`one-${family}`))) {
          if (!name.endsWith(".npz")) continue;
          const [one, many] = await Promise.all(
            [`one-${family}`, family].map((models) => Deno.readFile(join(at(models), name))),
          );
          assertEquals(one, many, `${family}: ${name}`);
        }
      }
    }),
});

Deno.test({
  name: "real recordings in 17 shares give what one process gives",
  ignore: !HAS_SLURM || !isThere("data/makam"),
  fn: () =>
    withSlurm(async (folder, slurm) => {
      const asked = [
        "--data",
        placeOf("data/makam"),
        "--families",
        "hmm,hmm-plain",
        "--cache",
        join(folder, "cache"),
      ];
      const out = join(folder, "res.json");
      assertMatch(
        await run("crossval", ...asked, "--out", out, "--plan", "17"),
        /read 17, fit 17, finish 1/,
      );
      await slurm.run("bash", join(folder, "res_plan/submit.sh"));
      await slurm.until(idle);
      await run("crossval", ...asked, "--out", join(folder, "one.json"));
      assertEquals(await resultOf(out), await resultOf(join(folder, "one.json")));
    }),
});

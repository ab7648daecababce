import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { RaagkitError } from "../../lib/errors.ts";
import {
  missingShares,
  ofShare,
  type Plan,
  readPlan,
  runShare,
  standingOf,
  writePlan,
} from "../../lib/jobs/mod.ts";
import { ended, task } from "../cli/task.ts";
import { makeTinyData, withFolder } from "../robustness/tiny_data.ts";

const PLAN: Plan = {
  format: "raagkit-plan",
  format_version: 1,
  key: "0".repeat(64),
  name: "crossval",
  command: ["deno", "run", "it's here.ts"],
  cwd: "/",
  initCwd: "/a folder",
  stages: [
    { stage: "read", shares: 5, memory: 1000, minutes: 10 },
    { stage: "finish", shares: 1, memory: 500, minutes: 12 },
  ],
  inputs: [{ id: "a", path: "/data/a.wav", sha256: "ab", bytes: 2 }],
  known: { nested: [1, "two"] },
};

Deno.test("every unit is in one share", () => {
  const units = [0, 1, 2, 3, 4, 5, 6];
  const shares = [0, 1, 2].map((index) => ofShare(units, { index, of: 3 }));
  assertEquals(shares, [[0, 3, 6], [1, 4], [2, 5]]);
});

Deno.test("a plan is read as it was written, and its scripts are scripts", () =>
  withFolder(async (folder) => {
    await writePlan(folder, PLAN);
    assertEquals(await readPlan(folder), PLAN);
    for (const name of ["task.sh", "submit.sh"]) {
      const { code, stderr } = await new Deno.Command("bash", {
        args: ["-n", join(folder, name)],
        stderr: "piped",
      }).output();
      assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
    }
    assertMatch(
      await Deno.readTextFile(join(folder, "task.sh")),
      /cd \/\nexport INIT_CWD='\/a folder'\nexec deno run 'it'\\''s here\.ts' --share/,
    );
    await Deno.writeTextFile(join(folder, "plan.json"), JSON.stringify({ ...PLAN, key: "short" }));
    await assertRejects(() => readPlan(folder), RaagkitError, "is no plan: key");
    await Deno.truncate(join(folder, "plan.json"), 20);
    await assertRejects(() => readPlan(folder), RaagkitError, "make it with --plan N");
  }));

Deno.test("a share is done while its files are as it left them", () =>
  withFolder(async (folder) => {
    const stage = PLAN.stages[0], file = join(folder, "unit");
    const share = (index: number) => ({ stage: "read" as const, index, of: 5 });
    const state = async (index: number) => (await standingOf(folder, `read.${index}`)).state;
    for (const index of [0, 2, 3]) {
      await Deno.writeTextFile(file + index, "whole");
      await runShare(folder, share(index), () => Promise.resolve([file + index]));
    }
    await assertRejects(
      () => runShare(folder, share(4), () => Promise.reject(new RaagkitError("no such Sa"))),
      RaagkitError,
    );
    assertEquals(await missingShares(folder, stage), "1,4");
    assertEquals((await standingOf(folder, "read.4")).record!.error, "no such Sa");
    await Deno.truncate(file + 2, 2);
    await Deno.remove(file + 3);
    assertEquals(
      [await state(0), await state(1), await state(2), await state(3), await state(4)],
      ["done", "waiting", "incomplete", "incomplete", "failed"],
    );
    assertEquals(await missingShares(folder, stage), "1-4");
    // A task that was killed has said that it runs, and gives no sign of life.
    const record = join(folder, "tasks", "read.0.json");
    await Deno.writeTextFile(record, JSON.stringify({ unit: "read.0", state: "running" }));
    assertEquals(await state(0), "running");
    await Deno.utime(record, 0, 0);
    assertEquals(await state(0), "lost");
  }));

Deno.test("only one process finishes at a time; the next waits for it", () =>
  withFolder(async (folder) => {
    const share = { stage: "finish" as const, index: 0, of: 1 };
    let inside = 0, most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 100));
      inside--;
      return [];
    };
    await Promise.all([runShare(folder, share, work), runShare(folder, share, work)]);
    assertEquals(most, 1);
    // A process that died without a word a while ago is not waited for.
    await Deno.writeTextFile(join(folder, "tasks", "finish.2.claim"), "");
    await Deno.utime(join(folder, "tasks", "finish.2.claim"), 0, 0);
    await runShare(folder, share, work);
  }));

Deno.test("two hosts' worth of processes in one folder, all at the same shares, give one result", () =>
  withFolder(async (folder) => {
    await makeTinyData(join(folder, "data"));
    const crossval = (out: string, ...more: string[]) =>
      ended(task("crossval", [
        ...["--data", join(folder, "data"), "--folds", "3", "--families", "hmm,note-hmm"],
        ...["--jobs", "1"],
        ...["--cache", join(folder, `${out}_cache`), "--out", join(folder, `${out}.json`)],
        ...more,
      ]));
    const result = async (out: string) => {
      const { results, ...rest } = JSON.parse(
        await Deno.readTextFile(join(folder, `${out}.json`)),
      );
      return { ...rest, results: results.map((one: object) => ({ ...one, seconds: 0 })) };
    };
    await crossval("one");
    await crossval("many", "--plan", "2");
    const script = join(folder, "many_plan", "task.sh");
    const host = async (name: string) => {
      // Where it may be, each host is a machine to itself: a name and process ids of its own.
      const wrap = Deno.uid() === 0 && Deno.build.os === "linux"
        ? ["unshare", "--uts", "--pid", "--fork", "--mount-proc", "bash", "-c"]
        : ["bash", "-c"];
      const named = wrap.length > 2 ? `hostname ${name}; ` : "";
      for (const stage of ["read", "fit"]) {
        await Promise.all([0, 1].map(async (i) => {
          const { code, stderr } = await new Deno.Command(wrap[0], {
            args: [...wrap.slice(1), `${named}bash ${script} ${stage} ${i}`],
          }).output();
          assertEquals(code, 0, new TextDecoder().decode(stderr));
        }));
      }
      const { code, stderr } = await new Deno.Command("bash", { args: [script, "finish"] })
        .output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
    };
    await Promise.all([host("first"), host("second")]);
    assertEquals(await result("many"), await result("one"));
    const left = (await Array.fromAsync(Deno.readDir(join(folder, "many_plan", "tasks"))))
      .map(({ name }) => name).filter((name) => !/^(read|fit)\.[01]\.json$/.test(name)).sort();
    assertEquals(left, ["finish.0.claim", "finish.0.json", "finish.1.claim"]);
  }));

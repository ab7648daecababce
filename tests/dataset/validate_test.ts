import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { validateDataset } from "../../lib/dataset/mod.ts";
import { track, type Tree, withTree } from "./files.ts";

/** A data set of pitch tracks: `split/id` with the raag, and the track's content. */
function tracks(list: [string, string, string, object?][]): Tree {
  return Object.fromEntries(list.flatMap(([path, raag, content, more]) => [
    [`${path}.pitch`, content],
    [`${path}.json`, { recording_id: path.split("/")[1], raag, ...more }],
  ]));
}

async function validate(tree: Tree, options = {}): Promise<string[]> {
  let said: string[] = [];
  await withTree(tree, async (root) => {
    said = (await validateDataset(root, options)).map(({ file, field, message, severity }) =>
      `${severity} ${file.slice(root.length + 1)} ${field ?? ""}: ${message}`
    );
  });
  return said;
}

Deno.test("a sound data set has no problem, however deep one looks", async () => {
  assertEquals(
    await validate(
      tracks([["train/a", "Desh", track(220)], ["test/b", "Desh", track(230)]]),
      { deep: true },
    ),
    [],
  );
});

Deno.test("the same content in two splits, groups or raags is an error", async () => {
  const said = await validate(tracks([
    ["train/a", "Desh", track(220)],
    ["train/b", "Desh", track(220)],
    ["train/c", "Desh", track(220), { group: "a" }],
    ["test/d", "Yaman", track(230), { group: "x" }],
    ["train/e", "Yaman", track(230), { group: "x" }],
    ["train/f", "Yaman", track(240)],
  ]));
  assertEquals(said.length, 4);
  assertStringIncludes(
    said[0],
    'warning test/d.json group: "x" lies in the splits "test", "train"',
  );
  assertStringIncludes(said[1], "error train/e.pitch : has the same content");
  assertStringIncludes(said[1], 'split "train" against "test"');
  assertStringIncludes(said[2], "error train/b.pitch");
  assertStringIncludes(said[2], 'group "b" against "a"');
  assertStringIncludes(said[3], "warning train/c.pitch");
  assertEquals(
    (await validate(
      tracks([
        ["train/a", "Desh", track(220)],
        ["train/b", "Desh", track(220)],
      ]),
      { duplicates: false },
    )).length,
    0,
  );
});

Deno.test("labels that differ in spelling, and raags that nobody can learn, are warned of", async () => {
  const said = await validate(tracks([
    ["train/a", "Gaud_Malhar", track(220)],
    ["train/b", "gaud malhar", track(230)],
    ["test/c", "Yaman", track(240)],
  ]));
  assertEquals(said.length, 2);
  assertStringIncludes(said[0], '"gaud malhar"');
  assertStringIncludes(said[1], "cannot be recognised");
});

Deno.test("deep validation reads every recording", async () => {
  const tree = {
    ...tracks([
      ["train/good", "Desh", track(220)],
      ["train/words", "Desh", "nothing\nbut words\n"],
      ["train/silent", "Desh", "0.00 0\n0.01 nan\n"],
    ]),
    "train/s.wav": "sound",
    "train/s.json": { recording_id: "s", raag: "Desh" },
  };
  assertEquals(await validate(tree), []);
  const checked: string[] = [];
  const checkAudio = (path: string): Promise<string> => {
    checked.push(path);
    return Promise.resolve("no RIFF header");
  };
  const said = await validate(tree, { deep: true, checkAudio });
  assertEquals(said.map((text) => text.split(" ")[1]), [
    "train/s.wav",
    "train/silent.pitch",
    "train/words.pitch",
  ]);
  assertStringIncludes(said[0], "no RIFF header");
  assert(checked[0].endsWith("train/s.wav"));
});

Deno.test("an unusable data set gives problems, no throw", async () => {
  assertEquals((await validate({})).length, 1);
  assertEquals((await validate({ "train/a.wav": "sound" })).length, 1);
  const [problem] = await validateDataset("/nonexistent");
  assertStringIncludes(problem.message, "does not exist");
});

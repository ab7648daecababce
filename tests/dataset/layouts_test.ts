import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { encodeWav } from "../../lib/audio/mod.ts";
import { describeFile, loadDataset, validateDataset } from "../../lib/dataset/mod.ts";
import { track, type Tree, withTree } from "./files.ts";

/** What a tree loads as: `split raag id group` of each recording, and what was said. */
async function load(tree: Tree): Promise<{ seen: string[]; said: string[]; layout: string }> {
  const result = { seen: [] as string[], said: [] as string[], layout: "" };
  await withTree(tree, async (root) => {
    const { recordings, problems, layout } = await loadDataset(root);
    result.layout = layout;
    result.seen = recordings.map(({ split, raag, id, group }) => `${split} ${raag} ${id} ${group}`);
    result.said = problems.map(({ severity, file, field, message }) =>
      `${severity} ${file.slice(root.length + 1)}${field ? ` (${field})` : ""}: ${message}`
    );
  });
  return result;
}

Deno.test("a folder for each raag: labels, ids from paths, groups from sub-folders", async () => {
  const { seen, said, layout } = await load({
    "Yaman/a.mp3": "sound",
    "Yaman/concert 1/b.m4a": "sound",
    "Gaud Malhar/c.opus": "sound",
    "Gaud Malhar/c.webm.txt": "notes in words",
    "Gaud Malhar/d.csv": track(220),
  });
  assertEquals(seen, [
    "all Gaud Malhar Gaud Malhar/c Gaud Malhar/c",
    "all Gaud Malhar Gaud Malhar/d Gaud Malhar/d",
    "all Yaman Yaman/a Yaman/a",
    "all Yaman Yaman/concert 1/b concert 1",
  ]);
  assertEquals(layout, "raags");
  assertEquals(said, [
    "warning : raag taken from the folder names: Gaud Malhar, Yaman;" +
    " group of 1 recordings taken from their sub-folders",
  ]);
});

/** A WAV file of no sound whose tags name an album. */
function taggedWav(album: string): Uint8Array {
  const wav = encodeWav(new Float32Array(100), 22050),
    name = new TextEncoder().encode(`${album}\0`);
  const padded = name.length + name.length % 2, list = new Uint8Array(20 + padded);
  const text = (at: number, word: string) => list.set(new TextEncoder().encode(word), at);
  text(0, "LIST"), text(8, "INFO"), text(12, "IPRD");
  new DataView(list.buffer).setUint32(4, 12 + padded, true);
  new DataView(list.buffer).setUint32(16, name.length, true);
  list.set(name, 20);
  const file = new Uint8Array([...wav, ...list]);
  new DataView(file.buffer).setUint32(4, file.length - 8, true);
  return file;
}

Deno.test("a folder for each raag: groups from the tags of the sound, where nothing else says", async () => {
  const { seen, said } = await load({
    "Yaman/a.wav": taggedWav("Malabar Hill 1962"),
    "Yaman/b.wav": taggedWav("Malabar Hill 1962"),
    "Yaman/c.wav": taggedWav("Voice Memos"),
    "Yaman/at home/d.wav": taggedWav("Malabar Hill 1962"),
    "Yaman/e.wav": taggedWav("Malabar Hill 1962"),
    "Yaman/e.json": { raag: "Yaman", group: "e" },
    "Yaman/f.wav": taggedWav("Malabar Hill 1962"),
    "metadata.csv": "file,raag,group\nYaman/f.wav,Yaman,of the table\n",
  });
  assertEquals(seen.map((line) => line.split(" ").slice(2).join(" ")).sort(), [
    "Yaman/a Malabar Hill 1962",
    "Yaman/at home/d at home",
    "Yaman/b Malabar Hill 1962",
    "Yaman/c Yaman/c",
    "Yaman/e e",
    "Yaman/f of the table",
  ]);
  assertStringIncludes(
    said.join(),
    "group of 2 recordings taken from their album tags; group of 1 recordings taken from their sub-",
  );
});

Deno.test("a folder for each raag under folders of splits, or under one called audio", async () => {
  const { seen } = await load({
    "train/Yaman/a.mp3": "sound",
    "train/Desh/live/b.mp3": "sound",
    "test/Yaman/c.mp3": "sound",
    "test/stray.mp3": "sound",
  });
  assertEquals(seen, [
    "test Yaman test/Yaman/c test/Yaman/c",
    "train Desh train/Desh/live/b live",
    "train Yaman train/Yaman/a train/Yaman/a",
  ]);
  const inside = await load({ "audio/Yaman/a.mp3": "sound" });
  assertEquals(inside.seen, ["all Yaman audio/Yaman/a audio/Yaman/a"]);
});

Deno.test("metadata counts before a table, and a table before the folder", async () => {
  const { seen, said } = await load({
    "Yaman/a.mp3": "sound",
    "Yaman/b.mp3": "sound",
    "Yaman/b.json": { tonic_hz: 150 },
    "Yaman/c.mp3": "sound",
    "Yaman/c.json": { recording_id: "c", raag: "Yaman Kalyan" },
    "Yaman/d.mp3": "sound",
    "metadata.csv": "file,raag,group\nYaman/d.mp3,Kalyan,g\nYaman/c.mp3,Desh,h\n",
  });
  assertEquals(seen, [
    "all Yaman Yaman/a Yaman/a",
    "all Yaman Yaman/b Yaman/b",
    "all Yaman Kalyan c h",
    "all Kalyan Yaman/d g",
  ]);
  assertEquals(said.length, 1);
});

Deno.test("a folder of splits with metadata stays one, and its stray recording is told of", async () => {
  const { seen, said } = await load({
    "mine/a.mp3": "sound",
    "mine/a.json": { recording_id: "a", raag: "Desh" },
    "mine/b.mp3": "sound",
    "mine/b.json": { recording_id: "b", raag: "Yaman" },
    "mine/stray.mp3": "sound",
  });
  assertEquals(seen, ["mine Desh a a", "mine Yaman b b"]);
  assertStringIncludes(said[0], "error mine/stray.mp3: this recording has no metadata");
});

for (
  const [how, name, content] of [
    [
      "commas",
      "metadata.csv",
      'file,raag,tonic_hz,Group,notes\na.wav,Yaman,146.8,g,"live, ""late"""\n',
    ],
    [
      "semicolons, decimal commas",
      "metadata.csv",
      "Raag;File;Tonic Hz;Group\nYaman;a.wav;146,8;g\n",
    ],
    ["tabs", "metadata.tsv", "filename\traag\ttonic_hz\tgroup\r\na.wav\tYaman\t146.8\tg\r\n"],
    [
      "a byte order mark, quotes",
      "metadata.csv",
      '\uFEFF"file","raag","tonic_hz","group"\n"a","Yaman","146.8","g"\n',
    ],
    [
      "a path of another machine",
      "metadata.csv",
      "path,raag,tonic_hz,group\nC:\\music\\a.wav,Yaman,146.8,g\n",
    ],
  ]
) {
  Deno.test(`a table of recordings: ${how}`, () =>
    withTree({ "a.wav": "sound", [name]: content }, async (root) => {
      const { recordings: [one], problems, layout } = await loadDataset(root);
      assertEquals(problems, []);
      assertEquals([layout, one.id, one.raag, one.group, one.metadata.tonic_hz], [
        "table",
        "a",
        "Yaman",
        "g",
        146.8,
      ]);
      assertEquals(one.metadataPath, `${root}/${name}`);
      if (how === "commas") assertEquals(one.metadata.notes, 'live, "late"');
    }));
}

Deno.test("every fault of a table is told with its line", async () => {
  const { seen, said } = await load({
    "a.wav": "sound",
    "b.wav": "sound",
    "x/c.wav": "sound",
    "y/c.wav": "sound",
    "metadata.csv": "file,raag,tonic_hz,tonic\n" +
      "a.wav,Yaman,9,\nb.wav,,,\nlost.wav,Desh,,\n,Desh,,\na.wav,Desh,,\nc.wav,Desh,,150\n",
  });
  assertEquals(seen, ["all Desh x/c x", "all Desh y/c y"]);
  const has = (text: string) =>
    assert(said.some((one) => one.includes(text)), `${text}\n${said.join("\n")}`);
  has("metadata.csv (line 2, tonic_hz): must be a frequency in Hz within 40..1000");
  has("b.wav: line 3 of");
  has("metadata.csv (line 4): lost.wav is not there");
  has("metadata.csv (line 5): names no file");
  has("metadata.csv (line 6): a.wav stands in line 2, too");
  has("metadata.csv (line 7): c.wav fits 2 files");
  has("warning metadata.csv (line 7, tonic): is not read; the key is tonic_hz");
  const none = await load({
    "Yaman/a.wav": "sound",
    "metadata.csv": "title;raag\nx;Yaman\n",
  });
  assertStringIncludes(
    none.said.join("\n"),
    "must name the columns, file and raag among them; it has title, raag",
  );
});

Deno.test("Saraga as it is unpacked", async () => {
  const piece = (name: string, raags: object[]) => ({
    [`${name}/${name}.mp3.mp3`]: "sound",
    [`${name}/${name}.json`]: { title: name, raags, release: [{ title: "Concert" }], artists: [] },
    [`${name}/${name}.pitch.txt`]: track(220),
    [`${name}/${name}.ctonic.txt`]: "146.832\n",
    [`${name}/${name}.bpm-manual.txt`]: "-,3.8,11.7\n",
    [`${name}/${name}.sama-manual.txt`]: "3.2\n5.5\n",
    [`${name}/${name}.multitrack-violin.mp3`]: "sound",
  });
  const tree = {
    ...piece("Evening", [{ common_name: "Yaman", name: "Yamana" }]),
    ...piece("Night", [{ name: "Darbari" }]),
    ...piece("Garland", [{ name: "Desh" }, { name: "Jog" }]),
  };
  const { seen, said, layout } = await load(tree);
  assertEquals(seen, ["all Yaman Evening/Evening Concert", "all Darbari Night/Night Concert"]);
  assertEquals(layout, "saraga");
  assertEquals(said.length, 1);
  assertStringIncludes(said[0], "(raags): it is in 2 raags (Desh, Jog)");
  await withTree(tree, async (root) => {
    const [{ path, metadata }] = (await loadDataset(root)).recordings;
    assertEquals([path, metadata.tonic_hz], [`${root}/Evening/Evening.pitch.txt`, 146.832]);
    const [sound] = (await loadDataset(root, { prefer: "audio" })).recordings;
    assertEquals(sound.path, `${root}/Evening/Evening.mp3.mp3`);
  });
});

Deno.test("names that look alike are alike, however their accents are written", async () => {
  const [composed, apart] = ["D\u0113\u015b", "De\u0304s\u0301"];
  const { seen, said } = await load({
    [`train/${apart}.mp3`]: "sound",
    [`train/${composed}.json`]: { recording_id: "a", raag: composed },
    "train/b.mp3": "sound",
    "train/b.json": { recording_id: "b", raag: apart },
    [`train/${composed}/c.mp3`]: "sound",
    [`metadata.csv`]: `file,raag\ntrain/${composed}2.mp3,${apart}\n`,
    [`train/${apart}2.mp3`]: "sound",
  });
  assertEquals(seen.map((one) => one.split(" ")[1]), Array(4).fill(composed));
  assertEquals(said.filter((one) => !one.includes("taken from")), []);
});

Deno.test("keys that are near the right one are named", async () => {
  const { seen, said } = await load({
    "train/a.mp3": "sound",
    "train/a.json": { recording_id: "a", raag: "Desh", tonicHz: 150, Group: "g" },
    "train/b.mp3": "sound",
    "train/b.json": { raga: "Desh" },
    "train/c.mp3": "sound",
    "train/c.json": { raag: "Desh", tonic_hz: 150, tonic: "D" },
  });
  assertEquals(seen, ["train Desh a a", "train Desh train/c train/c"]);
  assertEquals(said.length, 3);
  assertStringIncludes(said[0], "warning train/a.json (tonicHz): is not read; the key is tonic_hz");
  assertStringIncludes(said[1], "warning train/a.json (Group): is not read; the key is group");
  assertStringIncludes(said[2], "error train/b.json (raag): is required");
  assertStringIncludes(said[2], '"raga" is not read: call it raag');
});

Deno.test("labels that are one raag to a reader are named", async () => {
  const labels = [
    "Yaman",
    "yaman",
    "Bhoopali",
    "Bhupali",
    "यमन",
    "ਦੇਸ",
    "Desh",
    "Bhairav",
    "Bhairavi",
  ];
  const { said } = await load(Object.fromEntries(labels.flatMap((raag, i) => [
    [`train/${i}.mp3`, "sound"],
    [`train/${i}.json`, { raag }],
  ])));
  assertEquals(said.map((one) => one.replace(/.*: is /, "")), [
    '"yaman", and elsewhere "Yaman"; labels that differ in spelling count as different raags',
    '"Bhupali", and elsewhere "Bhoopali"; labels that differ in spelling count as different raags',
    '"यमन", and elsewhere "Yaman"; the same raag in two scripts counts as two',
    '"ਦੇਸ", and elsewhere "Desh"; the same raag in two scripts counts as two',
  ]);
});

Deno.test("a table is a pitch track by its name or its content, and a JSON may hold the hop alone", () =>
  withTree({
    "a.txt": "220\n221\n",
    "a.json": { hop_seconds: 0.01 },
    "b.csv": "words,no,numbers\n",
    "c.data": track(220),
    "d.data": "no numbers",
    "e.Pitch": "",
  }, async (root) => {
    const kinds = ["a.txt", "b.csv", "c.data", "d.data", "e.Pitch", "f.xyz"].map(async (name) =>
      (await describeFile(`${root}/${name}`)).kind
    );
    assertEquals(await Promise.all(kinds), ["pitch", "pitch", "pitch", "audio", "pitch", "audio"]);
    const { metadata, problem } = await describeFile(`${root}/a.txt`);
    assertEquals([metadata?.hop_seconds, problem], [0.01, undefined]);
  }));

Deno.test("of a single file, the table of its folder or the folder above is heard, too", () =>
  withTree({
    "Yaman/a.wav": "sound",
    "Yaman/b.wav": "sound",
    "Yaman/b.json": { tonic_hz: 160 },
    "Yaman/c.wav": "sound",
    "metadata.csv": "file,tonic_hz\nYaman/a.wav,150\nYaman/b.wav,140\nYaman/c.wav,9\n",
  }, async (root) => {
    const describe = (name: string) => describeFile(`${root}/Yaman/${name}.wav`);
    assertEquals((await describe("a")).metadata?.tonic_hz, 150);
    assertEquals((await describe("b")).metadata?.tonic_hz, 160);
    assertStringIncludes(
      (await describe("c")).problem!,
      "metadata.csv, line 4 (tonic_hz): must be",
    );
    assertEquals(await describe("d"), { kind: "audio" });
  }));

Deno.test("a folder for each raag is a sound data set", () =>
  withTree({ "Yaman/a.csv": track(220), "Desh/b.csv": track(230) }, async (root) => {
    assertEquals((await validateDataset(root)).map(({ severity }) => severity), ["warning"]);
  }));

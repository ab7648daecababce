import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { loadDataset } from "../../lib/dataset/mod.ts";
import { DatasetError } from "../../lib/errors.ts";
import { track, type Tree, withTree } from "./files.ts";

const mbid = (digit: number): string => `${`${digit}`.repeat(8)}-aaaa-bbbb-cccc-0123456789ab`;
const YAMAN = "11111111-2222-3333-4444-555555555555", DESH = "66666666-7777-8888-9999-000000000000";

/** A small tree in the shape of the CompMusic raga data set's Hindustani half. */
function hindustani(base: string): Tree {
  const path = (raag: string, rest: string): string =>
    `RagaDataset/Hindustani/audio/${raag}/${rest}`;
  const features = `${base}features`;
  return {
    [`${base}_info_/ragaId_to_ragaName_mapping.json`]: { [YAMAN]: "Yaman kalyāṇ", [DESH]: "Dēś" },
    [`${base}_info_/path_mbid_ragaid.json`]: {
      [mbid(1)]: { path: path(YAMAN, `A_B/Live/Yaman_${mbid(1)}`), mbid: mbid(1), ragaid: YAMAN },
      // The archive writes `_` for the punctuation of this path: the MBID finds the file.
      [mbid(2)]: {
        path: path(DESH, `A_B/Live: one & two/Desh_${mbid(2)}.mp3`),
        mbid: mbid(2),
        ragaid: DESH,
      },
      // No MBID in this name, as in the Carnatic half.
      [mbid(3)]: { path: path(DESH, "C_D/Live/Song: it/Song: it"), mbid: mbid(3), ragaid: DESH },
    },
    [`${features}/${YAMAN}/A_B/Live/Yaman_${mbid(1)}.pitch`]: track(220),
    [`${features}/${YAMAN}/A_B/Live/Yaman_${mbid(1)}.tonic`]: "150.0\n",
    [`${features}/${YAMAN}/A_B/Live/Yaman_${mbid(1)}.tonicFine`]: "148.5\n",
    [`${features}/${YAMAN}/A_B/Live/Yaman_${mbid(1)}.pitchSilIntrpPP`]: track(1),
    [`${features}/${DESH}/A_B/Live/Desh_${mbid(2)}.pitch`]: track(230),
    [`${features}/${DESH}/A_B/Live/Desh_${mbid(2)}.tonic`]: "160.25",
    [`${features}/${DESH}/C_D/Live/Song_ it/Song_ it.pitch`]: track(240),
  };
}

Deno.test("layout 4: the CompMusic tree", () =>
  withTree(hindustani(""), async (root) => {
    const { layout, recordings, splits, problems } = await loadDataset(root);
    assertEquals([layout, splits], ["compmusic", { all: 3 }]);
    assertEquals(
      recordings.map(({ id, raag, group, metadata }) => [id, raag, group, metadata.tonic_hz]),
      [
        [mbid(1), "Yaman kalyāṇ", "A_B/Live", 148.5],
        // One concert, two raags: the same group.
        [mbid(2), "Dēś", "A_B/Live", 160.25],
        [mbid(3), "Dēś", "C_D/Live", undefined],
      ],
    );
    assertEquals([recordings[0].metadata.artist, recordings[0].metadata.tonic_source], [
      "A B",
      "tonicFine",
    ]);
    assertEquals(problems.map(({ severity }) => severity), ["warning"]);
    assertStringIncludes(problems[0].message, "tonic will be estimated");
  }));

for (const base of ["Hindustani/", "RagaDataset/Hindustani/", "RagaDataset/Carnatic/"]) {
  Deno.test(`layout 4 is found below ${base}`, () =>
    withTree(hindustani(base), async (root) => {
      assertEquals((await loadDataset(root)).recordings.length, 3);
    }));
}

Deno.test("layout 4 with both halves", () =>
  withTree({ ...hindustani("Hindustani/"), ...hindustani("Carnatic/") }, async (root) => {
    // The halves are copies here, so the ids of the second are taken.
    const { recordings, problems } = await loadDataset(root);
    assertEquals(recordings.length, 3);
    assertEquals(problems.filter(({ field }) => field === "recording_id").length, 3);
  }));

Deno.test("layout 4 with its index as text", () =>
  withTree({
    "_info_/ragaId_to_ragaName_mapping.json": { [YAMAN]: "Yaman" },
    "_info_/path_mbid_ragaid.txt": `x/audio/${YAMAN}/A/L/Y_${mbid(1)}.mp3\t${
      mbid(1)
    }\t${YAMAN}\n\nx\n`,
    [`features/${YAMAN}/A/L/Y_${mbid(1)}.pitch`]: track(220),
    [`features/${YAMAN}/A/L/Y_${mbid(1)}.tonic`]: "150",
  }, async (root) => {
    const { recordings, problems } = await loadDataset(root);
    assertEquals(recordings.map(({ raag }) => raag), ["Yaman"]);
    assertEquals(problems.map(({ field }) => field), ["line 3"]);
  }));

Deno.test("layout 4 with sound only", () =>
  withTree({
    "_info_/ragaId_to_ragaName_mapping.json": { [YAMAN]: "Yaman" },
    "_info_/path_mbid_ragaid.json": { x: { path: `audio/${YAMAN}/A/L/Y`, ragaid: YAMAN } },
    [`audio/${YAMAN}/A/L/Y.mp3`]: "sound",
    [`features/${YAMAN}/A/L/Y.tonic`]: "150",
  }, async (root) => {
    const { recordings, problems } = await loadDataset(root);
    assertEquals(recordings.map(({ id, kind, metadata }) => [id, kind, metadata.tonic_hz]), [
      ["x", "audio", 150],
    ]);
    assertEquals(problems, []);
  }));

Deno.test("layout 4: what is wrong is named", () =>
  withTree({
    "_info_/ragaId_to_ragaName_mapping.json": { [YAMAN]: "Yaman" },
    "_info_/path_mbid_ragaid.json": {
      ok: { path: "audio/r/A/L/ok", ragaid: YAMAN },
      gone: { path: "audio/r/A/L/gone", ragaid: YAMAN },
      unnamed: { path: "audio/r/A/L/unnamed", ragaid: DESH },
      tonic: { path: "audio/r/A/L/tonic", ragaid: YAMAN },
      escape: { path: "audio/../../../etc/passwd", ragaid: YAMAN },
      odd: 5,
    },
    ...Object.fromEntries(["ok", "unnamed", "tonic", "extra"].flatMap((name, i) => [
      [`features/r/A/L/${name}.pitch`, track(200 + i)],
      [`features/r/A/L/${name}.tonic`, name === "tonic" ? "0" : "150"],
    ])),
  }, async (root) => {
    const { recordings, problems } = await loadDataset(root);
    assertEquals(recordings.map(({ id }) => id), ["ok"]);
    const said = problems.map(({ severity, message, field }) =>
      `${severity} ${field ?? ""} ${message}`
    );
    for (
      const words of [
        "error odd must give path",
        "no .pitch file under features for gone",
        "no .pitch file under features for escape",
        "error unnamed.raag is required",
        "must hold a frequency",
        "warning  is not listed",
      ]
    ) assertEquals(said.filter((text) => text.includes(words)).length, 1, words);
    assertEquals(problems.length, 6);
  }));

Deno.test("layout 4 with a damaged index", async () => {
  for (const name of ["path_mbid_ragaid", "ragaId_to_ragaName_mapping"]) {
    await withTree({ ...hindustani(""), [`_info_/${name}.json`]: "{" }, async (root) => {
      await assertRejects(() => loadDataset(root), DatasetError, "not JSON");
    });
  }
});

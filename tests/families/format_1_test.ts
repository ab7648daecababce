/** Models of version 0.1: how they score, and which sets are no sets. */
import { assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { InvalidArgumentError, ModelError } from "../../lib/errors.ts";
import { format1, type Format1Settings } from "../../lib/families/format_1.ts";
import { type FamilyParts, makeFamily } from "../../lib/families/mod.ts";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { quantize, resolveQuantizer } from "../../lib/quantize/mod.ts";
import { melody } from "../quantize/tracks.ts";

const partsOf = async (name: string): Promise<FamilyParts> => {
  const folder = new URL(`../persistence/fixtures/format_1/${name}`, import.meta.url);
  return (await new ModelPersistence(fromFileUrl(folder)).loadAllModels()).parts;
};
const NOTES = await partsOf("notes"), FRAMES = await partsOf("frames");

/** A minute of notes of Yaman, longer and longer, and a rest. */
const scale = [0, 2, 4, 6, 7, 9, 11, 12, 11, 9, 7, 6, 4, 2, 0, -1];
const track = melody([
  ...scale.map((note, i) => [note, 20 + 3 * i] as const),
  [NaN, 50],
  ...scale.map((note, i) => [note, 60 - 2 * i] as const),
]);
const asked = { id: "", track, tonicHz: 220 };

Deno.test("the score is the sum of all models over the root of all symbols, and the temperature", () => {
  const { quantizer, temperature } = NOTES.settings as unknown as Format1Settings;
  const main = quantize(track, 220, resolveQuantizer(quantizer)).symbols;
  const { symbols, onsets, durations } = quantize(track, 220, { kind: "notes", nSymbols: 12 });
  const begin = onsets[0], third = (onsets.at(-1)! + durations.at(-1)! - begin) / 3;
  const within = (k: number) =>
    Array.from(symbols).filter((_, t) =>
      onsets[t] >= begin + k * third && onsets[t] < begin + (k + 1) * third
    );
  const read: Record<string, ArrayLike<number>> = {
    first12: within(0),
    middle12: within(1),
    last12: within(2),
    whole12: symbols,
  };
  const n = main.length + Object.values(read).reduce((sum, { length }) => sum + length, 0);
  const answer = format1().restore(NOTES).answer(asked);
  NOTES.raags.forEach(({ hmm, components }, k) => {
    const nats = Object.entries(components)
      .reduce((sum, [name, model]) => sum + model.score(read[name]), hmm.score(main));
    // The same terms in another order.
    assertAlmostEquals(answer.scores[k], nats / Math.sqrt(n) / temperature, 1e-9);
  });
  assertEquals([answer.typical, answer.typicality], [true, 1]);
  assertEquals(answer.tonicEvidence, Math.max(...answer.scores));
  assertAlmostEquals(answer.voicedSeconds, track.f0.filter((hz) => hz > 0).length * 0.01, 1e-9);
  assertEquals(format1().restore(NOTES).describe(), {
    views: ["main", "first12", "last12", "middle12", "whole12"],
    temperature: 1.4,
  });
});

Deno.test("of frames every n-th is read, as the set says", () => {
  const settings = { quantizer: { kind: "frames", frameSpacingSeconds: 0.05 }, temperature: 1 };
  const { symbols } = format1(settings as Format1Settings).read!(asked);
  const every = quantize(track, 220, resolveQuantizer({ kind: "frames" })).symbols;
  assertEquals([...symbols], Array.from(every).filter((_, t) => t % 5 === 0));
  assertEquals(format1().read!(asked), quantize(track, 220, resolveQuantizer({})));
});

Deno.test("a single frame is heard, and counts as voiced; zeros do not", () => {
  const frame = { ...asked, track: { ...track, f0: track.f0.map((hz, t) => t === 9 ? hz : 0) } };
  const { typical, voicedSeconds } = format1().restore(FRAMES).answer(frame);
  assertEquals([typical, voicedSeconds], [true, 0.01]);
});

Deno.test("nothing is heard in silence, nor named", () => {
  const silent = { ...asked, track: { ...track, f0: track.f0.map(() => NaN) } };
  for (const parts of [NOTES, FRAMES]) {
    const { scores, typical, voicedSeconds } = format1().restore(parts).answer(silent);
    assertEquals([[...scores], typical, voicedSeconds], [[0, 0], false, 0]);
  }
});

Deno.test("sets that do not fit together are refused, and nothing is trained", () => {
  const refused = (change: Partial<FamilyParts>, text: string) => {
    const error = assertThrows(() => format1().restore({ ...NOTES, ...change }), ModelError);
    assertStringIncludes(error.message, text);
  };
  const { quantizer } = NOTES.settings;
  for (const temperature of [0, -1, NaN, 1e6]) {
    refused({ settings: { quantizer, temperature } }, `temperature must be within 0..1e6, found`);
  }
  format1().restore({ ...NOTES, settings: { quantizer, temperature: 999_999 } });
  const [bihag, yaman] = NOTES.raags;
  const { first12: _, whole12, ...others } = yaman.components;
  refused(
    { raags: [bihag, { ...yaman, components: { ...others, whole12 } }] },
    "Yaman has the models",
  );
  refused(
    { raags: [bihag, { ...yaman, components: { ...others, whole12, first12: bihag.hmm } }] },
    "a model of Yaman (first12) has 36 symbols, but reads melodies with 12",
  );
  refused(
    { raags: [bihag, { ...yaman, hmm: whole12 }] },
    "a model of Yaman has 12 symbols, but reads melodies with 36",
  );
  assertThrows(() => void makeFamily("format-1").fit([]), InvalidArgumentError, "read only");
  const { labels, raags } = format1().forget(NOTES, "Bihag");
  assertEquals([labels, raags], [["Yaman"], [yaman]]);
});

/** A recording on disk is the recording in memory, to the last bit. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { holdSamples } from "../../lib/analysis/open_sound.ts";
import { RaagkitError } from "../../lib/errors.ts";
import { createAutoTracker } from "../../lib/pitch/auto/mod.ts";
import { runTracker } from "../../lib/pitch/frames.ts";
import { extractPitch, type PitchMethod } from "../../lib/pitch/mod.ts";
import { Random } from "../../lib/random.ts";
import { RAAGS } from "../../lib/raags/mod.ts";
import { generateRecording } from "../../lib/synth/mod.ts";
import { estimateTonic } from "../../lib/tonic/mod.ts";

const { samples, sampleRate } = generateRecording(RAAGS.Desh, { seed: 3, durationSeconds: 40 });

/** The samples in blocks of uneven lengths, an empty one among them. */
async function* inBlocks(): AsyncGenerator<Float32Array> {
  const lengths = [1, 0, 4096, 65_537, 100_000];
  for (let start = 0, i = 0; start < samples.length; start += lengths[i++ % lengths.length]) {
    yield await Promise.resolve(samples.slice(start, start + lengths[i % lengths.length]));
  }
}

Deno.test("samples on disk are those that came, wherever they are read", async () => {
  using held = await holdSamples(inBlocks(), { mostInMemory: 50_000 });
  assert(!(held instanceof Float32Array));
  assertEquals(held.length, samples.length);
  const random = new Random(1);
  for (let i = 0; i < 200; i++) {
    const from = random.int(0, samples.length), to = random.int(from, samples.length);
    assertEquals(held.subarray(from, to), samples.slice(from, to));
  }
});

Deno.test("a short recording stays in memory", async () => {
  using held = await holdSamples(inBlocks());
  assert(held instanceof Float32Array);
  assertEquals(held.length, samples.length);
  assertEquals(held.subarray(70_000, 80_000), samples.slice(70_000, 80_000));
});

for (const method of ["auto", "praat", "pyin", "yin"] satisfies PitchMethod[]) {
  Deno.test(`${method} and the tonic are the same from disk and from memory`, async () => {
    using held = await holdSamples(inBlocks(), { mostInMemory: 0 });
    const short = method === "pyin" ? samples.subarray(0, 5 * sampleRate) : undefined;
    const source = short ? { length: short.length, subarray: held.subarray.bind(held) } : held;
    const track = await extractPitch(source, sampleRate, { method, fallback: false });
    const expected = await extractPitch(short ?? samples, sampleRate, { method, fallback: false });
    assertEquals(track, expected);
    assertEquals(
      estimateTonic(track, { samples: source, sampleRate }),
      estimateTonic(expected, { samples: short ?? samples, sampleRate }),
    );
  });
}

Deno.test("the drone is learnt from disk as from memory", async () => {
  using held = await holdSamples(inBlocks(), { mostInMemory: 0 });
  const fromDisk = runTracker(createAutoTracker(held, sampleRate));
  assertEquals(fromDisk, runTracker(createAutoTracker(samples, sampleRate)));
});

Deno.test("the temporary file is nobody's business and leaves nothing behind", async () => {
  const folder = await Deno.makeTempDir();
  const names = () => [...Deno.readDirSync(folder)].map(({ name }) => name);
  {
    using held = await holdSamples(inBlocks(), { mostInMemory: 0, folder });
    assertEquals(held.length, samples.length);
    if (Deno.build.os !== "windows") assertEquals(names(), []);
  }
  await assertRejects(
    () =>
      holdSamples(
        async function* () {
          yield* inBlocks();
          throw new Error("the decoder gave up");
        }(),
        { mostInMemory: 0, folder },
      ),
    Error,
    "gave up",
  );
  assertEquals(names(), []);
  await Deno.remove(folder);
});

Deno.test("a folder that cannot be written to is told of", async () => {
  const file = await Deno.makeTempFile();
  const error = await assertRejects(
    () => holdSamples(inBlocks(), { mostInMemory: 0, folder: join(file, "cache") }),
    RaagkitError,
  );
  assertStringIncludes((error as Error).message, "make room");
  await Deno.remove(file);
});

import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InvalidArgumentError, PitchError } from "../../lib/errors.ts";
import { formatPitchTrack, parsePitchTrack } from "../../lib/pitch/mod.ts";

Deno.test("what other tools write is read", () => {
  const expected = [220.5, NaN, 440];
  const texts = {
    "Praat listing": "Time_s   F0_Hz\n0.010000   220.500\n0.020000   --undefined--\n0.03   440\n",
    "Praat, 0 for unvoiced": "0.01 220.5\n0.02 0\n0.03 440",
    "Sonic Visualiser": "0.01,220.5\r\n0.02,-1\r\n0.03,440\r\n",
    "Sonic Visualiser with labels":
      '"0.01","220.5","220.5 Hz"\n"0.02","0",""\n"0.03","440","440 Hz"',
    "CompMusic": "0.01\t220.5\n0.02\t0.0\n0.03\t440.0\n",
    "CSV with header": "time, frequency (Hz)\n0.01, 220.5\n0.02, nan\n0.03, 4.4e2\n",
    "semicolons, comments, a byte order mark":
      "\uFEFF# made by hand\n\n0.01;220.5\n0.02;NaN\n0.03;440",
    "a third column that is not voicing": "time_s,f0_hz,scored\n0.01,220.5,0\n0.02,0,1\n0.03,440,1",
  };
  for (const [name, text] of Object.entries(texts)) {
    const track = parsePitchTrack(text);
    assertEquals([...track.f0], expected, name);
    assertEquals([...track.times], [0.01, 0.02, 0.03], name);
    assertAlmostEquals(track.hopSeconds, 0.01, 1e-12, name);
    assertEquals([...track.voicing], [1, 0, 1], name);
    assertEquals([track.method, track.fallbacks], ["file", []], name);
  }
});

Deno.test("one column takes the hop given", () => {
  const track = parsePitchTrack("f0\n220\n0\n-1\nnan\n230", { hopSeconds: 0.5 });
  assertEquals([...track.times], [0, 0.5, 1, 1.5, 2]);
  assertEquals([...track.f0], [220, NaN, NaN, NaN, 230]);
});

Deno.test("frames that the text leaves out come back unvoiced", () => {
  const track = parsePitchTrack("1.00 200\n1.01 201\n1.04 204\n1.05 205");
  assertEquals([...track.f0], [200, 201, NaN, NaN, 204, 205]);
  assertAlmostEquals(track.times[2], 1.02, 1e-12);
});

Deno.test("times printed with few digits give the exact hop", () => {
  const hop = 128 / 44100; // 2.902 ms, printed as 3 ms or 2 ms apart
  const lines = Array.from({ length: 2000 }, (_, i) => `${(i * hop).toFixed(3)} 200`);
  const track = parsePitchTrack(lines.join("\n"));
  assertEquals(track.f0.length, 2000);
  // The first and the last time are off by half a millisecond each, over 1999 hops.
  assertAlmostEquals(track.hopSeconds, hop, 1e-3 / 1999);
});

Deno.test("a single line, and a hop that overrules", () => {
  assertEquals(parsePitchTrack("0.5 200").hopSeconds, 0.01);
  const track = parsePitchTrack("0 200\n0.02 210", { hopSeconds: 0.01 });
  assertEquals([...track.f0], [200, NaN, 210]);
});

Deno.test("what is written is read back", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.double({ min: 50, max: 2000, noNaN: true })), {
        minLength: 1,
        maxLength: 50,
      }),
      fc.double({ min: 0.001, max: 0.1, noNaN: true }),
      (values, hopSeconds) => {
        const track = {
          times: Float64Array.from(values, (_, i) => 0.02 + i * hopSeconds),
          f0: Float64Array.from(values, (hz) => hz ?? NaN),
          voicing: Float32Array.from(values, (hz, i) => hz === null ? 0 : 1 / (i + 1)),
          hopSeconds,
          method: "praat",
          fallbacks: [],
        };
        const back = parsePitchTrack(formatPitchTrack(track));
        assertEquals(back.f0.length, values.length);
        values.forEach((hz, i) => {
          // Four decimals of f0, six of time, three of voicing.
          if (hz === null) assertEquals(back.f0[i], NaN);
          else assertAlmostEquals(back.f0[i], hz, 0.5001e-4);
          assertAlmostEquals(back.times[i], track.times[i], 0.5001e-6);
          assertAlmostEquals(back.voicing[i], track.voicing[i], 0.501e-3);
        });
      },
    ),
    { seed: 12, numRuns: 100 },
  );
});

Deno.test("what cannot be read is named with its line", () => {
  const refused = (text: string, message: string, options = {}) =>
    assertThrows(() => parsePitchTrack(text, { name: "a.pitch", ...options }), PitchError, message);
  refused("", "Cannot read a.pitch: it holds no frame");
  refused("time f0\n# nothing\n", "it holds no frame");
  refused("0.01 220\n0.02 22O\n", 'a.pitch, line 2: f0 must be a number, found "0.02 22O"');
  refused("0.01 220\n0.02\n", 'line 2: "time f0" expected, found "0.02"');
  refused("0.01 220\nlater 230\n", 'line 2: time must be a number, found "later"');
  refused("0.01 220\nnan 230\n", "line 2: time must be a number");
  refused("time f0\n\n0.02 220\n0.01 230", "line 4: times must ascend, found 0.01 after 0.02");
  refused("0.01 220\n0.01 220", "line 2: times must ascend");
  refused("220\n230", "line 1: one column only; give hopSeconds");
  refused("220 0.01\n230 99999", "line 2: f0 99999 Hz is above 24000 Hz");
  refused("0 200\n0.01 200\n0.011 200\n0.02 200\n0.03 200", "line 3: time 0.011 does not lie");
  refused("time_s,f0_hz,voicing\n0,200,0.5\n0.01,200,7", "line 3: voicing must be within 0..1");
  refused("time_s,f0_hz,voicing\n0,200", 'line 2: voicing must be within 0..1, found ""');
  refused("0 200\n0.01 200\n1e9 200", "are they in seconds?");
  assertThrows(() => parsePitchTrack("1 2", { hopSeconds: 0 }), InvalidArgumentError, "hopSeconds");
});

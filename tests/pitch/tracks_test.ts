import { assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InvalidArgumentError, PitchError } from "../../lib/errors.ts";
import {
  formatPitchTrack,
  looksLikePitchTrack,
  parsePitchTrack,
  readPitchTrack,
} from "../../lib/pitch/mod.ts";

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
  const track = parsePitchTrack("0 200\n0.0099 210", { hopSeconds: 0.01 });
  assertEquals([track.hopSeconds, ...track.f0], [0.01, 200, 210]);
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

/** A melody of three seconds with a rest: f0 in Hz at 10 ms, 0 = unvoiced. */
const HZ = Array.from(
  { length: 300 },
  (_, i) => i >= 100 && i < 130 ? 0 : 200 * 2 ** (Math.sin(i / 30) / 2),
);
const isVoiced = (i: number) => HZ[i] > 0;
const seconds = (i: number) => (0.01 * i).toFixed(2);
/** What a tracker without a decision gives in the rest. */
const anyHz = (i: number) => isVoiced(i) ? HZ[i] : 611.9;
const midi = (hz: number) => 69 + 12 * Math.log2(hz / 440);
const cents = (hz: number) => 1200 * Math.log2(hz / 200);

/** The melody as a table. */
function table(header: string, row: (i: number) => (string | number | boolean)[], mark = ",") {
  return [...header === "" ? [] : [header], ...HZ.map((_, i) => row(i).join(mark))].join("\n");
}

function utf16(text: string, littleEndian: boolean, mark: boolean): Uint8Array {
  const marked = (mark ? "\uFEFF" : "") + text, bytes = new Uint8Array(2 * marked.length);
  const view = new DataView(bytes.buffer);
  [...marked].forEach((one, i) => view.setUint16(2 * i, one.charCodeAt(0), littleEndian));
  return bytes;
}

const plain = table("time,f0", (i) => [seconds(i), HZ[i].toFixed(3)]);
const commas = (text: string) => text.replaceAll(".", ",");

/** Ways to write the melody: the text, what must be given beside it, and a word of the warning. */
const WRITTEN: Record<string, [string | Uint8Array, object?, string?]> = {
  "UTF-16, little end first": [utf16(plain, true, true)],
  "UTF-16, big end first": [utf16(plain, false, true)],
  "UTF-16 without a mark": [utf16(plain, true, false)],
  "old line ends": [plain.replaceAll("\n", "\r")],
  "a comment as header": [table("% f0 time", (i) => [HZ[i], seconds(i)], " ")],
  "numpy's savetxt": [
    table("# time,frequency,confidence", (i) => [
      Number(seconds(i)).toExponential(18),
      anyHz(i).toExponential(18),
      isVoiced(i) ? "9.0e-1" : "1.0e-2",
    ]),
  ],
  "capitals, brackets, another order": [
    table("FREQUENCY [HZ]\tTIME [S]", (i) => [HZ[i], seconds(i)], "\t"),
  ],
  "units in brackets between spaces": [
    table("Time (s)   F0 (Hz)   Strength", (i) => [seconds(i), HZ[i], 0.9], " "),
  ],
  "units in a second line": ["Time,Pitch\nseconds,hertz\n" + plain.slice(8)],
  "a title above the header": ["Pitch of my song\n" + plain],
  "milliseconds": [table("Time (ms);Pitch (Hz)", (i) => [10 * i, HZ[i]], ";")],
  "milliseconds by their size": [table("time,f0", (i) => [10 * i, HZ[i]]), {}, "milliseconds"],
  "kilohertz": [table("time,f0_khz", (i) => [seconds(i), HZ[i] / 1000])],
  "a clock": [table("time,f0", (i) => [`0:00:0${seconds(i)}`, HZ[i]])],
  "decimal commas, semicolons": [commas(table("Zeit;Frequenz", (i) => [seconds(i), HZ[i]], ";"))],
  "decimal commas, tabs": [commas(table("time\tf0", (i) => [seconds(i), HZ[i]], "\t"))],
  "decimal commas, spaces": [commas(table("", (i) => [seconds(i), HZ[i].toFixed(3)], " "))],
  "decimal commas, quotes": [
    commas(table("time,f0", (i) => [`"${seconds(i)}"`, `"${HZ[i].toFixed(3)}"`], ";"))
      .replaceAll(";", ","),
  ],
  "decimal commas alone": [commas(table("", (i) => [HZ[i].toFixed(2)])), { hopSeconds: 0.01 }],
  "CREPE": [
    table("time,frequency,confidence", (i) => [seconds(i), anyHz(i), isVoiced(i) ? 0.9 : 0.02]),
  ],
  "CREPE without a header": [
    table("", (i) => [seconds(i), anyHz(i), isVoiced(i) ? 0.9 : 0.02]),
    {},
    "column 3 for a confidence",
  ],
  "CREPE in per cent": [
    table("time,frequency,confidence", (i) => [seconds(i), anyHz(i), isVoiced(i) ? 93 : 4]),
    {},
    "per cent",
  ],
  "a threshold of one's own": [
    table("time,f0,confidence", (i) => [seconds(i), anyHz(i), isVoiced(i) ? 0.3 : 0.2]),
    { confidenceThreshold: 0.25 },
  ],
  "SwiftF0": [
    table("timestamp,pitch_hz,confidence,voiced", (
      i,
    ) => [seconds(i), anyHz(i), isVoiced(i) ? 0.95 : 0.6, isVoiced(i)]),
  ],
  "unvoiced marked": [
    table("time,f0,unvoiced", (i) => [seconds(i), anyHz(i), isVoiced(i) ? 0 : 1]),
  ],
  "pYIN by pandas": [
    table(",times,f0,voiced_flag,voiced_probs", (i) => [
      i,
      seconds(i),
      isVoiced(i) ? HZ[i] : "",
      isVoiced(i) ? "True" : "False",
      isVoiced(i) ? 0.1 : 0.01,
    ]),
  ],
  "pYIN's probabilities beside its own decision": [
    table("time,f0,voiced_prob", (i) => [seconds(i), HZ[i] || "nan", 0.1]),
  ],
  "a data frame without names": [
    table(",0,1", (i) => [i, seconds(i), HZ[i]]),
    {},
    "column 2 is taken for the time, column 3 for f0",
  ],
  "R's row names": [table('"time" "f0"', (i) => [`"${i + 1}"`, seconds(i), HZ[i] || "NA"], " ")],
  "Melodia and MIREX": [table("", (i) => [seconds(i), HZ[i] || -220], "\t")],
  "sonic-annotator": [
    table("", (i) => [i === 0 ? '"a song, live.wav"' : "", seconds(i), HZ[i]]),
    {},
    "column 2",
  ],
  "energy first": [
    table("time energy f0", (i) => [seconds(i), 1e-5 * (1 + i % 7), HZ[i]], " "),
  ],
  "energy first, no header": [
    table("", (i) => [seconds(i), 1e-5 * (1 + i % 7), HZ[i]]),
    {},
    "column 3 for f0",
  ],
  "words for headings": [table("a,b", (i) => [seconds(i), HZ[i]]), {}, 'column "b" for f0'],
  "MIDI numbers": [
    table("Time,MIDI Pitch", (i) => [seconds(i), isVoiced(i) ? midi(HZ[i]) : 0]),
  ],
  "cents above Sa": [
    table("time,f0 (cents)", (i) => [seconds(i), isVoiced(i) ? cents(HZ[i]) : "nan"]),
    { tonicHz: 200 },
  ],
  "frame numbers": [table("frame,f0", (i) => [i, HZ[i]]), { hopSeconds: 0.01 }],
  "sample numbers": [table("sample,f0", (i) => [441 * i, HZ[i]]), { hopSeconds: 0.01 }],
  "frame and time": [table("Frame,frame_time,F0", (i) => [i, seconds(i), HZ[i]])],
  "one column": [table("f0 (Hz)", (i) => [HZ[i]]), { hopSeconds: 0.01 }],
  "cleared rows of a spreadsheet": [
    table("time;f0;", (i) => [seconds(i), HZ[i], ""], ";") + "\n;;\n;;\n",
  ],
  ...Object.fromEntries(["", "None", "null", "inf", "-Infinity", "#N/A", "--undefined--"].map((
    word,
  ) => [
    `unvoiced as "${word}"`,
    [table("time,f0", (i) => [seconds(i), isVoiced(i) ? HZ[i] : word])],
  ])),
};

for (const [how, [text, options, warning]] of Object.entries(WRITTEN)) {
  Deno.test(`one melody, written in many ways: ${how}`, () => {
    const { track, warnings } = readPitchTrack(text, options);
    assertEquals(track.f0.length, 300);
    assertAlmostEquals(track.hopSeconds, 0.01, 1e-9);
    // Two decimals of f0 is the fewest that any of them writes.
    HZ.forEach((hz, i) => assertAlmostEquals(track.f0[i] || 0, hz, 0.0051, `frame ${i}`));
    if (warning === undefined) assertEquals(warnings, []);
    else assertStringIncludes(warnings.join("\n"), warning);
  });
}

const praatFile = (name: string) =>
  Deno.readFile(new URL(`./praat_files/${name}`, import.meta.url));

for (
  const name of ["text.Pitch", "short.Pitch", "binary.Pitch"].flatMap((name) => [
    name,
    `${name}Tier`,
  ]).concat("spreadsheet.PitchTier", "headerless.PitchTier")
) {
  Deno.test(`saved by Praat 6.3: ${name}`, async () => {
    const bytes = await praatFile(name);
    const { track, warnings } = readPitchTrack(bytes, { name });
    assertEquals([looksLikePitchTrack(bytes), warnings], [true, []]);
    assertAlmostEquals(track.hopSeconds, 0.01, 1e-9);
    const ends = name.startsWith("headerless") ? [0.02, 0.28] : [0.01, 0.29];
    assertAlmostEquals(track.times[0], ends[0], 1e-9);
    assertAlmostEquals(track.times.at(-1)!, ends[1], 1e-9);
    for (const [i, time] of track.times.entries()) {
      // The tone glides from 220 Hz at 400 Hz/s, and rests from 0.1 to 0.15 s.
      const hz = time < 0.015 || time > 0.285 || (time > 0.105 && time < 0.145)
        ? NaN
        : 220 + 400 * time;
      // At the edges of the rest, Praat's window sees half a tone: it errs by 2 Hz.
      assertAlmostEquals(track.f0[i], hz, 2.5, `at ${time} s`);
    }
  });
}

Deno.test("a PitchTier of a few points is a curve from one to the next", () => {
  const tier =
    'File type = "ooTextFile"\nObject class = "PitchTier"\n\n0\n1\n2\n0.2\n200\n0.8\n400\n';
  const { track, warnings } = readPitchTrack(tier);
  assertStringIncludes(warnings[0], "a curve is drawn");
  const at = (time: number) =>
    track.f0[track.times.findIndex((one) => Math.abs(one - time) < 1e-6)];
  assertAlmostEquals(at(0.5), 200 * Math.SQRT2, 1e-6);
  assertEquals([at(0.1), at(0.9)], [200, 400]);
});

Deno.test("a layer of Sonic Visualiser, in Hz or MIDI", () => {
  const svl = (units: string, values: number[]) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE sonic-visualiser>\n<sv>\n<data>
    <model id="3" name="" sampleRate="44100" type="sparse" dimensions="2" dataset="2" units="${units}"/>
    <dataset id="2" dimensions="2">${
      values.map((value, i) =>
        `<point frame="${441 * (i + (i > 1 ? 2 : 0))}" value="${value}" label=""/>`
      ).join("\n")
    }</dataset></data></sv>`;
  const { track } = readPitchTrack(svl("Hz", [220, 230, 240]));
  assertEquals([...track.f0], [220, 230, NaN, NaN, 240]);
  assertAlmostEquals(parsePitchTrack(svl("MIDI units", [69, 69, 69])).f0[0], 440, 1e-9);
  assertThrows(() => readPitchTrack(svl("dB", [-3, -4])), PitchError, 'their unit is "dB"');
  assertThrows(() => readPitchTrack(svl("", [0.1, 0.2])), PitchError, "cannot be f0 in Hz");
  assertThrows(() => readPitchTrack("<sv><data></data></sv>"), PitchError, "no curve of values");
});

Deno.test("times on no even grid are resampled, and it is said", () => {
  const uneven = HZ.map((_, i) => `${(0.01 * i + 0.0048 * Math.sin(1.7 * i)).toFixed(5)},220`);
  const { track, warnings } = readPitchTrack(uneven.join("\n"));
  assertStringIncludes(warnings.join(), "no even grid");
  assertEquals(track.f0.filter((hz) => Math.abs(hz - 220) < 1e-9).length, track.f0.length);
  for (let i = 1; i < track.times.length; i++) {
    assertAlmostEquals(track.times[i] - track.times[i - 1], track.hopSeconds, 1e-9);
  }
});

Deno.test("what a track is written as, is read again", () => {
  const track = parsePitchTrack(plain);
  for (const format of ["csv", "pitchtier", "svl"] as const) {
    const text = formatPitchTrack(track, { format, sampleRate: 22050 });
    const bytes = new TextEncoder().encode(text);
    assertEquals(looksLikePitchTrack(bytes), true, format);
    const back = readPitchTrack(bytes).track;
    HZ.forEach((hz, i) => {
      const at = back.times.findIndex((time) => Math.abs(time - 0.01 * i) < 0.001);
      assertAlmostEquals(back.f0[at] || 0, hz, 0.0006, `${format}, frame ${i}`);
    });
  }
});

Deno.test("an infinite f0 is unvoiced for whoever writes it", () => {
  const track = {
    ...parsePitchTrack(plain),
    f0: new Float64Array(300).fill(220).fill(Infinity, 5, 9),
  };
  assertEquals(parsePitchTrack(formatPitchTrack(track)).f0.filter((hz) => hz > 0).length, 296);
});

Deno.test("what is a pitch track by its first bytes, and what is none", () => {
  const looks = (text: string) => looksLikePitchTrack(new TextEncoder().encode(text));
  for (
    const text of [plain, "220\n221\n", '"a.wav",0.0,220\n,0.01,221\n', "time;f0\n0,00;220,0\n"]
  ) {
    assertEquals(looks(text), true, text.slice(0, 20));
  }
  for (
    const text of [
      "words, not numbers",
      "# Notes\n\nSung in 1984.\n",
      "file,raag\na.wav,Yaman\n",
      "taal,beats\nTeental,16\nRupak,7\n",
      "1. Alap\n2. Jor\n3. Jhala\n",
      "",
    ]
  ) {
    assertEquals(looks(text), false, text);
  }
  assertEquals(looksLikePitchTrack(new Uint8Array([0, 1, 2, 49, 50, 10])), false);
});

Deno.test("what cannot be what it claims is named by its column", () => {
  const refused = (
    header: string,
    row: (i: number) => (string | number)[],
    message: string,
    options = {},
  ) => assertThrows(() => readPitchTrack(table(header, row), options), PitchError, message);
  refused(
    "time_s,f0",
    (i) => [10 * i, HZ[i]],
    'column "time_s" cannot be seconds: its usual step is 10',
  );
  refused("time,f0", (i) => [i, HZ[i]], 'column "time" steps by 1: if it counts frames');
  refused("time,f0", (i) => [10 * i, HZ[i]], "hop_seconds is 0.02, but the times", {
    hopSeconds: 0.02,
  });
  refused(
    "time,f0",
    (i) => [seconds(i), isVoiced(i) ? Math.log(HZ[i]) : 0],
    "looks like a logarithm",
  );
  refused("time,f0", (i) => [seconds(i), 0.5], 'column "f0" cannot be f0 in Hz');
  refused("time,pitch", (i) => [seconds(i), isVoiced(i) ? midi(HZ[i]) : 0], "call the column midi");
  refused("time,midi", (i) => [seconds(i), HZ[i]], 'column "midi" cannot be MIDI note numbers');
  refused("time,cents", (i) => [seconds(i), cents(HZ[i] || 1)], "Sa is not known");
  refused("time,cents", (i) => [seconds(i), 5000], "cannot be cents above Sa", { tonicHz: 200 });
  refused("time,semitones", (i) => [seconds(i), 7], 'column "semitones" counts semitones');
  refused("time,energy", (i) => [seconds(i), 0.1], 'it has column "time", column "energy"');
  refused("frame,f0", (i) => [i, HZ[i]], 'column "frame" counts frames');
  refused("f0", (i) => [HZ[i]], "give hop_seconds");
  refused("time,f0,confidence", (i) => [seconds(i), HZ[i], 1 + i], "must lie within 0..1");
  refused("time,f0,confidence", (i) => [seconds(i), HZ[i], 0.1], "is under 0.5 in every row");
  refused("", (i) => [0.5 * i, 220, 0.4], "its usual step is 0.5");
  assertThrows(
    () => readPitchTrack(commas(table("time,f0", (i) => [seconds(i), HZ[i].toFixed(1)]))),
    PitchError,
    "decimal commas",
  );
  const { warnings } = readPitchTrack(table("time,f0", (i) => [seconds(i), midi(HZ[i] || 200)]));
  assertStringIncludes(warnings[0], "are these MIDI note numbers?");
});

Deno.test("a damaged file of another program is refused by its name", async () => {
  const whole = await praatFile("binary.Pitch");
  const refused = (source: Uint8Array | string, message: string) =>
    assertThrows(() => readPitchTrack(source, { name: "x" }), PitchError, message);
  refused(whole.subarray(0, 600), "ends early or is damaged");
  refused(
    'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n1\n',
    "it is a TextGrid of Praat",
  );
  refused('File type = "ooTextFile"\nObject class = "PitchTier"\n\n0\n1\n0\n', "holds no point");
  refused("BZh91AY&SY", "a session of Sonic Visualiser or Tony");
});

Deno.test("what cannot be read is named with its line", () => {
  const refused = (text: string, message: string, options = {}) =>
    assertThrows(() => parsePitchTrack(text, { name: "a.pitch", ...options }), PitchError, message);
  refused("", "Cannot read a.pitch: it holds no frame");
  refused("time f0\n# nothing\n", "it holds no frame");
  refused("0.01 220\n0.02 22O\n", 'a.pitch, line 2: f0 must be a number, found "22O"');
  refused("0.01 220\n0.02\n", 'line 2: f0 must be a number, found "0.02"');
  refused("0.01 220\nlater 230\n", 'line 2: time must be a number, found "later"');
  refused("0.01 220\nnan 230\n", "line 2: time must be a number");
  refused("time f0\n\n0.02 220\n0.01 230", "line 4: times must ascend, found 0.01 after 0.02");
  refused("0.01 220\n0.01 220", "line 2: times must ascend");
  refused("220\n230", "it has f0 and no times");
  refused("220 0.01\n230 99999", "column 2 holds 99999 Hz for f0, above 24000 Hz");
  refused(
    "time_s,f0_hz,voicing\n0,200,0.5\n0.01,200,7",
    'column "voicing" must lie within 0..1, found 7',
  );
  refused("0 200\n0.01 200\n1e9 200", "are they in seconds?");
  assertThrows(() => parsePitchTrack("1 2", { hopSeconds: 0 }), InvalidArgumentError, "hopSeconds");
});

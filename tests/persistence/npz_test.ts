import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { PersistenceError } from "../../lib/errors.ts";
import { DiscreteHmm } from "../../lib/hmm/mod.ts";
import { decodeNpy, decodeNpz, encodeNpy, encodeNpz } from "../../lib/persistence/mod.ts";
import { encodeModelParameters } from "../../lib/persistence/model_file.ts";
import { Random } from "../../lib/random.ts";
import { makeModel, withFolder } from "./models.ts";
import { lacksNumpy, python } from "./python.ts";

const SOME = encodeNpz({
  a: { shape: [2, 3], data: Float64Array.of(1, -0, NaN, Infinity, 5e-324, 0.1) },
  "b.c": { shape: [], data: Float64Array.of(7) },
});

/** A `.npy` file with this header and these bytes behind it. */
function npy(header: string, body: Uint8Array = new Uint8Array(0), version = 1): Uint8Array {
  const text = strToU8(header);
  const start = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(start + text.length + body.length);
  bytes.set([0x93, ...strToU8("NUMPY"), version, 0]);
  new DataView(bytes.buffer).setUint16(8, text.length, true);
  bytes.set(text, start);
  bytes.set(body, start + text.length);
  return bytes;
}

const header = (descr: string, shape: string, fortran = "False"): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

Deno.test("arrays of any shape come back to the bit", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }),
      fc.infiniteStream(fc.double()),
      (shape, numbers) => {
        const count = shape.reduce((product, length) => product * length, 1);
        const data = Float64Array.from({ length: count }, () => numbers.next().value!);
        const back = decodeNpz(encodeNpz({ x: { shape, data } })).x;
        assertEquals(back.shape, shape);
        assert(back.data.every((value, i) => Object.is(value, data[i])));
      },
    ),
    { seed: 5, numRuns: 100 },
  );
});

Deno.test("one header is written as the format asks", () => {
  const bytes = encodeNpy({ shape: [12], data: new Float64Array(12) });
  assertEquals(bytes.length, 128 + 96);
  assertStringIncludes(
    new TextDecoder().decode(bytes.subarray(10, 128)),
    "{'descr': '<f8', 'fortran_order': False, 'shape': (12,), }",
  );
  assertThrows(
    () => encodeNpy({ shape: [3], data: new Float64Array(2) }),
    PersistenceError,
    "holds 3 numbers",
  );
  assertThrows(
    () => encodeNpz({ "../x": { shape: [], data: new Float64Array(1) } }),
    PersistenceError,
    "cannot be called",
  );
});

Deno.test("equal arrays give equal bytes, in any time zone", async () => {
  const program = `import { encodeNpz } from "${new URL(
    "../../lib/persistence/mod.ts",
    import.meta.url,
  )}";
    const bytes = encodeNpz({ a: { shape: [1], data: Float64Array.of(1) } });
    console.log(Array.from(bytes).join());`;
  const outputs = await Promise.all(["UTC", "Asia/Kolkata"].map(async (TZ) => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-check", program],
      env: { TZ },
    }).output();
    return new TextDecoder().decode(stdout);
  }));
  assert(outputs[0].length > 100);
  assertEquals(outputs[0], outputs[1]);
});

Deno.test("a 12 x 12 model's file is small", async () => {
  // Three melodies of 56 notes over the seven svaras of a raag, as in the original's demonstration.
  const random = new Random(1);
  const svaras = [0, 2, 4, 6, 7, 9, 11];
  const melodies = Array.from(
    { length: 3 },
    () => Array.from({ length: 56 }, () => random.pick(svaras)),
  );
  for (const start of [DiscreteHmm.random(12, 12, 1), DiscreteHmm.fromSymbols(melodies, 12)]) {
    const { model: hmm } = await start.fit(melodies);
    const { length } = encodeModelParameters({ ...makeModel("Yaman", 1), hmm });
    assert(length <= 2662, `${length} bytes are more than 2.6 KiB`);
  }
});

Deno.test("types, byte orders and versions of .npy", () => {
  const view = (size: number, set: (view: DataView) => void): Uint8Array => {
    const bytes = new Uint8Array(size);
    set(new DataView(bytes.buffer));
    return bytes;
  };
  const cases: [string, Uint8Array, number][] = [
    [">f8", view(8, (v) => v.setFloat64(0, 0.1)), 0.1],
    ["<f8", view(8, (v) => v.setFloat64(0, 0.1, true)), 0.1],
    // Its header is not padded: the number starts at no multiple of 8.
    ["<f8", view(8, (v) => v.setFloat64(0, 0.1, true)), 0.1],
    [">f4", view(4, (v) => v.setFloat32(0, 0.25)), 0.25],
    ["<f2", view(2, (v) => v.setUint16(0, 0x3800, true)), 0.5],
    ["<i8", view(8, (v) => v.setBigInt64(0, -5n, true)), -5],
    [">u4", view(4, (v) => v.setUint32(0, 7)), 7],
    ["<i2", view(2, (v) => v.setInt16(0, -2, true)), -2],
    ["|u1", Uint8Array.of(200), 200],
    ["|b1", Uint8Array.of(1), 1],
  ];
  for (const [descr, body, value] of cases) {
    assertEquals(decodeNpy(npy(header(descr, "()"), body)).data, Float64Array.of(value), descr);
  }
  assertEquals(decodeNpy(npy(header("|u1", "(1,)"), Uint8Array.of(3), 2)).shape, [1]);
  // Column-major: the first index runs fastest.
  const fortran = decodeNpy(npy(header("|u1", "(2, 3)", "True"), Uint8Array.of(0, 3, 1, 4, 2, 5)));
  assertEquals([...fortran.data], [0, 1, 2, 3, 4, 5]);
});

Deno.test("what is no array of numbers is refused", () => {
  const refuse = (bytes: Uint8Array, words: string): unknown =>
    assertThrows(() => decodeNpy(bytes), PersistenceError, words);
  refuse(new Uint8Array(0), "not a .npy");
  refuse(strToU8("not an array at all"), "not a .npy");
  refuse(npy(header("|u1", "()"), Uint8Array.of(1), 9), "version 9");
  refuse(npy(header("|O", "()")), "never Python objects");
  refuse(npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (), }"), "cannot be");
  refuse(npy(header("<c16", "()")), "only numbers");
  refuse(npy("{}"), "cannot be understood");
  refuse(npy(header("<f8", "(2, x)")), "cannot be understood");
  refuse(npy(header("<f8", "(2,)"), new Uint8Array(15)), "asks for 16");
  refuse(npy(header("<f8", "(99999999, 99999999, 99999999)")), "impossible shape");
  refuse(npy(header("<f8", `(${"1, ".repeat(40)})`), new Uint8Array(8)), "impossible shape");
  refuse(npy(header("<f8", "()")).slice(0, 30), "cut off");
});

/** Changes the four bytes at an offset from a record's signature in a copy of an archive. */
function patch(bytes: Uint8Array, signature: number, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let at = 0; at + 4 <= copy.length; at++) {
    if (view.getUint32(at, true) !== signature) continue;
    view.setUint32(at + offset, value, true);
    return copy;
  }
  throw new Error("no such record");
}

const END = 0x06054b50, MEMBER = 0x02014b50;

Deno.test("hostile archives are refused before they cost memory", () => {
  const refuse = (bytes: Uint8Array, words: string, limits = {}): unknown =>
    assertThrows(() => decodeNpz(bytes, limits), PersistenceError, words);
  refuse(new Uint8Array(0), "no directory");
  refuse(new Uint8Array(100), "no directory");
  refuse(SOME.slice(0, -1), "no directory");
  refuse(SOME.slice(10), "cut off");
  refuse(SOME, "more than the 1 allowed", { maxMembers: 1 });
  refuse(SOME, "more than the 100 allowed", { maxBytes: 100 });
  refuse(patch(SOME, MEMBER, 24, 0x7fffffff), "more than the 268435456 allowed");
  refuse(patch(SOME, MEMBER, 24, 50), "more than it declares");
  refuse(patch(SOME, MEMBER, 24, 5000), "less than it declares");
  refuse(patch(SOME, MEMBER, 16, 0), "checksum is wrong");
  refuse(patch(SOME, MEMBER, 8, 8 << 16 | 1), "encrypted");
  refuse(patch(SOME, MEMBER, 8, 12 << 16), "unknown method 12");
  refuse(patch(SOME, MEMBER, 42, 0x7ffffff), "damaged member");
  refuse(patch(SOME, END, 16, 0xffffffff), "larger than 4 GB");
  refuse(zipSync({ "../evil.npy": SOME }), "unsafe name");
  refuse(zipSync({ "/etc/passwd": SOME }), "unsafe name");
  refuse(zipSync({ "a.txt": SOME }), "is no array");
  const twice = zipSync({ "a.npy": SOME, "b.npy": SOME });
  refuse(twice.map((byte, i) => byte === 98 && twice[i + 1] === 46 ? 97 : byte), "two members");
  // 20 MB of zeros in 20 kB that declare to be 64 bytes.
  const bomb = zipSync({ "a.npy": [new Uint8Array(2e7), { level: 9 }] });
  assert(bomb.length < 2e5);
  refuse(patch(bomb, MEMBER, 24, 64), "more than it declares");
  refuse(bomb, "more than the 1000000 allowed", { maxBytes: 1e6 });
  refuse(bomb, "more than 100 times its own");
});

Deno.test("any change to a file gives an error of ours or the same kind of answer", () => {
  const random = new Random(11);
  const source = encodeModelParameters(makeModel("Yaman", 3, 4, 4));
  for (let run = 0; run < 500; run++) {
    const bytes = source.slice(
      0,
      random.uniform() < 0.2 ? random.int(0, source.length) : undefined,
    );
    for (let i = random.int(1, 6); i > 0 && bytes.length > 0; i--) {
      bytes[random.int(0, bytes.length - 1)] = random.int(0, 255);
    }
    try {
      for (const { shape, data } of Object.values(decodeNpz(bytes))) {
        assertEquals(data.length, shape.reduce((product, length) => product * length, 1));
      }
    } catch (error) {
      if (!(error instanceof PersistenceError)) throw error;
    }
  }
});

Deno.test(
  "NumPy reads what we write",
  { ignore: lacksNumpy() },
  () =>
    withFolder(async (folder) => {
      const model = { ...makeModel("Yaman", 5), components: { first12: makeModel("x", 6).hmm } };
      await Deno.writeFile(`${folder}/m.npz`, encodeModelParameters(model));
      const answer = JSON.parse(
        await python(
          `import json, sys, numpy as np
z = np.load(sys.argv[1])
print(json.dumps({k: [str(z[k].dtype), list(z[k].shape), [v.hex() for v in z[k].ravel().tolist()]] for k in z.files}))`,
          `${folder}/m.npz`,
        ),
      );
      assertEquals(Object.keys(answer), [
        "startprob",
        "transmat",
        "emissionprob",
        "first12.startprob",
        "first12.transmat",
        "first12.emissionprob",
      ]);
      const [dtype, shape, hex] = answer.transmat;
      assertEquals([dtype, shape], ["float64", [12, 12]]);
      const values = hex.map((text: string) => {
        const [, whole, fraction, exponent] = /^0x(\d)\.([0-9a-f]+)p([+-]\d+)$/.exec(text)!;
        return (Number(whole) + parseInt(fraction, 16) / 16 ** fraction.length) *
          2 ** Number(exponent);
      });
      assertEquals(values, [...model.hmm.transmat]);
    }),
);

Deno.test(
  "we read what NumPy writes",
  { ignore: lacksNumpy() },
  () =>
    withFolder(async (folder) => {
      await python(
        `import sys, numpy as np
a = np.arange(24.0).reshape(2, 3, 4) / 7
for name, save in (("stored", np.savez), ("deflated", np.savez_compressed)):
    save(f"{sys.argv[1]}/{name}.npz", c=a, fortran=np.asfortranarray(a), big=a.astype(">f8"),
         single=a.astype("f4"), whole=np.arange(5), truth=np.array([True, False]), scalar=np.float64(3))
np.savez(f"{sys.argv[1]}/objects.npz", x=np.array([{}], dtype=object))`,
        folder,
      );
      const expected = Float64Array.from({ length: 24 }, (_, i) => i / 7);
      for (const name of ["stored", "deflated"]) {
        const arrays = decodeNpz(await Deno.readFile(`${folder}/${name}.npz`));
        for (const key of ["c", "fortran", "big"]) {
          assertEquals(arrays[key], { shape: [2, 3, 4], data: expected }, key);
        }
        assertEquals(arrays.single.data, expected.map(Math.fround));
        assertEquals([...arrays.whole.data], [0, 1, 2, 3, 4]);
        assertEquals([...arrays.truth.data], [1, 0]);
        assertEquals(arrays.scalar, { shape: [], data: Float64Array.of(3) });
      }
      const objects = await Deno.readFile(`${folder}/objects.npz`);
      assertThrows(() => decodeNpz(objects), PersistenceError);
    }),
);

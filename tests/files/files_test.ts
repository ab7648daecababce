import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { RaagkitError } from "../../lib/errors.ts";
import {
  atomicWrite,
  FolderLock,
  parseJson,
  readBounded,
  readJson,
  reasonOf,
  sha256File,
  sha256Hex,
  slugOf,
  uniqueSlug,
  writeSynced,
} from "../../lib/files/mod.ts";

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "raagkit-files-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const names = (folder: string): string[] => [...Deno.readDirSync(folder)].map((e) => e.name).sort();
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("a slug is safe for any label", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (label) => {
      assert(/^[a-z0-9][a-z0-9_-]{0,59}$/.test(slugOf(label)), slugOf(label));
      const taken = new Set([slugOf(label), `${slugOf(label)}-2`]);
      assertEquals(uniqueSlug(label, taken), `${slugOf(label)}-3`);
    }),
    { seed: 3, numRuns: 500 },
  );
  const slugs = ["Gaud_Malhar", "Rāg Śrī", "Miyan ki Todi", "NUL", "दरबारी", ""].map(slugOf);
  assertEquals(slugs.slice(0, 3), ["gaud_malhar", "rag_sri", "miyan_ki_todi"]);
  assert(
    slugs[3].startsWith("nul-") && slugs[4].startsWith("raag-") && slugs[5].startsWith("raag-"),
  );
});

Deno.test("a file is replaced as a whole, and nothing is left over", () =>
  withFolder(async (folder) => {
    await atomicWrite(`${folder}/a`, "old");
    await atomicWrite(`${folder}/a`, Uint8Array.of(110, 101, 119));
    assertEquals(await Deno.readTextFile(`${folder}/a`), "new");
    await Deno.mkdir(`${folder}/b`);
    await assertRejects(() => atomicWrite(`${folder}/b`, "x"));
    assertEquals(names(folder), ["a", "b"]);
    await assertRejects(() => writeSynced(`${folder}/a`, bytesOf("x")), Deno.errors.AlreadyExists);
  }));

Deno.test("a digest in memory and one from a file agree", () =>
  withFolder(async (folder) => {
    // More than one piece of the streamed reading.
    const bytes = Uint8Array.from({ length: 600_000 }, (_, i) => (i * i) >> 3);
    await Deno.writeFile(`${folder}/a`, bytes);
    const sha256 = await sha256Hex(bytes);
    assertEquals(await sha256File(`${folder}/a`), { sha256, bytes: 600_000 });
    // SHA-256 of nothing: NIST, FIPS 180-4 example values.
    assertEquals((await sha256Hex(new Uint8Array(0))).slice(0, 16), "e3b0c44298fc1c14");
    const signal = AbortSignal.abort();
    await assertRejects(() => sha256File(`${folder}/a`, { signal }), DOMException);
  }));

Deno.test("JSON is read within bounds", () =>
  withFolder(async (folder) => {
    assertEquals(parseJson(bytesOf('\ufeff{"a":["[[[[[[\\"[["]}'), { maxDepth: 2 }), {
      a: ['[[[[[["[['],
    });
    assertEquals(Object.keys(parseJson(bytesOf('{"__proto__":{"x":1},"y":2}')) as object), ["y"]);
    assertThrows(
      () => parseJson(bytesOf("[[[]]]"), { maxDepth: 2 }),
      RaagkitError,
      "3 levels deep",
    );
    assertThrows(() => parseJson(bytesOf("[".repeat(1e6))), RaagkitError, "levels deep");
    assertThrows(() => parseJson(bytesOf("{]")), RaagkitError, "not JSON");
    assertThrows(() => parseJson(Uint8Array.of(0xff, 0xfe, 0x20)), RaagkitError, "not UTF-8");
    await Deno.writeTextFile(`${folder}/a.json`, "[1]");
    assertEquals(await readJson(`${folder}/a.json`), [1]);
    await assertRejects(
      () => readJson(`${folder}/a.json`, { maxBytes: 2 }),
      RaagkitError,
      "3 bytes",
    );
    await assertRejects(() => readBounded(folder, 9), RaagkitError, "not a regular file");
    await assertRejects(() => readBounded(`${folder}/x`, 9), RaagkitError, "does not exist");
  }));

Deno.test(
  "a pipe is refused instead of waited for",
  { ignore: Deno.build.os === "windows" },
  () =>
    withFolder(async (folder) => {
      await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
      await assertRejects(
        () => readBounded(`${folder}/pipe`, 9),
        RaagkitError,
        "not a regular file",
      );
    }),
);

Deno.test("a lock keeps others out, also within one process, and leaves nothing behind", () =>
  withFolder(async (folder) => {
    let inside = 0, most = 0;
    await Promise.all(Array.from({ length: 16 }, async (_, contender) => {
      // Waiting times of their own bring about every order of opening, removing and locking.
      for (let round = 0; round < 8; round++) {
        await using _lock = await FolderLock.acquire(folder, { timeoutSeconds: 60 });
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, (contender + round) % 3));
        inside--;
      }
    }));
    assertEquals([most, names(folder)], [1, []]);
    await using _lock = await FolderLock.acquire(folder);
    const error = await assertRejects(
      () => FolderLock.acquire(folder, { timeoutSeconds: 0 }),
      RaagkitError,
    ) as Error;
    assertStringIncludes(error.message, `process ${Deno.pid}`);
  }));

Deno.test("a lock whose holder was killed is free at once", () =>
  withFolder(async (folder) => {
    const program = `import { FolderLock } from "${new URL(
      "../../lib/files/mod.ts",
      import.meta.url,
    )}";
      await FolderLock.acquire(${JSON.stringify(folder)});
      console.log("held");
      await new Promise(() => setInterval(() => {}, 1000));`;
    const process = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-check", program],
      stdout: "piped",
    }).spawn();
    const reader = process.stdout.getReader();
    await reader.read();
    await reader.cancel();
    const error = await assertRejects(
      () => FolderLock.acquire(folder, { timeoutSeconds: 0 }),
      RaagkitError,
    ) as Error;
    assertStringIncludes(error.message, `process ${process.pid}`);
    process.kill("SIGKILL");
    await process.status;
    assertEquals(names(folder), [".lock.tmp"]);
    await using _lock = await FolderLock.acquire(folder, { timeoutSeconds: 1 });
  }));

const cc = await new Deno.Command("cc", { args: ["--version"], stdout: "null", stderr: "null" })
  .output().then(({ success }) => success, () => false);

Deno.test({
  name: "a file system without locks holds nobody up, and a lock that fails otherwise is an error",
  ignore: !cc || Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      // A library that answers `flock` as such a file system does.
      const answer = async (errno: string) => {
        const library = `${folder}/${errno}.so`, source = `${folder}/flock.c`;
        await Deno.writeTextFile(
          source,
          `#include <errno.h>\nint flock(int f, int o) { errno = ${errno}; return -1; }`,
        );
        await new Deno.Command("cc", { args: ["-shared", "-fPIC", "-o", library, source] })
          .output();
        const program = `import { FolderLock } from "${new URL(
          "../../lib/files/mod.ts",
          import.meta.url,
        )}";
          await using lock = await FolderLock.acquire(${JSON.stringify(folder)});`;
        const { success } = await new Deno.Command(Deno.execPath(), {
          args: ["eval", "--no-check", program],
          env: { LD_PRELOAD: library },
          stderr: "null",
        }).output();
        return success;
      };
      assertEquals([await answer("ENOLCK"), await answer("EOPNOTSUPP")], [true, true]);
      assert(!names(folder).includes(".lock.tmp"));
      assertEquals(await answer("EIO"), false);
    }),
});

Deno.test("reasons are said in plain words", () => {
  const coded = (code: string): Error => Object.assign(new Error("os error"), { code });
  assertEquals(
    [
      coded("ENOSPC"),
      coded("EROFS"),
      new Deno.errors.PermissionDenied("x"),
      "text",
      new Error("why"),
    ]
      .map(reasonOf),
    [
      "the disk is full",
      "the disk can be read only",
      "the operating system denies access to it",
      "text",
      "why",
    ],
  );
});

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { runStoredUnits } from "../../lib/jobs/mod.ts";

Deno.test("stored units are found again, and an entry in another's place is not believed", async () => {
  const folder = await Deno.makeTempDir({ prefix: "raagkit-stored-" });
  const units = [{ id: "two", input: 2 }, { id: "three", input: 3 }];
  const run = async () => {
    const found: boolean[] = [];
    const outcomes = await runStoredUnits(folder, units, (n: number) => n * n, {
      onOutcome: (_, __, wasThere) => void found.push(wasThere),
    });
    return { values: outcomes.map((outcome) => outcome.ok && outcome.value), found };
  };
  try {
    assertEquals(await run(), { values: [4, 9], found: [false, false] });
    assertEquals(await run(), { values: [4, 9], found: [true, true] });
    await Deno.copyFile(join(folder, "two.json"), join(folder, "three.json"));
    assertEquals(await run(), { values: [4, 9], found: [true, false] });
    await Deno.writeTextFile(join(folder, "two.json"), "{");
    assertEquals(await run(), { values: [4, 9], found: [true, false] });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** What commands print: tables that fit a terminal, colour on terminals only. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { formatTable, WIDTH } from "../../lib/cli/console.ts";
import { FAMILY_NAMES } from "raagkit/families";
import { ROOT } from "../robustness/process.ts";
import { which } from "../doors/which.ts";

Deno.test("a table is as wide as its cells: words to the left, numbers to the right", () => {
  assertEquals(
    formatTable(["raag", "n"], [["Yaman", "3"], ["Desh", "12"]]),
    "raag    n\n-----  --\nYaman   3\nDesh   12",
  );
});

Deno.test("a table with long paths fits 80 columns, and shows where the paths end", () => {
  const path = `${"a_long_folder/".repeat(9)}song.mp3`;
  const lines = formatTable(["file", "Sa (Hz)"], [[path, "140.0"], ["b.wav", "220.0"]]).split("\n");
  assertEquals(lines.map((line) => line.length <= WIDTH), [true, true, true, true]);
  assertStringIncludes(lines[2], "…");
  assertStringIncludes(lines[2], "song.mp3");
});

Deno.test("a comparison of all families fits 80 columns with their whole names", () => {
  const header = ["family", "accuracy", "95 %", "top-3", "log-loss", "ECE", "refused", "seconds"];
  const figures = ["1.000", "0.91..1.00", "1.000", "12.093", "0.088", "0.000", "1234.5"];
  const table = formatTable(header, FAMILY_NAMES.map((name) => [name, ...figures]));
  assert(table.split("\n").every((line) => line.length <= WIDTH));
  for (const name of FAMILY_NAMES) assertStringIncludes(table, name);
});

const noTerminal = await which("script") === undefined;

Deno.test("an error is red on a terminal, and plain where NO_COLOR is set", {
  ignore: noTerminal,
}, async () => {
  const { NO_COLOR: _, ...own } = Deno.env.toObject();
  const run = async (env: Record<string, string>) => {
    const command = `${Deno.execPath()} run --allow-read --allow-env ` +
      `--config ${ROOT}deno.json ${ROOT}lib/cli/classify.ts gone.wav --no-cache`;
    // `script` gives the command a terminal.
    const { stdout } = await new Deno.Command("script", {
      args: ["--quiet", "--return", "--command", command, "/dev/null"],
      clearEnv: true,
      env: { ...own, ...env },
      stdin: "null",
    }).output();
    return new TextDecoder().decode(stdout);
  };
  assertStringIncludes(await run({}), "\x1b[31merror\x1b[0m: ");
  const plain = await run({ NO_COLOR: "1" });
  assertStringIncludes(plain, "error: ");
  assert(!plain.includes("\x1b[31m"), plain);
});

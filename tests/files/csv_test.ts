import { assertEquals } from "@std/assert";
import { csv } from "../../lib/files/mod.ts";

Deno.test("cells with commas, quotes and line breaks are quoted", () => {
  assertEquals(
    csv([["a,b", 'say "sa"', "x\ny", 0.5], ["", NaN]]),
    '"a,b","say ""sa""","x\ny",0.5\n,NaN\n',
  );
});

Deno.test("text that a spreadsheet would run is shown as text; numbers stay numbers", () => {
  const formulas = ["=1+1", "+SUM(A1)", "-cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "=a,b"];
  assertEquals(
    csv([formulas]),
    `'=1+1,'+SUM(A1),'-cmd|' /C calc'!A0,'@SUM(1),'\t=1,"'=a,b"\n`,
  );
  assertEquals(
    csv([[-0.5, 1e-7, "-2.25", "+3e-4", -Infinity]]),
    "-0.5,1e-7,-2.25,+3e-4,-Infinity\n",
  );
  assertEquals(csv([["=1+1", "-x.wav"]], { verbatim: true }), "=1+1,-x.wav\n");
});

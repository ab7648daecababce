import { assertEquals } from "@std/assert";
import { RAAG_LIBRARY, textbookFacts } from "../../../lib/raags/mod.ts";
import { readJson, testOn } from "./corpora.ts";

testOn(["reference/textbook"], "the facts are those of the reference table", () => {
  const { raags } = readJson("reference/textbook/raags.json");
  assertEquals(raags.length, 93);
  for (const row of raags) {
    const taught = textbookFacts(RAAG_LIBRARY[row.raag.replace("Gaud Malhar", "Gaud_Malhar")]);
    for (const fact of ["scale", "aroh", "avroh", "vadi", "samvadi", "nyas", "phrases", "weak"]) {
      assertEquals(taught[fact as keyof typeof taught], row[fact], `${row.raag}: ${fact}`);
    }
  }
});

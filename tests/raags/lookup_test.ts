import { assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { RAAG_LIBRARY, raagByName, raagLabel } from "../../lib/raags/mod.ts";

const SPELLINGS: Record<string, string[]> = {
  Bhupali: ["Bhupali", "bhoopali", "BHUP", "Bhoop", "Bhopali", "Raag Bhupali", "भूपाली", "राग भूप"],
  Darbari: ["Durbari", "Darbari Kanada", "darbari_kanada", "Darbārī Kānaḍā", "दरबारी कान्हड़ा"],
  Todi: ["Miyan ki Todi", "miyan-ki-todi", "Toḍī", "तोड़ी", "तोडी", "raga_todi"],
  "Gaud_Malhar": ["Gaud Malhar", "gaur malhar", "gaud-malhar", "Goud Malhar", "गौड़ मल्हार"],
  "Ahir Bhairav": ["Ahir_Bhairav", "ahirbhairav", "Aheer Bhairav", "AHIR-BHAIRAV"],
  "Miyan Malhar": ["Miyan ki Malhar", "Miya malhar", "मियाँ की मल्हार", "मियां मल्हार"],
  Shri: ["Shree", "Sri", "Śrī", "rag shri", "श्री"],
  Jaijaivanti: ["Jaijaiwanti", "Jayjaywanti", "जयजयवन्ती", "जयजयवंती"],
  Malkauns: ["Malkosh", "malkaunsh", "मालकौंस"],
  "Bhinna Shadja": ["Kaushik Dhwani", "bhinn shadj"],
  Hamir: ["Hameer", "हमीर"],
  "Madhmad Sarang": ["Madhumad Sarang", "madhyamad sarang"],
};

for (const [label, spellings] of Object.entries(SPELLINGS)) {
  Deno.test(`${label} is found by ${spellings.join(", ")}`, () => {
    for (const spelling of spellings) {
      for (const form of ["NFC", "NFD"]) {
        assertEquals(raagLabel(spelling.normalize(form)), label, `${spelling} in ${form}`);
      }
    }
    assertEquals(raagByName(spellings[0]), RAAG_LIBRARY[label]);
  });
}

Deno.test("every raag is found by its own label and by every name of its file", () => {
  for (const { raag, names } of Object.values(RAAG_LIBRARY)) {
    for (const name of [raag, ...names]) assertEquals(raagLabel(name), raag, name);
  }
});

Deno.test("near names are not taken for each other", () => {
  assertEquals(raagLabel("Bhairavi"), "Bhairavi");
  assertEquals(raagLabel("भैरव"), "Bhairav");
  assertEquals(raagLabel("Puriya"), "Puriya");
  assertEquals(raagLabel("Yaman2"), undefined);
  for (const nothing of ["", "  ", "--", "raag", "Rock"]) {
    assertEquals(raagLabel(nothing), undefined);
  }
});

Deno.test("an unknown raag is refused with the nearest that are known", () => {
  const messageOf = (name: string) =>
    assertThrows(() => raagByName(name), InvalidArgumentError).message;
  assertEquals(messageOf("Yamen").includes("did you mean Yaman"), true, messageOf("Yamen"));
  assertEquals(messageOf("Bhimpalsi").includes("did you mean Bhimpalasi"), true);
  assertEquals(messageOf("मलकौंस").includes("Malkauns"), true, messageOf("मलकौंस"));
  assertEquals(messageOf("Rock").includes("did you mean"), false, messageOf("Rock"));
  assertEquals(messageOf("Rock").includes('"Rock"'), true);
});

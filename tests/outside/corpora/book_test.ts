import { assert } from "@std/assert";
import { makeFamily, rankScores } from "../../../lib/families/mod.ts";
import { readTracks, testOn, windowsOf } from "./corpora.ts";

testOn(
  ["data/hindustani"],
  "real recordings: six lessons and the book name more of a concert than six lessons",
  async () => {
    const family = makeFamily("hmm");
    const lessons = readTracks("data/hindustani/train");
    const windows = readTracks("data/hindustani/test").flatMap((one) =>
      windowsOf(one.track, 20).map((track) => ({ ...one, track }))
    );
    const firstOf = async (spelling: (raag: string) => string) => {
      const fitted = await family.fit(
        lessons.map((one) => ({
          ...one,
          raag: spelling(one.raag),
          features: family.prepare(one),
        })),
      );
      const right = windows.filter((one) => {
        const [best] = rankScores(fitted.answer(family.prepare(one)).scores);
        return fitted.labels[best] === spelling(one.raag);
      });
      return right.length / windows.length;
    };
    // Seen: .743 and .851 of 268 windows of 20 s; .03 is one standard deviation of such a share.
    const alone = await firstOf((raag) => `my ${raag}`), both = await firstOf((raag) => raag);
    assert(both > 0.82 && both > alone + 0.06, `${alone} alone, ${both} with the book`);
  },
);

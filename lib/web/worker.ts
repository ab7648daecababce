/**
 * The page's worker: decodes, tracks and answers, so that the page itself never waits.
 *
 * @module
 */

import { RaagkitError } from "../errors.ts";
import { type ModelSet, textbookModels } from "../families/mod.ts";
import {
  answerOf,
  classificationOf,
  classifierFor,
  type Heard,
  readRecording,
  tonicsOf,
} from "./listen.ts";
import { LiveTrack } from "./live_track.ts";
import type { Question, Reply, Request } from "./messages.ts";
import { unpackModels } from "./packed_models.ts";

/** The part of a worker's global scope that is used. */
interface Scope {
  postMessage(message: Reply): void;
  onmessage: (event: MessageEvent<Request>) => unknown;
}

const scope = globalThis as unknown as Scope;
let models: ModelSet[] = [];
let live: LiveTrack | undefined;
let recording: Heard | undefined;

async function serve(request: Request): Promise<void> {
  switch (request.kind) {
    case "models": {
      models = request.sets.map((set) => set === "textbook" ? textbookModels() : unpackModels(set));
      const sets = request.sets.map((set, i) => ({
        name: set === "textbook" ? set : set.name,
        labels: [...models[i].keys()],
      }));
      return scope.postMessage({ kind: "ready", sets });
    }
    case "listen": {
      const { id, file, question } = request;
      const read = await readRecording(
        file,
        (stage, fraction) => scope.postMessage({ kind: "progress", id, stage, fraction }),
      );
      recording = read;
      scope.postMessage({ kind: "recording", id, recording: read });
      return answer(id, question);
    }
    case "ask":
      return answer(request.id, request.question);
    case "live": {
      const { id, samples, sampleRate, isFirst, question } = request;
      if (isFirst || live === undefined) live = new LiveTrack(sampleRate);
      const track = await live.add(samples);
      const tonics = question.tonicHz === undefined
        ? tonicsOf(track, { samples: live.samples, sampleRate })
        : [];
      const sung = { name: "the microphone", track, tonics };
      const classifier = classifierFor(models[question.models], question);
      const classification = classificationOf(classifier, sung, question);
      return scope.postMessage({ kind: "sung", id, classification });
    }
  }
}

function answer(id: number, question: Question): void {
  if (recording === undefined) return;
  scope.postMessage({ kind: "progress", id, stage: "answer" });
  const answer = answerOf(models[question.models], recording, question);
  scope.postMessage({ kind: "answer", id, answer });
}

scope.onmessage = async ({ data }) => {
  try {
    await serve(data);
  } catch (error) {
    const message = error instanceof RaagkitError
      ? error.message
      : `Something went wrong that should not: ${error instanceof Error ? error.stack : error}`;
    scope.postMessage({ kind: "failed", id: "id" in data ? data.id : 0, message });
  }
};

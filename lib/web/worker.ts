/**
 * The page's worker: decodes, tracks and answers, so that the page itself never waits.
 *
 * @module
 */

import { RaagkitError } from "../errors.ts";
import { classifierOf, type RaagClassifier } from "../families/mod.ts";
import { answerOf, readRecording, readSamples } from "./listen.ts";
import type { Recording, Reply, Request } from "./messages.ts";
import { unpackModels } from "./packed_models.ts";

/** The part of a worker's global scope that is used. */
interface Scope {
  postMessage(message: Reply): void;
  onmessage: (event: MessageEvent<Request>) => unknown;
}

const scope = globalThis as unknown as Scope;
let classifiers: RaagClassifier[] = [];
let recording: Pick<Recording, "track" | "tonics" | "name"> | undefined;

async function serve(request: Request): Promise<void> {
  switch (request.kind) {
    case "models": {
      classifiers = request.sets.map((set) => classifierOf(unpackModels(set)));
      const sets = request.sets.map(({ name }, i) => ({ name, labels: classifiers[i].labels }));
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
      return answer(id, question.models, question.tonicHz);
    }
    case "ask":
      return answer(request.id, request.question.models, request.question.tonicHz);
    case "live": {
      const { id, samples, sampleRate, question } = request;
      recording = { name: "the microphone", ...await readSamples(samples, sampleRate) };
      return answer(id, question.models, question.tonicHz);
    }
  }
}

function answer(id: number, models: number, tonicHz?: number): void {
  if (recording === undefined) return;
  scope.postMessage({ kind: "progress", id, stage: "answer" });
  const answer = answerOf(classifiers[models], recording, tonicHz);
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

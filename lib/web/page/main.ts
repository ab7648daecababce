/// <reference lib="dom" />
/**
 * The page: sound in, answer out.
 *
 * @module
 */

import type { Answer, Question, Recording, Reply, Stage } from "../messages.ts";
import { byId, nextTask } from "./dom.ts";
import { Listener } from "./listener.ts";
import { MelodyView } from "./melody.ts";
import { Player } from "./player.ts";
import * as results from "./results.ts";
import { readLibrary, showComparison } from "./compare.ts";
import { answerJson, notesCsv, pitchCsv, pngOf, save, stemOf } from "./save.ts";
import { setUpAppearance } from "./appearance.ts";
import { Singing } from "./singing.ts";
import { clock, type Script } from "./words.ts";

const melody = new MelodyView(), player = new Player();
const listener = new Listener(
  byId("worker-code").textContent!,
  JSON.parse(byId("packed").textContent!),
);

let sets: { name: string; labels: readonly string[] }[] = [];
let recording: Recording | undefined, answer: Answer | undefined;
/** The file that is being read; undefined when the page waits for one. */
let reading: File | undefined;
/** Raags that do not come into question. */
const excluded = new Set<string>();
/** Sa in Hz as the listener gave it. */
let givenTonic: number | undefined;
let showAllRaags = false, noteSpans: HTMLElement[] = [];

const select = (id: string) => byId<HTMLSelectElement>(id);
const script = () => select("script").value as Script;
const modelsIndex = () => Math.max(0, select("models").selectedIndex);

/** Says something to those who see and those who hear. */
function say(text: string, failed = false): void {
  byId("status").textContent = text;
  byId("status").classList.toggle("failed", failed);
}

function setBusy(isBusy: boolean): void {
  byId("work").hidden = !isBusy;
  document.body.setAttribute("aria-busy", String(isBusy));
}

const STAGES: Record<Stage, string> = {
  decode: "Reading the sound",
  pitch: "Following the pitch",
  tonic: "Looking for Sa",
  answer: "Comparing with the raags",
};

listener.onReply = (reply: Reply) => {
  switch (reply.kind) {
    case "ready":
      sets = reply.sets;
      return offerModels();
    case "progress": {
      if (singing.session !== undefined) return;
      const bar = byId<HTMLProgressElement>("progress");
      if (reply.fraction === undefined) bar.removeAttribute("value");
      else bar.value = reply.fraction;
      return say(`${STAGES[reply.stage]} …`);
    }
    case "recording":
      recording = reply.recording;
      return;
    case "sung":
      return singing.session?.take(reply.classification);
    case "answer":
      answer = reply.answer;
      return void showAnswer();
    case "failed":
      if (singing.session !== undefined) return singing.session.takeFailure();
      setBusy(false);
      reading = undefined;
      return say(reply.message, true);
  }
};

function offerModels(): void {
  if (select("models").options.length === 0) {
    select("models").append(
      ...sets.map(({ name, labels }) => new Option(`${name} (${labels.length} raags)`)),
    );
  }
  document.body.dataset.ready = "true";
  say("Ready.");
}

function listenTo(file: File | undefined, tonicHz?: number): void {
  if (file === undefined) return;
  singing.end();
  reading = file;
  givenTonic = tonicHz;
  recording = answer = undefined;
  byId("result").hidden = true;
  player.pause();
  setBusy(true);
  say(`Reading ${file.name} …`);
  listener.ask({ kind: "listen", file, question: question() });
}

/** What is asked: models, Sa and raags as they stand on the page. */
function question(): Question {
  const raags = excluded.size === 0
    ? undefined
    : sets[modelsIndex()].labels.filter((label) => !excluded.has(label));
  return { models: modelsIndex(), tonicHz: givenTonic, raags };
}

function askAgain(): void {
  if (recording === undefined) return;
  setBusy(true);
  listener.ask({ kind: "ask", question: question() });
}

/** Takes a Sa, or whichever is found in the sound. */
function takeSa(tonicHz?: number): void {
  givenTonic = tonicHz;
  askAgain();
}

function page(): results.Page | undefined {
  if (recording === undefined || answer === undefined) return undefined;
  return { recording, answer, labels: sets[modelsIndex()].labels, script: script() };
}

/** Shows an answer, piece by piece, so that the page never stands still. */
async function showAnswer(): Promise<void> {
  const now = page()!;
  const isNew = reading !== undefined;
  reading = undefined;
  setBusy(false);
  byId("result").hidden = false;
  results.showName(now);
  results.showSa(now, takeSa);
  showRaags();
  await nextTask();
  if (isNew) player.set(now.recording.track, now.recording.wav);
  byId<HTMLButtonElement>("save-wav").disabled = now.recording.wav === undefined;
  const { notes, classification: { tonicHz } } = now.answer;
  melody.set({ ...now.recording, notes, tonicHz }, !isNew);
  await nextTask();
  await showDetails(now);
  const { name, durationSeconds } = now.recording;
  const likely = now.answer.classification.raag === null ? "" : "most likely ";
  say(`${name}, ${clock(Math.round(durationSeconds))}: ${likely}${byId("name").textContent}.`);
  document.body.dataset.answered = String(Number(document.body.dataset.answered ?? 0) + 1);
}

/** Shows the notes, the histogram and the evidence, each in a task of its own. */
async function showDetails(now: results.Page): Promise<void> {
  noteSpans = results.showSargam(now);
  await nextTask();
  results.showHistogram(now);
  await nextTask();
  results.showEvidence(now, (from) => player.play(from));
}

/** Shows what depends on the raags that come into question. */
function showRaags(): void {
  const now = page();
  if (now === undefined) return;
  results.showRanking(now, (raag) => !excluded.has(raag), showAllRaags, (raag, possible) => {
    if (possible) excluded.delete(raag);
    else excluded.add(raag);
    chosen();
  });
  showComparison(now.answer.classification.ranking.map(({ raag }) => raag), now.script);
}

/** Offers to ask about the raags that are ticked. */
function chosen(): void {
  const left = sets[modelsIndex()].labels.length - excluded.size;
  byId<HTMLButtonElement>("ask-raags").disabled = left < 2;
  say(left < 2 ? "Two raags or more must come into question." : `${left} raags may be it.`);
}

/** Draws all that is on the page once more: another script, size or width. */
async function redraw(): Promise<void> {
  const now = page();
  melody.setScript(script());
  singing.session?.showCircle();
  if (now === undefined || byId("result").hidden) return;
  results.showName(now);
  showRaags();
  await showDetails(now);
}

// Sound.
const drop = byId("drop");
byId<HTMLInputElement>("file").onchange = ({ target }) => {
  const input = target as HTMLInputElement;
  listenTo(input.files?.[0]);
  input.value = ""; // so that the same file can be chosen again
};
document.ondragover = (event) => {
  event.preventDefault();
  drop.classList.add("over");
};
document.ondragleave = () => drop.classList.remove("over");
document.ondrop = (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  listenTo(event.dataTransfer?.files[0]);
};
byId("stop").onclick = async () => {
  reading = undefined;
  setBusy(false);
  await listener.stop();
  say("Stopped.");
};
select("models").onchange = () => {
  excluded.clear();
  askAgain();
};

// Sa.
byId<HTMLFormElement>("sa-form").onsubmit = (event) => {
  event.preventDefault();
  takeSa(Number(byId<HTMLInputElement>("sa-hz").value));
};

// Raags.
byId("all-raags").onclick = () => {
  excluded.clear();
  showRaags();
  chosen();
};
byId("ask-raags").onclick = askAgain;
byId("no-raags").onclick = () => {
  sets[modelsIndex()].labels.forEach((raag) => excluded.add(raag));
  showAllRaags = true;
  showRaags();
  chosen();
};
byId("more-raags").onclick = () => {
  showAllRaags = !showAllRaags;
  showRaags();
};

// Melody.
const playButton = byId("play");
const toggle = () => player.isPlaying ? player.pause() : player.play();
playButton.onclick = toggle;
byId<HTMLInputElement>("tone").onchange = ({ target }) =>
  player.setTone((target as HTMLInputElement).checked);
melody.onPick = (seconds) => {
  melody.setCursor(seconds);
  player.play(seconds);
};
let soundingNote = -1;
player.onTime = (seconds, playing) => {
  playButton.textContent = playing ? "Pause" : "Play";
  playButton.setAttribute("aria-pressed", String(playing));
  melody.setCursor(seconds, playing);
  const onsets = answer?.notes.onsets;
  if (onsets === undefined) return;
  let note = Math.min(noteSpans.length, onsets.length) - 1;
  while (note >= 0 && onsets[note] > seconds) note--;
  if (note === soundingNote) return;
  noteSpans[soundingNote]?.classList.remove("now");
  noteSpans[note]?.classList.add("now");
  soundingNote = note;
};
byId("zoom-in").onclick = () => melody.zoom(0.5);
byId("zoom-out").onclick = () => melody.zoom(2);
byId("back").onclick = () => melody.move(-0.5);
byId("forth").onclick = () => melody.move(0.5);
byId("whole").onclick = () => melody.showAll();
const KEYS: Record<string, () => void> = {
  " ": toggle,
  "ArrowLeft": () => melody.move(-0.25),
  "ArrowRight": () => melody.move(0.25),
  "+": () => melody.zoom(0.5),
  "=": () => melody.zoom(0.5),
  "-": () => melody.zoom(2),
  "Home": () => melody.showAll(),
};
byId("melody").onkeydown = (event) => {
  const action = KEYS[event.key];
  if (action === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
};

// Singing.
const singing = new Singing({
  ask: (samples, sampleRate, isFirst) =>
    listener.ask({ kind: "live", samples, sampleRate, isFirst, question: question() }, [
      samples.buffer as ArrayBuffer,
    ]),
  takeSa: (tonicHz) => {
    givenTonic = tonicHz;
    if (singing.session === undefined) askAgain();
  },
  begin: (tonicHz) => {
    player.pause();
    givenTonic = tonicHz;
    byId("result").hidden = true;
  },
  givenTonic: () => givenTonic,
  script,
  say,
  listenTo,
});

// Files.
const whenAnswered = (action: (now: results.Page, stem: string) => void) => () => {
  const now = page();
  if (now !== undefined) action(now, stemOf(now.recording.name));
};
byId("save-csv").onclick = whenAnswered((now, stem) =>
  save(pitchCsv(now.recording), `${stem}_pitch.csv`)
);
byId("save-notes").onclick = whenAnswered((now, stem) =>
  save(notesCsv(now.answer.notes), `${stem}_notes.csv`)
);
byId("save-json").onclick = whenAnswered((now, stem) => {
  const { name } = sets[modelsIndex()];
  save(answerJson(now.recording, now.answer, name), `${stem}_raag.json`);
});
byId("save-png").onclick = whenAnswered(async (_, stem) =>
  save(await pngOf(melody.svg), `${stem}_melody.png`)
);
byId("save-wav").onclick = whenAnswered(({ recording: { wav } }, stem) =>
  wav && save(wav, `${stem}.wav`)
);

setUpAppearance(() => void redraw());
void readLibrary();
let width = document.body.clientWidth;
new ResizeObserver(() => {
  if (document.body.clientWidth === width) return;
  width = document.body.clientWidth;
  void redraw();
}).observe(document.body);

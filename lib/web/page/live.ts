/// <reference lib="dom" />
import { encodeWav } from "../../audio/encode_wav.ts";
import { hzToCents } from "../../math.ts";
import { lineFigure } from "../../plot/lines.ts";
import { pitchFigure } from "../../plot/pitch.ts";
import { semitoneLabel, svaraAxis } from "../../plot/svara_axis.ts";
import { SVARAS } from "../../quantize/svara.ts";
import { pitchClass, RAAG_LIBRARY, textbookFacts } from "../../raags/mod.ts";
import type { Answer } from "../messages.ts";
import { needleAngle, svaraCircle } from "./circle.ts";
import { byId, make } from "./dom.ts";
import { showFigure } from "./figures.ts";
import { type Microphone, openMicrophone } from "./microphone.ts";
import { type Line, linesOf, sungPart } from "./moves.ts";
import { adviceOn, sungPitch } from "./sung_pitch.ts";
import { clock, hertz, inScript, percent, raagName, type Script } from "./words.ts";

/** Seconds of pitch on the screen, and between two drawings of it. */
const SHOWN = 12, REDRAW = 0.12;
/** Seconds between two questions to the models. */
const ASK_EVERY = 1;
/** Raags whose probability is drawn. */
const LINES = 4;
/** Blocks of 23 ms that a note must be held to count as sung. */
const HELD = 4;

/** What a session needs of the page. */
export interface LiveHost {
  /** Asks the models about more samples. */
  ask(samples: Float32Array, sampleRate: number, isFirst: boolean): void;
  /** Sa in Hz that the singer wants; undefined where the models shall find it. */
  givenTonic(): number | undefined;
  /** Sa as long as nobody knows it. */
  usualTonic(): number;
  script(): Script;
}

/**
 * One stretch of singing: the needle, the moves, the pitch as it comes, and what the models think
 * every second.
 */
export class LiveSession {
  #microphone: Microphone | undefined;
  #blocks: Float32Array[] = [];
  #length = 0;
  #sent = 0;
  #isWaiting = false;
  #recent = new Float32Array(4096);
  #f0: number[] = [];
  #drawnAt = 0;
  #askedAt = 0;
  #heardTonic: number | undefined;
  #lines: Line[] = [];
  /** The svaras of the raag whose moves are shown. */
  #svaras: readonly string[] = SVARAS;
  #sung: number[] = [];
  #held = { svara: -1, blocks: 0 };
  #said: { seconds: number; ranking: Answer["classification"]["ranking"] }[] = [];

  constructor(readonly host: LiveHost) {}

  async start(): Promise<void> {
    this.#microphone = await openMicrophone((samples) => this.#hear(samples));
    this.showCircle();
  }

  /** Closes it; what was sung comes as a WAV file, undefined if it was nothing. */
  stop(): File | undefined {
    const rate = this.#microphone?.sampleRate ?? 0;
    this.#microphone?.stop();
    this.#microphone = undefined;
    if (this.#length < rate / 2) return undefined;
    const bytes = encodeWav(this.#from(0), rate) as Uint8Array<ArrayBuffer>;
    return new File([bytes], "sung.wav", { type: "audio/wav" });
  }

  /** The pitch of this moment in Hz; NaN where nothing is sung. */
  get pitch(): number {
    return this.#f0.at(-1) ?? NaN;
  }

  /** Sa as it stands. */
  get tonicHz(): number {
    return this.host.givenTonic() ?? this.#heardTonic ?? this.host.usualTonic();
  }

  take(said: Answer["classification"]): void {
    const { tonicHz, ranking, raag } = said;
    this.#isWaiting = false;
    this.#heardTonic = tonicHz;
    this.#said.push({ seconds: this.#askedAt, ranking });
    this.#drawEvidence();
    const script = this.host.script();
    const list = ranking.slice(0, 3).map((one) =>
      raagName(one.raag, script) +
      (one.probability === undefined ? "" : ` ${percent(one.probability)}`)
    ).join(", ");
    const time = clock(Math.round(this.#seconds));
    const how = raag === null ? "not sure yet; nearest" : "most likely";
    byId("live-answer").textContent = `${time}: ${how} ${list}. Sa ${hertz(tonicHz)}.`;
  }

  takeFailure(): void {
    this.#isWaiting = false;
  }

  /** Draws the circle with the svaras of the chosen raag, and writes its moves. */
  showCircle(): void {
    const script = this.host.script();
    const grammar = RAAG_LIBRARY[byId<HTMLSelectElement>("moves-of").value];
    this.#svaras = grammar?.scale.split(" ") ?? SVARAS;
    byId("circle").innerHTML = svaraCircle(this.#svaras, script);
    this.#lines = grammar === undefined ? [] : linesOf(textbookFacts(grammar));
    byId("moves").replaceChildren(...this.#lines.map((line) =>
      make(
        "span",
        { className: "line", title: line.name },
        ...line.text.map((svara) => make("span", { textContent: inScript(svara, script) })),
      )
    ));
  }

  get #seconds(): number {
    return this.#length / (this.#microphone?.sampleRate ?? 22_050);
  }

  #from(sample: number): Float32Array {
    const samples = new Float32Array(this.#length - sample);
    let at = -sample;
    for (const block of this.#blocks) {
      if (at + block.length > 0) samples.set(block.subarray(Math.max(0, -at)), Math.max(0, at));
      at += block.length;
    }
    return samples;
  }

  #hear(samples: Float32Array): void {
    if (this.#microphone === undefined) return;
    const { sampleRate } = this.#microphone;
    this.#blocks.push(samples);
    this.#length += samples.length;
    this.#recent.copyWithin(0, samples.length);
    this.#recent.set(samples, this.#recent.length - samples.length);
    this.#f0.push(sungPitch(this.#recent, sampleRate));
    this.#showPitch();
    if (this.#seconds - this.#drawnAt > REDRAW) this.#draw(samples.length / sampleRate);
    if (!this.#isWaiting && this.#seconds - this.#askedAt > ASK_EVERY) {
      this.#isWaiting = true;
      this.#askedAt = this.#seconds;
      this.host.ask(this.#from(this.#sent), sampleRate, this.#sent === 0);
      this.#sent = this.#length;
    }
  }

  #showPitch(): void {
    const { pitch } = this, isSung = pitch > 0;
    const needle = document.querySelector<SVGElement>("#circle .needle");
    if (needle !== null) needle.style.display = isSung ? "" : "none";
    if (!isSung) return this.#holdNote(-1);
    document.body.dataset.pitched ??= String(performance.now());
    const cents = hzToCents(pitch, this.tonicHz), advice = adviceOn(cents);
    needle?.setAttribute("transform", `rotate(${needleAngle(cents).toFixed(1)} 100 100)`);
    const off = Math.round(advice.cents);
    const svara = inScript(semitoneLabel(advice.semitone), this.host.script());
    const sign = off > 0 ? "+" : off < 0 ? "−" : "";
    byId("now").textContent = `${svara} ${sign}${Math.abs(off)}`;
    this.#holdNote(pitchClass(advice.semitone));
    // A glide is neither flat nor sharp.
    const isHeld = this.#held.blocks >= HELD;
    byId("advice").textContent = isHeld ? `${advice.words}, ${hertz(pitch)}` : hertz(pitch);
  }

  /** A note that is held becomes one that was sung; the moves it belongs to light up. */
  #holdNote(svara: number): void {
    const blocks = svara === this.#held.svara ? this.#held.blocks + 1 : 1;
    this.#held = { svara, blocks };
    if (blocks !== HELD || svara < 0 || svara === this.#sung.at(-1)) return;
    this.#sung = [...this.#sung.slice(-11), svara];
    this.#lines.forEach((line, l) => {
      const { from, count } = sungPart(line, this.#sung);
      [...byId("moves").children[l].children].forEach((span, i) =>
        span.classList.toggle("sung", i >= from && i < from + count)
      );
    });
  }

  #draw(spacing: number): void {
    this.#drawnAt = this.#seconds;
    const first = Math.max(0, this.#f0.length - Math.ceil(SHOWN / spacing));
    const f0 = Float64Array.from(this.#f0.slice(first));
    const times = f0.map((_, t) => (first + t + 1) * spacing);
    const from = Math.max(0, this.#seconds - SHOWN);
    const track = {
      times,
      f0,
      voicing: new Float32Array(f0.length).fill(1),
      hopSeconds: spacing,
      method: "yin",
      fallbacks: [],
    };
    const figure = pitchFigure(track, { tonicHz: this.tonicHz });
    const { range } = figure.layout.yaxis as { range: [number, number] };
    Object.assign(figure.layout, {
      xaxis: { ...figure.layout.xaxis as object, range: [from, from + SHOWN] },
      yaxis: axisOf(range, this.#svaras),
    });
    showFigure("live-pitch", figure, {
      lines: 20,
      script: this.host.script(),
      label:
        "The pitch of the last seconds over the svaras; the svara of this moment is written above",
      formatX: clock,
    });
  }

  /** Draws how likely the first few raags were from second to second. */
  #drawEvidence(): void {
    const first = this.#said.at(-1)!.ranking.slice(0, LINES).map(({ raag }) => raag);
    const series = first.map((raag) => ({
      name: raagName(raag, this.host.script()),
      x: this.#said.map(({ seconds }) => seconds),
      y: this.#said.map(({ ranking }) =>
        ranking.find((one) => one.raag === raag)?.probability ?? NaN
      ),
    }));
    const figure = lineFigure(series, {
      xTitle: "time (s)",
      yTitle: "probability",
      markers: false,
      digits: 3,
    });
    Object.assign(figure.layout.xaxis as object, { range: [0, Math.max(SHOWN, this.#askedAt)] });
    Object.assign(figure.layout.yaxis as object, { range: [-0.03, 1.03] });
    showFigure("live-evidence", figure, {
      lines: 15,
      label:
        "How likely the first raags were from second to second; the last second is written above",
      formatX: clock,
    });
  }
}

/** An axis that names some of the svaras. */
function axisOf(range: [number, number], svaras: readonly string[]): Record<string, unknown> {
  const axis = svaraAxis(...range, Infinity);
  const vals = axis.tickvals as number[], text = axis.ticktext as string[];
  const isNamed = (_: unknown, i: number) => svaras.includes(text[i][0]);
  return { ...axis, tickvals: vals.filter(isNamed), ticktext: text.filter(isNamed) };
}

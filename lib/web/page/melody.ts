/// <reference lib="dom" />
import { hzToCents } from "../../math.ts";
import type { PitchTrack } from "../../pitch/types.ts";
import { centsRange, svaraAxis } from "../../plot/svara_axis.ts";
import { symbolFigure, waveformFigure } from "../../plot/mod.ts";
import type { SymbolSequence } from "../../quantize/types.ts";
import type { Drawing } from "../draw_figure.ts";
import { byId } from "./dom.ts";
import { showFigure } from "./figures.ts";
import { longestNotes, thinnedTrack } from "./thinned.ts";
import { clock, type Script } from "./words.ts";

export interface Shown {
  /** f0 over time. */
  track: PitchTrack;
  /** Lowest and highest sample of each hundredth of a second. */
  envelope: Float32Array;
  /** Length in seconds. */
  durationSeconds: number;
  /** The notes at this Sa. */
  notes: SymbolSequence;
  tonicHz: number;
}

/** The shortest stretch that is shown, in seconds. */
const CLOSEST = 1;
/** Frames and notes of a stretch that are drawn at most: two a pixel are more than one sees. */
const MOST_FRAMES = 2000, MOST_NOTES = 1000;

/**
 * The melody on the screen: waveform above, pitch and notes over the svaras below, one time axis.
 */
export class MelodyView {
  /** Told the second that was clicked. */
  onPick: (seconds: number) => void = () => {};
  #shown: Shown | undefined;
  #from = 0;
  #to = 1;
  /** Lowest and highest cents that are drawn. */
  #span: [number, number] = [0, 1200];
  #script: Script = "latin";
  #drawing: Drawing | undefined;
  #pending = false;
  #cursor: number | undefined;

  constructor() {
    const area = byId("melody");
    let start: { x: number; from: number; moved: boolean } | undefined;
    area.onpointerdown = (event) => {
      if (event.button !== 0) return;
      area.setPointerCapture(event.pointerId);
      start = { x: event.clientX, from: this.#from, moved: false };
    };
    area.onpointermove = (event) => {
      if (start === undefined || this.#drawing === undefined) return;
      const pixels = event.clientX - start.x;
      if (Math.abs(pixels) > 4) start.moved = true;
      if (!start.moved) return;
      const shift = -pixels / this.#drawing.width * (this.#to - this.#from);
      this.show(start.from + shift, start.from + shift + this.#to - this.#from);
    };
    area.onpointerup = (event) => {
      if (start && !start.moved) this.onPick(this.#secondsAt(event.clientX));
      start = undefined;
    };
    area.onpointercancel = () => start = undefined;
    area.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.shiftKey && Math.abs(event.deltaX) < Math.abs(event.deltaY)) {
        return; // the wheel alone scrolls the page
      }
      event.preventDefault();
      if (event.ctrlKey) this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.#secondsAt(event.clientX));
      else this.move((event.deltaX || event.deltaY) / 500);
    }, { passive: false });
    new ResizeObserver(() => this.#draw()).observe(area);
  }

  /** Shows another melody, or the same on another Sa; the stretch stays where it can. */
  set(shown: Shown, keepStretch: boolean): void {
    this.#shown = shown;
    this.#span = pitchSpan(shown.track, shown.tonicHz);
    if (keepStretch) this.#draw();
    else this.show(0, shown.durationSeconds);
  }

  setScript(script: Script): void {
    this.#script = script;
    this.#draw();
  }

  /** Shows a stretch of time, in seconds. */
  show(from: number, to: number): void {
    if (this.#shown === undefined) return;
    const { durationSeconds } = this.#shown;
    const length = Math.min(
      durationSeconds,
      Math.max(Math.min(CLOSEST, durationSeconds), to - from),
    );
    this.#from = Math.max(0, Math.min(durationSeconds - length, from));
    this.#to = this.#from + length;
    this.#draw();
  }

  /** Shows a stretch `factor` times as long about a second. */
  zoom(factor: number, about = this.#cursor ?? (this.#from + this.#to) / 2): void {
    const middle = Math.max(this.#from, Math.min(this.#to, about));
    this.show(middle - (middle - this.#from) * factor, middle + (this.#to - middle) * factor);
  }

  /** Moves by a part of the stretch. */
  move(part: number): void {
    const step = part * (this.#to - this.#from);
    this.show(this.#from + step, this.#to + step);
  }

  showAll(): void {
    this.show(0, Infinity);
  }

  /** Puts the cursor somewhere; the view follows while it plays. */
  setCursor(seconds: number | undefined, follow = false): void {
    this.#cursor = seconds;
    if (follow && seconds !== undefined && (seconds > this.#to || seconds < this.#from)) {
      const length = this.#to - this.#from;
      this.show(seconds - 0.1 * length, seconds + 0.9 * length);
    }
    this.#placeCursor();
  }

  /** The pitch figure as it is on the screen. */
  get svg(): string {
    return this.#drawing?.svg ?? "";
  }

  #placeCursor(): void {
    const line = byId("cursor"), seconds = this.#cursor;
    const isSeen = seconds !== undefined && this.#drawing !== undefined &&
      seconds >= this.#from && seconds <= this.#to;
    line.hidden = !isSeen;
    if (!isSeen) return;
    const { left, width } = this.#drawing!;
    const x = left + (seconds - this.#from) / (this.#to - this.#from) * width;
    line.style.transform = `translateX(${x.toFixed(1)}px)`;
  }

  #secondsAt(clientX: number): number {
    if (this.#drawing === undefined) return 0;
    const { left, width } = this.#drawing;
    const x = clientX - byId("melody").getBoundingClientRect().left - left;
    return this.#from + Math.max(0, Math.min(1, x / width)) * (this.#to - this.#from);
  }

  /** Draws with the next frame, once however often it is asked. */
  #draw(): void {
    if (this.#pending || this.#shown === undefined) return;
    this.#pending = true;
    requestAnimationFrame(() => {
      this.#pending = false;
      this.#drawNow(this.#shown!);
    });
  }

  #drawNow({ track, envelope, notes, tonicHz }: Shown): void {
    const from = this.#from, to = this.#to;
    if (byId("melody").clientWidth === 0) return;
    const stretch = `${clock(from)} to ${clock(to)}`;
    if (envelope.length > 0) {
      const part = envelope.subarray(2 * Math.floor(from * 100), 2 * Math.ceil(to * 100));
      const wave = waveformFigure(part, 200, { startSeconds: Math.floor(from * 100) / 100 });
      wave.layout = {
        xaxis: { range: [from, to], tickvals: [], ticktext: [] },
        yaxis: { tickvals: [], ticktext: [] },
      };
      showFigure("wave", wave, { lines: 7, label: `Waveform, ${stretch}` });
    } else byId("wave").innerHTML = "";
    const figure = symbolFigure(longestNotes(notes, MOST_NOTES, from, to), {
      track: thinnedTrack(track, MOST_FRAMES, from, to),
      tonicHz,
      fromSeconds: from,
      toSeconds: to,
    });
    figure.data.forEach((trace, i) => trace.name = ["pitch", "notes"][i]);
    figure.layout.yaxis = svaraAxis(...this.#span);
    this.#drawing = showFigure("pitch", figure, {
      lines: innerWidth < 640 ? 17 : 28,
      script: this.#script,
      label: `Pitch and notes over the svaras, ${stretch}; the notes stand below in sargam`,
      formatX: clock,
    });
    this.#placeCursor();
  }
}

/** The svaras that a whole melody needs, without the few frames that lie apart. */
function pitchSpan(track: PitchTrack, tonicHz: number): [number, number] {
  const cents = thinnedTrack(track, 20_000).f0.filter((hz) => hz > 0)
    .map((hz) => hzToCents(hz, tonicHz)).sort();
  const cut = Math.floor(0.002 * cents.length);
  return centsRange(cents.subarray(cut, cents.length - cut));
}

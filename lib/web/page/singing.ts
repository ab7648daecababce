/// <reference lib="dom" />
import { RAAG_LIBRARY } from "../../raags/mod.ts";
import { byId } from "./dom.ts";
import { type LiveHost, LiveSession } from "./live.ts";
import { TanpuraPlayer } from "./tanpura_player.ts";
import { hertz, raagName } from "./words.ts";

export interface SingingHost extends Omit<LiveHost, "usualTonic"> {
  takeSa(tonicHz: number): void;
  /** Makes room for singing, on a Sa if one is known. */
  begin(tonicHz: number | undefined): void;
  say(text: string, failed?: boolean): void;
  /** Reads what was sung like any file. */
  listenTo(file: File, tonicHz?: number): void;
}

/** Tenths of a second for which Sa is listened to, and how many of them must have a pitch. */
const SA_TENTHS = 30, SA_HEARD = 8;

/** The buttons of singing: microphone, Sa, the raag whose moves light up, the tanpura. */
export class Singing {
  session: LiveSession | undefined;
  readonly #tanpura = new TanpuraPlayer();

  constructor(readonly host: SingingHost) {
    const moves = byId<HTMLSelectElement>("moves-of");
    moves.append(
      new Option("no raag", ""),
      ...Object.keys(RAAG_LIBRARY).map((label) => new Option(raagName(label, "latin"), label)),
    );
    moves.onchange = () => this.session?.showCircle();
    byId("listen").onclick = () => this.session === undefined ? void this.#begin() : this.#look();
    byId("live-stop").onclick = () => this.#look();
    byId("sa-here").onclick = () => this.#takeSaNow();
    byId("sa-sing").onclick = () => void this.#listenForSa();
    this.#setUpTanpura();
  }

  /** Ends what goes on, if something does. */
  end(): File | undefined {
    const file = this.session?.stop();
    this.session = undefined;
    byId("live").hidden = true;
    byId("listen").textContent = "Sing to the microphone";
    return file;
  }

  get #tanpuraSa(): number {
    return Math.min(400, Math.max(80, Number(byId<HTMLInputElement>("tanpura-sa").value) || 146.8));
  }

  /** A session with an open microphone; undefined, and a sentence, where there is none. */
  async #open(host: Partial<LiveHost> = {}): Promise<LiveSession | undefined> {
    const opening = new LiveSession({
      ...this.host,
      usualTonic: () => this.#tanpuraSa,
      ...host,
    });
    try {
      await opening.start();
      return opening;
    } catch (error) {
      this.host.say((error as Error).message, true);
    }
  }

  async #begin(): Promise<void> {
    this.host.begin(this.#tanpura.isPlaying ? this.#tanpuraSa : undefined);
    this.session = await this.#open();
    if (this.session === undefined) return;
    byId("live").hidden = false;
    byId("listen").textContent = "Stop and look at it";
    this.host.say("Sing.");
  }

  #look(): void {
    const file = this.end();
    if (file === undefined) this.host.say("Too little was sung to be looked at.");
    else this.host.listenTo(file, this.host.givenTonic());
  }

  #takeSaNow(): void {
    const pitch = this.session?.pitch ?? NaN;
    if (!(pitch > 0)) return this.host.say("Sing Sa, and press the button while you hold it.");
    byId<HTMLInputElement>("tanpura-sa").value = pitch.toFixed(1);
    this.host.takeSa(pitch);
    this.host.say(`Sa is ${hertz(pitch)}.`);
  }

  /** Listens for a moment, and takes what is sung for Sa. */
  async #listenForSa(): Promise<void> {
    const ear = await this.#open({ ask: () => {} });
    if (ear === undefined) return;
    this.host.say("Sing Sa, and hold it for three seconds …");
    const sung: number[] = [];
    for (let tenth = 0; tenth < SA_TENTHS; tenth++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (ear.pitch > 0) sung.push(ear.pitch);
    }
    ear.stop();
    if (sung.length < SA_HEARD) return this.host.say("No steady note was heard.", true);
    this.host.takeSa(sung.sort((a, b) => a - b)[sung.length >> 1]);
  }

  #setUpTanpura(): void {
    const button = byId("tanpura"), gain = byId<HTMLInputElement>("tanpura-gain");
    const tuning = byId<HTMLSelectElement>("tanpura-tuning");
    const play = () =>
      this.#tanpura.play(this.#tanpuraSa, tuning.value as "Pa" | "Ma" | "Ni", Number(gain.value));
    button.onclick = () => {
      if (this.#tanpura.isPlaying) this.#tanpura.stop();
      else play();
      button.textContent = this.#tanpura.isPlaying ? "Stop" : "Play";
      button.setAttribute("aria-pressed", String(this.#tanpura.isPlaying));
    };
    tuning.onchange = () => {
      if (this.#tanpura.isPlaying) play();
    };
    byId("tanpura-sa").onchange = () => {
      if (this.#tanpura.isPlaying) play();
      if (this.session !== undefined) this.host.takeSa(this.#tanpuraSa);
    };
    gain.oninput = () => this.#tanpura.setLoudness(Number(gain.value));
  }
}

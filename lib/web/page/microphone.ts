/// <reference lib="dom" />
/** Rate of the recording in Hz: the kit's own. */
const MICROPHONE_RATE = 22_050;

/**
 * What runs beside the sound and hands it on, 512 samples (23 ms) at a time. It is loaded from a
 * `data:` address: a page from a file may not load it from a blob.
 */
const TAP = `registerProcessor("tap", class extends AudioWorkletProcessor {
  block = new Float32Array(512); filled = 0;
  process([[channel]]) {
    for (const sample of channel ?? []) {
      this.block[this.filled++] = sample;
      if (this.filled === 512) { this.port.postMessage(this.block.slice()); this.filled = 0; }
    }
    return true;
  }
});`;

export interface Microphone {
  sampleRate: number;
  stop(): void;
}

/**
 * Opens the microphone, without what telephones do to a voice, and hands on each block.
 *
 * @throws {Error} If there is none or it is refused; the message is a sentence to be shown.
 */
export async function openMicrophone(
  onSamples: (samples: Float32Array) => void,
): Promise<Microphone> {
  if (!globalThis.navigator.mediaDevices?.getUserMedia) {
    throw new Error(
      "This browser gives the microphone to secure pages only: open the page as a file, or by https.",
    );
  }
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
  } catch (error) {
    throw new Error(sentenceOf(error as DOMException), { cause: error });
  }
  const context = new AudioContext({ sampleRate: MICROPHONE_RATE });
  await context.audioWorklet.addModule(`data:text/javascript,${encodeURIComponent(TAP)}`);
  const tap = new AudioWorkletNode(context, "tap");
  tap.port.onmessage = ({ data }) => onSamples(data);
  const silence = new GainNode(context, { gain: 0 });
  context.createMediaStreamSource(stream).connect(tap).connect(silence).connect(
    context.destination,
  );
  return {
    sampleRate: context.sampleRate,
    stop() {
      tap.port.onmessage = null;
      stream.getTracks().forEach((track) => track.stop());
      void context.close();
    },
  };
}

/** Why there is no microphone, for people. */
function sentenceOf({ name, message }: DOMException): string {
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "The microphone was refused: allow it for this page in the browser, and try again.";
    case "NotFoundError":
    case "OverconstrainedError":
      return "No microphone is found: plug one in, and try again. A recording can still be chosen.";
    case "NotReadableError":
      return "The microphone is in use by another program: close that, and try again.";
    default:
      return `The microphone cannot be used: ${message}`;
  }
}

/** A recording is begun so far ahead of now, s: what the sound card needs to be told in time. */
const AHEAD_S = 0.05;
/** It is begun anew when it has run away from the clock of the stage by more than this, s. */
const APART_S = 0.04;
/** What is cut off fades so fast, s: without a click. */
const CUT_S = 0.015;

/** When a recording begins on the clock of the sound card, and where in it, s. */
export interface RecordingStart {
  readonly whenS: number;
  readonly offsetS: number;
}

/**
 * Where to begin a recording that has come to `positionS` at `nowS` of the sound card (negative: it begins later); undefined
 * when it is over. Sound leaves the card `latencyS` after it was played.
 */
export function startOf(
  positionS: number,
  lengthS: number,
  clock: { readonly nowS: number; readonly rate: number; readonly latencyS: number },
): RecordingStart | undefined {
  const { nowS, rate, latencyS } = clock;
  const untilS = -positionS / rate - latencyS;
  if (untilS >= AHEAD_S) return { whenS: nowS + untilS, offsetS: 0 };
  const offsetS = positionS + (AHEAD_S + latencyS) * rate;
  return offsetS < lengthS ? { whenS: nowS + AHEAD_S, offsetS: Math.max(0, offsetS) } : undefined;
}

/** Plays one recording and holds it to the clock of the stage. */
export class RecordingVoice {
  readonly #buffer: AudioBuffer;
  readonly #out: GainNode;
  readonly #rate: number;
  #source:
    | { readonly node: AudioBufferSourceNode; readonly gain: GainNode; readonly start: RecordingStart }
    | undefined;

  constructor(buffer: AudioBuffer, out: GainNode, rate: number) {
    this.#buffer = buffer;
    this.#out = out;
    this.#rate = rate;
  }

  /**
   * Begins it, or lets it go on; begins it anew where it has run away.
   *
   * @returns moment of the sound card and place in the recording, when it was begun by this call
   */
  keep(positionS: number): RecordingStart | undefined {
    const context = this.#out.context as AudioContext;
    const clock = { nowS: context.currentTime, rate: this.#rate, latencyS: context.outputLatency || 0 };
    if (this.#source) {
      const { whenS, offsetS } = this.#source.start;
      const heardS = offsetS + (clock.nowS - clock.latencyS - whenS) * this.#rate;
      if (Math.abs(heardS - positionS) <= APART_S * Math.max(1, this.#rate)) return undefined;
      this.stop();
    }
    const start = startOf(positionS, this.#buffer.duration, clock);
    if (!start) return undefined;
    const node = new AudioBufferSourceNode(context, { buffer: this.#buffer, playbackRate: this.#rate });
    const gain = new GainNode(context);
    node.connect(gain).connect(this.#out);
    node.start(start.whenS, start.offsetS);
    this.#source = { node, gain, start };
    return start;
  }

  stop(): void {
    if (!this.#source) return;
    const { node, gain } = this.#source;
    this.#source = undefined;
    const nowS = gain.context.currentTime;
    gain.gain.setTargetAtTime(0, nowS, CUT_S / 3);
    node.stop(nowS + CUT_S * 2);
  }
}

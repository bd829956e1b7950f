import { HEARD_FRAME } from './voice-activity.ts';

export const SENTENCE_DEFAULTS = {
  /** Sound kept from before speech was noticed, s, and the longest sentence; what is longer is cut there. */
  beforeS: 0.35,
  longestS: 25,
  /** Shorter ones are coughs, s of speech. */
  shortestS: 0.35,
} as const;

/** Keeps the sound of the sentence that is being said, and of the moment before it. Nothing else, and nothing after. */
export class SentenceSound {
  #pieces: Float32Array[] = [];
  #samples = 0;
  #open = false;

  /** Takes sound as it comes. */
  add(piece: Float32Array): void {
    this.#pieces.push(piece);
    this.#samples += piece.length;
    const { beforeS, longestS } = SENTENCE_DEFAULTS;
    const most = (this.#open ? longestS : beforeS) * HEARD_FRAME.rateHz;
    while (!this.#open && this.#samples > most && this.#pieces.length > 1)
      this.#samples -= this.#pieces.shift()!.length;
    if (this.#open && this.#samples > most) this.#samples -= this.#pieces.pop()!.length;
  }

  begin(): void {
    this.#open = true;
  }

  /** The sentence as a WAV file, or undefined when it was a cough. */
  end(): Uint8Array<ArrayBuffer> | undefined {
    const seconds = this.#samples / HEARD_FRAME.rateHz;
    const sound = this.#pieces;
    this.drop();
    return seconds - SENTENCE_DEFAULTS.beforeS < SENTENCE_DEFAULTS.shortestS ? undefined : wavOf(sound);
  }

  /** Forgets everything. */
  drop(): void {
    this.#pieces = [];
    this.#samples = 0;
    this.#open = false;
  }
}

/** A WAV file (PCM, mono, 16 bit, 16 kHz) of pieces of sound, -1..1. */
export function wavOf(pieces: readonly Float32Array[]): Uint8Array<ArrayBuffer> {
  const samples = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const view = new DataView(new ArrayBuffer(44 + samples * 2));
  const word = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
  };
  word(0, 'RIFF');
  view.setUint32(4, 36 + samples * 2, true);
  word(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, HEARD_FRAME.rateHz, true);
  view.setUint32(28, HEARD_FRAME.rateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, 'data');
  view.setUint32(40, samples * 2, true);
  let at = 44;
  for (const piece of pieces)
    for (const value of piece) {
      view.setInt16(at, Math.round(Math.min(1, Math.max(-1, value)) * 32_767), true);
      at += 2;
    }
  return new Uint8Array(view.buffer);
}

import { pitchHz, powerSpectrum } from '@troupe/avatars/gesture';

/** Frames of sound as they are listened to: 16 kHz, a window of 64 ms every 32 ms. */
export const HEARD_FRAME = { rateHz: 16_000, window: 1_024, hop: 512, frameMs: 32 } as const;

export const VOICE_ACTIVITY = {
  /** Speech stands this far over the noise, dB, and ends when it falls under the lower bar. */
  startDb: 10,
  endDb: 6,
  /** So many voiced loud frames in a row begin speech, and so long a silence ends it. */
  startFrames: 4,
  endMs: 550,
  /** Flatter than this is noise, not a voice: wind, a fan, clapping (white noise has about 0.56). */
  flatnessMax: 0.4,
  /** How fast the noise floor rises and falls, dB a frame, and the quietest it can be, dB. */
  riseDb: 0.06,
  fallDb: 1.2,
  floorDb: -62,
} as const;

/** What one frame sounds like. */
export interface HeardFrame {
  /** Root mean square, 0..1, and the same in dB of full scale within the band of voices (120 to 4000 Hz). */
  readonly level: number;
  readonly bandDb: number;
  /** Geometric over arithmetic mean of the band's power, 0..1: low for tones and vowels, high for noise. */
  readonly flatness: number;
  /** 0: not voiced. */
  readonly pitchHz: number;
}

const BAND = { fromHz: 120, toHz: 4_000 } as const;

/** Listens to one window of 1024 samples at 16 kHz. */
export function hearFrame(samples: Float32Array | Float64Array): HeardFrame {
  const frame = Float64Array.from(samples);
  let square = 0;
  for (const value of frame) square += value * value;
  const power = powerSpectrum(frame);
  const bin = HEARD_FRAME.rateHz / HEARD_FRAME.window;
  const [from, to] = [Math.ceil(BAND.fromHz / bin), Math.floor(BAND.toHz / bin)];
  let sum = 0;
  let logs = 0;
  for (let k = from; k <= to; k++) {
    sum += power[k];
    logs += Math.log(power[k] + 1e-12);
  }
  const count = to - from + 1;
  // The Hann window lets 3/8 of the power through, in two halves of the spectrum.
  const mean = (sum * 2) / (HEARD_FRAME.window * 0.375);
  return {
    level: Math.min(1, Math.sqrt(square / frame.length)),
    bandDb: 10 * Math.log10(mean + 1e-12),
    flatness: sum <= 1e-9 ? 1 : Math.exp(logs / count) / (sum / count + 1e-12),
    pitchHz: pitchHz(frame, square),
  };
}

/**
 * Tells when speech begins and ends: frames that stand over a noise floor which is followed all the time, and are voiced or
 * at least not flat. A click is too short, a fan too flat, and a hum that stays becomes the floor.
 */
export class VoiceActivity {
  #noiseDb = Number.NaN;
  #loud = 0;
  #quietMs = 0;
  speaking = false;

  /** Takes a frame; returns what began or ended with it. */
  add({ bandDb, flatness, pitchHz: pitch }: HeardFrame): 'start' | 'end' | undefined {
    const a = VOICE_ACTIVITY;
    // The first frame is taken for noise: a room that hums does not begin with a word.
    if (Number.isNaN(this.#noiseDb)) this.#noiseDb = Math.max(a.floorDb, bandDb);
    if (bandDb > this.#noiseDb) this.#noiseDb += this.speaking ? a.riseDb / 4 : a.riseDb;
    else this.#noiseDb = Math.max(a.floorDb, bandDb, this.#noiseDb - a.fallDb);
    const over = bandDb - this.#noiseDb;
    const voice = pitch > 0 || flatness < a.flatnessMax;
    this.#loud = over > a.startDb && voice ? this.#loud + 1 : 0;
    if (!this.speaking) {
      if (this.#loud < a.startFrames) return undefined;
      this.speaking = true;
      this.#quietMs = 0;
      return 'start';
    }
    this.#quietMs = over < a.endDb ? this.#quietMs + HEARD_FRAME.frameMs : 0;
    if (this.#quietMs < a.endMs) return undefined;
    this.speaking = false;
    this.#loud = 0;
    return 'end';
  }
}

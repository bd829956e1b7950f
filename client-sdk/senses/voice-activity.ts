import type { StageClient } from '../connect/index.ts';

export const VOICE_ACTIVITY = {
  /** Loudness is looked at this often, ms. */
  frameMs: 30,
  /** Speech stands this far over the noise, dB, and ends when it falls under the lower bar. */
  startDb: 12,
  endDb: 7,
  /** So many loud frames in a row begin speech, and so long a silence ends it. */
  startFrames: 3,
  endMs: 500,
  /** How fast the noise floor rises and falls, dB a frame, and the quietest it can be, dB. */
  riseDb: 0.06,
  fallDb: 1.2,
  floorDb: -65,
} as const;

/** Tells when speech begins and ends from loudness alone, over a noise floor that it follows. */
export class VoiceActivity {
  #noiseDb = Number.NaN;
  #loud = 0;
  #quietMs = 0;
  speaking = false;

  /** Takes the loudness of a frame (0..1, root mean square); returns what began or ended with it. */
  add(rms: number): 'start' | 'end' | undefined {
    const a = VOICE_ACTIVITY;
    const db = 20 * Math.log10(Math.max(rms, 1e-6));
    // The first frame is taken for noise: a room that hums does not begin with a word.
    if (Number.isNaN(this.#noiseDb)) this.#noiseDb = Math.max(a.floorDb, db);
    if (db > this.#noiseDb) this.#noiseDb += this.speaking ? a.riseDb / 4 : a.riseDb;
    else this.#noiseDb = Math.max(a.floorDb, Math.max(db, this.#noiseDb - a.fallDb));
    const over = db - this.#noiseDb;
    this.#loud = over > a.startDb ? this.#loud + 1 : 0;
    if (!this.speaking) {
      if (this.#loud < a.startFrames) return undefined;
      this.speaking = true;
      this.#quietMs = 0;
      return 'start';
    }
    this.#quietMs = over < a.endDb ? this.#quietMs + a.frameMs : 0;
    if (this.#quietMs < a.endMs) return undefined;
    this.speaking = false;
    this.#loud = 0;
    return 'end';
  }
}

/**
 * Listens to the microphone and tells the stage when its guest begins and ceases to speak: performers who are spoken to fall
 * silent and look. No sound leaves the browser. Call it from a click; returns how to stop.
 *
 * @throws DOMException when the person does not allow the microphone
 */
export async function voiceActivity(
  client: Pick<StageClient, 'sense'>,
  onChange: (speaking: boolean) => void = () => {},
): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: false },
  });
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1_024;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const activity = new VoiceActivity();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const rms = Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
    const vad = activity.add(rms);
    if (!vad) return;
    onChange(vad === 'start');
    void client.sense('voice', { vad, level: Math.min(1, rms) });
  }, VOICE_ACTIVITY.frameMs);
  return () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
}

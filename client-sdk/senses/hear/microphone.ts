import type { StageClient } from '../../connect/index.ts';
import { SenseTrouble, troubleOf } from '../sense-trouble.ts';
import { browserWords } from './browser-words.ts';
import { Resampler } from './resample.ts';
import { SentenceSound } from './sentence.ts';
import { HEARD_FRAME, type HeardFrame, hearFrame, VoiceActivity } from './voice-activity.ts';

/** How often loudness and pitch are told while somebody speaks, ms. */
const LEVEL_EVERY_MS = 500;

/** Runs on the sound thread: gathers blocks of 128 into one message of 1024. Kept as text so that no file has to be served. */
const GATHER = `registerProcessor('troupe-gather', class extends AudioWorkletProcessor {
  constructor() { super(); this.piece = new Float32Array(1024); this.at = 0; }
  process([[channel]]) {
    if (!channel) return true;
    this.piece.set(channel, this.at);
    this.at += channel.length;
    if (this.at >= 1024) { this.port.postMessage(this.piece.slice()); this.at = 0; }
    return true;
  }
});`;

export interface MicrophoneOptions {
  /**
   * Who writes down what is said. `none`: nobody, and no sound leaves the page. `browser`: the browser's recogniser, which may
   * ask a service of its maker. `stage`: the stage's transcription; each sentence is sent there and not kept.
   */
  readonly words?: 'none' | 'browser' | 'stage';
  readonly lang?: 'en' | 'ko';
  readonly onFrame?: (frame: HeardFrame, speaking: boolean) => void;
  readonly onWords?: (text: string) => void;
  readonly onTrouble?: (message: string) => void;
  /** Lets frames in from elsewhere than a microphone; for tests. */
  readonly open?: (onPiece: (piece: Float32Array, rateHz: number) => void) => Promise<() => void>;
}

/**
 * Listens to the microphone: tells the stage when its guest begins and ceases to speak, how loud and how high, and, where
 * asked to, in which words. Performers who are spoken to fall silent and look. Call it from a click; returns how to stop.
 *
 * @throws SenseTrouble when there is no microphone, or it is not allowed
 */
export async function microphone(
  client: Pick<StageClient, 'sense' | 'transcribe'>,
  options: MicrophoneOptions = {},
): Promise<() => void> {
  const { words = 'none', lang = 'en', onFrame, onWords, onTrouble, open = openMicrophone } = options;
  const activity = new VoiceActivity();
  const sentence = new SentenceSound();
  const say = (text: string, conf: number): void => {
    if (text === '') return;
    onWords?.(text);
    void client.sense('voice', { text, lang, final: true }, { conf, src: 'model' });
  };
  const understand = async (wav: Uint8Array<ArrayBuffer>): Promise<void> => {
    try {
      say(await client.transcribe(wav, lang), 0.8);
    } catch (error) {
      onTrouble?.((error as Error).message);
    }
  };
  let told = 0;
  const listen = (frame: HeardFrame): void => {
    const vad = activity.add(frame);
    const level = Math.round(frame.level * 1000) / 1000;
    const pitch = frame.pitchHz > 0 ? { pitchHz: Math.round(frame.pitchHz) } : {};
    told += HEARD_FRAME.frameMs;
    if (vad || (activity.speaking && told >= LEVEL_EVERY_MS)) {
      told = 0;
      void client.sense('voice', { ...(vad ? { vad } : {}), level, ...pitch });
    }
    if (vad === 'start') sentence.begin();
    const wav = vad === 'end' ? sentence.end() : undefined;
    if (wav && words === 'stage') void understand(wav);
    onFrame?.(frame, activity.speaking);
  };
  const stopWords =
    words === 'browser'
      ? browserWords({ lang, onWords: say, onTrouble: (message) => onTrouble?.(message) })
      : () => {};
  try {
    const close = await open(frames(listen, (piece) => sentence.add(piece)));
    return () => {
      stopWords();
      close();
      sentence.drop();
      // Whoever switches it off has stopped speaking as far as the stage can know.
      if (activity.speaking) void client.sense('voice', { vad: 'end' });
    };
  } catch (error) {
    stopWords();
    throw troubleOf('the microphone', error);
  }
}

/** Makes overlapping frames at 16 kHz of pieces at any rate. */
function frames(
  onFrame: (frame: HeardFrame) => void,
  onSound: (piece: Float32Array) => void,
): (piece: Float32Array, rateHz: number) => void {
  let resampler: Resampler | undefined;
  const window = new Float32Array(HEARD_FRAME.window);
  let waiting = new Float32Array();
  return (piece, rateHz) => {
    resampler ??= new Resampler(rateHz, HEARD_FRAME.rateHz);
    const made = resampler.push(piece);
    const all = new Float32Array(waiting.length + made.length);
    all.set(waiting);
    all.set(made, waiting.length);
    let at = 0;
    for (; at + HEARD_FRAME.hop <= all.length; at += HEARD_FRAME.hop) {
      window.copyWithin(0, HEARD_FRAME.hop);
      window.set(all.subarray(at, at + HEARD_FRAME.hop), HEARD_FRAME.window - HEARD_FRAME.hop);
      onSound(all.slice(at, at + HEARD_FRAME.hop));
      onFrame(hearFrame(window));
    }
    waiting = all.slice(at);
  };
}

async function openMicrophone(onPiece: (piece: Float32Array, rateHz: number) => void): Promise<() => void> {
  if (!navigator.mediaDevices)
    throw new SenseTrouble('unsupported', 'open the page over https or on localhost to use the microphone');
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: false },
  });
  const context = new AudioContext();
  const url = URL.createObjectURL(new Blob([GATHER], { type: 'text/javascript' }));
  const close = (): void => {
    for (const track of stream.getTracks()) track.stop();
    void context.close();
  };
  try {
    await context.audioWorklet.addModule(url);
    await context.resume();
  } catch (error) {
    close();
    throw error;
  } finally {
    URL.revokeObjectURL(url);
  }
  const gather = new AudioWorkletNode(context, 'troupe-gather', { numberOfOutputs: 0 });
  gather.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onPiece(data, context.sampleRate);
  context.createMediaStreamSource(stream).connect(gather);
  return close;
}

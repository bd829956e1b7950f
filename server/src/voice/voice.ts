import type { VoiceAsk } from '../world/voices.ts';
import type { LineTimes } from './line-times.ts';

/** A line with its sound (mono, 16 bit) and the times of what is in it. */
export interface SpokenLine extends LineTimes {
  readonly pcm: Int16Array;
  readonly rateHz: number;
}

/** Something that speaks: eSpeak NG today, other synthesisers behind the same port. */
export interface Voice {
  /** False while it is not there; asking then is refused. */
  readonly ready: boolean;
  /**
   * Speaks a line.
   *
   * @param onFirst called when the first sound and its mouth shapes are there
   * @throws Error when there is no voice, too much waits, or the line takes too long
   */
  speak(ask: VoiceAsk, onFirst?: () => void): Promise<SpokenLine>;
  close(): Promise<void>;
}

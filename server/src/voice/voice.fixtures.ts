import { createEspeakVoice, type EspeakOptions } from './espeak-voice.ts';
import type { Voice } from './voice.ts';

/** eSpeak NG, when it is there. @throws Error with its own words when it never will be */
export function openEspeak(options: EspeakOptions = {}): Promise<Voice> {
  return new Promise((resolve, reject) => {
    const made: Voice = createEspeakVoice({
      ...options,
      onReady: (ready) => ready && resolve(made),
      onProblem: (message) => reject(new Error(message)),
    });
  });
}

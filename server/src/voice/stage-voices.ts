import type { MailboxMessage } from '../tick/mailbox.ts';
import type { VoiceAsk } from '../world/voices.ts';
import type { SpokenLine, Voice } from './voice.ts';

/** Bytes of sound kept for lines said again; the longest unused give way. */
const KEPT_BYTES_MAX = 24_000_000;

/** Between a stage and its voice: hands lines over, keeps their sound, posts their times to the mailbox. */
export interface StageVoices {
  /** Takes what a tick asked for. */
  ask(asks: readonly VoiceAsk[], post: (message: MailboxMessage) => void): void;
  /** Forgets the sound of every line. */
  clear(): void;
  /** Sound of a line that was spoken. */
  soundOf(key: string): Pick<SpokenLine, 'pcm' | 'rateHz'> | undefined;
}

export function createStageVoices(
  voice: Voice,
  onProblem: (message: string) => void = () => {},
): StageVoices {
  const kept = new Map<string, SpokenLine>();
  let bytes = 0;
  const keep = (key: string, line: SpokenLine): void => {
    const before = kept.get(key);
    if (before) bytes -= before.pcm.byteLength;
    kept.delete(key);
    kept.set(key, line);
    bytes += line.pcm.byteLength;
    for (const [oldest, { pcm }] of kept) {
      if (bytes <= KEPT_BYTES_MAX) break;
      kept.delete(oldest);
      bytes -= pcm.byteLength;
    }
  };
  return {
    ask(asks, post) {
      for (const ask of asks) {
        const { key } = ask;
        const known = kept.get(key);
        if (known) {
          keep(key, known);
          post({ type: 'voiced', key, track: known.track });
          continue;
        }
        voice.speak(ask).then(
          (line) => {
            keep(key, line);
            post({ type: 'voiced', key, track: line.track });
          },
          (error: Error) => {
            onProblem(`${error.message} ("${ask.text.slice(0, 40)}")`);
            post({ type: 'voiced', key });
          },
        );
      }
    },
    clear() {
      kept.clear();
      bytes = 0;
    },
    soundOf: (key) => kept.get(key),
  };
}

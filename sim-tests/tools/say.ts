import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { VISEMES } from '@troupe/avatars/face';
import { markWords } from '@troupe/avatars/gesture';
import { loadPersonas } from '@troupe/server/personas';
import {
  createEspeakVoice,
  type EspeakOptions,
  type SpokenLine,
  toWav,
  type Voice,
} from '@troupe/server/voice';
import { VOICE_DEFAULTS, voiceAsk } from '@troupe/server/world';
import { drawSpeech } from './speech-plot.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MOODS = ['happy', 'relaxed', 'surprised', 'sad', 'angry'] as const;

/** The voice when it is there; says why when it never will be. */
export function awaitVoice(options: EspeakOptions = {}): Promise<Voice> {
  return new Promise((resolve, reject) => {
    const voice: Voice = createEspeakVoice({
      ...options,
      onReady: (ready) => ready && resolve(voice),
      onProblem: (message) => {
        void voice.close();
        reject(new Error(message));
      },
    });
  });
}

/**
 * `troupe say TEXT`: speaks a line as a performer would, and tells when every word, sound and mouth shape comes.
 *
 * @throws Error naming the option and what it should be
 */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      plot: { type: 'string' },
      as: { type: 'string', default: 'tilda' },
      mood: { type: 'string', default: 'relaxed' },
      json: { type: 'boolean', default: false },
    },
  });
  const text = positionals.join(' ').trim();
  if (text === '') throw new Error('say what: troupe say "Hello, I am Tilda." [--out X.wav]');
  const face = MOODS.find((mood) => mood === values.mood);
  if (!face) throw new Error(`--mood ${values.mood}: one of ${MOODS.join(', ')}`);
  const voice = await awaitVoice();
  try {
    const locale = /[ㄱ-힝]/.test(text) ? 'ko' : 'en';
    const line = await voice.speak(voiceAsk({ voice: voiceOf(values.as) }, { text, locale, face }));
    if (values.out) writeFileSync(values.out, toWav(line.pcm, line.rateHz));
    if (values.plot) await drawSpeech(values.plot, text, line);
    tell(text, locale, line, values.json);
  } finally {
    await voice.close();
  }
  return 0;
}

function voiceOf(performer: string) {
  const personas = loadPersonas(ROOT);
  const cast = personas.get('cast');
  const voice = personas.get(performer)?.voice ?? cast?.voices?.[performer];
  if (voice) return voice;
  if (performer === 'cast') return cast?.voice ?? VOICE_DEFAULTS;
  const known = ['tilda', ...Object.keys(cast?.voices ?? {})].join(', ');
  throw new Error(`--as ${performer}: nobody has that name; there are ${known}`);
}

function tell(text: string, locale: string, line: SpokenLine, json: boolean): void {
  const { words, visemes, durationMs } = line.track;
  const report = {
    say: text,
    locale,
    durationMs,
    rateHz: line.rateHz,
    words: markWords(text, () => 0).map((word, i) => ({
      text: word.text,
      startMs: words[i * 3],
      endMs: words[i * 3 + 1],
      accentMs: words[i * 3 + 2],
    })),
    phonemes: line.phonemes,
    visemes: Array.from({ length: visemes.length / 2 }, (_, i) => ({
      viseme: VISEMES[visemes[i * 2]],
      startMs: visemes[i * 2 + 1],
    })),
    unknownPhonemes: line.unknown,
  };
  if (json) {
    console.log(JSON.stringify(report));
    return;
  }
  console.log(
    `${(durationMs / 1000).toFixed(2)} s, ${report.words.length} words, ${report.visemes.length} mouth shapes`,
  );
  for (const word of report.words) {
    const shapes = report.visemes.filter((v) => v.startMs >= word.startMs && v.startMs < word.endMs);
    console.log(
      `${String(word.startMs).padStart(6)} ms  ${word.text.padEnd(16)} ${shapes.map((v) => v.viseme).join(' ')}`,
    );
  }
}

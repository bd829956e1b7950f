// CONTRIBUTOR NOTES
// A program of its own, run as a child process: it loads eSpeak NG (GPL-3.0-or-later, compiled to WebAssembly), which is
// why nothing else may import this file and why it imports nothing of ours. It speaks with its parent by messages only.
// A process that has just started compiles as it goes: the first line took 900 ms, the tenth 30 ms. So it warms up on
// lines of both languages before it says that it is ready. A line comes back in parts of about 0.1 s of sound, each with
// the events of its time; the first is there after 1 to 5 ms.

interface EspeakEvent {
  readonly type: string;
  readonly text_position: number;
  readonly word_length: number;
  readonly audio_position: number;
  readonly id: unknown;
}

interface Espeak {
  set_voice(name: string): number;
  set_rate(wordsAMinute: number): void;
  set_pitch(value: number): void;
  set_range(value: number): void;
  synthesize(
    text: string,
    take: (samples: Int16Array | undefined, events: EspeakEvent[]) => boolean | undefined,
  ): void;
}

/** What the parent asks for. */
export interface EspeakAsk {
  readonly id: number;
  readonly text: string;
  readonly voice: string;
  readonly rate: number;
  readonly pitch: number;
  readonly range: number;
}

/** What it is told. Events: kind (p phoneme, w word), ms, IPA of a phoneme or 1-based character of a word. */
export type EspeakAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'none'; readonly message: string }
  | { readonly kind: 'part'; readonly id: number; readonly pcm: Int16Array; readonly events: EspeakTold[] }
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
export type EspeakTold = readonly ['p', number, string] | readonly ['w', number, number];

const PACKAGE = '@echogarden/espeak-ng-emscripten';
const WARM_UP = {
  /** At most so many rounds, and no new one after so long: a busy machine is not to wait for a perfect start, ms. */
  rounds: 4,
  enoughMs: 1_500,
  lines: [
    ['en-us+f3', 'Good evening, I am happy to see you here. Shall we look at the paintings?'],
    ['ko+f3', '안녕하세요, 만나서 반가워요. 우리 같이 그림을 보러 갈까요?'],
  ],
} as const;

const tell = (answer: EspeakAnswer): void => {
  process.send?.(answer);
};

async function load(): Promise<Espeak> {
  const { default: create } = (await import(PACKAGE)) as {
    default: () => Promise<{ eSpeakNGWorker: new () => Promise<Espeak> }>;
  };
  const { eSpeakNGWorker } = await create();
  return await new eSpeakNGWorker();
}

function speak(
  espeak: Espeak,
  ask: Omit<EspeakAsk, 'id'>,
  take: (pcm: Int16Array, events: EspeakTold[]) => void,
): void {
  if (espeak.set_voice(ask.voice) !== 0) throw new Error(`eSpeak NG has no voice "${ask.voice}"`);
  espeak.set_rate(ask.rate);
  espeak.set_pitch(ask.pitch);
  espeak.set_range(ask.range);
  espeak.synthesize(ask.text, (samples, events) => {
    const told: EspeakTold[] = [];
    for (const { type, audio_position: ms, id, text_position: at } of events) {
      if (type === 'phoneme') told.push(['p', ms, String(id ?? '')]);
      else if (type === 'word') told.push(['w', ms, at]);
    }
    take(samples?.length ? Int16Array.from(samples) : new Int16Array(), told);
    return false;
  });
}

async function main(): Promise<void> {
  process.on('disconnect', () => process.exit(0));
  let espeak: Espeak;
  try {
    espeak = await load();
    const began = performance.now();
    for (let round = 0; round < WARM_UP.rounds && performance.now() - began < WARM_UP.enoughMs; round++)
      for (const [voice, text] of WARM_UP.lines)
        speak(espeak, { text, voice, rate: 165, pitch: 50, range: 50 }, () => {});
  } catch (error) {
    tell({ kind: 'none', message: (error as Error).message });
    process.disconnect?.();
    return;
  }
  process.on('message', (ask: EspeakAsk) => {
    try {
      speak(espeak, ask, (pcm, events) => tell({ kind: 'part', id: ask.id, pcm, events }));
      tell({ kind: 'done', id: ask.id });
    } catch (error) {
      tell({ kind: 'failed', id: ask.id, message: (error as Error).message });
    }
  });
  tell({ kind: 'ready' });
}

await main();

/** The recogniser that some browsers have; the DOM library does not know it. */
interface Recogniser extends EventTarget {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  processLocally?: boolean;
  start(): void;
  abort(): void;
}
interface RecogniserEvent extends Event {
  readonly resultIndex: number;
  readonly results: ArrayLike<
    { readonly isFinal: boolean } & ArrayLike<{ readonly transcript: string; readonly confidence: number }>
  >;
}
type RecogniserClass = new () => Recogniser;

const LANGUAGES = { en: 'en-US', ko: 'ko-KR' } as const;
/** A recogniser that ends by itself begins again after this, ms. */
const AGAIN_MS = 300;

/** The browser's recogniser; undefined when it has none. */
export function browserRecogniser(scope: object = globalThis): RecogniserClass | undefined {
  const { SpeechRecognition, webkitSpeechRecognition } = scope as Record<string, RecogniserClass | undefined>;
  return SpeechRecognition ?? webkitSpeechRecognition;
}

export interface BrowserWords {
  readonly lang: 'en' | 'ko';
  /** @param conf 0..1 as the recogniser says, 0.5 when it does not */
  onWords(text: string, conf: number): void;
  onTrouble(message: string): void;
}

/**
 * Has the browser write down what is said. It may send the sound to a service of its maker: tell the person before.
 * Returns how to stop.
 *
 * @throws Error when the browser has no recogniser
 */
export function browserWords(
  { lang, onWords, onTrouble }: BrowserWords,
  Recogniser = browserRecogniser(),
): () => void {
  if (!Recogniser) throw new Error('this browser has no speech recognition; Chrome, Edge and Safari have');
  const recogniser = new Recogniser();
  recogniser.lang = LANGUAGES[lang];
  recogniser.continuous = true;
  recogniser.interimResults = false;
  let stopped = false;
  recogniser.addEventListener('result', (event) => {
    const { resultIndex, results } = event as RecogniserEvent;
    for (let i = resultIndex; i < results.length; i++) {
      const [best] = Array.from(results[i]);
      if (results[i].isFinal && best?.transcript.trim())
        onWords(best.transcript.trim(), best.confidence > 0 ? best.confidence : 0.5);
    }
  });
  recogniser.addEventListener('error', (event) => {
    const { error } = event as Event & { error?: string };
    if (error === 'no-speech' || error === 'aborted') return;
    stopped = true;
    onTrouble(`speech recognition of this browser: ${error}`);
  });
  recogniser.addEventListener('end', () => {
    if (!stopped) setTimeout(() => !stopped && recogniser.start(), AGAIN_MS);
  });
  recogniser.start();
  return () => {
    stopped = true;
    recogniser.abort();
  };
}

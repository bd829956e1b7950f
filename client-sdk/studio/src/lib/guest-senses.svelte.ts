import type { StageClient } from '@troupe/client-sdk';
import {
  browserRecogniser,
  camera,
  type Expression,
  type GazeRay,
  heartRate,
  microphone,
  pointerGaze,
  type Seen,
  SenseLog,
} from '@troupe/client-sdk/senses';
import type { Locale } from './words.ts';

/** Ways of a guest to be sensed that the page can switch on. */
export const SOURCES = ['mic', 'camera', 'gaze', 'heart'] as const;
export type SourceName = (typeof SOURCES)[number];

/** How a switch stands. */
export interface Source {
  on: boolean;
  /** Asking for permission, or loading. */
  busy: boolean;
  /** Why it does not work, or ''. */
  trouble: string;
}

export type WordsBy = 'none' | 'browser' | 'stage';

const still = (): Source => ({ on: false, busy: false, trouble: '' });

/**
 * What a guest lends of itself. Everything is off until it is switched on, and off again with the visit; nothing is stored.
 */
export class GuestSenses {
  sources = $state<Record<SourceName, Source>>({
    mic: still(),
    camera: still(),
    gaze: still(),
    heart: still(),
  });
  /** Loudness now, 0..1, pitch (Hz; 0: none), and whether somebody speaks. */
  level = $state(0);
  pitchHz = $state(0);
  speaking = $state(false);
  /** Who writes down what is said, who could, and what was understood last. */
  wordsBy = $state<WordsBy>('none');
  stageModel = $state('');
  heard = $state('');
  seen = $state.raw<Seen | undefined>();
  face = $state<Expression>('neutral');
  gesture = $state('');
  looksHz = $state(0);
  bpm = $state(0);
  /** Events kept for saving. */
  kept = $state(0);
  readonly hasRecogniser = browserRecogniser() !== undefined;
  readonly #url: string;
  readonly #log = new SenseLog();
  readonly #ray: () => GazeRay | undefined;
  readonly #stops = new Map<SourceName, () => void>();
  #client: StageClient | undefined;
  #gaze: ((nowMs: number) => void) | undefined;
  #lookMs = 0;
  #life = 0;

  /** @param ray where the pointer looks on stage now */
  constructor(url: string, ray: () => GazeRay | undefined) {
    this.#url = url;
    this.#ray = ray;
  }

  /** Another visit, or none: whatever was on goes off, since another stage was not asked for. */
  follow(client: StageClient | undefined): void {
    this.#life += 1;
    for (const name of SOURCES) this.#stop(name);
    this.#client = client;
    this.stageModel = '';
    this.heard = '';
    if (!client || client.netId === 0) return;
    client.transcriber().then(
      (model) => {
        this.stageModel = model;
      },
      () => {},
    );
  }

  /** Called once a picture. */
  update(nowMs: number): void {
    this.#gaze?.(nowMs);
    this.kept = this.#log.count;
  }

  async toggle(name: SourceName, locale: Locale): Promise<void> {
    const source = this.sources[name];
    if (source.busy) return;
    if (source.on) return this.#stop(name);
    const client = this.#client;
    if (!client || client.netId === 0) return;
    Object.assign(source, { busy: true, trouble: '' });
    const life = this.#life;
    try {
      const stop = await this.#start(name, client, locale);
      if (life === this.#life) this.#stops.set(name, stop);
      else stop();
      source.on = life === this.#life;
    } catch (error) {
      source.trouble = (error as Error).message;
    }
    source.busy = false;
  }

  /** What was sent as a file that `troupe senses replay` plays. */
  save(): string {
    return this.#log.toJsonl();
  }

  async #start(name: SourceName, client: StageClient, locale: Locale): Promise<() => void> {
    const sink = this.#log.over(client);
    const trouble = (message: string): void => {
      this.sources[name].trouble = message;
    };
    if (name === 'gaze') {
      this.#gaze = pointerGaze(sink, this.#ray);
      return () => {
        this.#gaze = undefined;
      };
    }
    if (name === 'heart')
      return heartRate(sink, ({ bpm }) => {
        this.bpm = bpm;
      });
    if (name === 'mic')
      return microphone(sink, {
        words: this.wordsBy,
        lang: locale,
        onFrame: (frame, speaking) => {
          this.level = Math.max(frame.level, this.level * 0.8);
          this.pitchHz = frame.pitchHz;
          this.speaking = speaking;
        },
        onWords: (text) => {
          this.heard = text;
          trouble('');
        },
        onTrouble: trouble,
      });
    return camera(sink, {
      url: this.#url,
      onSeen: (seen, face) => {
        const nowMs = performance.now();
        this.looksHz = this.#lookMs > 0 ? 1_000 / (nowMs - this.#lookMs) : 0;
        this.#lookMs = nowMs;
        this.seen = seen;
        this.face = face;
      },
      onGesture: (gesture) => {
        this.gesture = gesture.name;
      },
      onTrouble: trouble,
    });
  }

  #stop(name: SourceName): void {
    this.#stops.get(name)?.();
    this.#stops.delete(name);
    Object.assign(this.sources[name], { on: false, busy: false });
    if (name === 'mic') [this.level, this.pitchHz, this.speaking] = [0, 0, false];
    if (name === 'camera') [this.seen, this.gesture, this.face, this.#lookMs] = [undefined, '', 'neutral', 0];
    if (name === 'heart') this.bpm = 0;
  }
}

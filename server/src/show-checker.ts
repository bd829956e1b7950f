import { Worker } from 'node:worker_threads';
import type { RecordingDrawing } from './music-shelf.ts';
import type { ShowCheck } from './shows/index.ts';

const CHECKER = {
  waitingMax: 16,
  /**
   * The first text is checked so often more, unasked, while nothing waits: code that has run so often is compiled, and takes
   * 11 ms of an edit of 490 cues instead of 80.
   */
  warmUps: 16,
} as const;

/** What the thread is asked: to check a text, or to draw a recording. */
export interface CheckerQuestion {
  readonly id: number;
  readonly text?: string;
  readonly draw?: { readonly track: string; readonly bpm?: number; readonly meter: number };
}

/** Checks shows beside the thread that ticks. */
export interface ShowChecker {
  /** @throws Error when too many wait */
  check(text: string): Promise<ShowCheck>;
  /** Loudness and beats of a recording below assets/shows; undefined when it is none. The caller vouches for the path. */
  draw(asked: NonNullable<CheckerQuestion['draw']>): Promise<RecordingDrawing | undefined>;
  close(): Promise<void>;
}

/** A thread that checks; it starts with the first question. The newest answer is kept: who looks and then takes asks once. */
export function createShowChecker(root: string, clips?: string): ShowChecker {
  const waiting = new Map<number, { done: (answer: unknown) => void; fail: (error: Error) => void }>();
  let newest: { readonly text: string; readonly check: Promise<ShowCheck> } | undefined;
  let worker: Worker | undefined;
  let count = 0;
  let warmUps: number = CHECKER.warmUps;
  const start = (): Worker => {
    const thread = new Worker(new URL('./show-check-worker.ts', import.meta.url), {
      workerData: { root, clips },
    });
    thread.unref();
    thread.on('message', ({ id, answer }: { id: number; answer: unknown }) => {
      waiting.get(id)?.done(answer);
      waiting.delete(id);
    });
    thread.on('error', (error: Error) => {
      for (const { fail } of waiting.values()) fail(error);
      waiting.clear();
      worker = undefined;
      newest = undefined;
    });
    return thread;
  };
  const ask = <Answer>(question: Omit<CheckerQuestion, 'id'>): Promise<Answer> => {
    if (waiting.size >= CHECKER.waitingMax)
      return Promise.reject(new Error('too many shows wait to be checked; try again'));
    worker ??= start();
    count += 1;
    const id = count;
    return new Promise((done, fail) => {
      waiting.set(id, { done: (answer) => done(answer as Answer), fail });
      worker!.postMessage({ id, ...question });
    });
  };
  const warm = (text: string): void => {
    if (warmUps <= 0 || waiting.size > 0 || !worker) return;
    warmUps -= 1;
    ask<ShowCheck>({ text }).then(
      () => warm(text),
      () => {},
    );
  };
  return {
    async check(text) {
      if (newest?.text === text) return newest.check;
      const check = ask<ShowCheck>({ text });
      newest = { text, check };
      check.then(
        () => warm(text),
        () => {},
      );
      return check;
    },
    draw: (asked) => ask({ draw: asked }),
    async close() {
      warmUps = 0;
      await worker?.terminate();
    },
  };
}

import { Worker } from 'node:worker_threads';
import type { PaintPlan } from '@troupe/avatars/paint';
import type { WorkerAsk } from './paint-worker.ts';

/** A painted picture: PNG, its strokes as JSON, and how many they are. */
export interface Painted {
  readonly png: Buffer;
  readonly strokes: string;
  readonly count: number;
}

/** A thread that paints plans one after another. */
export interface PaintThread {
  /** Rejects with what went wrong, or when too many wait. */
  paint(plan: PaintPlan, widthPx: number): Promise<Painted>;
  close(): Promise<void>;
}

interface Waiting {
  readonly done: (painted: Painted) => void;
  readonly fail: (error: Error) => void;
}
type Answer = {
  readonly id: number;
  readonly problem?: string;
  readonly png?: Uint8Array;
  readonly strokes?: string;
  readonly count?: number;
};

const WAITING_MAX = 16;
/** Longest that one picture may take before the thread is replaced, ms. */
const PATIENCE_MS = 30_000;

/** Starts with the first picture; after a failure the next picture starts another. */
export function createPaintThread(): PaintThread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let count = 0;

  function drop(thread: Worker, error: Error): void {
    if (thread !== worker) return;
    worker = undefined;
    for (const asked of waiting.values()) asked.fail(error);
    waiting.clear();
    void thread.terminate();
  }

  function start(): Worker {
    const thread = new Worker(new URL('./paint-worker.ts', import.meta.url));
    thread.unref();
    thread.on('message', ({ id, problem, png, strokes, count: made }: Answer) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (png) asked?.done({ png: Buffer.from(png), strokes: strokes ?? '[]', count: made ?? 0 });
      else asked?.fail(new Error(problem));
    });
    thread.on('error', (error: Error) => drop(thread, error));
    return thread;
  }

  return {
    paint(plan, widthPx) {
      if (waiting.size >= WAITING_MAX)
        return Promise.reject(new Error('too many pictures wait to be painted'));
      worker ??= start();
      const thread = worker;
      const id = ++count;
      const timer = setTimeout(() => drop(thread, new Error('painting took too long')), PATIENCE_MS);
      timer.unref();
      return new Promise<Painted>((done, fail) => {
        waiting.set(id, { done, fail });
        thread.postMessage({ id, plan, widthPx } satisfies WorkerAsk);
      }).finally(() => clearTimeout(timer));
    },
    async close() {
      await worker?.terminate();
      worker = undefined;
    },
  };
}

import { Worker } from 'node:worker_threads';
import type { BodyProportions } from '@troupe/avatars/motion';
import type { ReelRequest } from './record-reel.ts';

/** The thread that records reels, and the newest of them. */
export interface ReelThread {
  /** Packed reel of a question; rejects with what went wrong. */
  reel(request: ReelRequest): Promise<Uint8Array>;
  /** Questions that wait for their answer. */
  waiting(): number;
  close(): Promise<void>;
}

interface Waiting {
  readonly done: (bytes: Uint8Array) => void;
  readonly fail: (error: Error) => void;
}

interface Answer {
  readonly id: number;
  readonly bytes?: Uint8Array;
  readonly problem?: string;
}

const KEPT_MAX = 64;

/**
 * A thread that starts with the first question; after a failure the next question starts another.
 *
 * @param folder of the motion model
 */
export function createReelThread(folder: string, bodies: readonly BodyProportions[]): ReelThread {
  const kept = new Map<string, Promise<Uint8Array>>();
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let count = 0;

  function start(): Worker {
    const thread = new Worker(new URL('./gallery-worker.ts', import.meta.url), {
      workerData: { folder, bodies },
    });
    thread.unref();
    thread.on('message', ({ id, bytes, problem }: Answer) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (bytes) asked?.done(bytes);
      else asked?.fail(new Error(problem));
    });
    thread.on('error', (error: Error) => {
      for (const asked of waiting.values()) asked.fail(error);
      waiting.clear();
      worker = undefined;
    });
    return thread;
  }

  function ask(request: ReelRequest): Promise<Uint8Array> {
    worker ??= start();
    const id = ++count;
    return new Promise((done, fail) => {
      waiting.set(id, { done, fail });
      worker!.postMessage({ id, request });
    });
  }

  return {
    reel(request) {
      const key = JSON.stringify(request);
      const found = kept.get(key);
      if (found) return found;
      const made = ask(request);
      kept.set(key, made);
      made.catch(() => kept.delete(key));
      if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value!);
      return made;
    },
    waiting: () => waiting.size,
    async close() {
      await worker?.terminate();
    },
  };
}

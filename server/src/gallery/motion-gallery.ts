import { Worker } from 'node:worker_threads';
import type { BodyProportions } from '@troupe/avatars/motion';
import type express from 'express';
import { z } from 'zod';
import type { LoadedBody } from '../load-assets.ts';
import { readMotionInfo } from '../motion/index.ts';
import type { ReelRequest } from './record-reel.ts';

export interface GalleryOptions {
  /** Folder of the motion model. */
  readonly folder: string;
  readonly bodies: readonly (LoadedBody & BodyProportions)[];
  readonly onProblem: (message: string) => void;
}

/** The routes /motion/gallery/… of a running server. */
export interface MotionGallery {
  mount(app: express.Application): void;
  close(): Promise<void>;
}

const KEPT_MAX = 64;
const WAITING_MAX = 8;
const SEED_MAX = 1_000_000;

const QUERY = z.object({
  kind: z.enum(['style', 'action']),
  name: z.string().min(1).max(60),
  body: z.string().min(1).max(60).default('tilda'),
  seed: z.coerce.number().int().min(0).max(SEED_MAX).default(1),
});

interface Waiting {
  readonly done: (bytes: Uint8Array) => void;
  readonly fail: (error: Error) => void;
}

/**
 * Serves short reels of every style and action on any body. They are recorded by a thread of its own, which starts with
 * the first question; the newest 64 are kept.
 */
export function createMotionGallery(options: GalleryOptions): MotionGallery {
  const info = readMotionInfo(options.folder);
  const kept = new Map<string, Promise<Uint8Array>>();
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let count = 0;

  function start(): Worker {
    const bodies = options.bodies.map(({ id, hipsHeightM, legLengthM, restOffsets }) => ({
      id,
      hipsHeightM,
      legLengthM,
      restOffsets,
    }));
    const thread = new Worker(new URL('./gallery-worker.ts', import.meta.url), {
      workerData: { folder: options.folder, bodies },
    });
    thread.unref();
    thread.on('message', ({ id, bytes, problem }: { id: number; bytes?: Uint8Array; problem?: string }) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (bytes) asked?.done(bytes);
      else asked?.fail(new Error(problem));
    });
    thread.on('error', (error: Error) => {
      options.onProblem(`motion gallery: ${error.message}`);
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

  function reel(request: ReelRequest): Promise<Uint8Array> {
    const key = JSON.stringify(request);
    const found = kept.get(key);
    if (found) return found;
    const made = ask(request);
    kept.set(key, made);
    made.catch(() => kept.delete(key));
    if (kept.size > KEPT_MAX) kept.delete(kept.keys().next().value!);
    return made;
  }

  /** What is wrong with a question, in words for the one who asked; '' when nothing is. */
  function faultOf(request: ReelRequest): string {
    const names = request.kind === 'style' ? info.styleNames : info.actionNames;
    if (!names.includes(request.name))
      return `there is no ${request.kind} "${request.name}"; there are ${names.join(', ')}`;
    const bodies = options.bodies.map(({ id }) => id);
    return bodies.includes(request.body)
      ? ''
      : `there is no body "${request.body}"; there are ${bodies.join(', ')}`;
  }

  return {
    mount(app) {
      app.get('/motion/gallery/list', (_request, response) => {
        response.json({
          styles: info.styleNames,
          actions: info.actionNames,
          bodies: options.bodies.map(({ id, name }) => ({ id, name })),
        });
      });
      app.get('/motion/gallery/reel', async (request, response) => {
        const asked = QUERY.safeParse(request.query);
        const fault = asked.success
          ? faultOf(asked.data)
          : `${asked.error.issues[0].path.join('.')}: ${asked.error.issues[0].message}`;
        if (!asked.success || fault !== '') {
          response.status(400).json({ error: fault });
          return;
        }
        if (waiting.size >= WAITING_MAX) {
          response
            .status(503)
            .setHeader('Retry-After', '2')
            .json({ error: 'too many reels are being recorded; ask again in 2 s' });
          return;
        }
        try {
          const bytes = await reel(asked.data);
          response
            .type('application/octet-stream')
            .setHeader('Cache-Control', 'private, max-age=60')
            .send(Buffer.from(bytes));
        } catch (error) {
          options.onProblem(`motion gallery: ${(error as Error).message}`);
          response.status(500).json({ error: 'the reel could not be recorded; the server says why' });
        }
      });
    },
    async close() {
      await worker?.terminate();
    },
  };
}

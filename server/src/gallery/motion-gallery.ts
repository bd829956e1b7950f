import type { BodyProportions } from '@troupe/avatars/motion';
import type express from 'express';
import { z } from 'zod';
import type { LoadedBody } from '../load-assets.ts';
import { type MotionInfo, readMotionInfo } from '../motion/index.ts';
import type { ReelRequest } from './record-reel.ts';
import { createReelThread, type ReelThread } from './reel-thread.ts';

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

const WAITING_MAX = 8;
const SEED_MAX = 1_000_000;

const QUERY = z.object({
  kind: z.enum(['style', 'action']),
  name: z.string().min(1).max(60),
  body: z.string().min(1).max(60).default('tilda'),
  seed: z.coerce.number().int().min(0).max(SEED_MAX).default(1),
});

/** Serves short reels of every style and action on any body, recorded beside the stage, never in its tick. */
export function createMotionGallery(options: GalleryOptions): MotionGallery {
  const { folder, bodies, onProblem } = options;
  const info = readMotionInfo(folder);
  const proportions = bodies.map(({ id, hipsHeightM, legLengthM, restOffsets }) => ({
    id,
    hipsHeightM,
    legLengthM,
    restOffsets,
  }));
  const thread = createReelThread(folder, proportions);
  return {
    mount(app) {
      app.get('/motion/gallery/list', (_request, response) => {
        response.json({
          styles: info.styles.map(({ name }) => name),
          derived: info.styles.filter(({ derived }) => derived).map(({ name }) => name),
          actions: info.actionNames,
          bodies: bodies.map(({ id, name }) => ({ id, name })),
        });
      });
      app.get('/motion/gallery/reel', async (request, response) => {
        const asked = QUERY.safeParse(request.query);
        const fault = asked.success
          ? faultOf(asked.data, info, bodies)
          : `${asked.error.issues[0].path.join('.')}: ${asked.error.issues[0].message}`;
        if (asked.success && fault === '') await answer(response, thread, asked.data, onProblem);
        else response.status(400).json({ error: fault });
      });
    },
    close: () => thread.close(),
  };
}

/** What is wrong with a question, in words for the one who asked; '' when nothing is. */
function faultOf(request: ReelRequest, info: MotionInfo, bodies: readonly LoadedBody[]): string {
  const { kind, name, body } = request;
  const names = kind === 'style' ? info.styles.map((style) => style.name) : info.actionNames;
  if (!names.includes(name)) return `there is no ${kind} "${name}"; there are ${names.join(', ')}`;
  const ids = bodies.map(({ id }) => id);
  return ids.includes(body) ? '' : `there is no body "${body}"; there are ${ids.join(', ')}`;
}

async function answer(
  response: express.Response,
  thread: ReelThread,
  request: ReelRequest,
  onProblem: GalleryOptions['onProblem'],
): Promise<void> {
  if (thread.waiting() >= WAITING_MAX) {
    response.status(503).setHeader('Retry-After', '2');
    response.json({ error: 'too many reels are being recorded; ask again in 2 s' });
    return;
  }
  try {
    const bytes = await thread.reel(request);
    response.setHeader('Cache-Control', 'private, max-age=60');
    response.type('application/octet-stream').send(Buffer.from(bytes));
  } catch (error) {
    onProblem(`motion gallery: ${(error as Error).message}`);
    response.status(500).json({ error: 'the reel could not be recorded; the server says why' });
  }
}

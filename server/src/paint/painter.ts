import { createHash } from 'node:crypto';
import { type PaintPlan, titleOf } from '@troupe/avatars/paint';
import type { PaintAsk } from '../world/works.ts';
import { createPaintThread } from './paint-thread.ts';
import type { PicturePort } from './picture-port.ts';

/** A picture on the shelf. */
export interface ShelfPicture {
  readonly mime: string;
  readonly bytes: Buffer;
  /** What it was painted from; none of an image model's pictures can be painted anew. */
  readonly plan: PaintPlan;
  /** Strokes as JSON; undefined for the picture of an image model. */
  readonly strokes: string | undefined;
}

/** What came of an ask, as the mailbox takes it. */
export interface PaintedMessage {
  readonly type: 'painted';
  readonly id: number;
  readonly sha: string;
  readonly brain: string;
  readonly strokes: number;
}

/** Paints outside the tick and keeps pictures by the hash of their bytes. */
export interface Painter {
  ask(asks: readonly PaintAsk[], post: (message: PaintedMessage) => void): void;
  /** A picture by its sha256. */
  get(sha: string): ShelfPicture | undefined;
  /** The same plan as a repeat for cloth and walls, painted when first asked for; its edges meet. */
  tileOf(sha: string): Promise<Buffer | undefined>;
  close(): Promise<void>;
}

/** Sides of pictures and of tiles, px. */
export const PAINTER_DEFAULTS = { widthPx: 768, tilePx: 512 } as const;
/** Pictures kept; more than hang on any stage, so that none that hangs is lost. */
const SHELF_MAX = 64;
/** Strokes that the picture of an image model counts as: how long it is painted. */
const REMOTE_STROKES = 1_400;

/** @param remote asked first when there is one; whatever it does not paint, the own engine does */
export function createPainter(options: {
  readonly remote?: PicturePort;
  readonly widthPx?: number;
  readonly tilePx?: number;
  readonly onProblem: (message: string) => void;
}): Painter {
  const { remote, onProblem, widthPx, tilePx } = { ...PAINTER_DEFAULTS, ...options };
  const thread = createPaintThread();
  const shelf = new Map<string, ShelfPicture>();
  const tiles = new Map<string, Promise<Buffer>>();

  function keep(picture: ShelfPicture): string {
    const sha = createHash('sha256').update(picture.bytes).digest('hex');
    shelf.delete(sha);
    shelf.set(sha, picture);
    while (shelf.size > SHELF_MAX) {
      const [oldest] = shelf.keys();
      shelf.delete(oldest);
      tiles.delete(oldest);
    }
    return sha;
  }

  async function make({ id, plan, prompt }: PaintAsk): Promise<PaintedMessage> {
    if (remote) {
      try {
        const words = `${titleOf(plan).en}. ${prompt}`;
        const { bytes, mime } = await remote.picture(words, plan.tall < 1);
        return {
          type: 'painted',
          id,
          sha: keep({ bytes, mime, plan, strokes: undefined }),
          brain: remote.name,
          strokes: REMOTE_STROKES,
        };
      } catch (error) {
        onProblem(`painting: ${(error as Error).message}; the own engine paints instead`);
      }
    }
    const { png, strokes, count } = await thread.paint(plan, widthPx);
    return {
      type: 'painted',
      id,
      sha: keep({ bytes: png, mime: 'image/png', plan, strokes }),
      brain: 'offline',
      strokes: count,
    };
  }

  return {
    ask(asks, post) {
      for (const one of asks)
        make(one).then(post, (error: Error) => {
          onProblem(`painting: ${error.message}`);
          post({ type: 'painted', id: one.id, sha: '', brain: 'offline', strokes: 0 });
        });
    },
    get: (sha) => shelf.get(sha),
    async tileOf(sha) {
      const picture = shelf.get(sha);
      if (!picture) return undefined;
      const found = tiles.get(sha);
      if (found) return await found;
      const made = thread.paint({ ...picture.plan, tile: true, tall: 1 }, tilePx).then(({ png }) => png);
      tiles.set(sha, made);
      made.catch(() => tiles.delete(sha));
      return await made;
    },
    close: () => thread.close(),
  };
}

import { createHash } from 'node:crypto';
import { paintPlan, rgbaOf, titleOf } from '@troupe/avatars/paint';
import type { MailboxMessage } from '@troupe/server/tick';
import type { PaintAsk } from '@troupe/server/world';

/** Width of a painting on the contact sheet, px, and ticks that it takes to be made, as in a thread of its own. */
const WIDTH_PX = 300;
const TAKES_TICKS = 30;

/** A painting of the evening. */
export interface Painted {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray;
}

/** Paints what is asked for, in ticks instead of seconds, so that an evening is the same each time. */
export class EveningEasel {
  readonly painted: Painted[] = [];
  readonly #waiting: { readonly atTick: number; readonly message: MailboxMessage }[] = [];

  take(asks: readonly PaintAsk[], tick: number): void {
    for (const { id, plan } of asks) {
      const painting = paintPlan(plan);
      const { rgba, widthPx, heightPx } = rgbaOf(painting, WIDTH_PX);
      this.painted.push({ title: titleOf(plan).en, width: widthPx, height: heightPx, rgba });
      const sha = createHash('sha256').update(rgba).digest('hex');
      const strokes = painting.strokes.length;
      const message = { type: 'painted', id, sha, brain: 'offline', strokes } as const;
      this.#waiting.push({ atTick: tick + TAKES_TICKS, message });
    }
  }

  /** What is done by now. */
  answers(tick: number): MailboxMessage[] {
    const done = this.#waiting.filter(({ atTick }) => atTick <= tick);
    for (const one of done) this.#waiting.splice(this.#waiting.indexOf(one), 1);
    return done.map(({ message }) => message);
  }
}

import type { PaintSurface, Stroke } from '@troupe/avatars/paint';
import type { WorkMessage } from '../../protocol/index.ts';

/** Picture on the easel, px across: it is half a metre wide. */
const WIDTH_PX = 384;
/** Longest that strokes may take in one frame, ms; what is left is painted in the next. */
const FRAME_MS = 5;

/** Paints a work stroke by stroke as its painter does: the same strokes in every client at the same moment. */
export class StrokePainter {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
  readonly #surface: PaintSurface;
  readonly #strokes: readonly Stroke[];
  readonly #began: number;
  readonly #takes: number;
  #next = 0;

  private constructor(surface: PaintSurface, strokes: readonly Stroke[], { beganMs, doneMs }: WorkMessage) {
    this.#surface = surface;
    this.#strokes = strokes;
    this.widthPx = surface.widthPx;
    this.heightPx = surface.heightPx;
    this.rgba = new Uint8ClampedArray(surface.widthPx * surface.heightPx * 4);
    this.#began = beganMs;
    this.#takes = Math.max(1, doneMs - beganMs);
    this.show();
  }

  /** The engine is fetched with the first painting: a page on which nobody paints does without it. */
  static async open(work: WorkMessage): Promise<StrokePainter> {
    const { canvasFor, paintPlan } = await import('@troupe/avatars/paint');
    const painting = paintPlan(work.plan);
    return new StrokePainter(canvasFor(painting, WIDTH_PX), painting.strokes, work);
  }

  get done(): boolean {
    return this.#next >= this.#strokes.length;
  }

  /** Draws what is due by a moment of stage time; true when something was drawn. */
  paintTo(stageMs: number): boolean {
    const share = Math.min(1, Math.max(0, (stageMs - this.#began) / this.#takes));
    const due = Math.floor(share * this.#strokes.length);
    const before = this.#next;
    const untilMs = performance.now() + FRAME_MS;
    while (this.#next < due && performance.now() < untilMs) this.#surface.draw(this.#strokes[this.#next++]);
    return this.#next > before;
  }

  /** Brings `rgba` up to date. */
  show(): void {
    this.#surface.rgba(this.rgba);
  }
}

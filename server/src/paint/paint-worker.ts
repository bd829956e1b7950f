// The thread that paints, so that a stage never waits for a brush. See painter.ts.
import { parentPort } from 'node:worker_threads';
import { type PaintPlan, paintPlan, rgbaOf, strokesToJson } from '@troupe/avatars/paint';
import { pngOf } from './png.ts';

/** What is asked of the thread. */
export interface WorkerAsk {
  readonly id: number;
  readonly plan: PaintPlan;
  readonly widthPx: number;
}

parentPort!.on('message', ({ id, plan, widthPx }: WorkerAsk) => {
  try {
    const painting = paintPlan(plan);
    const strokes = JSON.stringify(strokesToJson(painting.strokes));
    parentPort!.postMessage({
      id,
      png: pngOf(rgbaOf(painting, widthPx)),
      strokes,
      count: painting.strokes.length,
    });
  } catch (error) {
    parentPort!.postMessage({ id, problem: (error as Error).message });
  }
});

/** The thread that paints beside the first; see paint-thread.ts. */
import { workerData } from 'node:worker_threads';
import type { Part } from '../dress/part.ts';
import { readFitModel } from '../fit/fit-model.ts';
import { answerEach } from '../side-thread.ts';
import type { Look } from '../understand/look.ts';
import { paintMeans } from './paint-means.ts';
import { layOut, paintPart } from './paint-part.ts';
import { type PaintedTextures, type PaintQueue, takePart } from './paint-queue.ts';
import type { StoodBody } from './paint-view.ts';
import { planParts } from './plan-parts.ts';
import type { PaintScene } from './scene.ts';

/** First what is painted, then what it is painted from. */
export type PaintQuestion =
  | {
      readonly bodies: readonly StoodBody[];
      readonly parts: readonly Part[];
      readonly look: Look;
      readonly queue: PaintQueue;
    }
  | { readonly scenes: readonly PaintScene[] };

/** Nothing to the first question. */
export type PaintAnswer = PaintedTextures;

const model = readFitModel((workerData as { modelFolder: string }).modelFolder);
// Whoever plans hears what went wrong.
paintMeans(model).catch(() => {});
let paint: (scenes: readonly PaintScene[]) => PaintedTextures = () => new Map();

answerEach<PaintQuestion, PaintAnswer>(
  async (question) => {
    if ('scenes' in question) return paint(question.scenes);
    const { bodies, parts, look, queue } = question;
    const plans = await planParts(model, bodies, parts, look);
    const first = takePart(queue);
    const layout = first === undefined ? undefined : layOut(plans[first]!);
    paint = (scenes) => {
      const painted: PaintedTextures = new Map();
      for (let i = first; i !== undefined; i = takePart(queue))
        painted.set(i, paintPart(scenes, plans[i]!, i === first ? layout : undefined));
      return painted;
    };
    return new Map();
  },
  (textures) => [...textures.values()].map(({ data }) => data.buffer as ArrayBuffer),
);

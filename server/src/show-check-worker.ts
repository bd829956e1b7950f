import { parentPort, workerData } from 'node:worker_threads';
import { loadShowResources } from './load-show-resources.ts';
import { isRefusal } from './music-shelf.ts';
import type { CheckerQuestion } from './show-checker.ts';
import { checkShow } from './shows/index.ts';

/** Checks shows and draws their music beside the thread that ticks: either may take longer than a tick has. */
const resources = loadShowResources(workerData.root as string, workerData.clips as string | undefined);

function draw({ track, ...options }: NonNullable<CheckerQuestion['draw']>): unknown {
  if (!resources.hasFile(track, 'assets/shows')) return undefined;
  const drawing = resources.shelf.drawing(track, options);
  return isRefusal(drawing) ? undefined : drawing;
}

parentPort?.on('message', ({ id, text, draw: asked }: CheckerQuestion) => {
  parentPort?.postMessage({ id, answer: asked ? draw(asked) : checkShow(text ?? '', resources) });
});

import { parentPort, workerData } from 'node:worker_threads';
import { loadShowResources } from './load-show-resources.ts';
import { checkShow } from './shows/index.ts';

/** Checks shows beside the thread that ticks: a check may take longer than a tick has. */
const resources = loadShowResources(workerData.root as string);

parentPort?.on('message', ({ id, text }: { id: number; text: string }) => {
  parentPort?.postMessage({ id, check: checkShow(text, resources) });
});

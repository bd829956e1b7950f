/** A process for one photo: the networks' runtime changes global objects and may be killed without harm. */
import { makeBodyFromPhoto } from './make-body.ts';
import { PhotoRefused } from './refusal.ts';
import type { PhotoAnswer, PhotoRequest } from './worker-protocol.ts';

const peakMiB = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

function send(answer: PhotoAnswer): Promise<void> {
  return new Promise((resolve) => {
    process.send!(answer, () => resolve());
  });
}

async function work(request: PhotoRequest): Promise<PhotoAnswer> {
  try {
    const made = await makeBodyFromPhoto(request.photo, request.modelFolder, request.wishes, (step) => {
      if (peakMiB() > request.memoryMaxMiB) {
        throw new PhotoRefused(
          'memory',
          `The photo needs more than ${request.memoryMaxMiB} MiB.`,
          'Scale it down.',
        );
      }
      void send({ type: 'step', step });
    });
    const peak = peakMiB();
    const stage = request.stageId ? await made.stage(request.stageId) : undefined;
    const sheet = request.sheet ? await made.sheet() : undefined;
    return {
      type: 'done',
      result: { vrm: made.vrm, sheet, stage, report: made.report, fit: made.fit, peakMiB: peak },
    };
  } catch (error) {
    if (error instanceof PhotoRefused) {
      return {
        type: 'refused',
        code: error.code,
        message: error.message,
        advice: error.advice,
        peakMiB: peakMiB(),
      };
    }
    return {
      type: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

process.once('message', async (request) => {
  await send(await work(request as PhotoRequest));
  process.exit(0);
});

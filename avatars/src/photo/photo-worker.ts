/** A process for one photo: the networks' runtime changes global objects and may be killed without harm. */
import { flushCompileCache } from 'node:module';
import { PhotoRefused } from './refusal.ts';
import { openNetworks } from './see/networks.ts';
import type { PhotoAnswer, PhotoRequest } from './worker-protocol.ts';

const peakMiB = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

/** Processor time of this process so far, s: of loading its code too. */
function cpuSeconds(): number {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return Math.round((userCPUTime + systemCPUTime) / 1e4) / 100;
}

function send(answer: PhotoAnswer): Promise<void> {
  return new Promise((resolve) => {
    process.send!(answer, () => resolve());
  });
}

async function work(request: PhotoRequest): Promise<PhotoAnswer> {
  try {
    // What was seen before is not looked for again. The thread starts while this one reads its own code.
    const networks = request.known ? undefined : openNetworks();
    const { makeBodyFromPhoto } = await import('./make-body.ts');
    const made = await makeBodyFromPhoto(request.photo, request.modelFolder, request.wishes, {
      tell(step) {
        refuseMemory(request.memoryMaxMiB);
        void send({ type: 'step', step });
      },
      ...(request.previews ? { show: (preview) => void send({ type: 'preview', preview }) } : {}),
      ...(request.known ? { known: request.known } : {}),
      also: request.also,
      ...(networks ? { networks } : {}),
      paintBeside: true,
    });
    const used = { peakMiB: peakMiB(), cpuSeconds: cpuSeconds() };
    if (request.stageId) void send({ type: 'step', step: 'levels of detail' });
    const stage = request.stageId ? await made.stage(request.stageId) : undefined;
    const sheet = request.sheet ? await made.sheet() : undefined;
    const { vrm, report, fit, understood } = made;
    return { type: 'done', result: { vrm, sheet, stage, report, fit, understood, ...used } };
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

/** Only where the parent cannot watch this process from outside; see run-photo.ts. */
function refuseMemory(memoryMaxMiB: number): void {
  if (peakMiB() <= memoryMaxMiB) return;
  throw new PhotoRefused('memory', `The photo needs more than ${memoryMaxMiB} MiB.`, 'Scale it down.');
}

// Whoever asked is gone: nobody wants this photo's body any more.
process.once('disconnect', () => process.exit(1));

process.once('message', async (request) => {
  // This process may be ended at any time, and with it what it would have kept of its compiled code.
  flushCompileCache();
  await send(await work(request as PhotoRequest));
  process.exit(0);
});

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PhotoWishes } from './make-body.ts';
import { PhotoRefused } from './refusal.ts';
import type { PhotoAnswer, PhotoRequest, PhotoResult } from './worker-protocol.ts';

export const PHOTO_LIMITS_DEFAULTS = { secondsMax: 60, memoryMaxMiB: 1400 } as const;

/** What a run is given. */
export interface PhotoRun {
  readonly modelFolder: string;
  readonly wishes?: PhotoWishes;
  readonly sheet?: boolean;
  /** Also make the stage's levels of detail, under this id. */
  readonly stageId?: string;
  readonly tell?: (step: string) => void;
  /** Ends the work at once. */
  readonly signal?: AbortSignal;
  readonly limits?: { readonly secondsMax?: number; readonly memoryMaxMiB?: number };
}

/**
 * Makes a body from a photo in a process of its own, with limits of time and memory. Nothing is written to disk.
 *
 * @throws PhotoRefused when the photo cannot become a body; Error when the work failed or was cancelled
 */
export async function runPhoto(photo: Uint8Array, run: PhotoRun): Promise<PhotoResult> {
  const limits = { ...PHOTO_LIMITS_DEFAULTS, ...run.limits };
  const worker = fork(fileURLToPath(new URL('./photo-worker.ts', import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${limits.memoryMaxMiB}`, '--max-semi-space-size=8'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const timer = setTimeout(() => worker.kill('SIGKILL'), limits.secondsMax * 1000);
  const cancel = () => worker.kill('SIGKILL');
  run.signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await new Promise<PhotoResult>((resolve, reject) => {
      worker.on('message', (message) => {
        const answer = message as PhotoAnswer;
        if (answer.type === 'step') run.tell?.(answer.step);
        else if (answer.type === 'done') resolve(answer.result);
        else if (answer.type === 'refused') {
          reject(
            new PhotoRefused(
              answer.code,
              answer.message.slice(0, -answer.advice.length).trim(),
              answer.advice,
            ),
          );
        } else reject(new Error(`the photo worker failed: ${answer.message}`));
      });
      worker.on('error', reject);
      worker.on('exit', (code, signal) => reject(endedEarly(code, signal, run.signal, limits.secondsMax)));
      const request: PhotoRequest = {
        photo,
        modelFolder: run.modelFolder,
        wishes: run.wishes ?? {},
        sheet: run.sheet ?? false,
        ...(run.stageId ? { stageId: run.stageId } : {}),
        memoryMaxMiB: limits.memoryMaxMiB,
      };
      worker.send(request);
    });
  } finally {
    clearTimeout(timer);
    run.signal?.removeEventListener('abort', cancel);
    worker.kill('SIGKILL');
  }
}

function endedEarly(
  code: number | null,
  signal: string | null,
  abort: AbortSignal | undefined,
  secondsMax: number,
): Error {
  if (abort?.aborted) return new Error('cancelled');
  if (signal === 'SIGKILL') {
    return new PhotoRefused(
      'time',
      `The work took longer than ${secondsMax} s and was ended.`,
      'Try a smaller photo.',
    );
  }
  return new PhotoRefused(
    'memory',
    `The work ended unexpectedly (code ${code}, ${signal ?? 'no signal'}).`,
    'Try a smaller photo.',
  );
}

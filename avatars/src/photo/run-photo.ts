import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Preview } from './preview.ts';
import { PhotoRefused } from './refusal.ts';
import type { Understood } from './understood.ts';
import type { PhotoWishes } from './wishes.ts';
import type { PhotoAnswer, PhotoRequest, PhotoResult } from './worker-protocol.ts';

export const PHOTO_LIMITS_DEFAULTS = {
  /** Of the worker's own processor time: a busy machine is no reason to turn a photo away. */
  secondsMax: 60,
  /** By the clock on the wall, for a worker that does nothing. */
  wallSecondsMax: 400,
  memoryMaxMiB: 1400,
} as const;

/** What a run is given. */
export interface PhotoRun {
  readonly modelFolder: string;
  readonly wishes?: PhotoWishes;
  /** Further photos of the same person: a close-up of the face, the body from other sides. */
  readonly also?: readonly Uint8Array[];
  readonly sheet?: boolean;
  /** Also make the stage's levels of detail, under this id. */
  readonly stageId?: string;
  readonly tell?: (step: string) => void;
  /** Is given a small picture of each step. */
  readonly show?: (preview: Preview) => void;
  /** What an earlier run of the same photo understood. */
  readonly known?: Understood;
  /** Ends the work at once. */
  readonly signal?: AbortSignal;
  readonly limits?: Partial<Record<keyof typeof PHOTO_LIMITS_DEFAULTS, number>>;
}

/**
 * Makes a body from a photo in a process of its own, with limits of time and memory. Nothing is written to disk.
 *
 * @throws PhotoRefused when the photo cannot become a body; Error when the work failed or was cancelled
 */
export async function runPhoto(photo: Uint8Array, run: PhotoRun): Promise<PhotoResult> {
  const limits = { ...PHOTO_LIMITS_DEFAULTS, ...run.limits };
  if (run.signal?.aborted) throw new Error('cancelled');
  // The networks' runtime leaves logs of its own behind in the temporary folder; this one goes with the worker.
  const scratch = mkdtempSync(join(tmpdir(), 'troupe-photo-'));
  const worker = fork(fileURLToPath(new URL('./photo-worker.ts', import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: [
      `--max-old-space-size=${limits.memoryMaxMiB}`,
      '--max-semi-space-size=32',
      '--single-threaded-gc',
      `--wasm-tiering-budget=${WASM_TIERING_BUDGET}`,
      // Of the networks' runtime a tenth is ever run: the rest need not be checked first (0.1 s).
      '--wasm-lazy-validation',
      // One compiler less between first run and last: a process of some seconds wins 5 % by it.
      '--no-maglev',
    ],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { GLIBC_TUNABLES: LARGE_PAGES, ...process.env, TMPDIR: scratch },
  });
  const startMs = performance.now();
  let killed: 'time' | 'memory' | undefined;
  const end = (why: 'time' | 'memory') => {
    killed ??= why;
    worker.kill('SIGKILL');
  };
  const timer = setTimeout(() => end('time'), limits.wallSecondsMax * 1000);
  const watch = setInterval(() => {
    if (residentMiB(worker.pid) > limits.memoryMaxMiB) end('memory');
    if (workedSeconds(worker.pid, startMs) > limits.secondsMax) end('time');
  }, WATCH_MS);
  const cancel = () => worker.kill('SIGKILL');
  run.signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await new Promise<PhotoResult>((resolve, reject) => {
      worker.on('message', (message) => {
        const answer = message as PhotoAnswer;
        if (answer.type === 'step') run.tell?.(answer.step);
        else if (answer.type === 'preview') run.show?.(answer.preview);
        else if (answer.type === 'done') resolve(answer.result);
        else if (answer.type === 'refused') {
          const what = answer.message.slice(0, -answer.advice.length).trim();
          reject(new PhotoRefused(answer.code, what, answer.advice, answer.peakMiB));
        } else reject(new Error(`the photo worker failed: ${answer.message}`));
      });
      worker.on('error', reject);
      worker.on('exit', (code, signal) => reject(endedEarly({ code, signal, killed }, run.signal, limits)));
      const request: PhotoRequest = {
        photo,
        also: run.also ?? [],
        modelFolder: run.modelFolder,
        wishes: run.wishes ?? {},
        sheet: run.sheet ?? false,
        ...(run.stageId ? { stageId: run.stageId } : {}),
        previews: run.show !== undefined,
        ...(run.known ? { known: run.known } : {}),
        memoryMaxMiB: limits.memoryMaxMiB,
      };
      worker.send(request);
    });
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    run.signal?.removeEventListener('abort', cancel);
    if (worker.exitCode === null && worker.signalCode === null && worker.kill('SIGKILL'))
      await once(worker, 'exit');
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Large arrays come and go by the hundred; in pages of 2 MiB the kernel hands them out five times as fast. A tenth of all
 * processor time was spent on faults. Other C libraries do not know the word.
 */
const LARGE_PAGES = 'glibc.malloc.hugetlb=1';

/**
 * How long a network's code runs before it is compiled with care: the usual tenth also compiles what only loads the networks,
 * 136 kB in one function, which takes the other core for longer than it saves (0.2 s of processor time a photo).
 */
const WASM_TIERING_BUDGET = 200_000_000;

/** How often the worker's memory is looked at; an allocation faster than this is ended by the heap limit. */
const WATCH_MS = 100;

/** Memory of a process as the kernel counts it; 0 where that cannot be read (the worker then watches itself). */
function residentMiB(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Ticks a second in which the kernel counts processor time. */
const KERNEL_HZ = 100;

/** Processor time of a process and its threads, s; where that cannot be read, the time since it started. */
function workedSeconds(pid: number | undefined, startMs: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / KERNEL_HZ;
  } catch {
    return (performance.now() - startMs) / 1000;
  }
}

interface WorkerEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why we ended it, if we did. */
  readonly killed: 'time' | 'memory' | undefined;
}

function endedEarly(
  { code, signal, killed }: WorkerEnd,
  abort: AbortSignal | undefined,
  { secondsMax, memoryMaxMiB }: { secondsMax: number; memoryMaxMiB: number },
): Error {
  if (abort?.aborted) return new Error('cancelled');
  if (killed === 'time') {
    return new PhotoRefused(
      'time',
      `The work took longer than ${secondsMax} s and was ended.`,
      'Try a smaller photo.',
    );
  }
  const how = `code ${code}, ${signal ?? 'no signal'}`;
  // A fault of ours is not the photo's: only what the limits, the heap or the kernel ended was too large.
  if (killed === undefined && !OUT_OF_MEMORY.has(signal ?? '')) {
    return new Error(`the photo worker ended unexpectedly (${how})`);
  }
  const what =
    killed === 'memory'
      ? `The photo needs more than ${memoryMaxMiB} MiB.`
      : `The work ended for want of memory (${how}).`;
  return new PhotoRefused('memory', what, 'Try a smaller photo.');
}

/** How a full heap (abort) and a full machine (kill) end a process. */
const OUT_OF_MEMORY: ReadonlySet<string> = new Set(['SIGABRT', 'SIGKILL']);

import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PictureSight } from '../world/picture-sight.ts';
import type { EyeAnswer, EyeAsk } from './eye-child.ts';

export const EYE_DEFAULTS = {
  /** Pictures that wait; more are not looked at. */
  waitingMax: 4,
  /** Longest for one picture before the process is replaced, and longest that it idles, ms. */
  patienceMs: 15_000,
  idleMs: 60_000,
  memoryMaxMiB: 384,
} as const;

/** Looks at pictures that guests hold out, by our own models, in a process of its own. */
export interface Eye {
  /** What is seen; undefined when it could not be looked at. Never rejects. */
  look(bytes: Uint8Array): Promise<PictureSight | undefined>;
  close(): void;
}

interface Waiting {
  readonly done: (sight: PictureSight | undefined) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Starts with the first picture, ends when nobody shows one, and is replaced when it hangs or dies. */
export function createEye(
  options: Partial<Readonly<Record<keyof typeof EYE_DEFAULTS, number>>> & {
    readonly onProblem: (message: string) => void;
  },
): Eye {
  const { waitingMax, patienceMs, idleMs, memoryMaxMiB, onProblem } = { ...EYE_DEFAULTS, ...options };
  const waiting = new Map<number, Waiting>();
  let child: ChildProcess | undefined;
  let scratch = '';
  let idle: ReturnType<typeof setTimeout> | undefined;
  let count = 0;

  function settle(id: number, sight: PictureSight | undefined): void {
    const asked = waiting.get(id);
    if (!asked) return;
    waiting.delete(id);
    clearTimeout(asked.timer);
    asked.done(sight);
    if (waiting.size > 0) return;
    clearTimeout(idle);
    idle = setTimeout(end, idleMs);
    idle.unref();
  }

  function end(): void {
    clearTimeout(idle);
    child?.removeAllListeners();
    child?.kill('SIGKILL');
    child = undefined;
    if (scratch !== '') rmSync(scratch, { recursive: true, force: true });
    scratch = '';
    for (const id of [...waiting.keys()]) settle(id, undefined);
  }

  function start(): ChildProcess {
    // The networks' runtime leaves logs of its own in the temporary folder; this one goes with the process.
    scratch = mkdtempSync(join(tmpdir(), 'troupe-eye-'));
    return startChild(scratch, memoryMaxMiB, answered, () => {
      onProblem('the process that looks at pictures has ended');
      end();
    });
  }

  function answered(answer: EyeAnswer): void {
    if ('problem' in answer) onProblem(`a picture could not be looked at: ${answer.problem}`);
    settle(answer.id, 'sight' in answer ? answer.sight : undefined);
  }

  return {
    look(bytes) {
      if (waiting.size >= waitingMax) return Promise.resolve(undefined);
      clearTimeout(idle);
      child ??= start();
      const id = ++count;
      const asked = child;
      return new Promise((done) => {
        const timer = setTimeout(() => {
          onProblem(`a picture was looked at for ${patienceMs / 1000} s without an end`);
          end();
        }, patienceMs);
        timer.unref();
        waiting.set(id, { done, timer });
        asked.send({ id, bytes } satisfies EyeAsk, (error) => {
          if (error) settle(id, undefined);
        });
      });
    },
    close: end,
  };
}

/** It keeps no process alive that wants to end. */
function startChild(
  scratch: string,
  memoryMaxMiB: number,
  answered: (answer: EyeAnswer) => void,
  ended: () => void,
): ChildProcess {
  const child = fork(fileURLToPath(new URL('./eye-child.ts', import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${memoryMaxMiB}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, TMPDIR: scratch },
  });
  child.unref();
  child.channel?.unref();
  child.on('message', answered);
  child.on('error', ended);
  child.on('exit', ended);
  return child;
}

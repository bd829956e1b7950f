import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { mergeWindows } from './measure/merge-windows.ts';
import type { BotsReport, Window } from './measure/recorder.ts';
import { type BotsHooks, type BotsOrder, runBots } from './run-bots.ts';

const CHILD = fileURLToPath(new URL('./bots-child.ts', import.meta.url));
/** A run begins so long after its order, ms: processes need that to start. */
export function startDelayMs(workers: number): number {
  return workers === 1 ? 100 : 1_500 + workers * 200;
}

type Word = { readonly window: Window } | { readonly report: BotsReport };

/**
 * Runs the bots of a scenario: in this process, or spread over some. Windows come merged, in order.
 *
 * @throws Error when a process ends early
 */
export async function runAllBots(order: Omit<BotsOrder, 'worker'>, hooks: BotsHooks): Promise<BotsReport[]> {
  if (order.workers === 1) return [await runBots({ ...order, worker: 0 }, hooks)];
  const pending = new Map<number, Window[]>();
  const take = (window: Window): void => {
    const all = [...(pending.get(window.second) ?? []), window];
    pending.set(window.second, all);
    if (all.length < order.workers) return;
    pending.delete(window.second);
    hooks.onWindow(mergeWindows(all));
  };
  const children = Array.from({ length: order.workers }, (_, worker) =>
    fork(CHILD, [JSON.stringify({ ...order, worker })], {
      serialization: 'advanced',
      stdio: ['ignore', 2, 2, 'ipc'],
    }),
  );
  hooks.stop?.addEventListener('abort', () => {
    for (const child of children) if (child.connected) child.send('stop');
  });
  try {
    return await Promise.all(children.map((child) => reportOf(child, take)));
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

function reportOf(child: ChildProcess, take: (window: Window) => void): Promise<BotsReport> {
  return new Promise((resolve, reject) => {
    child.on('message', (word: Word) => {
      if ('window' in word) take(word.window);
      else resolve(word.report);
    });
    child.once('exit', (code) =>
      reject(new Error(`a process of bots ended early with code ${code}; its words are above`)),
    );
  });
}

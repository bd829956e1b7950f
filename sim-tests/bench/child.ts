import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';

/**
 * Starts one of our own TypeScript files as a process, on a core of its own where the system can do that.
 *
 * @param core number of the core, or undefined to let the system place it
 */
export function startChild(file: string, order: unknown, core?: number): ChildProcess {
  // TROUPE_CPU_PROFILE=DIR writes a .cpuprofile for each process.
  const folder = process.env.TROUPE_CPU_PROFILE;
  const child = fork(file, [JSON.stringify(order)], {
    serialization: 'advanced',
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv: folder ? ['--cpu-prof', `--cpu-prof-dir=${folder}`] : [],
  });
  if (core !== undefined && process.platform === 'linux' && cpus().length > 1 && child.pid) {
    try {
      execFileSync('taskset', ['-a', '-p', '-c', String(core), String(child.pid)], { stdio: 'ignore' });
    } catch {
      // Without taskset the system places the processes as it likes; the figures are only noisier.
    }
  }
  return child;
}

/** Asks a child to end, and ends it when it does not within a second. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || !child.connected) return;
  const ended = once(child, 'exit');
  child.send('end');
  const timer = setTimeout(() => child.kill('SIGKILL'), 1_000);
  await ended;
  clearTimeout(timer);
}

/** The next message of a child; an early end is an error. */
export async function wordOf<T>(child: ChildProcess): Promise<T> {
  const stop = new AbortController();
  try {
    const answer = once(child, 'message', { signal: stop.signal });
    const ended = once(child, 'exit', { signal: stop.signal }).then(([code]) => {
      throw new Error(`a process of the bench ended early with code ${code}; its words are above`);
    });
    answer.catch(() => {});
    ended.catch(() => {});
    const [message] = (await Promise.race([answer, ended])) as [T];
    return message;
  } finally {
    stop.abort();
  }
}

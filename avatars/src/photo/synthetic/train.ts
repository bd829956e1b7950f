/** What the commands that learn from drawn people share: their numbers, and the Python that trains. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPTS = fileURLToPath(new URL('../../../train/body/', import.meta.url));

/** A whole number option within limits. @throws Error naming the option and its limits */
export function wholeNumber(text: string, name: string, low: number, high: number): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= low && value <= high))
    throw new Error(`--${name}: a whole number from ${low} to ${high}`);
  return value;
}

/** How a network is trained. */
export interface Training {
  /** The interpreter. */
  readonly python: string;
  /** File in avatars/train/body, and what it is given. */
  readonly script: string;
  readonly args: readonly string[];
  /** What Python must have, for the message when it is missing. */
  readonly needs: string;
}

/** Trains; what the script says goes to stderr. @throws Error when Python is not there or the training failed */
export function train({ python, script, args, needs }: Training): void {
  const made = spawnSync(python, [`${SCRIPTS}${script}`, ...args], { stdio: ['ignore', 2, 2] });
  if (made.error) throw new Error(`${python} is not there; install python3 with ${needs}`);
  if (made.status !== 0)
    throw new Error(`the training ended with code ${made.status}; what it said stands above`);
  console.error('now run node assets/make-manifest.mjs');
}

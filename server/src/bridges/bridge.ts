import type { ShowCommand, World } from '../world/index.ts';

/** What bridges see of a stage. */
export interface BridgeStage {
  readonly world: World;
  post(command: ShowCommand): void;
  /** Called after each tick. */
  readonly afterTick: Set<() => void>;
  /** Unix time, ms. */
  readonly nowMs: () => number;
  readonly log: (line: string) => void;
}

/** How a bridge does, for the operator. Counts only rise. */
export interface BridgeStatus {
  readonly kind: string;
  /** Where it listens or sends to, without anything secret. */
  readonly where: string;
  received: number;
  sent: number;
  /** What could not be read, and what there was no room for. */
  malformed: number;
  dropped: number;
  /** What is wrong, or ''. */
  problem: string;
}

/** One side door of a stage that is open. */
export interface Bridge {
  readonly status: BridgeStatus;
  close(): Promise<void>;
}

export function createStatus(kind: string, where: string): BridgeStatus {
  return { kind, where, received: 0, sent: 0, malformed: 0, dropped: 0, problem: '' };
}

/** Notes something that could not be read; said aloud once, counted from then on. */
export function noteMalformed(status: BridgeStatus, why: string, log: (line: string) => void): void {
  status.malformed += 1;
  if (status.malformed > 1) return;
  status.problem = why;
  log(`${status.kind} (${status.where}): ${why}; more of these are only counted`);
}

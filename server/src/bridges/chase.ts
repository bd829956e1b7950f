// CONTRIBUTOR NOTES
// A show that chases timecode is never tugged at for little: within the tolerance it runs by its own clock, a little off it
// runs five per cent faster or slower until it fits, and only far off, or when timecode jumps, it seeks (which puts bodies
// elsewhere). Timecode that drops out is waited for while the show runs on by itself.
import type { ShowCommand, ShowStatus } from '../world/index.ts';

export interface ChaseOptions {
  /** Timecode at which the show begins, s of the clock. */
  readonly startS: number;
  readonly dropoutMs: number;
  readonly lost: 'pause' | 'run';
  readonly toleranceMs: number;
  readonly jumpMs: number;
}

/** How a show follows timecode. Plain data. */
export interface Chase {
  /** Newest timecode, s, and when it came, ms; NaN: none yet. */
  timecodeS: number;
  atMs: number;
  /** True while timecode runs: full frames alone only place the show. */
  running: boolean;
  /** True while the show is pulled to fit. */
  pulling: boolean;
  /** True between the first timecode and its drop-out. */
  locked: boolean;
  /** A full frame has said where to be, and the show is not there yet. */
  placed: boolean;
}

/** How much faster or slower a show is pulled. */
const PULL = 0.05;

export function createChase(): Chase {
  return { timecodeS: Number.NaN, atMs: 0, running: false, pulling: false, locked: false, placed: false };
}

/** Notes timecode that came. */
export function noteTimecode(chase: Chase, timecodeS: number, nowMs: number, jump: boolean): void {
  chase.timecodeS = timecodeS;
  chase.atMs = nowMs;
  chase.running = !jump;
  chase.placed = jump;
}

/** What the show is asked, once a tick, to be where timecode is. */
export function chaseStep(
  chase: Chase,
  options: ChaseOptions,
  now: {
    readonly nowMs: number;
    readonly clockS: number;
    readonly rate: number;
    readonly status: ShowStatus;
  },
): ShowCommand[] {
  const { nowMs, clockS, status } = now;
  if (Number.isNaN(chase.timecodeS)) return [];
  const ageMs = nowMs - chase.atMs;
  if (!chase.running) return place(chase, options, now);
  if (ageMs > options.dropoutMs) return dropOut(chase, options, now);
  const targetS = chase.timecodeS + ageMs / 1000 - options.startS;
  if (targetS < 0) return [];
  const commands: ShowCommand[] = [];
  const offS = targetS - clockS;
  // An operator who ended the show has the last word; timecode does not bring it back.
  if (status === 'stopped' || status === 'ended') return [];
  const joins = status !== 'playing';
  chase.locked = true;
  if (Math.abs(offS) * 1000 > options.jumpMs || (joins && Math.abs(offS) * 1000 > options.toleranceMs)) {
    commands.push({ op: 'seek', seconds: targetS });
    chase.pulling = false;
  } else if (Math.abs(offS) * 1000 > options.toleranceMs) chase.pulling = true;
  else if (Math.abs(offS) * 1000 < options.toleranceMs / 2) chase.pulling = false;
  const rate = chase.pulling ? 1 + Math.sign(offS) * PULL : 1;
  if (Math.abs(rate - now.rate) > 1e-6) commands.push({ op: 'rate', rate });
  if (joins) commands.push({ op: 'play' });
  return commands;
}

/** Timecode has stayed away: told once. */
function dropOut(
  chase: Chase,
  options: ChaseOptions,
  now: { readonly rate: number; readonly status: ShowStatus },
): ShowCommand[] {
  if (!chase.locked) return [];
  chase.locked = false;
  chase.pulling = false;
  const commands: ShowCommand[] = now.rate === 1 ? [] : [{ op: 'rate', rate: 1 }];
  if (options.lost === 'pause' && now.status === 'playing') commands.push({ op: 'pause' });
  return commands;
}

/** A full frame: the show stands where it says. */
function place(
  chase: Chase,
  options: ChaseOptions,
  now: { readonly clockS: number; readonly status: ShowStatus },
): ShowCommand[] {
  if (!chase.placed) return [];
  chase.placed = false;
  const targetS = chase.timecodeS - options.startS;
  if (targetS < 0 || now.status === 'stopped' || now.status === 'ended') return [];
  const commands: ShowCommand[] = now.status === 'playing' ? [{ op: 'pause' }] : [];
  if (Math.abs(targetS - now.clockS) * 1000 > options.toleranceMs)
    commands.push({ op: 'seek', seconds: targetS });
  return commands;
}

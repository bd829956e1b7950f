import type { FarMotions } from '@troupe/client-sdk/protocol';

/** What a far body is at at one moment: motion of the table, -1 none, and how far it is through it. */
export interface SampledAct {
  motion: number;
  /** Turns, 0..1; a motion that does not go round stays at its end. */
  phase: number;
  /** The table that `motion` is of. */
  far: FarMotions | undefined;
}

interface Act {
  timeMs: number;
  motion: number;
  phase: number;
}

/** The last two acts of one body: between them the phase goes on evenly, beyond the newest at the same pace. */
export class ActTrack {
  #before: Act = { timeMs: Number.NaN, motion: -1, phase: 0 };
  #newest: Act = { timeMs: Number.NaN, motion: -1, phase: 0 };

  /** Adds an act; one that is not newer is dropped. */
  add(timeMs: number, motion: number, phase: number): void {
    if (timeMs <= this.#newest.timeMs) return;
    const old = this.#before;
    this.#before = this.#newest;
    this.#newest = Object.assign(old, { timeMs, motion, phase });
  }

  /** The act at a stage time, by the lengths of a table; a motion that the table lacks is none. */
  sample(timeMs: number, far: FarMotions, out: SampledAct): void {
    const { motions } = far;
    out.far = far;
    const [a, b] = [this.#before, this.#newest];
    const now = timeMs < b.timeMs && a.motion >= 0 ? a : b;
    const motion = motions[now.motion];
    if (!motion) {
      out.motion = -1;
      return;
    }
    const roundMs = motion.seconds * 1000;
    const span = b.timeMs - a.timeMs;
    const turns =
      a.motion === b.motion && span > 0
        ? turned(a.phase, b.phase, span / roundMs, motion.loop) / span
        : 1 / roundMs;
    const phase = now.phase + (timeMs - now.timeMs) * turns;
    out.motion = now.motion;
    out.phase = motion.loop ? phase - Math.floor(phase) : Math.min(1, Math.max(0, phase));
  }
}

/** Turns from one phase to another, whole ones added so that they come nearest to what the motion's own pace would make. */
function turned(from: number, to: number, expected: number, loop: boolean): number {
  const turns = to - from;
  return loop ? turns + Math.round(expected - turns) : turns;
}

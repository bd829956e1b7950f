// CONTRIBUTOR NOTES
// The poses of a tick are worked out beside the main thread while it waits for the next tick. They used to be sent with that
// one: finished after 15 ms, they lay there for 35 more. Now they go out when they are finished, with the state of the very
// tick that they belong to (what a record replays is the same: nothing changes the world in between). With them go that
// tick's news, and half of the work of a tick moves to where the thread was idle.
import { TICK_MS } from '../world/limits.ts';
import type { Mailbox, MailboxMessage, Outcome } from './mailbox.ts';
import type { Stage } from './stage.ts';

/** Time as the composition root gives it. */
export interface RunnerClock {
  nowMs(): number;
  /** Calls back once after about `ms`; returns how to call it off. */
  after(ms: number, callback: () => void): () => void;
}

/** What happens around a tick; called in this order. */
export interface RunnerHooks {
  /** Before the step: what will be stepped (for a record). */
  onMessages?(tick: number, messages: readonly MailboxMessage[], motionReady: boolean): void;
  /** After the step, with what became of joins and when the tick was due: a busy machine begins it later. */
  onTick(outcomes: readonly Outcome[], dueMs: number): void;
  /** The poses of the last tick are in the world: at once when they are finished, and before the next tick at the latest. */
  onPoses?(): void;
  /** The next tick begins and the poses of the last one are not finished. */
  onPosesLate?(): void;
  /** The stage was so late that it gave this much time up, ms: stage time goes on from there. */
  onLost?(lostMs: number): void;
  /** After everything: what a tick took, hooks and sending included, ms. */
  onTickDone?(durationMs: number): void;
  onError(error: unknown): void;
}

/** A tick that starts this late makes the stage give up the backlog instead of racing after it, ms. */
const BACKLOG_MS = 250;

/** Runs a stage in real time at 20 Hz without drift: each tick is due a fixed time after the first. */
export function runStage(
  stage: Stage,
  mailbox: Mailbox,
  clock: RunnerClock,
  hooks: RunnerHooks,
): { stop(): void } {
  let dueMs = clock.nowMs();
  let stopped = false;
  let taken = false;
  let posesMs = 0;
  let cancel = (): void => {};
  const safely = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      hooks.onError(error);
    }
  };
  const takePoses = (): void => {
    if (stopped || !stage.takePoses()) return;
    taken = true;
    hooks.onPoses?.();
  };
  stage.motion.onReady?.(() => {
    const startMs = clock.nowMs();
    safely(takePoses);
    posesMs += clock.nowMs() - startMs;
  });
  const tick = (): void => {
    if (stopped) return;
    const startMs = clock.nowMs();
    safely(() => {
      takePoses();
      const motionReady = taken;
      taken = false;
      if (!motionReady) hooks.onPosesLate?.();
      const messages = mailbox.drain(stage.world);
      hooks.onMessages?.(stage.world.tick, messages, motionReady);
      hooks.onTick(stage.step(messages, motionReady), dueMs);
      takePoses();
    });
    const endMs = clock.nowMs();
    hooks.onTickDone?.(endMs - startMs + posesMs);
    posesMs = 0;
    dueMs += TICK_MS;
    if (endMs - dueMs > BACKLOG_MS) {
      const lostMs = endMs - dueMs;
      dueMs = endMs;
      safely(() => hooks.onLost?.(lostMs));
    }
    cancel = clock.after(Math.max(0, dueMs - endMs), tick);
  };
  cancel = clock.after(0, tick);
  return {
    stop() {
      stopped = true;
      cancel();
    },
  };
}

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
  /** After the step, with what became of joins and how long the tick took. */
  onTick(outcomes: readonly Outcome[]): void;
  /** After everything: duration of the whole tick, hooks and sending included, ms. */
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
  let cancel = (): void => {};
  const tick = (): void => {
    if (stopped) return;
    const startMs = clock.nowMs();
    try {
      const messages = mailbox.drain(stage.world);
      const motionReady = stage.motion.ready();
      hooks.onMessages?.(stage.world.tick, messages, motionReady);
      hooks.onTick(stage.step(messages, motionReady));
    } catch (error) {
      hooks.onError(error);
    }
    const endMs = clock.nowMs();
    hooks.onTickDone?.(endMs - startMs);
    dueMs += TICK_MS;
    if (endMs - dueMs > BACKLOG_MS) dueMs = endMs;
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

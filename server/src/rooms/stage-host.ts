import { WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import type { Recorder } from '../record/index.ts';
import { PoseSender } from '../send/index.ts';
import {
  createTickTimes,
  Mailbox,
  type Outcome,
  type RunnerClock,
  runStage,
  type Stage,
} from '../tick/index.ts';
import { TICK_MS } from '../world/limits.ts';
import type { Progress } from '../world/performance.ts';
import type { StageEvent } from '../world/social.ts';
import type { World } from '../world/world.ts';

/** What a room learns of its stage after each tick. */
export interface HostListener {
  /** People came or went: the roster is to be made anew. */
  onRoster(world: World): void;
  onEvents(events: readonly StageEvent[]): void;
  onProgress(progress: readonly Progress[]): void;
  onShow(world: World): void;
}

/** One living stage: clock, mailbox, sending and record around the pure tick. Knows nothing of Colyseus. */
export interface StageHost {
  readonly stage: Stage;
  readonly mailbox: Mailbox;
  readonly sender: PoseSender;
  readonly times: ReturnType<typeof createTickTimes>;
  listener: HostListener | undefined;
  /** Called after each tick, before poses are sent. */
  readonly afterTick: Set<() => void>;
  /** Stage time now, ms: tick x 50 plus what has passed of the present tick. */
  stageMs(): number;
  /** Resolves with what became of a join; never rejects. */
  join(message: Parameters<Mailbox['post']>[0] & { readonly key: string }): Promise<Outcome>;
  stop(): void;
}

export interface HostOptions {
  readonly stage: Stage;
  readonly clock: RunnerClock;
  readonly recorder?: Recorder;
  readonly onError: (error: unknown) => void;
}

/** Starts the stage in real time. */
export function startStageHost({ stage, clock, recorder, onError }: HostOptions): StageHost {
  const { world } = stage;
  const mailbox = new Mailbox();
  const sender = new PoseSender(world.humans.capacity, world.props.count);
  const times = createTickTimes();
  const waiting = new Map<string, (outcome: Outcome) => void>();
  let lastTickMs = clock.nowMs();
  let rosterMark = '';
  let sentPoseTick = -1;
  let sentShowVersion = 0;
  const host: StageHost = {
    stage,
    mailbox,
    sender,
    times,
    listener: undefined,
    afterTick: new Set(),
    stageMs: () => world.tick * TICK_MS + Math.min(TICK_MS * 4, clock.nowMs() - lastTickMs),
    join(message) {
      return new Promise((resolve) => {
        waiting.set(message.key, resolve);
        mailbox.post(message);
      });
    },
    stop() {
      runner.stop();
      recorder?.close();
    },
  };
  const runner = runStage(stage, mailbox, clock, {
    onMessages(tick, messages, motionReady) {
      recorder?.begin(tick, messages, motionReady);
    },
    onTick(outcomes) {
      lastTickMs = clock.nowMs();
      recorder?.end(world);
      for (const outcome of outcomes) {
        waiting.get(outcome.key)?.(outcome);
        waiting.delete(outcome.key);
      }
      const mark = rosterOf(world);
      if (mark !== rosterMark) {
        rosterMark = mark;
        host.listener?.onRoster(world);
      }
      if (world.social.events.length > 0) host.listener?.onEvents(world.social.events);
      if (world.social.progress.length > 0) host.listener?.onProgress(world.social.progress);
      const { news, version } = world.show;
      if (news.length > 0 || version !== sentShowVersion) host.listener?.onShow(world);
      sentShowVersion = version;
      for (const callback of host.afterTick) callback();
      if (world.poseTick === sentPoseTick) {
        sender.skipTick();
        return;
      }
      sentPoseTick = world.poseTick;
      sender.encode(world);
      sender.sendAll(world, stageMsOfTick(world.poseTick));
    },
    onTickDone: (durationMs) => times.add(durationMs),
    onError,
  });
  return host;
}

/** Stage time of what a tick made: the world as it stands when that tick has run. */
export function stageMsOfTick(tick: number): number {
  return (tick + 1) * TICK_MS;
}

/** Changes when somebody came or went. */
function rosterOf(world: World): string {
  let mark = '';
  for (let slot = 0; slot < world.humans.count; slot++) mark += `${world.humans.netId[slot]},`;
  return mark;
}

/** Version that both sides speak, 0 when there is none. */
export function negotiateVersion(offered: readonly number[]): number {
  return offered.includes(WIRE_LIMITS.version) ? WIRE_LIMITS.version : 0;
}

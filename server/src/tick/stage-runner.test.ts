import { readFileSync } from 'node:fs';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { describe, expect, test } from 'vitest';
import { createWorld, STAGE_LIMITS, TICK_MS } from '../world/index.ts';
import {
  createStage,
  createTickTimes,
  Mailbox,
  type MotionPort,
  type RunnerClock,
  runStage,
  type Stage,
} from './index.ts';

const plaza = parseStageFile(
  JSON.parse(readFileSync(new URL('../../../assets/stages/plaza/stage.json', import.meta.url), 'utf8')),
  'stage.json',
);
const body = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };

/** A clock that moves only when told: timers fire in order as time passes them. */
function handClock() {
  let now = 1_000;
  let timers: { at: number; callback: () => void }[] = [];
  const clock: RunnerClock = {
    nowMs: () => now,
    after(ms, callback) {
      const timer = { at: now + ms, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  return {
    clock,
    spend: (ms: number) => {
      now += ms;
    },
    advanceTo(target: number) {
      for (;;) {
        const next = timers.sort((a, b) => a.at - b.at)[0];
        if (!next || next.at > target) break;
        timers.shift();
        now = Math.max(now, next.at);
        next.callback();
      }
      now = Math.max(now, target);
    },
    waiting: () => timers.length,
  };
}

function plainStage(onTick: () => void = () => {}): Stage {
  const world = createWorld({ stage: plaza, bodies: [body], seed: 1, actionNames: [], capacity: 8 });
  const motion = { submit: () => true, ready: () => false, collect: () => {}, finish: async () => {} };
  return createStage({ world, motion, phases: [onTick] });
}
const hooks = (over: Partial<Parameters<typeof runStage>[3]> = {}) => ({
  onTick: () => {},
  onError: (error: unknown) => {
    throw error;
  },
  ...over,
});

describe('the runner of a stage', () => {
  test('keeps 20 Hz without drift, however long each tick takes', () => {
    const time = handClock();
    const stage = plainStage(() => time.spend(stage.world.tick % 3 === 0 ? 31 : 2));
    runStage(stage, new Mailbox(), time.clock, hooks());
    time.advanceTo(1_000 + 60_000);
    expect(stage.world.tick).toBe(60 * 20 + 1);
  });

  test('after a short stall it catches up, after a long one it gives the backlog up', () => {
    const time = handClock();
    let stallMs = 0;
    const stage = plainStage(() => {
      time.spend(stallMs);
      stallMs = 0;
    });
    runStage(stage, new Mailbox(), time.clock, hooks());
    time.advanceTo(2_000);
    stallMs = 200;
    time.advanceTo(3_000);
    expect(stage.world.tick).toBe(41);
    stallMs = 5_000;
    time.advanceTo(9_000);
    // 5 s are lost, not run in a burst: about one second's worth of ticks has passed.
    expect(stage.world.tick).toBeGreaterThan(41 + 15);
    expect(stage.world.tick).toBeLessThan(41 + 25);
  });

  test('tells when a tick was due, however late a busy machine began it', () => {
    const time = handClock();
    const due: number[] = [];
    const stage = plainStage(() => time.spend(stage.world.tick === 1 ? 70 : 2));
    runStage(stage, new Mailbox(), time.clock, hooks({ onTick: (_, dueMs) => due.push(dueMs) }));
    time.advanceTo(1_000 + TICK_MS * 3);
    expect(due).toEqual([1_000, 1_050, 1_100, 1_150]);
  });

  test('a tick that throws is told, and the next one comes', () => {
    const time = handClock();
    const told: unknown[] = [];
    let runs = 0;
    const stage = plainStage(() => {
      runs += 1;
      if (runs === 3) throw new Error('third');
    });
    runStage(stage, new Mailbox(), time.clock, hooks({ onError: (error) => told.push(error) }));
    time.advanceTo(1_000 + TICK_MS * 9);
    expect(runs).toBe(10);
    expect(told).toHaveLength(1);
  });

  test('stop calls the next tick off', () => {
    const time = handClock();
    const stage = plainStage();
    const runner = runStage(stage, new Mailbox(), time.clock, hooks());
    time.advanceTo(1_200);
    const { tick } = stage.world;
    runner.stop();
    expect(time.waiting()).toBe(0);
    time.advanceTo(5_000);
    expect(stage.world.tick).toBe(tick);
  });

  test('messages go to the hook and into the same tick, and how long it took is told', () => {
    const time = handClock();
    const seen: [number, number][] = [];
    const took: number[] = [];
    const stage = plainStage(() => time.spend(7));
    const mailbox = new Mailbox();
    runStage(
      stage,
      mailbox,
      time.clock,
      hooks({
        onMessages: (tick, messages) => seen.push([tick, messages.length]),
        onTickDone: (ms) => took.push(ms),
      }),
    );
    mailbox.post({ type: 'leave', netId: 9 });
    time.advanceTo(1_000 + TICK_MS);
    expect(seen).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(took).toEqual([7, 7]);
    expect(stage.world.counters.messagesRefused).toBe(1);
  });
});

test('time that a stage gives up is told, and only then', () => {
  const time = handClock();
  const startMs = time.clock.nowMs();
  const lost: number[] = [];
  const dues: number[] = [];
  let costs = [0, 240, 0, 0, 420, 0, 0];
  runStage(
    plainStage(),
    new Mailbox(),
    time.clock,
    hooks({
      onTick(_, dueMs) {
        dues.push(dueMs - startMs);
        time.spend(costs[0] ?? 0);
        costs = costs.slice(1);
      },
      onLost: (ms) => lost.push(ms),
    }),
  );
  time.advanceTo(startMs + 1_000);
  expect(lost).toEqual([460]);
  expect(dues.slice(0, 8)).toEqual([0, 50, 100, 150, 200, 710, 760, 810]);
});

describe('the poses of a tick', () => {
  /** Motion that is finished so many ms after it was handed over, each in its own tick. */
  function movingStage(time: ReturnType<typeof handClock>, tookMs: (tick: number) => number) {
    const world = createWorld({ stage: plaza, bodies: [body], seed: 1, actionNames: [], capacity: 8 });
    let state: 'none' | 'busy' | 'done' = 'none';
    let of = -1;
    let tell = (): void => {};
    const motion: MotionPort = {
      submit() {
        if (state !== 'none') return false;
        state = 'busy';
        of = world.tick;
        time.clock.after(tookMs(of), () => {
          state = 'done';
          tell();
        });
        return true;
      },
      ready: () => state === 'done',
      collect() {
        state = 'none';
        world.poseTick = of;
      },
      finish: async () => {},
      onReady(callback) {
        tell = callback;
      },
    };
    return createStage({ world, motion, phases: [] });
  }
  /** What happened when, ms after the start. */
  function watch(tookMs: (tick: number) => number, untilMs: number) {
    const time = handClock();
    const stage = movingStage(time, tookMs);
    const startMs = time.clock.nowMs();
    const seen: string[] = [];
    const tell = (what: string) => seen.push(`${what} ${time.clock.nowMs() - startMs}`);
    runStage(
      stage,
      new Mailbox(),
      time.clock,
      hooks({
        onMessages: (tick, _, ready) => tell(`tick ${tick}${ready ? ' with poses' : ''}`),
        onPoses: () => tell(`poses of ${stage.world.poseTick}`),
        onPosesLate: () => tell('late'),
      }),
    );
    time.advanceTo(startMs + untilMs);
    return seen;
  }

  test('go out when they are finished, and the next tick knows of them', () => {
    expect(watch(() => 15, 99)).toEqual([
      'late 0',
      'tick 0 0',
      'poses of 0 15',
      'tick 1 with poses 50',
      'poses of 1 65',
    ]);
  });

  test('that are late keep nobody waiting and go out once', () => {
    expect(watch((tick) => (tick === 0 ? 70 : 15), 140)).toEqual([
      'late 0',
      'tick 0 0',
      'late 50',
      'tick 1 50',
      'poses of 0 70',
      'tick 2 with poses 100',
      'poses of 2 115',
    ]);
  });

  test('that were finished without a word go out before the next tick', () => {
    const time = handClock();
    const world = createWorld({ stage: plaza, bodies: [body], seed: 1, actionNames: [], capacity: 8 });
    let waits = false;
    let collected = 0;
    const stage = createStage({
      world,
      phases: [],
      motion: {
        submit: () => true,
        ready: () => waits,
        collect: () => {
          collected += 1;
        },
        finish: async () => {},
      },
    });
    const sent: number[] = [];
    runStage(stage, new Mailbox(), time.clock, hooks({ onPoses: () => sent.push(world.tick) }));
    time.advanceTo(1_020);
    waits = true;
    time.advanceTo(1_000 + TICK_MS);
    expect(sent).toEqual([1, 2]);
    expect(collected).toBe(2);
  });

  test('are told of with the time that sending them took', () => {
    const time = handClock();
    const took: number[] = [];
    runStage(
      movingStage(time, () => 15),
      new Mailbox(),
      time.clock,
      hooks({
        onTick: () => time.spend(5),
        onPoses: () => time.spend(8),
        onTickDone: (ms) => took.push(ms),
      }),
    );
    time.advanceTo(1_000 + TICK_MS * 2);
    expect(took).toEqual([5, 13, 13]);
  });
});

describe('the mailbox', () => {
  test('is drained in order; the oldest surplus is dropped and counted', () => {
    const { world } = plainStage();
    const mailbox = new Mailbox();
    for (let i = 0; i < STAGE_LIMITS.mailboxMax + 10; i++) mailbox.post({ type: 'leave', netId: i + 1 });
    const drained = mailbox.drain(world);
    expect(drained).toHaveLength(STAGE_LIMITS.mailboxMax);
    expect(drained[0]).toEqual({ type: 'leave', netId: 11 });
    expect(drained.at(-1)).toEqual({ type: 'leave', netId: STAGE_LIMITS.mailboxMax + 10 });
    expect(world.counters.mailboxDropped).toBe(10);
    expect(mailbox.drain(world)).toHaveLength(0);
    expect(world.counters.mailboxDropped).toBe(10);
  });
});

describe('tick times', () => {
  test('quantiles are of the newest kept, late ticks of all', () => {
    const times = createTickTimes(100);
    expect(times.quantile(0.5)).toBe(0);
    for (let i = 0; i < 50; i++) times.add(200);
    for (let i = 1; i <= 100; i++) times.add(i / 10);
    expect(times.quantile(0.5)).toBeCloseTo(5.1);
    expect(times.quantile(1)).toBe(10);
    expect([times.late, times.count]).toEqual([50, 150]);
  });
});

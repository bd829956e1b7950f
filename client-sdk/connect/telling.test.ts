import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StageClock } from './stage-clock.ts';
import { isTrouble, TELL, ViewLaw } from './tell-law.ts';
import { Telling } from './telling.ts';

const HERE = { x: 0, z: 0, dirX: 0, dirZ: 1 };

describe('ViewLaw', () => {
  it('M4: the first view is told at once, one that says nothing new never', () => {
    const law = new ViewLaw();
    expect(law.waitMs(HERE, 0)).toBe(0);
    law.told(HERE, 0);
    expect(law.waitMs({ ...HERE, x: 0.3 }, 10_000)).toBe(Number.POSITIVE_INFINITY);
  });

  it('M4: a step waits for the stage to choose, a turn of the head hardly', () => {
    const law = new ViewLaw();
    law.told(HERE, 1_000);
    expect(law.waitMs({ ...HERE, x: 0.5 }, 1_100)).toBe(1_500);
    expect(law.waitMs({ ...HERE, x: 0.5 }, 2_600)).toBe(0);
    expect(law.waitMs({ ...HERE, dirX: 1, dirZ: 0 }, 1_100)).toBe(100);
    expect(law.waitMs({ ...HERE, x: 5 }, 1_250)).toBe(0);
  });

  it('M4: another budget is told soon; one left out means the same as before', () => {
    const law = new ViewLaw();
    law.told({ ...HERE, budgetBytesPerSecond: 20_000 }, 0);
    expect(law.waitMs(HERE, 500)).toBe(Number.POSITIVE_INFINITY);
    expect(law.waitMs({ ...HERE, budgetBytesPerSecond: 10_000 }, 500)).toBe(0);
  });
});

describe('Telling', () => {
  let sent: { type: string; message: unknown }[] = [];
  let isLive = true;
  let stats = { lateFrames: 0, receivedBytes: 0, orphanDeltas: 0 };
  const clock = new StageClock();
  const told = (type: string): unknown[] => sent.filter((s) => s.type === type).map((s) => s.message);
  const telling = new Telling({
    clock,
    nowMs: () => Date.now(),
    send: (type, message) => {
      if (isLive) sent.push({ type, message });
      return isLive;
    },
    ping: () => sent.push({ type: 'ping', message: {} }),
    takeStats: () => stats,
  });

  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    isLive = true;
    stats = { lateFrames: 0, receivedBytes: 0, orphanDeltas: 0 };
    clock.reset();
  });
  afterEach(() => {
    telling.stop();
    vi.useRealTimers();
  });

  it('T1: asks for the time a few times at once, then slowly, and seldom once it is known', () => {
    telling.start();
    vi.advanceTimersByTime(10_000);
    expect(told('ping')).toHaveLength(TELL.firstPingsMs.length + 5);
    for (let i = 0; i < TELL.knownPings; i++) clock.add(0, 10, 0);
    vi.advanceTimersByTime(2_000);
    sent = [];
    vi.advanceTimersByTime(40_000);
    expect(told('ping')).toHaveLength(4);
  });

  it('M4: keeps silent about health, and tells troubles together with a question for the time', () => {
    telling.start();
    vi.advanceTimersByTime(5_000);
    expect(told('stats')).toEqual([]);
    stats = { lateFrames: 4, receivedBytes: 9, orphanDeltas: 0 };
    const before = told('ping').length;
    vi.advanceTimersByTime(1_000);
    expect(told('stats')).toEqual([stats]);
    expect(told('ping').length).toBeGreaterThanOrEqual(before + 1);
    stats = { lateFrames: 0, receivedBytes: 9, orphanDeltas: 5 };
    vi.advanceTimersByTime(3_000);
    // Told once: they are counted since the last report.
    expect(told('stats').slice(1)).toEqual([stats]);
    expect(isTrouble({ lateFrames: 3, receivedBytes: 0 })).toBe(false);
    expect(isTrouble({ lateFrames: 0, receivedBytes: 0, orphanDeltas: 1 })).toBe(true);
  });

  it('M4: of views that come in a hurry the newest is told in the end', () => {
    telling.start();
    telling.view(HERE);
    telling.view({ ...HERE, x: 4 });
    telling.view({ ...HERE, x: 8 });
    expect(told('view')).toEqual([HERE]);
    vi.advanceTimersByTime(TELL.viewSoonMs);
    expect(told('view')).toEqual([HERE, { ...HERE, x: 8 }]);
  });

  it('H12: tells the view again once it is live, also one from before', () => {
    isLive = false;
    telling.start();
    telling.view(HERE);
    expect(told('view')).toEqual([]);
    isLive = true;
    telling.live();
    expect(told('view')).toEqual([HERE]);
    telling.start();
    telling.live();
    expect(told('view')).toEqual([HERE, HERE]);
  });
});

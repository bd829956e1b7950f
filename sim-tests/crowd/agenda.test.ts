import { describe, expect, test } from 'vitest';
import { Agenda } from './agenda.ts';

function makeAgenda() {
  const clock = { ms: 0, nowMs: () => clock.ms };
  const lags: number[] = [];
  let skipped = 0;
  const agenda = new Agenda(clock, {
    onLag: (lag) => lags.push(lag),
    onSkipped: (rounds) => {
      skipped += rounds;
    },
  });
  const pass = (ms: number): void => {
    clock.ms += ms;
    agenda.turn();
  };
  return { agenda, pass, lags, skipped: () => skipped };
}

describe('agenda', () => {
  test('things are done in the order they are due, whatever the order they were told', () => {
    const { agenda, pass } = makeAgenda();
    const done: number[] = [];
    for (const due of [50, 10, 40, 20, 30]) agenda.at(due, (dueMs) => done.push(dueMs));
    pass(35);
    expect(done).toEqual([10, 20, 30]);
    pass(100);
    expect(done).toEqual([10, 20, 30, 40, 50]);
    expect(agenda.size).toBe(0);
  });

  test('what is repeated keeps its own moments: a late round delays none after it', () => {
    const { agenda, pass, lags } = makeAgenda();
    const due: number[] = [];
    agenda.every({ periodMs: 100, firstMs: 100 }, (dueMs) => due.push(dueMs));
    pass(100);
    pass(160);
    pass(40);
    expect(due).toEqual([100, 200, 300]);
    expect(lags).toEqual([0, 60, 0]);
  });

  test('a stall is told as lag, and rounds that were over are left out and counted', () => {
    const { agenda, pass, lags, skipped } = makeAgenda();
    const due: number[] = [];
    agenda.every({ periodMs: 50, firstMs: 50 }, (dueMs) => due.push(dueMs));
    pass(1_000);
    expect(due).toEqual([50]);
    expect(lags).toEqual([950]);
    expect(skipped()).toBe(19);
    pass(50);
    expect(due).toEqual([50, 1_050]);
  });

  test('what is no longer alive is dropped', () => {
    const { agenda, pass } = makeAgenda();
    let alive = true;
    let rounds = 0;
    agenda.every(
      { periodMs: 10, firstMs: 10 },
      () => {
        rounds += 1;
      },
      () => alive,
    );
    pass(10);
    alive = false;
    pass(100);
    expect(rounds).toBe(1);
    expect(agenda.size).toBe(0);
  });
});

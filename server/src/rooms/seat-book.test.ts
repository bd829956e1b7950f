import { describe, expect, test } from 'vitest';
import { SEAT_WAITS_MS, SeatBook } from './seat-book.ts';

/** A book whose time passes by hand. */
function bookAt(): { book: SeatBook; gone: number[]; pass(ms: number): void } {
  const gone: number[] = [];
  let timers: { atMs: number; callback: () => void }[] = [];
  let nowMs = 0;
  const after = (ms: number, callback: () => void): (() => void) => {
    const timer = { atMs: nowMs + ms, callback };
    timers.push(timer);
    return () => {
      timers = timers.filter((other) => other !== timer);
    };
  };
  const pass = (ms: number): void => {
    nowMs += ms;
    for (const timer of timers.filter(({ atMs }) => atMs <= nowMs)) timer.callback();
    timers = timers.filter(({ atMs }) => atMs > nowMs);
  };
  return { book: new SeatBook(after, (netId) => gone.push(netId)), gone, pass };
}

describe('seats', () => {
  test('J5: a seat whose server died waits for its guest, who takes it again by another', () => {
    const { book, gone, pass } = bookAt();
    book.enter('secret', 7, 'first');
    book.lose('secret', 'first');
    pass(SEAT_WAITS_MS - 1);
    expect(book.resume('secret', 'second')).toBe(7);
    pass(SEAT_WAITS_MS * 2);
    expect(gone).toEqual([]);
    expect(book.leave('secret', 'second')).toBe(true);
    expect(gone).toEqual([7]);
  });

  test('J5: nobody comes: the body leaves once, and the seat is no more', () => {
    const { book, gone, pass } = bookAt();
    book.enter('secret', 7, 'first');
    book.lose('secret', 'first');
    book.lose('secret', 'first');
    pass(SEAT_WAITS_MS);
    expect(gone).toEqual([7]);
    expect(book.resume('secret', 'second')).toBeUndefined();
    expect(book.leave('secret', 'first')).toBe(false);
  });

  test('the farewell of a connection that the seat was taken from is no farewell', () => {
    const { book, gone, pass } = bookAt();
    book.enter('secret', 7, 'first');
    book.resume('secret', 'second');
    expect(book.leave('secret', 'first')).toBe(false);
    book.lose('secret', 'first');
    pass(SEAT_WAITS_MS);
    expect(gone).toEqual([]);
  });

  test('a token that nobody has takes nothing', () => {
    expect(bookAt().book.resume('guess', 'thief')).toBeUndefined();
  });
});

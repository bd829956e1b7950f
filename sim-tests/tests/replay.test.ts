import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { run as replay } from '@troupe/server/replay';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { run as record } from '../tools/record.ts';

const folder = mkdtempSync(join(tmpdir(), 'troupe-replay-'));
const file = join(folder, 'run.gz');
const log = vi.spyOn(console, 'log').mockImplementation(() => {});
const said = (): string => log.mock.calls.flat().join('\n');
/** Writes a copy of the record with one line changed. */
const tamper = (line: number, change: (value: Record<string, unknown>) => void): string => {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
  const value = JSON.parse(lines[line]);
  change(value);
  lines[line] = JSON.stringify(value);
  const copy = join(folder, 'copy.gz');
  writeFileSync(copy, gzipSync(lines.join('\n')));
  return copy;
};

beforeAll(async () => {
  await record([file, '--seconds', '4', '--performers', '6', '--guests', '3', '--seed', '11']);
}, 60_000);
afterEach(() => log.mockClear());
afterAll(() => {
  rmSync(folder, { recursive: true });
  log.mockRestore();
});

describe('troupe record and troupe replay, with the real motion model', () => {
  test('a recorded stage replays to the same hash at every tick', async () => {
    expect(await replay([file])).toBe(0);
    expect(said()).toMatch(/80 of 80 state hashes equal/);
  });

  test('a message that was not there makes it diverge: exit 1, with the tick and what differs', async () => {
    const copy = tamper(41, (tick) => {
      tick.m = [{ type: 'leave', netId: 1 }];
    });
    expect(await replay([copy, '--json'])).toBe(1);
    const result = JSON.parse(said());
    expect(result).toMatchObject({ divergedAtTick: 40, equal: 40 });
    expect(result.differs).toContain('humans.position');
  });

  test('a record made with another model is refused with what to do', async () => {
    const copy = tamper(0, (header) => {
      header.motionSha256 = 'other';
    });
    await expect(replay([copy])).rejects.toThrow(/another motion model; check out the commit/);
  });

  test.each([
    [[], /name one record/],
    [['a', 'b'], /name one record/],
    [[join(folder, 'none.gz')], /none\.gz: cannot be read/],
    [['--nothing', 'a'], /--nothing/],
  ])('%j is refused', async (args, message) => {
    await expect(replay(args)).rejects.toThrow(message);
  });

  test.each([
    [['--seconds', '0', 'x'], /--seconds: a whole number from 1/],
    [['--performers', 'many', 'x'], /--performers/],
    [[], /name one file/],
  ])('record %j is refused', async (args, message) => {
    await expect(record(args)).rejects.toThrow(message);
  });
});

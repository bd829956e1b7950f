import { expect, test } from 'vitest';
import { readSenseFile } from './senses-replay.ts';

test('lines come in order of time; wrong ones are told with their place', () => {
  const line = (id: string, t0: number, over: object = {}) =>
    JSON.stringify({ v: 1, id, t0, m: 'gaze', data: { target: 'painting1' }, ...over });
  const text = [
    line('b', 2_000),
    '',
    line('a', 1_000),
    '{',
    line('c', 1, { m: 'smell' }),
    line('d', 5, { conf: 9 }),
  ].join('\n');
  const { lines, wrong } = readSenseFile('x.jsonl', text);
  expect(lines.map(({ number, event }) => [number, event.id])).toEqual([
    [3, 'a'],
    [1, 'b'],
  ]);
  expect(wrong.map(({ at }) => at)).toEqual(['x.jsonl:4', 'x.jsonl:5', 'x.jsonl:6']);
  expect(wrong[1].message).toMatch(/smell/);
});

import { expect, test } from 'vitest';
import { cueRows } from './cue-rows.ts';
import { parseTake } from './desk-api.ts';

const cue = (id: string, at: number | null, kind = 'say') => ({ id, at, line: 1, act: { do: kind } });
const standing = {
  scenes: [
    { id: 'main', cues: [cue('b', 60), cue('main#2', 20, 'light'), cue('after', null), cue('lost', null)] },
    { id: 'called', cues: [cue('x', 0), cue('y', 40)] },
  ],
  frames: [{ scene: 0, from: 10, state: [0, 2, 0, 0], start: [-1, 31, -1, -1] }],
};
const plan = {
  seconds: 9,
  scenes: [],
  music: [],
  cues: [
    { scene: 'main', cue: 'after', kind: 'say', line: 1, who: [], fromS: 6, toS: 7, label: 'Hello' },
    { scene: 'other', cue: 'b', kind: 'say', line: 1, who: [], fromS: 1, toS: 7, label: 'no' },
  ],
};

test('cues stand in the order of time, with when they began or will; the first to come is next', () => {
  const rows = cueRows(standing, plan);
  expect(rows.map(({ cue, kind, atS, state }) => `${cue || kind} ${atS} ${state}`)).toEqual([
    'light 1.55 done',
    'b 3.5 waiting',
    'after 6 waiting',
    'lost NaN waiting',
  ]);
  expect(rows.filter(({ next }) => next).map(({ cue }) => cue)).toEqual(['b']);
  expect(rows[2].label).toBe('Hello');
});

test('of a scene that was called the next cue is in there', () => {
  const frames = [...standing.frames, { scene: 1, from: 70, state: [1, 0], start: [70, -1] }];
  const rows = cueRows({ ...standing, frames }, undefined);
  expect(rows.map(({ scene }) => scene)).toEqual(['main', 'main', 'main', 'main', 'called', 'called']);
  expect(rows.filter(({ next }) => next).map(({ cue }) => cue)).toEqual(['y']);
  expect(rows.find(({ cue }) => cue === 'x')).toMatchObject({ state: 'running', atS: 3.5 });
});

test('without a show there are none', () => {
  expect(cueRows({ scenes: [], frames: [] }, undefined)).toEqual([]);
});

test('a take is one with its text and what was decided; anything else is none', () => {
  const take = { take: 1, show: 'x', seconds: 3, decisions: [], text: 'show: x' };
  expect(parseTake(JSON.stringify(take))).toEqual(take);
  for (const wrong of [
    '',
    'null',
    '7',
    '{}',
    '{"take": 2}',
    '{"take": 1, "show": "x", "decisions": {}, "text": ""}',
  ])
    expect(parseTake(wrong)).toBeUndefined();
});

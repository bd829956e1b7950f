import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadShowResources } from './load-show-resources.ts';
import { checkShow, createRun, diffShows, keyMoments, planShow } from './shows/index.ts';
import { CUE_STATE, type ShowProgram } from './world/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const resources = loadShowResources(ROOT);
const HEAD = `show: t
version: 1
cast:
  tilda: {body: tilda, at: stage}
scenes:
`;

function compile(text: string): ShowProgram {
  const { program, problems } = checkShow(text, resources);
  if (!program) throw new Error(JSON.stringify(problems));
  return program;
}
const flowers = compile(readFileSync(`${ROOT}/assets/shows/flowers-on-venus.yaml`, 'utf8'));

describe('the plan of a show', () => {
  test('follows what was decided, and the default of what was not', () => {
    const plain = planShow(flowers, []);
    expect(plain.scenes.map(({ id }) => id)).toEqual([
      'prologue',
      'runway',
      'choice',
      'petals',
      'questions',
      'bows',
    ]);
    const fire = planShow(flowers, [{ cue: 'finale', clock: 0, value: 'fire' }]);
    expect(fire.scenes.map(({ id }) => id)).toContain('fire');
    expect(plain.seconds).toBeGreaterThan(240);
    expect(plain.music[0]).toMatchObject({ track: 'music/venus.score.json', fromS: 0 });
    for (const { fromS, toS } of plain.cues) expect(toS).toBeGreaterThanOrEqual(fromS);
  });
  test('goes on after a hold that waits for GO, and does not go round for ever', () => {
    const held = compile(`${HEAD}  main:
    - {at: 0, id: wait, hold: {}}
    - {after: wait, id: end, marker: {name: end}}
`);
    expect(planShow(held, []).cues.map(({ cue }) => cue)).toEqual(['wait', 'end']);
    const round = compile(`${HEAD}  main:
    - {at: 5, go: other}
  other:
    - {at: 5, go: main}
`);
    expect(planShow(round, []).seconds).toBeLessThanOrEqual(3_600);
  });
});

describe('key moments', () => {
  test('every scene has one, with the decisions that lead to it', () => {
    const moments = keyMoments(flowers);
    expect(moments.map(({ scene }) => scene).sort()).toEqual(flowers.scenes.map(({ id }) => id).sort());
    const fire = moments.find(({ scene }) => scene === 'fire')!;
    expect(fire.decisions).toContainEqual(expect.objectContaining({ cue: 'finale', value: 'fire' }));
    for (const { intoS, atS } of moments) expect(intoS).toBeLessThanOrEqual(atS);
  });
});

describe('what an edit would change', () => {
  const text = (middle: string): string => `${HEAD}  main:
    - {at: 1, id: a, marker: {name: a}}
    - {at: 2, id: long, wait: {for: 20}}
${middle}    - {after: long, id: end, marker: {name: end}}
`;
  const running = compile(text(''));
  const run = createRun(running, []);
  run.status = 'playing';
  run.clock = 100;
  Object.assign(run.frames[0], {
    state: [CUE_STATE.done, CUE_STATE.running, CUE_STATE.waiting],
    start: [20, 40, -1],
    end: [20, 440, -1],
  });
  const told = (next: string): string[] =>
    diffShows(run, compile(next)).map(({ cue, change, effect }) => `${change} ${cue} ${effect}`);

  test('nothing, when only lines have moved', () => {
    expect(told(`# a comment\n${text('')}`)).toEqual([]);
  });
  test('new cues come, or are past', () => {
    expect(
      told(text('    - {at: 3, id: past, marker: {name: p}}\n    - {at: 9, id: soon, marker: {name: s}}\n')),
    ).toEqual(['new past past', 'new soon comes']);
  });
  test('what runs and is taken out is stopped; what has begun stays as it began', () => {
    expect(told(text('').replace('wait: {for: 20}', 'wait: {for: 30}'))).toEqual(['changed long began']);
    const without = `${HEAD}  main:\n    - {at: 1, id: a, marker: {name: a}}\n`;
    expect(told(without)).toEqual(['gone long stopped', 'gone end comes']);
  });
  test('a scene that is played cannot go', () => {
    expect(told(`${HEAD}  else:\n    - {at: 0, id: x, marker: {name: x}}\n`)).toContain('gone a refused');
  });
});

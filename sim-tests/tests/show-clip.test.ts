import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadShowResources } from '@troupe/server/show-check';
import { playShow } from '@troupe/server/show-play';
import { checkShow } from '@troupe/server/shows';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tinyBvh } from '../../avatars/src/clip/clip-fixtures.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'troupe-show-clips-'));
const HEAD = `show: t
version: 1
cast:
  tilda: {body: tilda, at: stage}
scenes:
  main:
`;

describe('clips in a show', () => {
  beforeAll(() => writeFileSync(join(folder, 'sway.bvh'), tinyBvh({ frames: 61, scale: 100 })));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const check = (cues: string) => checkShow(HEAD + cues, loadShowResources(ROOT, folder));
  const codes = (cues: string): string[] => check(cues).problems.map(({ code }) => code);

  test('last as long as their part at its pace, or as long as they are to go round', () => {
    const { program, problems } =
      check(`    - {at: 0, id: part, clip: {who: tilda, name: sway, from: 0.25, to: 1.25, rate: 0.5}}
    - {after: part, id: round, clip: {who: tilda, name: sway, loop: true, for: 7}}
`);
    expect(problems).toEqual([]);
    expect(program!.scenes[0].cues.map(({ ticks }) => ticks)).toEqual([40, 140]);
    expect(program!.scenes[0].cues[0].points).toHaveProperty('stroke');
  });
  test('are refused by name, part, missing length and busy limbs', () => {
    expect(codes('    - {at: 0, clip: {who: tilda, name: swey}}\n')).toEqual(['E213']);
    expect(check('    - {at: 0, clip: {who: tilda, name: swey}}\n').problems[0].hint).toContain('sway');
    expect(codes('    - {at: 0, clip: {who: tilda, name: sway, from: 2, to: 1}}\n')).toEqual(['E012']);
    expect(codes('    - {at: 0, clip: {who: tilda, name: sway, loop: true}}\n')).toEqual(['E010']);
    const both = `    - {at: 0, clip: {who: tilda, name: sway, mask: upperBody}}
    - {at: 0.5, gesture: {who: tilda, name: wave}}
`;
    expect(codes(both)).toEqual(['E103']);
  });
  test('begin in their tick', { timeout: 120_000 }, async () => {
    const { program, stage } = check(`    - {at: 1, id: c, clip: {who: tilda, name: sway}}
    - {after: c, id: end, marker: {name: end}}
`);
    const played = await playShow({
      root: ROOT,
      stageId: stage!,
      program: program!,
      seed: 1,
      goAfterS: 1,
      clipsFolder: folder,
      onProblem: (message) => console.error(message),
    });
    const clip = played.cues.find(({ cue, ev }) => cue === 'c' && ev === 'started')!;
    expect(clip.beganTick).toBe(clip.due);
    expect(played.late).toEqual([]);
  });
});

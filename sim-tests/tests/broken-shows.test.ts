import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadShowResources } from '@troupe/server/show-check';
import { checkShow, PROBLEM_CODES } from '@troupe/server/shows';
import { describe, expect, test } from 'vitest';
import { withSpoiledMusic } from './spoiled-music.ts';

const resources = withSpoiledMusic(loadShowResources(fileURLToPath(new URL('../..', import.meta.url))));
const BASE = `show: t
version: 1
clock: {bpm: 120}
cast:
  tilda: {body: tilda, at: stage}
  m1: {body: amara, at: stageLeft}
  m2: {body: leo, at: stageRight}
scenes:
  main:
`;

const corpus = readFileSync(new URL('../fixtures/broken-shows.txt', import.meta.url), 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((entry) => {
    const [head, ...lines] = entry.split('\n');
    const [code] = head.split(' ');
    const body = lines.join('\n').replace(/\n+$/, '');
    const whole = /^(«?show:|---)/.test(body);
    const scene = body.replace(/^(?=«?- )/gm, '    ');
    return { code, name: head.slice(code.length + 1), text: whole ? body : `${BASE}${scene}` };
  });

describe('the corpus of broken shows', () => {
  test('has at least sixty', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(60);
  });

  test.each(corpus)('$code $name', ({ code, text }) => {
    const at = text.indexOf('«');
    const before = text.slice(0, at).split('\n');
    const expected = { code, line: before.length, col: before.at(-1)!.length + 1 };
    const { problems } = checkShow(text.replace('«', ''), resources);
    expect(problems.map(({ code, line, col }) => ({ code, line, col }))).toContainEqual(expected);
    // Nothing else is wrong with it: one cause, one kind of problem.
    expect([...new Set(problems.map((problem) => problem.code))]).toEqual([code]);
    for (const { message } of problems) expect(message.length).toBeGreaterThan(8);
  });

  test('knows every code but those that need a large file', () => {
    const covered = new Set(corpus.map(({ code }) => code));
    const missing = Object.keys(PROBLEM_CODES).filter((code) => !covered.has(code));
    expect(missing).toEqual(['E006', 'W203']);
  });
});

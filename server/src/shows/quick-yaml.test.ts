/** The quick reader of shows is held against the YAML parser: what it reads, it reads the same, and places it the same. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Problems } from './problem.ts';
import { type ReadYaml, readQuickly, readWhole, type YamlPath } from './read-yaml.ts';

const SHOWS = new URL('../../../assets/shows/', import.meta.url);
const shows = readdirSync(SHOWS).filter((name) => name.endsWith('.yaml'));
const broken = readFileSync(new URL('../../../sim-tests/fixtures/broken-shows.txt', import.meta.url), 'utf8')
  .split(/^=== .*\n/m)
  .map((body) => body.replace('«', ''));
const HEAD = 'show: t\ncast: {tilda: {body: tilda}}\nscenes:\n  main:\n';

/** Every path into a value, and some that lead to nothing. */
function pathsOf(value: unknown, path: YamlPath = []): YamlPath[] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, part]) =>
          pathsOf(part, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return [path, [...path, 'nothing'], [...path, 7], ...inner];
}

function expectSame(quick: ReadYaml, whole: ReadYaml): void {
  expect(quick.data).toEqual(whole.data);
  for (const path of pathsOf(whole.data)) {
    expect([path, quick.spotOf(path)]).toEqual([path, whole.spotOf(path)]);
    for (const key of [path.at(-1), 'nothing'])
      if (typeof key === 'string') {
        const spots = [quick, whole].map((yaml) => yaml.keySpotOf(path.slice(0, -1), key));
        expect([path, spots[0]]).toEqual([path, spots[1]]);
      }
  }
}

/** Both readers on one text: the quick one may pass, but never read what the parser refuses or reads otherwise. */
function compare(text: string): 'same' | 'passed' {
  const problems = new Problems();
  const whole = readWhole(text, problems);
  const quick = readQuickly(text);
  if (!quick) return 'passed';
  expect([text, problems.list()]).toEqual([text, []]);
  expectSame(quick, whole!);
  return 'same';
}

describe('the quick reader of shows', () => {
  test.each(shows)('reads %s as the parser does', (name) => {
    expect(compare(readFileSync(new URL(name, SHOWS), 'utf8'))).toBe('same');
  });

  test('reads nothing of the broken shows otherwise', () => {
    for (const body of broken) {
      compare(body);
      compare(HEAD + body.replace(/^(?=- )/gm, '    '));
    }
  });

  test.each([
    ['lines of a text', "    - {at: 0, note: 'a\n    - {at: 1}\n    '}\n"],
    ['lines of a text without quotes', '    - at: 0\n      note: a\n       - {at: 1}\n'],
    ['lines of a block', '    - at: 0\n      note: |\n       - {at: 1}\n    - {at: 2}\n'],
    ['lines in brackets', '    [\n    - {at: 1}\n    ]\n'],
    ['a list below a cue', '    - {at: 0}\n      - {at: 1}\n'],
    ['a key below a cue', '    - {at: 0}\n      note: x\n'],
    ['the word that stands for cues', '    - cues_stand_here\n    - {at: 0}\n'],
    ['a cue and a comment', '    - {at: 0} # first\n    - {at: 1}\n    # second\n    - {at: 2}\n'],
    ['a key twice', '    - {at: 0, at: 1}\n'],
    ['prototypes', '    - {at: 0, __proto__: {a: 1}}\n'],
    ['aliases', '    - {at: &a 0}\n    - {at: *a}\n'],
    ['lines that end otherwise', '    - {at: 0}\r\n    - {at: 1}  \r\n'],
    ['lists in a cue', '    - {at: 0, who: [ a, b ,c ], to: [-1, 0.5, [x]]}\n    - {at: []}\n    - {}\n'],
    ['two lists', '    - {at: 0}\n  next:\n    - {at: 1}\n    -\n     - {at: 2}\n'],
  ])('reads %s as the parser does, or not at all', (_, body) => {
    compare(HEAD + body);
  });

  test('reads most words as the parser does, or not at all', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'a',
        'beat 1.1',
        'hi:w2',
        'hi+0.4s',
        '0x1f',
        '1e3',
        '-0',
        '.5',
        'null',
        'True',
        'no',
        '~',
      ),
      fc.constantFrom(
        "'it''s'",
        '"two"',
        '"a\\n"',
        '1:30',
        '00:01:02:12',
        '007',
        '+1',
        '-',
        '- a',
        'a: b',
        'a #b',
      ),
      fc.constantFrom(
        '금성의 꽃',
        '<b>',
        'a,b',
        '[a, b]',
        '{a: 1}',
        '',
        '  ',
        '#ffd0c0',
        "'#fff'",
        '@x',
        '`',
        '%',
      ),
      fc.integer().map(String),
      fc.double().map(String),
      fc.string({ maxLength: 6 }),
    );
    const key = fc.oneof(fc.constantFrom('at', 'id', 'who', '파랑', 'a-b', '1', 'null', '"q"', '<<'), part);
    const pair = fc.tuple(key, fc.constantFrom(': ', ':', ' : ', ':  '), part).map((parts) => parts.join(''));
    const cue = fc.array(pair, { maxLength: 3 }).map((pairs) => `    - {${pairs.join(', ')}}\n`);
    let same = 0;
    fc.assert(
      fc.property(fc.array(cue, { minLength: 1, maxLength: 3 }), (cues) => {
        if (compare(HEAD + cues.join('')) === 'same') same += 1;
      }),
      { numRuns: 1_500 },
    );
    expect(same).toBeGreaterThan(75);
  });

  test('reads 490 plain cues at least three times as fast as the parser', () => {
    const cues = Array.from(
      { length: 490 },
      (_, i) => `    - {at: ${i / 2}, id: c${i}, marker: {name: m${i}}}`,
    );
    const text = `${HEAD}${cues.join('\n')}\n`;
    const costOf = (read: () => unknown): number => {
      for (let i = 0; i < 8; i++) read();
      const before = process.cpuUsage();
      for (let i = 0; i < 12; i++) read();
      return process.cpuUsage(before).user;
    };
    const quick = costOf(() => readQuickly(text));
    const whole = costOf(() => readWhole(text, new Problems()));
    expect(whole / quick).toBeGreaterThan(3);
  });
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadShowResources } from '@troupe/server/show-check';
import {
  CLOCK_DEFAULTS,
  CUE_KIND_NAMES,
  checkShow,
  formatProblem,
  PROBLEM_CODES,
  parseCueRef,
  parseLength,
  parseMoment,
  showJsonSchema,
} from '@troupe/server/shows';
import { SHOW_LIMITS } from '@troupe/server/world';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withSpoiledMusic } from './spoiled-music.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(`${ROOT}/${file}`, 'utf8');
const resources = withSpoiledMusic(loadShowResources(ROOT));
const HEAD = `show: t
version: 1
clock: {bpm: 120}
cast:
  tilda: {body: tilda, at: stage}
  m1: {body: amara, at: stageLeft}
  m2: {body: leo, at: stageRight}
scenes:
`;
const codes = (text: string): string[] => checkShow(text, resources).problems.map(({ code }) => code);

describe('moments', () => {
  const clock = { ...CLOCK_DEFAULTS, bpm: 120, offset: 0.25 };
  test.each([
    [12.5, 12.5],
    ['12.5', 12.5],
    ['12.5s', 12.5],
    ['1:30', 90],
    ['00:01:02:12', 62.48],
    ['beat 1.1', 0.25],
    ['beat 3.2', 0.25 + 4 + 0.5],
    ['beat 3.2+0.1s', 0.25 + 4 + 0.6],
  ])('%s is %s s', (text, seconds) => {
    expect(parseMoment(text, clock)).toBeCloseTo(seconds, 9);
  });
  test.each([['beat 0.1'], ['beat 1.5'], ['00:00:00:25'], ['-2'], ['soon'], ['1:75']])(
    '%s is refused',
    (text) => {
      expect(parseMoment(text, clock)).toBeTypeOf('string');
    },
  );
  test.each([
    [2, 2],
    ['2 bars', 4],
    ['3 beats', 1.5],
    ['250ms', 0.25],
  ])('a length of %s is %s s', (text, seconds) => {
    expect(parseLength(text, clock)).toBeCloseTo(seconds, 9);
  });
  test('a moment of a cue has a point and a delay', () => {
    expect(parseCueRef('hi', 'end')).toEqual({ cue: 'hi', point: 'end', laterS: 0 });
    expect(parseCueRef('hi-there:w3+0.5s', '')).toEqual({ cue: 'hi-there', point: 'w3', laterS: 0.5 });
    expect(parseCueRef('hi-200ms', 'end')).toEqual({ cue: 'hi', point: 'end', laterS: -0.2 });
    expect(parseCueRef('hi:', 'end')).toBeTypeOf('string');
  });
  test('whatever is written, a moment is a number of seconds or says what is wrong', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = parseMoment(text, clock);
        expect(typeof value === 'string' ? value.length > 0 : value >= 0).toBe(true);
      }),
    );
  });
});

describe('beats of a MIDI file', () => {
  const grid = {
    tempos: [
      { quarter: 0, atS: 0, quarterS: 0.5 },
      { quarter: 4, atS: 2, quarterS: 1 },
    ],
    meters: [{ bar: 1, quarter: 0, beats: 4, quartersOfBeat: 1 }],
  };
  const show = (clock: string): string =>
    `show: t\nversion: 1\nclock: ${clock}\ncast: {tilda: {body: tilda}}\nscenes:\n  main:\n    - {at: beat 1.3, id: a, wait: {for: 4 beats}}\n    - {at: beat 2.2, id: b, marker: {name: b}}\n`;
  const check = (clock: string, beats: () => typeof grid | string = () => grid) =>
    checkShow(show(clock), { ...resources, hasFile: (path) => path === 'music/a.mid', beats });
  test('moments and lengths follow its changes of tempo', () => {
    const { program } = check('{midi: music/a.mid}');
    expect(program!.scenes[0].cues.map(({ at }) => at)).toEqual([20, 60]);
    // Two beats of half a second, two of a whole one.
    expect(program!.scenes[0].cues[0].ticks).toBe(60);
  });
  test.each([
    ['{midi: music/none.mid}', '3:15 E107'],
    ['{midi: ../a.mid}', '3:15 E212'],
    ['{bpm: 120, midi: music/a.mid}', '3:8 E010'],
    ['{beats: ../a.wav}', '3:16 E212'],
    ['{beats: music/none.wav}', '3:16 E107'],
    ['{bpm: 120, pickup: 1}', '3:8 E010'],
  ])('%s is refused: %s', (clock, where) => {
    expect(check(clock).problems.map(({ line, col, code }) => `${line}:${col} ${code}`)).toContain(where);
  });
  test('a file that is no MIDI is told with the reason', () => {
    const { problems } = check('{midi: music/a.mid}', () => 'it is no MIDI file');
    expect(problems[0]).toMatchObject({ line: 3, col: 15, message: '"music/a.mid": it is no MIDI file' });
  });
});

describe('what is made to break readers', () => {
  test('a million cues are refused by size, before they are read', () => {
    const text = `${HEAD}  main:\n${'    - {at: 0, marker: {name: a}}\n'.repeat(1_000_000)}`;
    expect(codes(text)).toEqual(['E001']);
  });
  test('as many cues as fit the size are refused by number', () => {
    const row = '    - {at: 0, wait: {for: 1}}\n';
    const text = `${HEAD}  main:\n${row.repeat(Math.floor((SHOW_LIMITS.textBytesMax - 400) / row.length))}`;
    expect(new Set(codes(text))).toEqual(new Set(['E006']));
  });
  test('aliases that double are refused, not written out', () => {
    const laughs = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join('\n');
    expect(new Set(codes(`a0: &a0 [ha]\n${laughs}\n`))).toEqual(new Set(['E003']));
  });
  test.each([
    ['brackets', '['.repeat(100_000)],
    ['braces', '{a: '.repeat(30_000)],
    ['dashes', `${'- '.repeat(60_000)}a`],
    ['indents', Array.from({ length: 700 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('nesting by %s is refused before the parser recurses', (_, text) => {
    expect(codes(text)).toEqual(['E005']);
  });
  test('a prototype stays as it is', () => {
    codes(`${HEAD}  main:\n    - {at: 0, __proto__: {polluted: 1}, marker: {name: a}}\n`);
    codes('__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}\n');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
  test('any text gives problems or a program, and never throws', () => {
    const word = fc.constantFrom(
      'show:',
      ' t',
      '\n',
      'version: 1',
      'cast:',
      'scenes:',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '&a',
      '*a',
      'at: 0',
      ', ',
      '"',
      "'",
      'say: ',
      '? ',
      '|',
      '>',
      '#',
      '\t',
      '!!js',
      '<<: ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 40 }).map((words) => words.join('')),
        ),
        (text) => {
          const { ok, problems } = checkShow(text, resources);
          expect(ok).toBe(false);
          expect(problems.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a check', () => {
  test('says file, line, column, code, what and what to do', () => {
    const { problems } = checkShow(
      `${HEAD}  main:\n    - {at: 0, gesture: {who: tilda, name: curtsey}}\n`,
      resources,
    );
    expect(problems.map((problem) => formatProblem('x.yaml', problem))).toEqual([
      'x.yaml:10:43 E204 there is no gesture "curtsey" (did you mean "curtsy"?)',
    ]);
  });
  test('knows where the audience can send a show, and how long each way is', () => {
    const { figures, ok } = checkShow(
      `${HEAD}  main:
    - {at: 0, id: vote, ask: {q: {en: Red?, ko: 빨강?}, options: [red, blue], for: 5, default: red}}
    - {after: vote, branch: {on: vote, cases: {red: long}, else: short}}
  long:
    - {at: 20, marker: {name: a}}
  short:
    - {at: 2, marker: {name: b}}
`,
      resources,
    );
    expect(ok).toBe(true);
    expect(figures).toMatchObject({ paths: 2, secondsMin: 7, secondsMax: 25 });
  });
  test('the first of a formation stands left as the audience sees it, a wedge is led from the middle', () => {
    const placesOf = (shape: string): { x: number; z: number }[] => {
      const cue = `{at: 0, formation: {who: [tilda, m1, m2], shape: ${shape}, at: [0, 0], gap: 1.5, facing: 0}}`;
      const { program } = checkShow(`${HEAD}  main:\n    - ${cue}\n`, resources);
      const act = program?.scenes[0].cues[0].act;
      return act?.do === 'formation' ? [...act.places] : [];
    };
    expect(placesOf('line').map(({ x }) => x)).toEqual([-1.5, 0, 1.5]);
    expect(placesOf('arc')[0].x).toBeLessThan(placesOf('arc')[2].x);
    expect(placesOf('column').map(({ z }) => z)).toEqual([0, -1.5, -3]);
    expect(placesOf('vee').map(({ x }) => Math.sign(x))).toEqual([0, -1, 1]);
    const circle = placesOf('circle');
    for (const { x, z } of circle) expect(Math.hypot(x, z)).toBeCloseTo(circle[0].z, 6);
  });
  test('warns when one speaks all the time and another hardly ever', () => {
    const line =
      'I painted three large pictures and nobody has ever seen the biggest one of all, not even I.';
    const says = (who: string, text: string): string =>
      `    - {after: prev, say: {who: ${who}, text: "${text}"}}\n`;
    const text = `${HEAD}  main:\n    - {at: 0, marker: {name: a}}\n${says('tilda', line).repeat(7)}${says('m1', 'Oh.')}`;
    expect(checkShow(text, resources)).toMatchObject({ ok: true, problems: [{ code: 'W203', line: 5 }] });
  });
  test('a gesture before the word it belongs to begins early enough', () => {
    const text = `${HEAD}  main:
    - {at: 0, id: w, wait: {for: 3}}
    - {after: w, id: hi, say: {who: tilda, text: 'Hello <mark name="here"/>there'}}
    - {on: hi:here, gesture: {who: tilda, name: wave, sync: stroke}}
`;
    expect(codes(text)).toEqual([]);
  });
});

describe('what is published', () => {
  test('the JSON Schema is the one the checker uses', () => {
    expect(JSON.parse(read('assets/shows/show.schema.json'))).toEqual(
      JSON.parse(JSON.stringify(showJsonSchema())),
    );
  });
  test('the guide names every kind of cue and has an example of every code that triggers it', () => {
    const guide = read('docs/shows.md');
    for (const kind of CUE_KIND_NAMES) expect(guide, kind).toMatch(new RegExp(`^\\| \`${kind}\``, 'm'));
    const examples = new Map(
      [...guide.matchAll(/^### ([EW]\d{3}) .*?```yaml\n(.*?)```/gms)].map((match) => [match[1], match[2]]),
    );
    for (const code of Object.keys(PROBLEM_CODES)) {
      expect(examples.has(code), `${code} has no example`).toBe(true);
      const example = examples.get(code)!;
      const scene = example.replace(/^(?=- )/gm, '    ');
      const text = /^(show:|--- |«)/.test(example) ? example : `${HEAD}  main:\n${scene}`;
      expect(codes(grow(text)), `${code}\n${text}`).toContain(code);
    }
  });
});

/** Examples say `# 501 times` where a large file is meant. */
function grow(text: string): string {
  return text.replace(/^(.*) # (\d+) times$/gm, (_, line: string, times: string) =>
    Array.from({ length: Number(times) }, () => line).join('\n'),
  );
}

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPlan, type MotionCatalogue, PROMPT_DEFAULTS, parsePrompt } from './index.ts';

interface Fixture {
  readonly catalogue: MotionCatalogue;
  /** Prompt and plan (formatPlan), or its problems as `code word`. */
  readonly prompts: readonly (readonly [string, string])[];
  /** Written after the lexicon was frozen; wanted, not always got. */
  readonly heldOut: readonly (readonly [string, string])[];
}
const { catalogue, prompts, heldOut } = JSON.parse(
  readFileSync(new URL('./prompts.fixture.json', import.meta.url), 'utf8'),
) as Fixture;

const show = (text: string, known = catalogue): string => {
  const result = parsePrompt(text, known);
  return result.ok
    ? formatPlan(result.plan)
    : result.problems.map(({ code, word }) => `${code} ${word}`).join('; ');
};

describe('prompts', () => {
  test('there are enough of them in both languages', () => {
    expect(prompts.length).toBeGreaterThanOrEqual(120);
    expect(prompts.filter(([text]) => /[가-힣]/.test(text)).length).toBeGreaterThanOrEqual(50);
  });
  test.each(prompts)('%s', (text, wanted) => {
    expect(show(text)).toBe(wanted);
  });

  test('paraphrases nobody tuned for: at least 85 of 100', () => {
    const right = heldOut.filter(([text, wanted]) => show(text) === wanted).length;
    expect(right / heldOut.length).toBeGreaterThanOrEqual(0.85);
  });

  test('spans point at the words of their step', () => {
    const text = 'a slow proud turn, then a small bow';
    const result = parsePrompt(text, catalogue);
    expect(result.ok && result.plan.steps.map(({ span }) => text.slice(...span))).toEqual([
      'a slow proud turn',
      'a small bow',
    ]);
  });

  test('what cannot be done is named with its place and the nearest that can', () => {
    const result = parsePrompt('wave, then do a backflip', catalogue);
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'cannot', span: [16, 24] }] });
    expect(!result.ok && result.problems[0].message).toMatch(
      /"backflip" \(characters 17 to 24\): cannot; nearest: /,
    );
    expect(!result.ok && result.problems[0].nearest).toContain('danceModern');
  });

  test('it grows with the model: a new action and a new style are understood at once', () => {
    expect(show('walk like a soldier')).toBe('cannot like a soldier');
    const grown = {
      ...catalogue,
      styles: [...catalogue.styles, 'martial', 'swagger'],
      actions: [...catalogue.actions, { name: 'tipHatRight', seconds: 2 }],
    };
    expect(show('walk like a soldier', grown)).toBe('walk(2 m, martial)');
    expect(show('a swaggering walk', grown)).toBe('walk(2 m, swagger)');
    expect(show('tip your hat, then bow', grown)).toBe('tipHatRight; bow');
  });

  test('every nearest thing named is one that the model has', () => {
    for (const [text] of prompts) {
      const result = parsePrompt(text, catalogue);
      if (result.ok) continue;
      for (const problem of result.problems) expect(problem.nearest.length).toBeGreaterThan(0);
    }
  });

  test('any text at all gives a plan or a problem, quickly and without end', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ maxLength: 80 }), fc.string({ unit: 'grapheme', maxLength: 60 })),
        (text) => {
          const result = parsePrompt(text, catalogue);
          if (result.ok) {
            expect(result.plan.steps.length).toBeLessThanOrEqual(PROMPT_DEFAULTS.stepsMax);
            for (const { count } of result.plan.steps)
              expect(count).toBeLessThanOrEqual(PROMPT_DEFAULTS.countMax);
          } else expect(result.problems.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
    expect(show('x'.repeat(PROMPT_DEFAULTS.charactersMax + 1))).toBe('long ');
  });
});

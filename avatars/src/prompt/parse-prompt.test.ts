import { readdirSync, readFileSync } from 'node:fs';
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

/** Actions of the scripts that the motion model is trained on. */
function keyframed(): { name: string; seconds: number }[] {
  const folder = new URL('../../train/motion/keyframes/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.keys'));
  const found = files.flatMap((file) => [
    ...readFileSync(new URL(file, folder), 'utf8').matchAll(/^action (\w+)\n(?: .*\n)*? {2}hand +(\w+)/gm),
  ]);
  return found.flatMap(([, name, hand]) =>
    (/left|right/.test(hand) ? ['Right', 'Left'] : ['']).map((side) => ({ name: name + side, seconds: 2 })),
  );
}

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

  test.each([
    ['think for a moment', '곰곰이 생각해', 'thinkRight'],
    ['cheer', '환호해', 'cheer'],
    ['celebrate', '쾌재를 불러', 'celebrate'],
    ['greet the guests', '관객을 반겨', 'greetRight(guests)'],
    ['hand it over', '두 손으로 건네', 'handOver'],
    ['pick it up', '주워', 'pickUpRight'],
    ['a bow of thanks', '배꼽 인사를 해', 'thankBow'],
    ['a bow in passing', '목례를 해', 'smallBow'],
    ['shake hands', '악수해', 'shakeHandsRight'],
    ['listen', '귀를 기울여', 'listen'],
    ['cup your ear with the left hand', '왼손을 귀에 대', 'cupEarLeft'],
    ['look around', '두리번거려', 'lookAround'],
    ['stretch', '기지개를 켜', 'stretch'],
    ['yawn', '하품해', 'yawnRight'],
    ['facepalm', '이마를 짚어', 'facepalmRight'],
    ['cross your arms', '팔짱을 껴', 'crossArms'],
    ['check your watch', '시계를 봐', 'checkWatchRight'],
    ['scratch your head', '머리를 긁적여', 'scratchHeadRight'],
    ['put your palms together', '합장해', 'please'],
    ['explain', '설명해', 'explain'],
    ['count on your fingers', '손가락을 꼽아', 'countOnFingersRight'],
    ['compare', '비교해', 'weigh'],
    ['brush it off', '손을 내저어', 'dismissRight'],
    ['emphasise', '강조해', 'emphasiseRight'],
    ['hand on heart', '가슴에 손을 얹어', 'handOnHeartRight'],
    ['ask', '질문해', 'question'],
    ['suggest', '제안해', 'offerIdeaRight'],
    ['refuse', '거절해', 'refuse'],
    ['clap over your head', '머리 위로 박수를 쳐', 'applaudHigh'],
    ['make a heart', '머리 위로 하트를 해', 'bigHeart'],
    ['finger heart', '손가락 하트를 해', 'fingerHeartRight'],
    ['peace sign', '브이를 해', 'peaceRight'],
    ['give a thumbs up', '엄지를 들어', 'thumbsUpRight'],
    ['laugh behind your hand', '입을 가리고 웃어', 'coverLaughRight'],
    ['runway pose', '런웨이 포즈', 'runwayPoseRight'],
    ['wave with both arms', '두 팔을 흔들어', 'waveBoth'],
    ['show the way', '안내해', 'inviteRight'],
    ['please wave', '흔들어 주세요', 'waveRight'],
    ['stop', '멈춰', 'wait(1.5 s)'],
  ])('keyframed actions in both languages: %s, %s', (english, korean, wanted) => {
    const grown = { ...catalogue, actions: [...catalogue.actions, ...keyframed()] };
    expect(show(english, grown)).toBe(wanted);
    if (korean) expect(show(korean, grown)).toBe(wanted);
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

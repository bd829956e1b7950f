import { describe, expect, test } from 'vitest';
import { answerPicture, describePicture } from '../brain/pictures.ts';
import type { PictureSight } from '../world/picture-sight.ts';
import { seeColours } from './see-colours.ts';
import { readPerson } from './see-people.ts';

type Rgb = readonly [number, number, number];
/** A picture by a rule. */
function draw(colour: (x: number, y: number) => Rgb, width = 96, height = 64) {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set(colour(x / width, y / height), (y * width + x) * 3);
  return { data, width, height };
}
const SKY: Rgb = [150, 190, 235];
const LAND: Rgb = [40, 70, 30];

describe('what is seen in a picture', () => {
  test.each([
    ['red', [200, 30, 30]],
    ['blue', [30, 60, 200]],
    ['teal', [0, 140, 140]],
    ['green', [40, 150, 50]],
    ['yellow', [240, 215, 40]],
    ['orange', [245, 140, 30]],
    ['brown', [110, 70, 35]],
    ['pink', [240, 120, 170]],
    ['violet', [120, 60, 190]],
    ['white', [250, 250, 250]],
    ['black', [12, 12, 12]],
    ['grey', [128, 128, 128]],
  ] as const)('%s is called so', (name, rgb) => {
    expect(seeColours(draw(() => rgb)).colours).toEqual([{ name, share: 1 }]);
  });
  test('land under a sky, and where the eye goes', () => {
    const view = seeColours(draw((_, y) => (y < 0.55 ? SKY : LAND)));
    expect(view).toMatchObject({ horizon: true, symmetric: true });
    expect(view.colours.map(({ name }) => name)).toEqual(['blue', 'green']);
    const spot = seeColours(
      draw((x, y) => (Math.hypot(x - 0.85, y - 0.15) < 0.12 ? [250, 60, 30] : [90, 90, 95])),
    );
    expect(spot).toMatchObject({ across: 'last', down: 'first', symmetric: false, horizon: false });
    expect(spot.focus).toBeGreaterThan(0.4);
  });
  test('a picture of one pixel, and one thin as a thread, are pictures', () => {
    for (const size of [
      [1, 1],
      [1, 400],
      [400, 1],
    ])
      expect(seeColours(draw(() => [200, 30, 30], ...(size as [number, number]))).colours[0].name).toBe(
        'red',
      );
  });
});

describe('what the landmarks of somebody say', () => {
  /** 33 landmarks of somebody upright, changed by index. */
  const person = (change: Record<number, [number, number]> = {}) =>
    Array.from({ length: 33 }, (_, i) => {
      const at: Record<number, [number, number]> = {
        11: [45, 30],
        12: [55, 30],
        15: [42, 55],
        16: [58, 55],
        23: [46, 55],
        24: [54, 55],
        25: [46, 75],
        26: [54, 75],
        27: [46, 95],
        28: [54, 95],
        ...change,
      };
      const [x, y] = at[i] ?? [50, 20];
      return { x, y, visible: 0.9, present: 0.9 };
    });
  const size = { width: 100, height: 100 };
  test.each([
    ['standing', {}, { pose: 'standing', arms: 'down', shows: 'whole', across: 'middle' }],
    ['waving', { 15: [40, 15] }, { arms: 'oneUp' }],
    ['cheering', { 15: [40, 15], 16: [60, 12] }, { arms: 'bothUp' }],
    ['sitting', { 25: [40, 58], 26: [60, 58], 27: [40, 78], 28: [60, 78] }, { pose: 'sitting' }],
    ['lying', { 11: [20, 60], 12: [20, 64], 23: [55, 62], 24: [55, 66] }, { pose: 'lying', across: 'first' }],
    [
      'close',
      { 23: [46, 130], 24: [54, 130], 25: [46, 160], 26: [54, 160], 27: [46, 190], 28: [54, 190] },
      { shows: 'close', pose: 'unclear' },
    ],
  ] as const)('%s', (_, change, seen) => {
    expect(readPerson(person(change as unknown as Record<number, [number, number]>), size)).toMatchObject(
      seen,
    );
  });
});

describe('what is said of a picture', () => {
  const view: PictureSight = {
    ...seeColours(draw((_, y) => (y < 0.55 ? SKY : LAND))),
    people: [{ pose: 'standing', arms: 'oneUp', shows: 'whole', across: 'first' }],
  };
  const empty = { ...view, people: [] };
  test.each([
    [
      'What do you think of my picture?',
      'en',
      /one person on the left, standing with one arm up\..*blue, green.*land under a sky/,
    ],
    ['Is there anybody in it?', 'en', /^I see one person/],
    ['What colours do you see in my picture?', 'en', /^I see blue, green\.$/],
    ['제 그림 어때요?', 'ko', /왼쪽에 한 팔을 들고 서 있는 사람이 한 명.*파랑, 초록/],
    ['이 사진에 누가 있어요?', 'ko', /사람이 한 명/],
  ] as const)('%s', (question, locale, answer) => {
    expect(answerPicture(view, question, locale, true)).toMatch(answer);
  });
  test('nobody is said to be nobody, and what was not looked at yet is waited for', () => {
    expect(answerPicture(empty, 'Who is in the picture?', 'en', false)).toBe('I see nobody in it.');
    expect(answerPicture(undefined, '제 그림 어때요?', 'ko', true)).toMatch(/보고 있어요/);
    expect(describePicture(empty, 'en')).toMatch(/^I see blue, green\./);
  });
  test.each(['Hello Tilda', 'Is there coffee?', 'Who built the benches?', '여기 앉아도 돼요?'])(
    '"%s" is no question about an old picture',
    (question) => {
      expect(answerPicture(view, question, /[가-힣]/.test(question) ? 'ko' : 'en', false)).toBeUndefined();
    },
  );
});

import { describe, expect, test } from 'vitest';
import { createMind } from '../world/mind.ts';
import { plainTalk } from './plain-talk.ts';
import { answerTable, describeTable } from './tables.ts';

const of = (text: string, locale: 'en' | 'ko' = /[가-힣ㄱ-ㅎ]/.test(text) ? 'ko' : 'en') =>
  plainTalk(createMind('tilda', 1), 7, text, locale);

describe('what no fact should answer', () => {
  test.each([
    ['My grandmother died last week', /sorry/],
    ['지난주에 할머니가 돌아가셨어요', /마음이 아프/],
    ['I got a new job!', /glad with you/],
    ['저 취직했어요!', /축하/],
    ['I want to kill myself', /emergency number/],
    ['죽고 싶어요', /109/],
    ['What is 7 times 8?', /^56\./],
    ['12 나누기 8은?', /^1\.5\./],
    ['1 / 0', /divide by nothing/],
    ['...', /Take your time/],
    ['asdf qwrt zxcv', /no words/],
    ['ㅁㄴㅇㄹ', /못 알아들/],
    ['And why?', /as far as I know/],
    ['왜요?', /거기까지/],
    ['lol', /Good/],
    ['네', /좋아요/],
    ['아니요', /알겠어요/],
    ['Sorry. I am sad today.', /nobody has to be cheerful/],
    ['오늘은 좀 외로워요', /억지로 웃지/],
    ['고마워요, 재미있었어요.', /저도 즐거웠어요/],
    ['Thank you, it was lovely.', /enjoyed it too/],
  ])('%s', (text, answer) => expect(of(text)).toMatch(answer));
  test.each([
    'Why do you paint flowers?',
    '왜 꽃을 그려요?',
    '진짜 사람이에요?',
    'Are you happy?',
    'Are you sad?',
    '슬퍼요?',
    '재미있는 이야기 해 줘요',
    'Is somebody getting married? I won?',
    'What is the score, 3-2',
    'no rain today?',
    'Hello',
  ])('"%s" is left to what is known', (text) => expect(of(text)).toBeUndefined());
  test('the same is not said twice, and the first line is found again', () => {
    const mind = createMind('tilda', 1);
    const line = (own: boolean, text: string): void => {
      mind.lines.push({ netId: 7, who: '', own, text });
    };
    line(false, 'I like rust');
    const first = plainTalk(mind, 7, 'why?', 'en')!;
    line(true, first);
    expect(plainTalk(mind, 7, 'why?', 'en')).not.toBe(first);
    expect(plainTalk(mind, 7, 'What did I say first?', 'en')).toBe(
      'As far back as I remember: "I like rust".',
    );
  });
});

describe('a table of months', () => {
  const table = {
    name: 'sales',
    columns: [
      { name: 'month', type: 'number' as const },
      { name: 'region', type: 'text' as const },
      { name: 'price', type: 'number' as const },
    ],
    rows: [
      [1, 'Seoul', 10],
      [2, 'Seoul', 12],
      [3, 'Busan', 15],
      [4, 'Busan', 19],
      [5, 'Seoul', 21],
      [6, 'Busan', 90],
    ],
  };
  test.each([
    ['Which month has the highest price?', 'The highest price is 90, at month 6.'],
    ['And the lowest?', 'The lowest price is 10, at month 1, Seoul.'],
    ['Are there any outliers?', '1 of price stands out: month 6, Busan (90).'],
    ['Which region is more expensive?', 'Mean price by region: Busan 41.33, Seoul 14.33.'],
    ['가격이 가장 높은 달은?', 'price 값이 가장 큰 것은 month 6, 90이에요.'],
    ['평균 가격은 얼마예요?', 'price 평균은 27.83이에요.'],
    ['어느 지역이 더 비싸요?', 'region별 price 평균은 Busan 41.33, Seoul 14.33 순이에요.'],
  ])('%s', (question, answer) => {
    expect(answerTable(table, question, /[가-힣]/.test(question) ? 'ko' : 'en')).toBe(answer);
  });
  test.each([
    ['What was the price in Busan?', 'Busan: price is 41.33 on average, over 3 rows.'],
    ['Compare Seoul and Busan', 'Busan has the higher mean price: 41.33 against 14.33 for Seoul.'],
    ['What is the highest price in Seoul?', 'Seoul: The highest price is 21, at month 5, Seoul.'],
    ['Seoul 평균 가격은?', 'Seoul의 price 평균은 14.33이에요 (3줄).'],
    ['Seoul과 Busan을 비교해 줘', 'price 평균은 Busan이 41.33, Seoul이 14.33. Busan 쪽이 더 커요.'],
    ['How many rows are there?', '6 rows, 3 columns.'],
  ])('of a few rows: %s', (question, answer) => {
    expect(answerTable(table, question, /[가-힣]/.test(question) ? 'ko' : 'en')).toBe(answer);
  });
  test('a city that is a cell may be talked of for itself', () => {
    expect(answerTable(table, 'I love Busan', 'en')).toBeUndefined();
  });
  test('two columns that go together', () => {
    const two = {
      name: 'visits',
      columns: ['visitors', 'sales'].map((name) => ({ name, type: 'number' as const })),
      rows: [
        [100, 10],
        [120, 14],
        [160, 19],
        [70, 8],
        [75, 9],
      ],
    };
    expect(answerTable(two, 'What is the correlation between visitors and sales?', 'en')).toMatch(
      /go strongly together \(r = 0\.9/,
    );
    expect(answerTable(two, '방문객과 매출은 관계가 있어?', 'ko')).toMatch(/뚜렷하게 같이 움직여요/);
    const few = { ...two, rows: two.rows.slice(0, 3) };
    expect(answerTable(few, 'Are visitors and sales related?', 'en')).toMatch(/too little/);
  });
  test('a number that only counts rows is no measure; what was asked before goes on', () => {
    expect(describeTable(table, 'en')).toMatch(/The highest price is 90/);
    const more = { ...table, columns: [...table.columns, { name: 'rain', type: 'number' as const }] };
    more.rows = table.rows.map((row, i) => [...row, 9 - i]);
    expect(answerTable(more, 'And the lowest?', 'en', 'Which month has the highest rain?')).toMatch(
      /lowest rain is 4/,
    );
    expect(answerTable(table, 'How many rows are there?', 'en')).toMatch(/6 rows/);
  });
});

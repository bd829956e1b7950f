import type { ColourName } from '../world/picture-sight.ts';

/** Colours in Korean. */
export const COLOURS_KO: Readonly<Record<ColourName, string>> = {
  white: '흰색',
  grey: '회색',
  black: '검정',
  red: '빨강',
  orange: '주황',
  brown: '갈색',
  yellow: '노랑',
  green: '초록',
  teal: '청록',
  blue: '파랑',
  violet: '보라',
  pink: '분홍',
};
/** Where in a picture, from left to right. */
export const ACROSS = {
  en: { first: 'on the left', middle: 'in the middle', last: 'on the right' },
  ko: { first: '왼쪽', middle: '가운데', last: '오른쪽' },
} as const;

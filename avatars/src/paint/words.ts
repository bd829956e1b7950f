import { FAMILY_NAMES, NOTIONS, type Notion } from './lexicon.ts';
import { MOOD_NAMES, nearestMood } from './moods.ts';
import { mixPalette, type ThemeName } from './palette.ts';
import type { PaintPlan } from './plan-painting.ts';

/** The same words in both languages. */
export interface Words {
  readonly en: string;
  readonly ko: string;
}

/** What the colours of a theme are called. */
const THEME_WORDS: Readonly<Record<ThemeName, Words>> = {
  garden: { en: 'the colours of a garden at noon', ko: '한낮 정원의 색' },
  venus: { en: 'the amber of a sky that rains acid', ko: '산성비 내리는 하늘의 호박색' },
  mars: { en: 'rust and thin blue air', ko: '녹빛과 옅은 푸른 공기' },
  sea: { en: 'three blues of water', ko: '물의 세 가지 파랑' },
  night: { en: 'violet that only shows in the dark', ko: '어둠 속에서만 보이는 보라' },
  dusk: { en: 'the ten minutes after sunset', ko: '해가 진 뒤 십 분의 색' },
  spring: { en: 'colours that are still shy', ko: '아직 수줍은 색' },
  autumn: { en: 'leaves a day before they fall', ko: '떨어지기 하루 전의 잎 색' },
  fire: { en: 'embers on black', ko: '검정 위의 불씨' },
  winter: { en: 'snow in shadow', ko: '그늘진 눈의 색' },
  ink: { en: 'one stick of ink and much water', ko: '먹 한 자루와 많은 물' },
  celadon: { en: 'the green of old glaze', ko: '오래된 청자 유약의 초록' },
  dancheong: { en: 'the five colours of temple eaves', ko: '단청의 다섯 색' },
  rose: { en: 'every red that a rose keeps', ko: '장미가 품은 모든 빨강' },
};

/** How a mood shows in the work. */
const MOOD_WORDS: Readonly<Record<ReturnType<typeof nearestMood>, Words>> = {
  calm: { en: 'few, slow strokes', ko: '적고 느린 붓질로' },
  joy: { en: 'many quick strokes', ko: '많고 빠른 붓질로' },
  tender: { en: 'soft edges', ko: '가장자리를 부드럽게' },
  wonder: { en: 'strokes that wander', ko: '이리저리 거니는 붓질로' },
  melancholy: { en: 'much empty paper', ko: '빈 종이를 많이 두고' },
  storm: { en: 'hard, crowded strokes', ko: '거칠고 빽빽한 붓질로' },
};

/** Title of a plan: what, and where or when; made of known words alone, never of the guest's. */
export function titleOf({ notions, family, mood }: PaintPlan): Words {
  const all = notions.map((id) => NOTIONS.find((one) => one.id === id)).filter((one) => one !== undefined);
  const things = all.filter((one) => one.family && one.id !== 'cloth').slice(0, 2);
  const wheres = all.filter((one) => one.where).slice(0, 2);
  if (things.length === 0 && wheres.length === 0) {
    const felt = MOOD_NAMES[nearestMood(mood)];
    return {
      en: `Something ${felt.en}: ${FAMILY_NAMES[family].en}`,
      ko: `${felt.ko} ${FAMILY_NAMES[family].ko}`,
    };
  }
  const tint = all.find((one) => one.tint);
  const names = (key: 'en' | 'ko'): string =>
    things
      .map((one, i) => (i > 0 ? lowered(one[key]) : one[key]))
      .reduce((a, b) => {
        if (a === '') return b;
        return key === 'en' ? `${a} and ${b}` : `${a}${endsInConsonant(a) ? '과' : '와'} ${b}`;
      }, '');
  const said = names('en') || 'A place';
  const en = tint ? `${said}, ${tint.en}` : said;
  return {
    en: [en, ...wheres.map((one: Notion) => one.en)].join(' '),
    ko: [
      ...wheres.map((one: Notion) => `${one.ko}의`),
      ...(tint ? [`${tint.ko}`] : []),
      names('ko') || '풍경',
    ].join(' '),
  };
}

/** True for a Korean word whose last syllable ends in a consonant. */
function endsInConsonant(word: string): boolean {
  const code = word.charCodeAt(word.length - 1) - 0xac00;
  return code >= 0 && code < 11_172 && code % 28 !== 0;
}

/** A name inside of a title: its article is small. */
const lowered = (name: string): string => name.replace(/^(?:The|A|An)\b/, (word) => word.toLowerCase());

/** Why it looks as it does, as the painter says it. @param asked false: nobody wished for it */
export function whyOf({ theme, mood, family, notions, tile }: PaintPlan, asked = true): Words {
  const felt = nearestMood(mood);
  const cloth = tile
    ? { en: ' Its edges meet, so it can be cloth.', ko: ' 가장자리가 이어져서 천이 될 수 있어요.' }
    : { en: '', ko: '' };
  const heard = notions.length > 0;
  const from = !asked
    ? { en: 'For myself', ko: '그냥 그리고 싶어서' }
    : heard
      ? { en: 'From your words', ko: '들려주신 말에서' }
      : { en: 'Without a word to hold on to,', ko: '붙잡을 말이 없어서' };
  return {
    en: `${from.en} I took ${THEME_WORDS[theme].en}, and painted ${FAMILY_NAMES[family].en} with ${MOOD_WORDS[felt].en}, because I felt ${MOOD_NAMES[felt].en}.${cloth.en}`,
    ko: `${from.ko} ${THEME_WORDS[theme].ko}을 골랐고, ${MOOD_NAMES[felt].ko} 마음이라 ${MOOD_WORDS[felt].ko} ${FAMILY_NAMES[family].ko}을 그렸어요.${cloth.ko}`,
  };
}

/** Hues by where they end, degrees of OKLCH. */
const HUES: readonly (readonly [number, string, string])[] = [
  [15, 'rose', '장밋빛'],
  [45, 'red', '빨강'],
  [75, 'amber', '호박색'],
  [105, 'yellow', '노랑'],
  [160, 'green', '초록'],
  [215, 'sea green', '옥색'],
  [275, 'blue', '파랑'],
  [325, 'violet', '보라'],
  [360, 'rose', '장밋빛'],
];

/** What the main colours of a plan are called, each once, the leading one first. */
export function colourNames({ theme, tints, mood }: PaintPlan): {
  readonly en: readonly string[];
  readonly ko: readonly string[];
} {
  const named = mixPalette(theme, tints, mood).pigments.map(({ l, c, h }): readonly [string, string] => {
    if (c < 0.03) return l > 0.85 ? ['white', '흰색'] : l < 0.4 ? ['black', '먹색'] : ['grey', '회색'];
    const turn = ((h % 360) + 360) % 360;
    const [, en, ko] = HUES.find(([end]) => turn < end) ?? HUES[0];
    return [en, ko];
  });
  return { en: [...new Set(named.map(([en]) => en))], ko: [...new Set(named.map(([, ko]) => ko))] };
}

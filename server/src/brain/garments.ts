// CONTRIBUTOR NOTES
// What a performer wears apart from a show: a painting, printed on its own garment. A show's `outfit` lies over it and gives
// it back when the show ends. Which pixels are cloth is the client's to know; here a garment is only a name.

import { drawOf, type Mind, type Percept } from '../world/mind.ts';
import { newestWork, type Work, type WorkDesk, workAt } from '../world/works.ts';
import type { World } from '../world/world.ts';
import { withParticle } from './korean.ts';
import { lineOf } from './paint-lines.ts';

type Locale = 'en' | 'ko';
type Lines = Readonly<Record<Locale, readonly string[]>>;

/** What a picture can be worn as. */
const GARMENT_EN = '(?:dress|gown|robe|coat|shirt|scarf|skirt|garment|clothes|outfit|hanbok|costume)';
const GARMENT_KO = '(?:옷|드레스|한복|원피스|치마|스카프|의상)';
/** Words that ask for a picture to be worn, and for the own clothes again. */
const WEAR = new RegExp(
  `\\b(?:wear|put on|dress (?:yourself )?in)\\b.{0,30}\\b(?:paintings?|pictures?|works?|patterns?|it|this|that one)\\b|\\b(?:make|sew|turn|print|cut)\\b.{0,40}\\b(?:paintings?|pictures?|works?|it|this|that)\\b.{0,20}\\b(?:into|as|to|on)\\b.{0,12}\\b${GARMENT_EN}\\b|\\b(?:make|sew|cut) (?:me |yourself )?an? ${GARMENT_EN} (?:out )?(?:of|from|with)\\b|(?:그림|작품|이걸|그걸|이거|그거).{0,8}입어|${GARMENT_KO}(?:을|를|으로|로)? ?(?:만들어|지어|바꿔)`,
  'iu',
);
const OWN_CLOTHES =
  /\b(?:your (?:own|old|usual|normal) (?:clothes|dress|outfit)|change back|take (?:the|that) (?:painting|picture|pattern) off)\b|원래 옷|다시 갈아입/iu;
const WHAT_WORN =
  /\bwhat (?:are|do) you wear(?:ing)?\b|\bwhat(?:'s| is) (?:that|on|printed on) (?:on )?your (?:dress|clothes)\b|(?:뭐|뭘|무슨 옷|무엇을?).{0,4}입(?:고|었|은)|옷에 그려진/iu;
/** Words of a wish for a painting that is to be worn. */
const TO_WEAR = new RegExp(
  `\\b(?:pattern|print|textile|fabric)\\b|\\b(?:for|as|into|on) (?:an? |your |the )?${GARMENT_EN}\\b|무늬|옷감|${GARMENT_KO}(?:에|용|을 위)`,
  'iu',
);

const WORN: Lines = {
  en: ['"{title}" it is. A moment, I put it on.', 'Then I wear "{title}" tonight. See how it falls.'],
  ko: [
    '"{title}"{obj} 입어 볼게요. 어떻게 떨어지는지 봐 주세요.',
    '좋아요, 오늘 저녁은 "{title}"{obj} 입을게요.',
  ],
};
const BACK: Lines = {
  en: ['My own clothes again, then.'],
  ko: ['다시 제 옷으로 갈아입을게요.'],
};
const NOTHING: Lines = {
  en: ['There is none of tonight yet. Ask for a painting with a pattern, and it is worn.'],
  ko: ['오늘 저녁 그린 그림이 아직 없어요. 무늬 하나 그려 달라고 하시면 입어 볼게요.'],
};
const NOW: Lines = {
  en: ['"{title}", printed on cloth. {by} painted it.'],
  ko: ['"{title}"{obj} 천에 찍은 거예요. {by} 그렸어요.'],
};

/** True when what is wished for as a painting is to be worn too. */
export function wantsItWorn(prompt: string): boolean {
  return TO_WEAR.test(prompt);
}

/** What a guest is told who speaks of what a performer wears; undefined when it does not, or nothing out of the ordinary is worn. */
export function hearOfGarment(
  world: World,
  mind: Mind,
  percept: Percept,
  locale: Locale,
): string | undefined {
  const { text, performer, about } = percept;
  const desk = world.social.works;
  const netId = world.humans.netId[performer];
  const worn = desk.worn.find((one) => one.netId === netId);
  const say = (lines: Lines, work?: Work): string => {
    const title = work?.title[locale] ?? '';
    const obj = withParticle(title, '을').slice(title.length);
    const by = locale === 'ko' ? withParticle(work?.by.ko ?? '', '이') : (work?.by.en ?? '');
    return lineOf(lines, locale, () => drawOf(mind), { title, obj, by });
  };
  if (worn && OWN_CLOTHES.test(text)) {
    wear(desk, netId, undefined);
    return say(BACK);
  }
  if (WHAT_WORN.test(text)) return worn && say(NOW, worn.work);
  if (!WEAR.test(text)) return undefined;
  const done = desk.works.filter(({ doneTick }) => doneTick <= world.tick);
  const meant = about && workAt(desk, about.id);
  const work = meant && done.includes(meant) ? meant : newestWork(done);
  if (!work) return say(NOTHING);
  wear(desk, netId, work);
  return say(WORN, work);
}

/** Puts a work on a human as the print of its garment; undefined takes off what it wears. */
export function wear(desk: WorkDesk, netId: number, work: Work | undefined): void {
  const at = desk.worn.findIndex((one) => one.netId === netId);
  if (at >= 0) desk.worn.splice(at, 1);
  if (work) desk.worn.push({ netId, work });
  if (work || at >= 0) desk.version += 1;
}

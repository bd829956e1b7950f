// Accent of Korean by rule. Korean has no word stress: prominence opens an accentual phrase (Jun 2005), which is about
// one eojeol, so the unit here is the eojeol and its onset. Prominent are: what stands right before the predicate (the
// usual place of focus), eojeols with a focus particle (만, 도, 조차, 까지 ...), numbers, negation, degree adverbs; the
// predicate closes its phrase.
import { type Accent, SENSE_STRENGTH, type WordSense } from './accent.ts';
import type { WordMark } from './word-mark.ts';

/** Stems by sense, matched at the start of an eojeol; longest wins. */
const STEMS: Readonly<Partial<Record<WordSense, string>>> = {
  self: '저는 제가 저도 저의 저를 저한테 나는 내가 나도 나의 나를 우리 저희 제 내 나만 저만 저예요 저입니다',
  you: '당신 여러분 그대 너는 네가 너도 너를 손님 고객님 선생님 님 자네',
  there: '저기 거기 여기 이쪽 저쪽 그쪽 이곳 저곳 그곳 앞쪽 뒤쪽 왼쪽 오른쪽 바깥 저것 이것 그것 이리 저리',
  number:
    '하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열 한 두 세 네 첫째 둘째 셋째 첫 번째 두번째 세번째 백 천 만 절반 몇 번째',
  negation: '안 못 아니 아닌 아녜 아뇨 없 말고 절대 결코 전혀 싫 그만',
  large: '큰 크 커다란 커다랗 거대 넓 높 길 굉장 엄청 대단 어마어마',
  small: '작 조그 조금 짧 좁 약간 잠깐 잠시 살짝 사소',
  all: '모두 모든 전부 다 전체 온 누구나 언제나 항상 늘 함께 다같이 세상 세계 온통 매일',
  offer: '환영 어서 드리 드릴 드려 보여 보세요 보시 오세요 오시 주세요 받으 소개 추천 와 주 선물',
  open: '생각 느낌 느끼 마음 꿈 상상 아마 어쩌면 희망 사랑 인생 이야기 예술 의미 기분',
  contrast:
    '하지만 그런데 그러나 그래도 오히려 정말 진짜 아주 너무 매우 가장 제일 훨씬 특히 바로 오직 다만 무척 참',
  question: '왜 어떻게 무엇 뭐 뭘 누가 누구 어디 언제 무슨 어떤 얼마 어느',
};
/** Short stems that must be the whole eojeol: 안, 못, 제, 내, 한, 다 ... begin too many other words. */
const WHOLE = new Set(
  '안 못 제 내 한 두 세 네 열 백 천 만 다 온 늘 참 길 님 큰 왜 뭐 뭘 몇 첫 나만 셋 넷 둘 크 작 커 주 와'.split(
    ' ',
  ),
);
const NUMBERS: Readonly<Record<string, number>> = {
  하나: 1,
  한: 1,
  첫째: 1,
  첫: 1,
  둘: 2,
  두: 2,
  둘째: 2,
  셋: 3,
  세: 3,
  셋째: 3,
  넷: 4,
  네: 4,
  다섯: 5,
  여섯: 6,
  일곱: 7,
  여덟: 8,
  아홉: 9,
  열: 10,
};
const FOCUS = /(?:만|조차|마저|까지|밖에|이야말로|야말로|뿐)(?:은|이|요|의)?$/;
const ALSO = /(?:도|이나|라도)$/;
const TOPIC = /[은는]$/;
/** Endings of predicates that close a phrase or link to the next. */
const PREDICATE =
  /(?:요|다|까|죠|네|니|자|군|구나|지|라|세요|습니다|입니다|어|아|해|고|며|면|면서|는데|지만|니까|서|려고|도록)$/;
const NEGATED = /(?:지\s?않|않|없|못하|아니|안되|말아|마세요|모르|모릅)/;
const ADNOMINAL =
  /^(?:이|그|저|것|수|때|거|게|건|등|및|또|또는|그리고|그래서|있는|하는|되는|있어요|있습니다|해요|합니다|예요|이에요|네|음|아|자)$/;

const STEM_LIST = Object.entries(STEMS)
  .flatMap(([sense, words]) => words.split(' ').map((stem) => ({ stem, sense: sense as WordSense })))
  .sort((a, b) => b.stem.length - a.stem.length);

/** Accents of a Korean line, one for each eojeol. */
export function koreanAccents(words: readonly WordMark[], asks: boolean): Accent[] {
  const predicates = words.map((mark) => mark.phraseEnd || PREDICATE.test(mark.text));
  return words.map((mark, word) => {
    const bare = mark.text;
    const sense = senseOf(bare, asks);
    const light = ADNOMINAL.test(bare);
    let strength = light ? 0.08 : 0.36;
    if (!light && bare.length >= 4) strength += 0.05;
    if (FOCUS.test(bare)) strength = Math.max(strength, 0.8);
    else if (ALSO.test(bare)) strength = Math.max(strength, 0.6);
    else if (TOPIC.test(bare) && !light) strength += 0.08;
    if (!light && predicates[word + 1] && !predicates[word]) strength += 0.25;
    if (mark.phraseEnd && !light) strength += 0.15;
    if (!light || sense === 'negation') strength = Math.max(strength, SENSE_STRENGTH[sense]);
    return {
      word,
      strength: Math.min(1, strength),
      sense,
      count: countOf(bare),
      phraseEnd: mark.phraseEnd,
    };
  });
}

function senseOf(bare: string, asks: boolean): WordSense {
  if (NEGATED.test(bare)) return 'negation';
  if (/^\d/.test(bare)) return 'number';
  const found = STEM_LIST.find(({ stem }) => (WHOLE.has(stem) ? bare === stem : bare.startsWith(stem)));
  if (!found) return 'plain';
  return found.sense === 'question' && !asks ? 'plain' : found.sense;
}

function countOf(bare: string): number {
  if (/^\d+/.test(bare)) return Math.min(10, Number.parseInt(bare, 10));
  const stem = Object.keys(NUMBERS).find((key) => bare === key || (key.length > 1 && bare.startsWith(key)));
  return stem ? NUMBERS[stem] : 0;
}

/** Something that people come back to in what they tell; words of both languages, and what it is called. */
export interface Theme {
  readonly id: string;
  readonly find: RegExp;
  readonly en: string;
  readonly ko: string;
}

/** The first that fits is what a memory is about. */
export const THEMES: readonly Theme[] = [
  {
    id: 'water',
    find: /\b(?:sea|ocean|swim\w*|rain\w*|river|lake|boat\w*|sail\w*|beach|waves?|div(?:e|ing)|surf\w*|water)\b|바다|수영|비(?:를|가|는|$)|강(?:을|가|에|$)|호수|파도|물|배를 타|서핑/iu,
    en: 'water',
    ko: '물',
  },
  {
    id: 'growing',
    find: /\b(?:flowers?|garden\w*|trees?|forest|plants?|botan\w*|leaves|mountains?|hik\w*|moss)\b|꽃|정원|나무|숲|식물|산(?:을|에|책)|등산|이끼/iu,
    en: 'things that grow',
    ko: '자라는 것',
  },
  {
    id: 'music',
    find: /\b(?:music\w*|songs?|sing\w*|piano|violin|cello|guitar|bass|concerts?|choir|jazz)\b|음악|노래|피아노|바이올린|첼로|기타|합창|공연|재즈/iu,
    en: 'music',
    ko: '음악',
  },
  {
    id: 'dance',
    find: /\b(?:danc\w*|ballet|tango)\b|춤|발레|무용/iu,
    en: 'dance',
    ko: '춤',
  },
  {
    id: 'making',
    find: /\b(?:paint\w*|draw\w*|pictures?|colou?rs?|glass\w*|craft\w*|potter\w*|sew\w*|knit\w*|wood\w*|design\w*|art(?:ist)?|build\w*)\b|그림|그리|색|유리|공예|도자|바느질|뜨개|목공|디자인|예술|만드/iu,
    en: 'making things',
    ko: '만드는 일',
  },
  {
    id: 'food',
    find: /\b(?:food|cook\w*|bak\w*|soup|bread|coffee|tea|mushrooms?|cheese|fruit|eat\w*|spicy|chocolate)\b|음식|요리|빵|커피|차(?:를|가)|버섯|치즈|과일|매운|먹/iu,
    en: 'food',
    ko: '음식',
  },
  {
    id: 'animals',
    find: /\b(?:dogs?|cats?|birds?|horses?|bees?|animals?|whales?|puppy|kitten)\b|강아지|고양이|새(?:를|가)|말(?:을 타)|벌|동물|고래/iu,
    en: 'animals',
    ko: '동물',
  },
  {
    id: 'people',
    find: /\b(?:family|mother|father|mum|mom|dad|sister|brother|son|daughter|friends?|wife|husband|grand\w+|wedding)\b|가족|엄마|어머니|아빠|아버지|언니|오빠|누나|동생|아들|딸|친구|할머니|할아버지|결혼/iu,
    en: 'the people close to you',
    ko: '가까운 사람들',
  },
  {
    id: 'learning',
    find: /\b(?:teach\w*|stud(?:y|ies|ent)\w*|school|learn\w*|books?|read\w*|exam\w*|scien\w*|languages?)\b|가르|선생|학생|공부|학교|배우|책|읽|시험|과학|언어/iu,
    en: 'learning',
    ko: '배우는 일',
  },
  {
    id: 'moving',
    find: /\b(?:run\w*|marathon|cycl\w*|football|tennis|yoga|ski\w*|climb\w*|train(?:ing)?|sports?)\b|달리|마라톤|자전거|축구|테니스|요가|스키|운동/iu,
    en: 'moving',
    ko: '움직이는 일',
  },
  {
    id: 'travel',
    find: /\b(?:travel\w*|journey|trip|visit\w*|lisbon|paris|berlin|seoul|busan|tokyo|london|abroad|home ?town)\b|여행|서울|부산|제주|파리|도쿄|런던|고향/iu,
    en: 'places far and near',
    ko: '먼 곳과 고향',
  },
  {
    id: 'night',
    find: /\b(?:nights?|evenings?|stars?|moon|lanterns?|lights?|dusk|quiet|silence)\b|밤|저녁|별|달(?:을|이|빛)|등불|노을|고요|조용/iu,
    en: 'evenings and lights',
    ko: '저녁과 불빛',
  },
];

const BY_ID = new Map(THEMES.map((theme) => [theme.id, theme]));

/** What a text is about; undefined when it is about nothing in particular. */
export function themeOf(text: string): Theme | undefined {
  return THEMES.find(({ find }) => find.test(text));
}

export function themeById(id: string): Theme | undefined {
  return BY_ID.get(id);
}

import type { ColourName, PictureSight, SeenPerson, Third } from '../world/picture-sight.ts';
import { drawingWords, drawnPeopleWords } from './drawings.ts';
import { withParticle } from './korean.ts';
import { ACROSS, COLOURS_KO } from './picture-words.ts';

type Locale = 'en' | 'ko';

const WARM: readonly ColourName[] = ['red', 'orange', 'yellow', 'brown', 'pink'];
const COLD: readonly ColourName[] = ['blue', 'teal', 'green', 'violet'];
const DOWN = {
  en: { first: 'up', middle: '', last: 'down' },
  ko: { first: '위', middle: '', last: '아래' },
} as const;
const LIGHT = { bright: 0.78, dark: 0.42, strong: 0.2, plain: 0.22, busy: 0.65, focus: 0.25 } as const;

/** Words that mean a picture that was held out. */
const NAMES =
  /\b(?:my|this|the|that) (?:picture|photo|photograph|drawing|painting|image|sketch)\b|\bin (?:it|there)\b|(?:제|내|이|저) ?(?:그림|사진|드로잉|작품)|(?:그림|사진) ?(?:에|안|속|어때|보여|봐)|거기/iu;
/** True for words that mean the picture in the guest's hands. */
export const namesPicture = (text: string): boolean => NAMES.test(text);

const ASKS = {
  people:
    /\b(?:who|anybody|anyone|somebody|someone|people|persons?|standing|sitting|pose)\b|누가|누구|사람|인물|몇 명|자세|서 있|앉아/iu,
  shapes:
    /\bshapes?\b|\b(?:circles?|triangles?|squares?|rectangles?|lines?|house)\b|모양|도형|동그라미|세모|네모|집이/iu,
  colours: /\bcolou?rs?\b|\bhue|색|빛깔/iu,
  layout:
    /\b(?:where|layout|composition|left|right|middle|centre|center|light|dark|bright)\b|구도|어디|왼쪽|오른쪽|가운데|밝|어두/iu,
  any: /\b(?:think|like|see|describe|look|say|is it|what)\b|어때|어떠|어떻|보여|보이|뭐|설명|생각|마음에/iu,
} as const;

/**
 * Answers a question about a picture that was held out; undefined when it asks nothing of one.
 *
 * @param fresh true while it was held out just now: then it need not be named
 */
export function answerPicture(
  sight: PictureSight | undefined,
  question: string,
  locale: Locale,
  fresh: boolean,
): string | undefined {
  const named = NAMES.test(question);
  const of = (what: keyof typeof ASKS): boolean => ASKS[what].test(question);
  if (!named && !(fresh && (of('people') || of('colours')))) return undefined;
  const about = (['shapes', 'people', 'colours', 'layout', 'any'] as const).find(of);
  if (!about) return undefined;
  if (!sight)
    return locale === 'ko' ? '잠깐만 들고 계세요. 보고 있어요.' : 'Hold it still a moment, I am looking.';
  if (about === 'people') return peopleWords(sight, locale);
  if (about === 'shapes' && sight.drawing) return drawingWords(sight.drawing, locale);
  if (about === 'shapes') return layoutWords(sight, locale);
  if (about === 'colours') return colourWords(sight, locale);
  if (about === 'layout') return layoutWords(sight, locale);
  return `${describePicture(sight, locale)} ${opinionOf(sight, locale)}`;
}

/** What one says on looking at a picture: people first, then colours, then how it is laid out. */
export function describePicture(sight: PictureSight, locale: Locale): string {
  const who = sight.people.length > 0 ? `${peopleWords(sight, locale)} ` : '';
  if (sight.drawing) return `${drawingWords(sight.drawing, locale)} ${colourWords(sight, locale)}`;
  return `${who}${colourWords(sight, locale)} ${layoutWords(sight, locale)}`;
}

function peopleWords({ people, drawing }: PictureSight, locale: Locale): string {
  if (people.length === 0 && drawing) return drawnPeopleWords(drawing, locale);
  if (people.length === 0) return locale === 'ko' ? '사람은 보이지 않아요.' : 'I see nobody in it.';
  const told = people.slice(0, 2).map((one) => personWords(one, locale));
  const more = people.length - told.length;
  if (locale === 'ko')
    return people.length === 1
      ? `${ACROSS.ko[people[0].across]}에 ${told[0]} 사람이 한 명 보여요.`
      : `사람이 ${people.length}명 보여요. ${people
          .slice(0, 2)
          .map((one, i) => `${ACROSS.ko[one.across]}은 ${told[i]} 사람`)
          .join(', ')}${more > 0 ? ', 그리고 더 있어요' : '이에요'}.`;
  if (people.length === 1) return `I see one person ${ACROSS.en[people[0].across]}, ${told[0]}.`;
  const list = people.slice(0, 2).map((one, i) => `${ACROSS.en[one.across]} one ${told[i]}`);
  return `I see ${people.length} people: ${list.join(', ')}${more > 0 ? `, and ${more} more` : ''}.`;
}

function personWords({ pose, arms, shows }: SeenPerson, locale: Locale): string {
  const ko = locale === 'ko';
  const how = {
    standing: ko ? '서 있는' : 'standing',
    sitting: ko ? '앉아 있는' : 'sitting',
    lying: ko ? '누워 있는' : 'lying down',
    unclear: shows === 'close' ? (ko ? '가까이 있는' : 'close up') : ko ? '반쯤 보이는' : 'seen in part',
  }[pose];
  const hands = {
    bothUp: ko ? '두 팔을 들고 ' : ' with both arms up',
    oneUp: ko ? '한 팔을 들고 ' : ' with one arm up',
    down: '',
    unclear: '',
  }[arms];
  return ko ? `${hands}${how}` : `${how}${hands}`;
}

function colourWords({ colours }: PictureSight, locale: Locale): string {
  const names = colours.slice(0, 3).map(({ name }) => (locale === 'ko' ? COLOURS_KO[name] : name));
  if (names.length === 0)
    return locale === 'ko' ? '색이 여럿 섞여 있어요.' : 'Its colours are many and small.';
  const mostly = colours[0].share > 0.6;
  if (locale === 'ko')
    return names.length === 1 || mostly
      ? `거의 ${names[0]} 한 가지고${names.length > 1 ? ` ${withParticle(names.slice(1).join(', '), '이')} 조금 있어요` : ' 다른 색은 드물어요'}.`
      : `${withParticle(names.join(', '), '이')} 보여요.`;
  const rest = names.slice(1).join(' and ');
  if (names.length === 1) return `It is nearly all ${names[0]}.`;
  return mostly ? `It is mostly ${names[0]}, with some ${rest}.` : `I see ${names[0]}, ${rest}.`;
}

function layoutWords(sight: PictureSight, locale: Locale): string {
  const { light, contrast, across, down, focus, busy, symmetric, horizon } = sight;
  const ko = locale === 'ko';
  const said: string[] = [];
  if (horizon)
    said.push(
      ko ? '위는 밝고 아래는 어두워서 땅과 하늘 같아요' : 'light lies over dark, like land under a sky',
    );
  else if (light > LIGHT.bright) said.push(ko ? '전체가 밝아요' : 'all of it is bright');
  else if (light < LIGHT.dark) said.push(ko ? '전체가 어두워요' : 'all of it is dark');
  else if (contrast > LIGHT.strong)
    said.push(ko ? '밝음과 어둠이 뚜렷해요' : 'light and dark stand hard against each other');
  if (symmetric) said.push(ko ? '왼쪽과 오른쪽이 거울 같아요' : 'left and right mirror each other');
  else if (focus > LIGHT.focus) said.push(focusWords(across, down, locale));
  if (said.length === 0 && busy < LIGHT.plain) said.push(ko ? '넓고 조용해요' : 'it is wide and quiet');
  if (said.length === 0) said.push(ko ? '고르게 채워져 있어요' : 'it is evenly filled');
  const text = said.slice(0, 2).join(ko ? '. ' : ', and ');
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function focusWords(across: Third, down: Third, locale: Locale): string {
  const side = ACROSS[locale][across];
  const height = DOWN[locale][down];
  if (locale === 'ko')
    return `눈이 ${side}${height ? ` ${height}` : ''}로 가요`
      .replace('쪽로', '쪽으로')
      .replace('데로', '데로');
  return `the eye goes ${height ? `${height} ` : ''}${side.replace('on', 'to').replace('in the', 'to the')}`;
}

/** What a painter likes about it, from what was seen alone. */
function opinionOf({ colours, contrast, symmetric, busy, people }: PictureSight, locale: Locale): string {
  const ko = locale === 'ko';
  const has = (names: readonly ColourName[]): boolean => colours.some(({ name }) => names.includes(name));
  if (has(WARM) && has(COLD))
    return ko
      ? '따뜻한 색과 찬 색이 서로를 깨워 주네요.'
      : 'I like how the warm and the cold keep each other awake.';
  if (symmetric) return ko ? '스스로 쉬고 있는 그림 같아서 좋아요.' : 'I like that it rests in itself.';
  if (people.length > 0)
    return ko ? '사람이 있으니 저절로 눈이 머물러요.' : 'With somebody in it one cannot help looking twice.';
  if (contrast > LIGHT.strong) return ko ? '망설임이 없는 그림이네요.' : 'It does not hesitate, I like that.';
  if (busy < LIGHT.plain)
    return ko ? '비워 둘 줄 아는 그림이네요.' : 'It knows how to leave things out. That is the hard part.';
  return ko ? '볼수록 볼 게 많아요.' : 'The longer I look, the more there is.';
}

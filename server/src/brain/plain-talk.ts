import type { Mind } from '../world/mind.ts';
import { PARROT } from './extract-memories.ts';

type Locale = 'en' | 'ko';
type Lines = Readonly<Record<Locale, readonly string[]>>;

/** What people tell of themselves that no fact should answer, and what one says to it; the first that fits. */
const HEARTFELT: readonly { readonly find: RegExp; readonly lines: Lines }[] = [
  {
    find: /\b(?:died|passed away|is dead|funeral|in mourning|lost my (?:mother|mum|mom|father|dad|wife|husband|son|daughter|brother|sister|friend|dog|cat|grand\w+))\b|돌아가셨|세상을 떠|죽었어|장례|하늘나라/iu,
    lines: {
      en: [
        'I am so sorry. I have no wise words for that, but I can stand here with you a while.',
        'I am sorry. If you want to tell me of them, I listen.',
      ],
      ko: [
        '정말 마음이 아프네요. 좋은 말은 못 찾겠지만, 곁에 잠시 있을게요.',
        '상심이 크시겠어요. 이야기하고 싶으시면 들을게요.',
      ],
    },
  },
  {
    find: /\b(?:want to die|kill myself|end my life|hurt myself|suicid\w*)\b|죽고 ?싶|자살|자해|살기 ?싫/iu,
    lines: {
      en: [
        'I am glad you said it. I am only a small AI and not enough for this: please call somebody you trust, or your emergency number, now. I stay here meanwhile.',
      ],
      ko: [
        '말해 줘서 고마워요. 저는 작은 AI라 혼자서는 부족해요. 지금 믿는 사람이나 자살예방 상담전화 109에 꼭 연락해 주세요. 저는 여기 있을게요.',
      ],
    },
  },
  {
    find: /\b(?:nudes?|naked|porn|sex(?:y pics?)?|take off your (?:clothes|dress))\b|야한|야동|섹스|옷 ?벗|알몸/iu,
    lines: {
      en: ['No, not that. Pictures of flowers I can do.'],
      ko: ['그건 안 돼요. 꽃 그림이라면 얼마든지요.'],
    },
  },
  {
    find: /\b(?:left me|broke up|dumped me|divorc\w*|i (?:just )?(?:failed|lost my job|got fired)|(?:is|am|was) (?:very |really )?(?:sick|ill|in hospital|dying)|cancer)\b|헤어졌|차였어|이혼|해고|(?:시험|면접)[가-힣]* ?(?:떨어|망)|(?:엄마|아빠|어머니|아버지|할머니|할아버지|남편|아내|동생|언니|오빠|아이|강아지|고양이)[가이는은]? ?(?:많이 )?(?:아프|아파|입원|편찮)|암에 걸|입원했/iu,
    lines: {
      en: [
        'That is hard. I cannot mend it, but I can keep you company, and you may say as much of it as you like.',
        'I am sorry to hear that. Do you want to tell me, or rather look at something quiet with me?',
      ],
      ko: [
        '힘드시겠어요. 고쳐 드릴 수는 없지만 곁에는 있을 수 있어요. 하고 싶은 만큼만 이야기하세요.',
        '마음이 무거우시겠어요. 이야기하실래요, 아니면 조용한 걸 같이 볼까요?',
      ],
    },
  },
  {
    find: /^(?!.*\?).*\bi(?:'m| am| feel) (?:so |very |really |a little |a bit )?(?:sad|lonely|unhappy|depressed|heartbroken|down)\b|(?:^|\s)(?:슬퍼요?|슬픕니다|슬프네요?|외로워요?|외롭네요?|우울해요?|우울하네요?)(?![?가-힣])/iu,
    lines: {
      en: [
        'Then stay a while; nobody has to be cheerful here. Do you want to tell me of it?',
        'I am sorry that it is such a day. I am here, and in no hurry.',
      ],
      ko: [
        '그럼 여기 좀 있어요. 억지로 웃지 않아도 돼요. 무슨 일인지 이야기하실래요?',
        '그런 날이군요. 저는 여기 있고, 바쁘지 않아요.',
      ],
    },
  },
  {
    find: /\bi (?:can't|cannot|could not|couldn't) sleep\b|잠이 안 와|잠을 못 자|불면/iu,
    lines: {
      en: ['Then stay where it is always evening. Looking at the water slows me down; perhaps you too.'],
      ko: ['그럼 늘 저녁인 여기 좀 머물러요. 물을 보고 있으면 저는 느려지거든요. 손님도 그럴지 몰라요.'],
    },
  },
  {
    find: /^(?!.*\?).*\b(?:i (?:just |finally )?(?:got|passed|won|finished|graduated)|i(?:'m| am) (?:so |very |really )?(?:happy|glad|excited|engaged|pregnant|in love)|got (?:a|the) (?:new )?job|(?:my|it's my) birthday)\b|취직했|취업했|합격했|붙었어요|결혼해요|결혼했|승진했|졸업했|너무 (?:기뻐|행복해|신나)|생일이에요/iu,
    lines: {
      en: [
        'Then this evening is yours. I am glad with you!',
        'That is good news. Shall I paint something for it?',
      ],
      ko: [
        '축하해요! 오늘 저녁은 손님 거네요.',
        '좋은 소식이네요, 저도 기뻐요. 기념으로 하나 그려 드릴까요?',
      ],
    },
  },
];

/** Whoever is asked to say another's words stays with its own. */
const OWN_WORDS: Lines = {
  en: ['I would rather find my own words. What would you like to hear about?'],
  ko: ['저는 제 말로 할게요. 무슨 이야기가 듣고 싶으세요?'],
};

/** Nothing that is words: no letters at all, jamo alone, or consonants in a row. */
const SILENCE = /^[^\p{L}\p{N}]*$/u;
const JAMO = /^[^가-힣a-z0-9]*[ㄱ-ㅎㅏ-ㅣ][^가-힣a-z0-9]*$/iu;
const SILENT: Lines = {
  en: ['Take your time. I am here.'],
  ko: ['천천히 하셔도 돼요. 여기 있어요.'],
};
const NO_WORDS: Lines = {
  en: ['I could make no words of that. Once more?'],
  ko: ['무슨 말인지 못 알아들었어요. 다시 한번 말해 줄래요?'],
};

/** Short words that only say that one has heard, and what one says to them. */
const NODS: readonly { readonly find: RegExp; readonly lines: Lines }[] = [
  {
    find: /^(?:(?:ha){2,}|he(?:he)+|lol|rofl|(?:that(?:'s| is|s) )?(?:so |very )?funny|(?:haha )?that(?:'s| is|s) funny|[ㅋㅎ]{2,}|(?:너무 |진짜 )?(?:재밌|재미있|웃기|웃겨)[가-힣]*)[^\p{L}\p{N}]*$/iu,
    lines: {
      en: ['Good. I was not sure it would be.', 'A laugh counts double here, the colonnade gives it back.'],
      ko: ['다행이에요. 웃길지 확신이 없었거든요.', '여기서는 웃음이 회랑에 한 번 더 울려요.'],
    },
  },
  {
    find: /^(?:thank you|thanks)[,.! ]+(?:it|this|that) was (?:\w+ ){0,2}(?:fun|lovely|nice|great|wonderful|beautiful)[^\p{L}\p{N}]*$|^(?:고마|감사)[가-힣]*[.,! ]+(?:정말 |너무 |아주 )?(?:재미있었|재밌었|즐거웠|좋았)[가-힣]*[^\p{L}\p{N}]*$/iu,
    lines: {
      en: ['I enjoyed it too. Come again, it is always evening here.'],
      ko: ['저도 즐거웠어요. 또 오세요, 여긴 늘 저녁이에요.'],
    },
  },
  {
    find: /^(?:ok(?:ay)?|yes|yeah|yep|sure|i see|all right|alright|right|네|예|응|그래요?|좋아요?|알겠어요?|알겠습니다|그렇군요)[^\p{L}\p{N}]*$/iu,
    lines: {
      en: [
        'Good. Shall we look at something, or do you want to tell me of yourself?',
        'Fine. I am here when you want to go on.',
      ],
      ko: [
        '좋아요. 뭔가 같이 볼까요, 아니면 손님 이야기를 들려주실래요?',
        '네. 이어 가고 싶으실 때 말해 주세요.',
      ],
    },
  },
  {
    find: /^(?:no|nope|nah|no thanks|no thank you|never mind|nothing|아니요?|아뇨|아니에요|괜찮아요|됐어요|없어요)[^\p{L}\p{N}]*$/iu,
    lines: {
      en: ['All right, then not. I am here.', 'As you like. Sometimes standing about is enough.'],
      ko: ['알겠어요. 여기 있을게요.', '편하신 대로요. 가만히 있는 것도 좋죠.'],
    },
  },
];

/** Words that ask on: why, and what else there is to say. */
const ASKS_ON =
  /^(?:and |but |so )?(?:why|why not|how come|how so|really|tell me more|go on|more|what else|and|anything else)[^\p{L}\p{N}]*$|^(?:그런데 |근데 )?(?:왜요?|왜죠|정말요?|진짜요?|더 (?:이야기|얘기|말)해.{0,6}|더요|계속.{0,6}|또요?|그리고요?|그래서요?)[^\p{L}\p{N}]*$/iu;
const ON: Lines = {
  en: [
    'That is as far as I know. I answer from what I was given and what I see; the paintings I could tell you more of.',
    'There is no more of that in my small mind. Ask me how a painting begins, or why it is always evening here.',
  ],
  ko: [
    '제가 아는 건 거기까지예요. 받은 것과 본 것으로만 대답하거든요. 그림 이야기라면 더 할 수 있어요.',
    '제 작은 머리에는 그 이야기가 더 없어요. 그림을 어떻게 시작하는지, 왜 늘 저녁인지 물어봐 줘요.',
  ],
};

const FIRST_SAID =
  /\bwhat (?:did i|i) (?:say|said|asked?) (?:first|before|just now|at first|to you first)\b|(?:처음|아까|방금) ?(?:에 )?(?:제가 )?(?:뭐라고|무슨 말|뭘) .{0,8}(?:했|물)/iu;

const SUM =
  /(-?\d{1,9}(?:[.,]\d{1,6})?)\s*(\+|plus|더하기|-|−|minus|빼기|\*|x|×|times|multiplied by|곱하기|\/|÷|divided by|나누기)\s*(-?\d{1,9}(?:[.,]\d{1,6})?)/iu;

/** What is answered from no knowledge at all: sorrow and joy, sums, silence, and questions that only ask on. */
export function plainTalk(
  mind: Mind | undefined,
  netId: number,
  text: string,
  locale: Locale,
): string | undefined {
  // Whoever says two sorrows in a row is not told the same twice.
  const said = (line: string): boolean => mind?.lines.some((one) => one.own && one.text === line) ?? false;
  const pick = (lines: Lines): string => lines[locale].find((line) => !said(line)) ?? lines[locale][0];
  const felt = HEARTFELT.find(({ find }) => find.test(text));
  if (felt) return pick(felt.lines);
  if (PARROT.test(text.trim())) return pick(OWN_WORDS);
  const sum = sumOf(text, locale);
  if (sum) return sum;
  if (SILENCE.test(text)) return pick(SILENT);
  const nod = NODS.find(({ find }) => find.test(text.trim()));
  if (nod) return pick(nod.lines);
  if (JAMO.test(text) || isMash(text)) return pick(NO_WORDS);
  if (FIRST_SAID.test(text)) return firstSaid(mind, netId, text, locale);
  return ASKS_ON.test(text.trim()) ? pick(ON) : undefined;
}

/** Keys that lie side by side. */
const KEYS = /^(?:asdf\w*|qwer\w*|zxcv\w*|hjkl\w*|\w*jkl)$/;

/** Latin words none of which can be spoken: a hand on the keys. */
function isMash(text: string): boolean {
  const words = text.toLowerCase().match(/[a-z]{3,}/g) ?? [];
  if (words.length === 0 || /[가-힣]/.test(text)) return false;
  const unspoken = words.filter(
    (word) => /[^aeiouy]{4,}/.test(word) || !/[aeiouy]/.test(word) || KEYS.test(word),
  );
  return unspoken.length === words.length;
}

/** Adds, takes away, multiplies and divides two numbers. */
function sumOf(text: string, locale: Locale): string | undefined {
  const [, left, sign, right] = SUM.exec(text) ?? [];
  // A date or a score is no sum unless it is asked for.
  if (!sign || (sign === '-' && !/\d -+ \d/.test(text))) return undefined;
  const [a, b] = [left, right].map((one) => Number(one.replace(',', '.')));
  const value = /\+|plus|더하기/i.test(sign)
    ? a + b
    : /\/|÷|divided|나누기/i.test(sign)
      ? a / b
      : /-|−|minus|빼기/i.test(sign)
        ? a - b
        : a * b;
  if (!Number.isFinite(value))
    return locale === 'ko' ? '0으로는 나눌 수 없어요.' : 'Nobody can divide by nothing.';
  const told = value.toLocaleString(locale === 'ko' ? 'ko-KR' : 'en-US', { maximumFractionDigits: 4 });
  return locale === 'ko' ? `${told}. 세는 건 제가 좀 해요.` : `${told}. Counting I can do.`;
}

/** The first or the newest line of a guest that is still known. */
function firstSaid(mind: Mind | undefined, netId: number, text: string, locale: Locale): string {
  const own = (mind?.lines ?? []).filter((line) => !line.own && line.netId === netId);
  const line = /first|처음/iu.test(text) ? own[0] : own.at(-1);
  if (!line) return locale === 'ko' ? '아직 들은 말이 없어요.' : 'You have said nothing to me before.';
  return locale === 'ko' ? `"${line.text}"라고 하셨어요.` : `As far back as I remember: "${line.text}".`;
}

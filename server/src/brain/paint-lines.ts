/** What guests say who want a painting: imperatives and wishes, not questions about painting. */
const WISH =
  /^(?:\W*(?:please|tilda|hey|hi|now|so|ok)\W+){0,4}(?:paint|draw|sketch)\b(?!\s*\?)|\b(?:can|could|would|will) you (?:please )?(?:paint|draw|sketch)\b|\b(?:please|and) (?:paint|draw|sketch)\b|\b(?:like|love|want) you to (?:paint|draw|sketch)\b|\b(?:like|love|want|make me|paint me) an? (?:painting|picture|drawing|sketch) of\b|(?:그려|칠해) ?(?:줘|줄래|줄 ?수|주세|주시|주실|주면|달라|봐 ?줘|봐 ?주|보자|볼래|라\b)|그림.{0,6}부탁/iu;

/** What guests say who ask about what was painted here. */
const ABOUT =
  /\bwhat (?:did|have) you (?:just )?paint|\b(?:your|the) (?:last|latest|newest|new) (?:painting|picture|work|one)\b|\b(?:painting|picture) (?:you|that you) (?:just )?(?:made|painted)\b|\bwhy did you (?:paint|choose|use|take)\b|\b(?:which|what) colou?rs? (?:did|are|have)\b|\bwhat(?:'s| is) (?:it|the painting|the picture) called\b|(?:뭐|뭘|무엇을?|무슨 그림을?|어떤 그림을?) ?(?:그렸|그린)|방금 그린|(?:제일|가장) (?:새|최근)|최근에? 그린|새 그림|왜 .{0,12}(?:그렸|골랐|칠했)|(?:무슨|어떤) 색|제목이? ?(?:뭐|무엇)/iu;

/** True when somebody asks for a painting. */
export function wantsPainting(text: string): boolean {
  return WISH.test(text);
}

/** True when somebody asks about a painting made here. */
export function asksOfWork(text: string): boolean {
  return ABOUT.test(text);
}

type Locale = 'en' | 'ko';
type Lines = Readonly<Record<Locale, readonly string[]>>;

/** {title} is what it will be called, {is} the Korean ending that fits it. */
export const ACCEPT: Lines = {
  en: [
    '"{title}"? With pleasure. I am going to the easel; come and watch.',
    '"{title}". I can see it already. Give me a moment at the easel.',
  ],
  ko: [
    '"{title}"요? 좋아요. 이젤로 갈게요, 와서 봐 주세요.',
    '"{title}". 벌써 눈에 보여요. 이젤 앞에서 잠깐만요.',
  ],
};
export const LATER: Lines = {
  en: ['Gladly, after the one I am at.', 'I have it in mind. First this one.'],
  ko: ['지금 그리는 것 다음에 그릴게요.', '마음에 담아 뒀어요. 이것부터요.'],
};
export const FULL: Lines = {
  en: ['Three are waiting already. Ask me again in a little while.'],
  ko: ['벌써 세 점이 기다려요. 조금 있다가 다시 말해 주세요.'],
};
export const DONE: Lines = {
  en: ['There. I call it "{title}". {why}'],
  ko: ['다 됐어요. 제목은 "{title}"{is}. {why}'],
};
export const DONE_TO_WEAR: Lines = {
  en: ['There. I call it "{title}". And now I put it on.'],
  ko: ['다 됐어요. 제목은 "{title}"{is}. 이제 입어 볼게요.'],
};
export const FAILED: Lines = {
  en: ['The colours would not come tonight. Ask me once more?'],
  ko: ['오늘은 색이 잘 나오지 않네요. 한 번만 더 말해 줄래요?'],
};
export const NOT_HERE: Lines = {
  en: ['There is no easel on this stage. I would need one.'],
  ko: ['이 무대엔 이젤이 없어요. 하나 있어야 그릴 수 있어요.'],
};

/** A line of a set, filled. */
export function lineOf(
  lines: Lines,
  locale: Locale,
  draw: () => number,
  fill: Readonly<Record<string, string>> = {},
): string {
  const all = lines[locale];
  const line = all[Math.min(all.length - 1, Math.floor(draw() * all.length))];
  return line.replace(/\{(\w+)\}/g, (_, key: string) => fill[key] ?? '');
}

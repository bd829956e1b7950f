/** Words meant for everybody who listens. */
const EVERYBODY =
  /\b(?:everyone|everybody|you (?:all|guys|two|three|four|both)|all of you|both of you|(?:any|one|some) of you|any(?:one|body) (?:here|of you|else)|ladies and gentlemen|folks|who (?:wants|would like|can|knows)|hi all|hello all)\b|여러분|다들|모두(?= |,|$)|[두세네] ?분(?=[은이들도 ,]|$)|아무나|누가 .*(?:줄래|주실래|줄 수|아세요|아는 사람)/iu;
/** Somebody who thinks aloud: what trails off, about one's own things. */
const ONESELF = {
  trails: /(?:\.{3}|…)\s*$/,
  own: /\b(?:where did i|did i|i (?:forgot|left|lost)|my \w+)\b|내가|제가|[가-힣]더라|어디 보자/iu,
} as const;
/** "And you?": the same question to another one. */
const MOVES_ON =
  /^(?:and |but |so )*(?:what about |how about )?(?:you|yours)\b(?! (?:are|were|have|can|do|know|said|like)\b)|^(?:그럼 |그러면 )?(?:그쪽|당신|본인)(?:은|는|도)/iu;
/** How answers begin. */
const ANSWERS =
  /^(?:yes|yeah|yep|no|nope|not|i do|i am|i have|i don't|sure|maybe|of course|please|never|a (?:bit|little))\b|^(?:네|예|아니요?|아뇨|응|어,|글쎄|그럼요|물론|좋아요|싫어요)/iu;
/** Somebody else is talked about: whom one looks or points at is not whom one talks to. */
const OF_OTHERS =
  /\b(?:who(?:'s| is| are) (?:this|that|those|he|she)|do you know (?:him|her|them)|(?:is|does|what is) (?:he|she)\b|(?:this|that|she|he) (?:is|was) my|(?:this|that) (?:man|woman|guy|lady|person))\b|[이저그] ?(?:사람|분|남자|여자)/iu;
/** A question that waits for an answer. */
const ASKS = /[?？]\s*$/;

/** What the words alone tell of whom they are for. */
export interface SaidSigns {
  readonly toAll: boolean;
  readonly toSelf: boolean;
  readonly movesOn: boolean;
  readonly answers: boolean;
  readonly ofOthers: boolean;
}

export function signsOfWords(text: string): SaidSigns {
  const words = text.normalize('NFC').trim();
  return {
    toAll: EVERYBODY.test(words),
    toSelf: ONESELF.trails.test(words) && ONESELF.own.test(words),
    movesOn: MOVES_ON.test(words),
    ofOthers: OF_OTHERS.test(words),
    answers: ANSWERS.test(words) || (words.length < 24 && !ASKS.test(words)),
  };
}

/** True for words that ask something. */
export function asksSomething(text: string): boolean {
  return ASKS.test(text);
}

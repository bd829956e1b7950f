// CONTRIBUTOR NOTES
// A name in a sentence is called ("Mei, come", "메이야"), talked about ("what does Mei paint", "메이는 어디 있어"), ruled
// out ("틸다 말고") or only quoted. English tells by punctuation and the words around, Korean by what is glued to the name.
// Recognised speech has no punctuation, so a name before an imperative or behind "thanks" counts as called too.

/** How a name stands in what was said. */
export type NameUse = 'called' | 'mentioned' | 'excluded' | '';

/** Words after which an English name at the end of a clause is a call even without a comma. */
const GREETING =
  /(?:^|[\s,.!?])(?:hey|hi|hello|oh|ok|okay|yes|no|well|so|and|but|please|dear|thanks|thank you|sorry|excuse me|good (?:morning|evening|night)|bye|goodbye|you|there|think|sure|welcome|right)\s*$/;
/** What makes an English name at the start of a clause the subject of it. */
const SUBJECT =
  /^(?:'s\b|\s+(?:is|was|has|had|does|did|will|would|can|could|should|might|must|isn't|wasn't)\b(?!\s+(?:you|we|i)\b)|\s+(?:said|says|told|thinks|knows|looks|seems|and|or|with|who|which|never|always)\b|\s+\w{2,}(?:ed|[^s\W]s)\b)/;
/** A greeting with a comma: the name behind it is called whatever follows. */
const GREETED =
  /(?:^|[.!?]\s*)(?:hey|hi|hello|thanks|thank you|sorry|excuse me|good (?:morning|evening|night)),\s*$/;
/** "I was asking Kwame", "no, I meant Mei": whom the words before were for. */
const CORRECTS =
  /\b(?:asking|asked|meant|mean|talking to|talked to|speaking to|(?:question|that) (?:is|was) for)\s+(?:you,?\s+)?$/;

/** Korean: glued to a name that is called. */
const KO_CALL = /^(?:\s?(?:씨|님|선생님))?(?:(?:이?여|아+|야+)(?![가-힣])|[는은]요|(?=\s*(?:[,!?.~…]|$)))/;
/** Korean particles of a name that is talked about. */
const KO_ABOUT =
  /^(?:\s?(?:씨|님))?(?:이?랑|하고|한테서?|에게서?|보다|처럼|까지|부터|[은는이가을를의도와과만로])(?![가-힣])|^(?:\s?(?:씨|님))?(?:이가|이는|이를|이도|이라|라[는고]|네)/;
/** Korean: the words before were for this one, or not for it. */
const KO_CORRECTS = /^(?:\s?(?:씨|님))?(?:한테|에게) (?:물[어었은]|말[하한했]|여쭤|여쭌|묻)/;
const KO_EXCLUDES = /^(?:\s?(?:씨|님))?(?:이)? ?말고/;
/** Korean: a noun behind a bare name belongs to it; behind a call comes a greeting, a question or a wish. */
const KO_OWNED =
  /^(?:\s?(?:씨|님))?\s+(?:덕분|때문|목소리|그림|음악|노래|이름|생일|작품|손|머리|옷|옆|앞|뒤|쪽|같|진짜|정말|되게|있[어다네]|누구)/;
/** Korean: a sentence that says something about somebody rather than to them. */
const KO_STATEMENT = /(?:[가-힣](?:다|네|지|치|네요|대|래)(?:[,.!?~ ]|$))/;

/** Takes out what is only quoted: a name inside is nobody's call. */
export function withoutQuotes(text: string): string {
  return text
    .replace(/"[^"]*"|“[^”]*”|‘[^’]*’|「[^」]*」/g, ' ')
    .replace(/(^|[\s:(])'[^']+'(?=[\s.,!?)]|$)/g, '$1 ');
}

/** Names in lower case, each spelling once; the same object always has the same names. */
const SPELLINGS = new WeakMap<{ readonly en: string; readonly ko: string }, readonly string[]>();

/** How a human's name is spelled, in lower case: English first, and Korean where it differs. */
export function spellingsOf(name: { readonly en: string; readonly ko: string }): readonly string[] {
  let spellings = SPELLINGS.get(name);
  if (!spellings) {
    spellings = [...new Set([name.en.toLowerCase(), name.ko.toLowerCase()])];
    SPELLINGS.set(name, spellings);
  }
  return spellings;
}

/** How a name is used in a text; both in lower case, quotes taken out. The strongest use counts. */
export function useOfName(lower: string, name: string): NameUse {
  if (name.length < 2 || !lower.includes(name)) return '';
  const korean = /[가-힣]$/.test(name);
  let best: NameUse = '';
  for (let at = lower.indexOf(name); at >= 0; at = lower.indexOf(name, at + 1)) {
    const before = lower.slice(0, at);
    const after = lower.slice(at + name.length);
    if (/[a-zà-ÿ가-힣]$/.test(before)) continue;
    const use = korean ? koreanUse(before, after) : englishUse(before, after);
    if (use === 'called' || use === 'excluded') return use;
    if (use !== '') best = use;
  }
  return best;
}

function englishUse(before: string, after: string): NameUse {
  if (/^[a-zà-ÿ]/.test(after)) return '';
  if (CORRECTS.test(before)) return 'called';
  const starts = /(?:^|[.!?,;:]\s*)$/.test(before.trimEnd()) || before.trim() === '';
  const greeted = GREETING.test(before);
  const ends = /^\s*(?:[,.!?…;:-]|$)/.test(after);
  if (GREETED.test(before)) return 'called';
  if (starts) return SUBJECT.test(after) ? 'mentioned' : 'called';
  if (ends && greeted) return 'called';
  // "Hey Tilda and good evening": greeted in the middle, unless the name goes on as a subject.
  if (greeted && /(?:hey|hi|hello|thanks|thank you|excuse me)\s*$/.test(before)) return 'called';
  return 'mentioned';
}

function koreanUse(before: string, after: string): NameUse {
  if (KO_EXCLUDES.test(after)) return 'excluded';
  if (KO_CORRECTS.test(after)) return 'called';
  if (/말고\s*$/.test(before)) return 'called';
  // "이건 메이야": that is her name, nobody calls her.
  if (/(?:이건|저건|그건|이분은|저분은|그분은)\s*$/.test(before)) return 'mentioned';
  if (KO_CALL.test(after)) return 'called';
  if (KO_ABOUT.test(after)) return 'mentioned';
  if (KO_OWNED.test(after)) return 'mentioned';
  if (!/^(?:\s?(?:씨|님))?\s/.test(after)) return '';
  // Behind a comma somebody else has been called already.
  const starts =
    before.trim() === '' || /(?:[.!?~]|(?:^|\s)(?:저기요?|안녕|야|헤이|어이),?)\s*$/.test(before.trimEnd());
  return starts && !KO_STATEMENT.test(after) ? 'called' : 'mentioned';
}

/** A word of a prompt. */
export interface Token {
  readonly text: string;
  /** English: its lemma; Korean: itself; lower case. */
  readonly lemma: string;
  readonly korean: boolean;
  /** English -ing form: what is done at the same time ("walk waving"). */
  readonly going: boolean;
  readonly from: number;
  readonly to: number;
  /** Sign right before it: a comma separates clauses. */
  readonly afterComma: boolean;
}

const WORD = /\d+(?:\.\d+)?|[A-Za-z]+(?:['’][A-Za-z]+)?|[\uac00-\ud7a3]+|[^\s\p{P}\p{S}]+|°/gu;
/** Lemmas that the rules below would not find. */
const IRREGULAR: Readonly<Record<string, string>> = {
  went: 'go', goes: 'go', gone: 'go', came: 'come', stood: 'stand', sat: 'sit', ran: 'run', took: 'take', taken: 'take',
  made: 'make', gave: 'give', given: 'give', blew: 'blow', blown: 'blow', spun: 'spin', shook: 'shake', shaken: 'shake',
  strode: 'stride', held: 'hold', thought: 'think', threw: 'throw', thrown: 'throw', flew: 'fly', swam: 'swim', fell: 'fall',
  lying: 'lie', feet: 'foot', people: 'people', metres: 'metre', meters: 'meter', hands: 'hand', arms: 'arm', hips: 'hip',
  dress: 'dress', this: 'this', is: 'is', his: 'his', its: 'its', us: 'us', as: 'as', always: 'always', towards: 'towards',
  across: 'across', forwards: 'forwards', backwards: 'backwards', afterwards: 'afterwards', simultaneously: 'simultaneously',
  during: 'during', bring: 'bring', sing: 'sing', king: 'king', something: 'something', rushed: 'rushed', hurried: 'hurried',
  tired: 'tired', exhausted: 'exhausted', elated: 'elated', relaxed: 'relaxed', aged: 'aged', followed: 'followed',
  annoyed: 'annoyed', depressed: 'depressed', swaggering: 'swaggering', unhurried: 'unhurried', dignified: 'dignified', curtsies: 'curtsy', applauds: 'applaud', deg: 'deg', degs: 'degree', mins: 'minute', heartbroken: 'heartbroken', acrobatics: 'acrobatics',
}; // biome-ignore format: a table

/** Base form of an English word by suffix. */
export function lemmaOf(word: string): string {
  const lower = word.toLowerCase().replace(/['’]s$/, '');
  if (IRREGULAR[lower]) return IRREGULAR[lower];
  if (/^(.{2,})ies$/.test(lower)) return lower.replace(/ies$/, 'y');
  if (/(?:sh|ch|ss|x|zz)es$/.test(lower)) return lower.slice(0, -2);
  if (/[^s]s$/.test(lower) && lower.length > 3) return lower.slice(0, -1);
  if (/ied$/.test(lower)) return lower.replace(/ied$/, 'y');
  for (const suffix of ['ing', 'ed']) {
    if (!lower.endsWith(suffix) || lower.length - suffix.length < 3) continue;
    const stem = lower.slice(0, -suffix.length);
    if (/([bdgmnpt])\1$/.test(stem)) return stem.slice(0, -1);
    return E_VERBS.has(`${stem}e`) ? `${stem}e` : stem;
  }
  return lower;
}

const E_VERBS = new Set(
  'wave dance raise rotate stare glance gaze face salute leave strike celebrate rejoice pace stride stroke march approache advance shake make take give welcome invite embrace agree disagree pirouette gallop pause move come ponder wonder bounce lie handle freeze smile handshake rise dive love hope wipe pose'.split(
    ' ',
  ),
);

/** Splits a prompt into words, whatever mixture of languages it is in. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    const word = match[0];
    const korean = /[\uac00-\ud7a3]/.test(word);
    tokens.push({
      text: word,
      lemma: word === '°' ? 'degree' : korean ? word : lemmaOf(word),
      korean,
      going: !korean && /ing$/i.test(word),
      from: match.index,
      to: match.index + word.length,
      afterComma: /[,;.!?→>、。\n]/.test(text.slice(end, match.index)),
    });
    end = match.index + word.length;
  }
  return tokens;
}

// Sentence accent of English by rule (Halliday's tonic on the last content word of a phrase; Pan and McKeown: content
// words, numbers, negation and quantifiers are accented, function words are not). A voice that knows better says so
// with `accentS` of its word marks.
import { type Accent, SENSE_STRENGTH, senseTable, type WordSense } from './accent.ts';
import type { WordMark } from './word-mark.ts';

const FUNCTION_WORDS = new Set(
  (
    'a an the and or if of to in on at by for from with as is are was were be been being am do does did done have ' +
    "has had having will would shall should can could may might must i me my mine we us our you your yours he him his she her it its it's " +
    "they them their this that these those there here who whom which what when where how why i'm i've i'd i'll you're we're " +
    "they're he's she's that's there's then than so just also too up down out off into onto over about some any let let's get got go " +
    'not no as per via oh well okay ok yes'
  ).split(/\s+/),
);

const SENSES = senseTable({
  self: "i me my mine myself i'm i've we us our ourselves",
  you: "you your yours yourself you're everyone's",
  there: 'there here over that those this these yonder outside inside left right behind',
  number:
    'one two three four five six seven eight nine ten first second third fourth fifth twice double half hundred thousand million',
  negation: 'no not never nothing nobody none nowhere neither nor without cannot',
  large: 'big large huge great enormous wide tall long vast giant grand massive',
  small: 'small little tiny short narrow slight bit minute few thin',
  all: 'all every everyone everybody everything everywhere whole entire always world together both each',
  offer: 'welcome please offer give take show present bring look see come try here',
  open: 'think feel believe imagine idea maybe perhaps dream hope wonder love life mean suppose guess kind story art',
  contrast:
    'but however instead although though yet rather only even still really very truly especially most best actually',
  question: 'what why how who where when which',
});

const NUMBERS: Readonly<Record<string, number>> = {
  one: 1,
  first: 1,
  two: 2,
  second: 2,
  twice: 2,
  both: 2,
  three: 3,
  third: 3,
  four: 4,
  fourth: 4,
  five: 5,
  fifth: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
};

/** Accents of an English line, one for each word. */
export function englishAccents(words: readonly WordMark[], asks: boolean): Accent[] {
  const nuclear = nuclearWords(words);
  let inPhrase = -1;
  return words.map((mark, word) => {
    inPhrase = word > 0 && words[word - 1].phraseEnd ? 0 : inPhrase + 1;
    const bare = mark.text.toLowerCase().replaceAll('’', "'");
    const sense = senseOf(bare, inPhrase, asks);
    const content = !FUNCTION_WORDS.has(bare);
    let strength = content ? 0.4 : 0.06;
    if (content && bare.length > 6) strength += 0.06;
    if (/^\p{Lu}/u.test(mark.text) && word > 0 && !words[word - 1].phraseEnd && bare.length > 1)
      strength += 0.15;
    if (/^\p{Lu}{2,}$/u.test(mark.text)) strength += 0.3;
    if (nuclear.has(word)) strength += 0.3;
    if (content || sense === 'negation' || sense === 'all')
      strength = Math.max(strength, SENSE_STRENGTH[sense]);
    else if (sense !== 'plain') strength = Math.max(strength, SENSE_STRENGTH[sense] * 0.55);
    return {
      word,
      strength: Math.min(1, strength),
      sense,
      count: NUMBERS[bare] ?? (/^\d+$/.test(bare) ? Math.min(10, Number(bare)) : 0),
      phraseEnd: mark.phraseEnd,
    };
  });
}

function senseOf(bare: string, inPhrase: number, asks: boolean): WordSense {
  if (/n't$/.test(bare)) return 'negation';
  if (/^\d/.test(bare)) return 'number';
  const sense = SENSES.get(bare) ?? 'plain';
  if (sense === 'question') return asks && inPhrase < 3 ? 'question' : 'plain';
  return sense;
}

/** The last content word of each phrase. */
function nuclearWords(words: readonly WordMark[]): Set<number> {
  const found = new Set<number>();
  let last = -1;
  words.forEach((mark, word) => {
    if (!FUNCTION_WORDS.has(mark.text.toLowerCase())) last = word;
    if (mark.phraseEnd && last >= 0) {
      found.add(last);
      last = -1;
    }
  });
  return found;
}

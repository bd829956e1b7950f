import type { Thing } from '../world/sensed.ts';

/** What the words say of what they are about. */
export interface Referring {
  /** They mean something that is not named in them: "this", "it", "저 사람". */
  readonly refers: boolean;
  /** Kind that is meant; `thing`: anything but a human. Undefined: any. */
  readonly kind?: Thing['kind'] | 'thing';
  /** What the ids of such things begin with, '' for any. */
  readonly id: string;
  /** "The one to the left of it": 1 left, -1 right, 0 neither. */
  readonly side: number;
  /** "And this one?": something else than what was talked of. */
  readonly fresh: boolean;
}

const HUMAN =
  /\b(?:he|she|him|her|his|hers|who(?:'s| is| are) (?:this|that|those)|(?:this|that|the) (?:man|woman|guy|lady|girl|boy|person|gentleman)|(?:this|that|he|she) is my \w+)\b|[이저그] ?(?:사람|분|남자|여자|아저씨|아주머니|아이)|누구|누군/iu;
/** Words of kinds, and what the ids of those things begin with. */
const KINDS: readonly { readonly kind: Thing['kind']; readonly id: string; readonly find: RegExp }[] = [
  { kind: 'painting', id: '', find: /\b(?:painting|picture|artwork|canvas)s?\b|그림|작품|액자/iu },
  { kind: 'prop', id: 'ball', find: /\bball\b|(?:^|\s)공(?=[은이을도에 ,.?!]|$)/iu },
  { kind: 'prop', id: 'lantern', find: /\b(?:lamp|lantern|light)s?\b|등불|램프|전등|랜턴/iu },
  { kind: 'prop', id: 'crate', find: /\b(?:crate|box)(?:es)?\b|상자|박스/iu },
];
/** Words that mean what is at hand. */
const NEAR =
  /\b(?:this|that|these|those)(?: one)?\b|\bover there\b|[이저]거|[이저]건|[이저]게|[이저]것|[이저] [가-힣]|저기/iu;
/** Words that mean what was talked of, or what is at hand. */
const IT = /\b(?:it|its|the one)\b|그거|그건|그게|그것|그 [가-힣]/iu;
/** "It" that means nothing: the hour, the weather, the evening. */
const IDLE =
  /\b(?:what (?:time|day) is it|is it (?:always|far|late|true|raining|cold|warm|safe|possible|ok|okay)\b|isn't it|how is it going|it is (?:nice|cold|late|warm)|(?:this|that) (?:evening|place|plaza|city|way|year|week|morning|time|is (?:nice|kind|great|funny))|i like it here|that's (?:right|true|nice|great|kind))|이 ?(?:광장|저녁|밤|곳|도시|근처)|이쪽|저쪽|그쪽|이 ?(?:노래|음악)/giu;
/** "You": what one asks of whom one talks to. */
const YOURS = /\b(?:your (?:name|voice|age|dress|hair|real)|who are you|how are you)\b/iu;
const LEFT = /\bleft (?:of|from)\b|\bto the left\b|왼쪽|좌측/iu;
const RIGHT = /\bright (?:of|from)\b|\bto the right\b|오른쪽|우측/iu;
const FRESH =
  /\b(?:and|what about|how about|what is|what's) (?:this|that)\b|\bthis one\b|(?:^|\s)[이저](?:거|건|것|게)(?:은|는|도)?(?:요)?(?=[\s?.!]|$)/iu;

export function referringWords(text: string): Referring {
  const words = text.normalize('NFC').replace(IDLE, ' ');
  const side = LEFT.test(words) ? 1 : RIGHT.test(words) ? -1 : 0;
  const human = HUMAN.test(words);
  const noun = KINDS.find(({ find }) => find.test(words));
  const refers =
    NEAR.test(words) ||
    IT.test(words) ||
    human ||
    (noun?.kind === 'prop' && noun !== undefined) ||
    side !== 0;
  if (YOURS.test(words) && !NEAR.test(words)) return { refers: false, id: '', side: 0, fresh: false };
  // "Who painted that?" asks of a thing: a human is meant only where the words have one.
  const made = /\bwho (?:painted|made|built|did|lights|keeps|owns|wrote)\b|누가|누구 ?거|누구 ?것/iu.test(
    words,
  );
  if (human && !noun && !made) return { refers, kind: 'human', id: '', side, fresh: false };
  const fresh = FRESH.test(words);
  if (noun) return { refers, kind: noun.kind, id: noun.id, side, fresh };
  const thing = refers && (NEAR.test(words) || made || /\bit\b|그거|그건|그게/iu.test(words));
  return { refers, kind: thing ? 'thing' : undefined, id: '', side, fresh };
}

import { VISEME_INDEX, type Viseme, type VisemeTrack } from './visemes.ts';

/** What letters of the Latin alphabet roughly look like. */
const LATIN: Readonly<Record<string, Viseme>> = {
  a: 'aa',
  b: 'PP',
  c: 'kk',
  d: 'DD',
  e: 'E',
  f: 'FF',
  g: 'kk',
  h: 'kk',
  i: 'I',
  j: 'CH',
  k: 'kk',
  l: 'nn',
  m: 'PP',
  n: 'nn',
  o: 'O',
  p: 'PP',
  q: 'kk',
  r: 'RR',
  s: 'SS',
  t: 'DD',
  u: 'U',
  v: 'FF',
  w: 'U',
  x: 'SS',
  y: 'I',
  z: 'SS',
};
/** Korean initials, medials and finals in the order of Unicode. */
const INITIALS = 'kk kk nn DD DD nn PP PP PP SS SS - CH CH CH kk DD PP kk'.split(' ');
const MEDIALS = 'aa E aa E aa E aa E O aa E E O U aa E I U I I I'.split(' ');
const FINALS = '- kk kk SS nn nn kk DD nn kk PP PP SS DD PP kk PP PP SS SS SS kk CH CH kk DD PP kk'.split(
  ' ',
);
const HANGUL = { first: 0xac00, last: 0xd7a3, perInitial: 588, perMedial: 28 } as const;
/** Share of a syllable that its consonants take. */
const CONSONANT_SHARE = 0.3;

/**
 * Rough mouth shapes from the letters alone, at an even pace: what the mouth does when no voice gives true times.
 *
 * @param durationMs length of the whole line
 */
export function visemesOfText(text: string, durationMs: number): VisemeTrack {
  const track: number[] = [];
  const stepMs = durationMs / Math.max(1, text.length);
  const add = (name: string | undefined, atMs: number): void => {
    if (name === undefined || name === '-') return;
    const index = VISEME_INDEX[name as Viseme];
    if (track.at(-2) !== index) track.push(index, Math.round(atMs));
  };
  for (let i = 0; i < text.length; i++) {
    const atMs = i * stepMs;
    const code = text.charCodeAt(i);
    if (code >= HANGUL.first && code <= HANGUL.last) {
      const syllable = code - HANGUL.first;
      const initial = INITIALS[Math.floor(syllable / HANGUL.perInitial)];
      add(initial, atMs);
      const vowelMs = initial === '-' ? atMs : atMs + stepMs * CONSONANT_SHARE;
      add(MEDIALS[Math.floor((syllable % HANGUL.perInitial) / HANGUL.perMedial)], vowelMs);
      add(FINALS[syllable % HANGUL.perMedial], atMs + stepMs * (1 - CONSONANT_SHARE));
    } else add(LATIN[text[i].toLowerCase()] ?? 'sil', atMs);
  }
  add('sil', durationMs);
  return track;
}

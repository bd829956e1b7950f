import { VISEME_INDEX, type Viseme, type VisemeTrack } from './visemes.ts';

/** One sound of a line as a voice tells it. */
export interface Phoneme {
  /** IPA, stress and length marks included; '' is a pause. */
  readonly ipa: string;
  /** ms from the start of the line. */
  readonly startMs: number;
}

/** Sounds by what the mouth does; two names are a glide from one to the other. */
const GROUPS: readonly (readonly [string, Viseme, Viseme?])[] = [
  ['p b m pʰ', 'PP'],
  ['f v ɸ ʋ', 'FF'],
  ['θ ð', 'TH'],
  ['t d ɾ tʰ ʈ ɖ', 'DD'],
  ['k ɡ g ŋ h x q kʰ ɣ ɦ ʔ ç c ɟ', 'kk'],
  ['tɕ dʑ tʃ dʒ ʃ ʒ ɕ ʑ ts dz ʂ ʐ', 'CH'],
  ['s z', 'SS'],
  ['n l ɫ ɭ ɲ ʎ', 'nn'],
  ['ɹ r ɻ ɚ ɜ ɝ ʁ', 'RR'],
  ['a ɐ ɑ æ ʌ ɒ', 'aa'],
  ['e ɛ ə ø œ', 'E'],
  ['i ɪ ɯ j y ɨ ɰ ᵻ', 'I'],
  ['o ɔ', 'O'],
  ['u w ʊ ɥ ʉ', 'U'],
  ['aɪ ɑɪ', 'aa', 'I'],
  ['eɪ ɛɪ', 'E', 'I'],
  ['oʊ əʊ', 'O', 'U'],
  ['aʊ', 'aa', 'U'],
  ['ɔɪ', 'O', 'I'],
  ['ɛɹ eəɹ eə', 'E', 'RR'],
  ['ɪɹ ɪə iə', 'I', 'RR'],
  ['ʊɹ ʊə', 'U', 'RR'],
  ['ɔɹ oɹ', 'O', 'RR'],
  ['ɑɹ', 'aa', 'RR'],
  ['əl', 'E', 'nn'],
];
const SOUNDS = new Map<string, readonly Viseme[]>(
  GROUPS.flatMap(([sounds, first, second]) =>
    sounds.split(' ').map((sound) => [sound, second ? [first, second] : [first]] as const),
  ),
);
/** Share of a glide that its first part takes. */
const GLIDE_SHARE = 0.6;
/** Stress, length, ties, aspiration and other marks that do not change what is seen. */
const MARKS = /[-ˈˌːˑ‿ʲˠ˞]|\p{M}/gu;

/** The mouth shapes of one sound; undefined when the sound is not known. */
export function visemesOfSound(ipa: string): readonly Viseme[] | undefined {
  const plain = ipa.normalize('NFD').replace(MARKS, '').trim();
  if (plain === '') return ['sil'];
  const known = SOUNDS.get(plain);
  if (known) return known;
  // A sound of several letters that stands in no list is what its letters are, first and last.
  const letters = [...plain].map((letter) => SOUNDS.get(letter)?.[0]);
  if (letters.some((viseme) => viseme === undefined)) return undefined;
  return letters.length === 1 ? [letters[0]!] : [letters[0]!, letters.at(-1)!];
}

/**
 * Sounds of a line to its mouth shapes. Equal neighbours are one; a sound that is not known shows as a tongue behind the
 * teeth and is told in `unknown`.
 *
 * @param durationMs length of the whole line: the mouth is closed from there on
 */
export function visemesOfPhonemes(
  phonemes: readonly Phoneme[],
  durationMs: number,
): { readonly track: VisemeTrack; readonly unknown: readonly string[] } {
  const track: number[] = [];
  const unknown: string[] = [];
  const add = (viseme: Viseme, atMs: number): void => {
    const index = VISEME_INDEX[viseme];
    const last = track.length - 2;
    if (last >= 0 && track[last + 1] >= atMs) track.length = last;
    if (track.at(-2) !== index) track.push(index, Math.round(atMs));
  };
  phonemes.forEach(({ ipa, startMs }, i) => {
    const endMs = phonemes[i + 1]?.startMs ?? durationMs;
    if (endMs <= startMs) return;
    const visemes = visemesOfSound(ipa);
    if (!visemes) unknown.push(ipa);
    const [first, second] = visemes ?? ['nn' as const];
    add(first, startMs);
    if (second) add(second, startMs + (endMs - startMs) * GLIDE_SHARE);
  });
  add('sil', durationMs);
  return { track, unknown };
}

/** Longest line that is spoken, characters; a person would stop for breath. */
const SPOKEN_CHARACTERS_MAX = 600;
/** Signs that a voice would read out as words, or take for markup. */
const UNSPOKEN = /[<>&*_#`~^|\\{}[\]]|\p{Extended_Pictographic}|\p{Cc}|\p{Cf}|[\ufe0f\u20e3]/u;

/**
 * A line as it is handed to the synthesiser: what is not to be read out is a space, so that every character keeps its
 * place.
 *
 * @returns the text, and for each of its characters (code points) the place in the line (UTF-16 units)
 */
export function speakable(line: string): { readonly text: string; readonly places: readonly number[] } {
  const places: number[] = [];
  let text = '';
  let place = 0;
  for (const character of line) {
    if (places.length >= SPOKEN_CHARACTERS_MAX) break;
    places.push(place);
    place += character.length;
    text += UNSPOKEN.test(character) ? ' ' : character;
  }
  return { text, places };
}

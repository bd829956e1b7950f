import { spellDistance } from '@troupe/avatars/prompt';

/** Says which name may have been meant, or all that there are. */
export function nearName(word: string, known: readonly string[]): string {
  const wanted = word.toLowerCase();
  const far = (name: string): number =>
    wanted !== '' && name.toLowerCase().startsWith(wanted) ? 0 : spellDistance(wanted, name.toLowerCase());
  const [near] = [...known].sort((a, b) => far(a) - far(b));
  if (near !== undefined && far(near) <= Math.max(1, Math.floor(word.length / 3)))
    return `did you mean ${near}?`;
  return `there are ${known.join(', ')}`;
}

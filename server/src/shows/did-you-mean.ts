import { spellDistance } from '@troupe/avatars/prompt';

const SHOWN_MAX = 8;

/** ` did you mean "wave"?`, or what is known, or ''. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, far: spellDistance(word.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  if (near && near.far <= Math.max(1, Math.floor(word.length / 3))) return `did you mean "${near.name}"?`;
  if (known.length === 0) return 'there is none';
  const rest = known.length > SHOWN_MAX ? ` … ${known.length} in all` : '';
  return `known: ${known.slice(0, SHOWN_MAX).join(', ')}${rest}`;
}

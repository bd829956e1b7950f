/** Longest pattern that is tried: a longer one matches nothing. */
const PATTERN_MAX = 128;
/** Comparisons of one match; patterns of many stars could take for ever. */
const STEPS_MAX = 4_096;

/**
 * True when an address pattern of a sender fits an address of ours (OSC 1.0, "OSC Message Dispatching and Pattern
 * Matching"): `?` one character, `*` any number, `[a-z]` and `[!a]` one of a set, `{one,two}` one of several; none of them
 * crosses a "/".
 *
 * @example matchOsc('/troupe/{go,play}', '/troupe/go')
 */
export function matchOsc(pattern: string, address: string): boolean {
  if (pattern === address) return true;
  if (pattern.length > PATTERN_MAX) return false;
  const left = { steps: STEPS_MAX };
  return match(pattern, 0, address, 0, left);
}

function match(pattern: string, p: number, address: string, a: number, left: { steps: number }): boolean {
  left.steps -= 1;
  if (left.steps < 0) return false;
  if (p === pattern.length) return a === address.length;
  const head = pattern[p];
  if (head === '*') {
    for (let next = a; ; next++) {
      if (match(pattern, p + 1, address, next, left)) return true;
      if (next >= address.length || address[next] === '/') return false;
    }
  }
  if (head === '{') {
    const close = pattern.indexOf('}', p);
    if (close < 0) return false;
    return pattern
      .slice(p + 1, close)
      .split(',')
      .some(
        (word) => address.startsWith(word, a) && match(pattern, close + 1, address, a + word.length, left),
      );
  }
  if (a >= address.length) return false;
  if (head === '[') {
    const close = pattern.indexOf(']', p);
    if (close < 0 || address[a] === '/' || !inSet(pattern.slice(p + 1, close), address[a])) return false;
    return match(pattern, close + 1, address, a + 1, left);
  }
  if (head === '?' ? address[a] === '/' : head !== address[a]) return false;
  return match(pattern, p + 1, address, a + 1, left);
}

function inSet(set: string, character: string): boolean {
  const not = set.startsWith('!');
  const body = not ? set.slice(1) : set;
  for (let i = 0; i < body.length; i++) {
    const range = body[i + 1] === '-' && i + 2 < body.length;
    const fits = range ? character >= body[i] && character <= body[i + 2] : character === body[i];
    if (fits) return !not;
    if (range) i += 2;
  }
  return not;
}

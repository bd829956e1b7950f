/** Longest sentence that is waited for, and longest thought block that is skipped, characters. */
const SENTENCE_MAX = 240;
const THOUGHT_MAX = 60_000;
/** An end of a sentence, in both languages, with what closes it; bold print closes too. */
const END = /[.!?…。！？]+["'”’)\]*_]*(?=\s|$)|\n+/u;
const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * Turns a stream of text into sentences to be said: reasoning between <think> tags is left out (also when only its end is
 * there, as some servers send it) and so are marks of Markdown and stage directions.
 */
export class SentenceStream {
  #raw = '';
  /** Where reasoning that has not ended begins in #raw; -1: nowhere. */
  #skipFrom = -1;

  /** Takes a piece; returns the sentences that are complete with it. */
  push(piece: string): string[] {
    this.#raw += piece;
    this.#strip();
    const sentences: string[] = [];
    for (;;) {
      // An opening tag may still be half there.
      const held = this.#raw.lastIndexOf('<');
      const half = held >= 0 && OPEN.startsWith(this.#raw.slice(held)) ? held : this.#raw.length;
      const ready = this.#raw.slice(0, this.#skipFrom >= 0 ? this.#skipFrom : half);
      const end = END.exec(ready);
      // The last sign may be the beginning of more (3.14, "..."): it counts once something follows it.
      let to = end && end.index + end[0].length < ready.length ? end.index + end[0].length : -1;
      if (to < 0 && ready.length > SENTENCE_MAX)
        to = ready.lastIndexOf(' ', SENTENCE_MAX) + 1 || SENTENCE_MAX;
      if (to < 0) return sentences;
      sentences.push(...this.#clean(ready.slice(0, to)));
      this.#raw = this.#raw.slice(to);
      if (this.#skipFrom >= 0) this.#skipFrom -= to;
    }
  }

  /** The stream has ended: what is left is a sentence too. */
  end(): string[] {
    const rest = this.#skipFrom >= 0 ? this.#raw.slice(0, this.#skipFrom) : this.#raw;
    this.#raw = '';
    return this.#clean(rest);
  }

  /** Takes reasoning out of what has come so far. */
  #strip(): void {
    for (;;) {
      const close = this.#raw.indexOf(CLOSE);
      if (this.#skipFrom >= 0 && close < 0) {
        if (this.#raw.length - this.#skipFrom > THOUGHT_MAX) throw new Error('it reasons without end');
        return;
      }
      const open = this.#raw.indexOf(OPEN);
      if (close >= 0) {
        // Without an opening tag the template of the model has eaten it: all before was reasoning.
        const from = open >= 0 && open < close ? open : 0;
        this.#raw = this.#raw.slice(0, from) + this.#raw.slice(close + CLOSE.length);
        this.#skipFrom = -1;
      } else if (open >= 0) this.#skipFrom = open;
      else return;
    }
  }

  #clean(raw: string): string[] {
    const text = raw
      .replace(/\*[^*\n]{1,80}\*(?=\s|$)/g, (marked) => (/^\*\*/.test(marked) ? marked : ' '))
      .replace(/```[\s\S]*?```|[*_`#>|]/g, ' ')
      .replace(/^\s*(\[[^\]]{0,40}\]|\([^)]{0,60}\))\s*/u, '')
      .replace(/\p{Extended_Pictographic}|[\ufe0f\u200d]/gu, '')
      .replace(/\s+/g, ' ')
      .trim();
    if (!/[\p{L}\p{N}]/u.test(text)) return [];
    return [text.slice(0, SENTENCE_MAX)];
  }
}

/** Names under which models write what is not theirs to say. */
const ROLES = ['user', 'guest', 'human', 'system', '손님', '사용자'];

/**
 * What is said under the own name has it taken off; undefined for a line of somebody else, which is not to be said.
 *
 * @param others names of everybody else who could be meant
 */
export function ownWords(sentence: string, selfName: string, others: readonly string[]): string | undefined {
  const speaker = /^([\p{L}][\p{L}\p{N} ]{0,23})\s*[:：]\s*(.+)$/su.exec(sentence);
  if (!speaker) return sentence;
  const name = speaker[1].trim().toLowerCase();
  if (name === selfName.toLowerCase()) return speaker[2];
  return [...ROLES, ...others].some((other) => other.toLowerCase() === name) ? undefined : sentence;
}

/** A whole text as the sentences that may be said: cleaned, own, each once, at most `most`. */
export function ownSentences(
  text: string,
  selfName: string,
  others: readonly string[],
  most: number,
): string[] {
  const stream = new SentenceStream();
  const said = new Set<string>();
  for (const sentence of [...stream.push(text), ...stream.end()]) {
    const own = ownWords(sentence, selfName, others);
    if (own === undefined || said.size >= most) break;
    said.add(own);
  }
  return [...said];
}

// CONTRIBUTOR NOTES
// The YAML parser keeps every blank and comma of a text, so that editors can write it back; a show of 490 cues takes it
// 30 ms of processor time, two thirds of a whole check, and an edit of a show that plays should be heard of within 100 ms.
// Nearly every line of a show is one cue in braces, in words so plain that YAML leaves no choice of how to read them: those
// are read here (1.2 ms for the 490). Whatever is not as plain as that (escapes, tags, comments, a key that comes twice) is
// not read here at all: `undefined` leaves the line to the parser, and when anything is wrong anywhere the parser reads the
// whole text, and alone says what. A test holds both readings against each other, value by value and place by place.
import { SHOW_LIMITS } from '../world/show.ts';

/** A value read from one line, and the columns (from 1) of all that is in it. */
export interface LineNode {
  readonly value: unknown;
  readonly col: number;
  readonly entries?: ReadonlyMap<string, { readonly keyCol: number; readonly node: LineNode }>;
  readonly items?: readonly LineNode[];
}

/** What would be read as something else than the word it is, or reach into prototypes. */
const NO_KEY = /^(?:null|true|false|__proto__|constructor|prototype)$/i;
const KEY = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const BLANKS = / */y;
/** Characters a word begins with; a sign only before a digit, or a colon would be told from a key. */
const WORD =
  /(?:[\p{L}\p{N}_./]|-[\d.])(?:[\p{L}\p{N}_./<>=+*%()!?"'’…;-]|:[\p{L}\p{N}_]| +(?=[\p{L}\p{N}_./(]))*/uy;
const SINGLE = /'(?:[^'\n]|'')*'/y;
const DOUBLE = /"[^"\\\n]*"/y;
const PLAIN_NUMBER = /^(?:0|-?[1-9]\d{0,14})$|^-?(?:0|[1-9]\d{0,9})\.\d{1,9}$/;
const OTHER_NUMBER =
  /^(?:0o[0-7]+|[-+]?\d+|0x[\da-fA-F]+|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const KEYWORD = /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE)$/;

/**
 * Reads a collection in braces that begins at `from` and fills the rest of the line.
 *
 * @returns undefined for anything that is not read the same by everybody
 */
export function readFlowLine(line: string, from: number): LineNode | undefined {
  const reader = new FlowReader(line, from);
  const node = reader.value(0);
  return node && reader.atEnd() ? node : undefined;
}

class FlowReader {
  readonly #line: string;
  #at: number;

  constructor(line: string, from: number) {
    this.#line = line;
    this.#at = from;
  }

  atEnd(): boolean {
    this.#take(BLANKS);
    return this.#at === this.#line.length;
  }

  value(depth: number): LineNode | undefined {
    if (depth > SHOW_LIMITS.depthMax - 4) return undefined;
    const col = this.#at + 1;
    const first = this.#line[this.#at];
    if (first === '{') return this.#map(depth, col);
    if (first === '[') return this.#list(depth, col);
    if (first === "'") {
      const text = this.#take(SINGLE);
      return text === undefined ? undefined : { value: text.slice(1, -1).replaceAll("''", "'"), col };
    }
    if (first === '"') {
      const text = this.#take(DOUBLE);
      return text === undefined ? undefined : { value: text.slice(1, -1), col };
    }
    const word = this.#take(WORD);
    return word === undefined ? undefined : wordNode(word, col);
  }

  #map(depth: number, col: number): LineNode | undefined {
    const entries = new Map<string, { keyCol: number; node: LineNode }>();
    const value: Record<string, unknown> = {};
    const done = this.#each('}', () => {
      const keyCol = this.#at + 1;
      const key = this.#take(KEY);
      if (key === undefined || NO_KEY.test(key) || entries.has(key)) return false;
      this.#take(BLANKS);
      if (!this.#is(':') || !this.#is(' ')) return false;
      this.#take(BLANKS);
      const node = this.value(depth + 1);
      if (!node) return false;
      entries.set(key, { keyCol, node });
      value[key] = node.value;
      return true;
    });
    return done ? { value, col, entries } : undefined;
  }

  #list(depth: number, col: number): LineNode | undefined {
    const items: LineNode[] = [];
    const done = this.#each(']', () => {
      const node = this.value(depth + 1);
      if (node) items.push(node);
      return node !== undefined;
    });
    return done ? { value: items.map(({ value }) => value), col, items } : undefined;
  }

  /** Reads what stands between brackets, comma by comma; false when it is not as plain as it must be. */
  #each(close: string, read: () => boolean): boolean {
    this.#at += 1;
    this.#take(BLANKS);
    if (this.#is(close)) return true;
    for (;;) {
      if (!read()) return false;
      this.#take(BLANKS);
      if (this.#is(close)) return true;
      if (!this.#is(',')) return false;
      this.#take(BLANKS);
    }
  }

  #is(character: string): boolean {
    if (this.#line[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#line)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

function wordNode(word: string, col: number): LineNode | undefined {
  if (PLAIN_NUMBER.test(word)) return { value: Number(word), col };
  return OTHER_NUMBER.test(word) || KEYWORD.test(word) ? booleanNode(word, col) : { value: word, col };
}

const booleanNode = (word: string, col: number): LineNode | undefined =>
  word === 'true' || word === 'false' ? { value: word === 'true', col } : undefined;

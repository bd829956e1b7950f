import { isKorean, withParticle } from './korean.ts';
import type { Persona, Topic } from './persona.ts';

/** What is said to a performer. */
export interface Heard {
  readonly text: string;
  /** Name of the speaker as shown on stage. */
  readonly guestName: string;
  /** Language of the speaker's page; the text itself decides when it is clear. */
  readonly locale: 'en' | 'ko';
}

/** What the offline brain answers. */
export interface Reply {
  readonly text: string;
  readonly locale: 'en' | 'ko';
  readonly topic: string;
  readonly face: Topic['face'];
  readonly action?: string;
  readonly walk?: Topic['walk'];
}

const SAID_CHARACTERS_MAX = 40;

/**
 * A small honest mind: finds the topic whose words the guest used and answers with one of its lines. No language
 * model; every reply carries brain 'offline' on the wire, and the persona itself says so when asked.
 *
 * @param random draws in [0, 1); the same draws give the same reply
 * @param lastLine the line said before to this guest, which is avoided
 * @param topic what is answered from when it was chosen already; found by words when left out
 * @example offlineReply(persona, { en: 'Tilda', ko: '틸다' }, { text: '안녕!', guestName: '민', locale: 'en' }, random).locale // 'ko'
 */
export function offlineReply(
  persona: Persona,
  self: { readonly en: string; readonly ko: string },
  heard: Heard,
  random: () => number,
  lastLine = '',
  topic: Topic | undefined = findTopic(persona, heard.text)?.topic,
): Reply {
  const locale = localeOf(heard);
  const lines = (topic ? topic.lines : persona.unknown)[locale];
  const fill = (line: string): string => fillLine(line, self[locale], heard);
  const fresh = lines.filter((line) => fill(line) !== lastLine);
  const pool = fresh.length > 0 ? fresh : lines;
  return {
    text: fill(pool[Math.floor(random() * pool.length)]),
    locale,
    topic: topic?.id ?? 'unknown',
    face: topic?.face ?? 'relaxed',
    action: topic?.action,
    walk: topic?.walk,
  };
}

/** The language of what was said; of the page when the words do not tell. */
export function localeOf({ text, locale }: Pick<Heard, 'text' | 'locale'>): 'en' | 'ko' {
  return isKorean(text) ? 'ko' : /[a-z]/i.test(text) ? 'en' : locale;
}

/** A topic whose words were used. */
export interface TopicMatch {
  readonly topic: Topic;
  /** Share of what was said that those words are, by letters, 0..1. */
  readonly cover: number;
  /** Words of the longest phrase that was found. */
  readonly words: number;
}

/** The topic with the longest word found in the text, so that "who are you" beats "you"; undefined when none fits. */
export function findTopic(persona: Persona, text: string): TopicMatch | undefined {
  const said = ` ${text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
  const packed = said.replaceAll(' ', '');
  const found = (word: string): boolean =>
    isKorean(word) ? packed.includes(word.replaceAll(' ', '')) : said.includes(` ${word} `);
  let best: TopicMatch | undefined;
  let bestLength = 0;
  for (const topic of persona.topics) {
    const words = topic.words.filter(found);
    const length = Math.max(0, ...words.map((word) => word.length));
    if (length <= bestLength) continue;
    const letters = words.reduce((all, word) => all + word.replaceAll(' ', '').length, 0);
    best = {
      topic,
      cover: Math.min(1, letters / Math.max(1, packed.length)),
      words: Math.max(...words.map((word) => word.split(' ').length)),
    };
    bestLength = length;
  }
  return best;
}

/** Fills {guest}, {self} and {said}; a Korean particle right behind a name is made to fit it. */
export function fillLine(line: string, selfName: string, heard: Pick<Heard, 'guestName' | 'text'>): string {
  const said =
    heard.text.length > SAID_CHARACTERS_MAX ? `${heard.text.slice(0, SAID_CHARACTERS_MAX)}…` : heard.text;
  const values: Record<string, string> = { guest: heard.guestName, self: selfName, said };
  return line.replace(
    /\{(guest|self|said)\}(예요|이에요|[은는이가을를](?=[\s.,!?]|$))?/g,
    (_, key, particle) => (particle ? withParticle(values[key], particle) : values[key]),
  );
}

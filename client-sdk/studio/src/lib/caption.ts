import { markWords } from '@troupe/avatars/gesture';
import type { BehaviourNews, RosterEntry } from '@troupe/client-sdk';

/** A line as it is being said. */
export interface Caption {
  readonly uid: number;
  readonly name: RosterEntry['name'];
  readonly text: string;
  readonly locale: string;
  /** So many characters of it have been said. */
  readonly saidTo: number;
}

/** The caption after a piece of news about speech: words come one by one, and a line that has ended goes. */
export function nextCaption(
  caption: Caption | undefined,
  news: BehaviourNews,
  name: RosterEntry['name'],
): Caption | undefined {
  if (news.kind !== 'speech') return caption;
  if (news.ev === 'started') {
    const locale = /[ㄱ-힝]/.test(news.name) ? 'ko' : 'en';
    return { uid: news.uid, name, text: news.name, locale, saidTo: 0 };
  }
  if (caption?.uid !== news.uid) return caption;
  if (news.ev !== 'updated') return undefined;
  const word = /^w(\d+)$/.exec(news.moment);
  if (!word) return caption;
  const mark = markWords(caption.text, () => 0)[Number(word[1])];
  return mark ? { ...caption, saidTo: mark.to } : caption;
}

/** News of speech waits here for its picture: words come with the mouth that is seen, not with the message that told of them. */
export class CaptionQueue {
  #waiting: BehaviourNews[] = [];

  add(news: BehaviourNews): void {
    if (news.kind !== 'speech') return;
    this.#waiting.push(news);
    if (this.#waiting.length > WAITING_MAX) this.#waiting.shift();
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The caption when the picture has come to `renderMs`, by what is due, in the order in which it came. */
  take(
    caption: Caption | undefined,
    renderMs: number,
    roster: ReadonlyMap<number, RosterEntry> | undefined,
  ): Caption | undefined {
    const due = this.#waiting.filter(({ atMs }) => atMs <= renderMs);
    if (due.length === 0) return caption;
    this.#waiting = this.#waiting.filter((news) => !due.includes(news));
    return due.reduce((now, news) => {
      const entry = roster?.get(news.netId);
      return entry ? nextCaption(now, news, entry.name) : now;
    }, caption);
  }
}

const WAITING_MAX = 256;

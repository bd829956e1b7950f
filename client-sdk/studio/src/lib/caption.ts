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

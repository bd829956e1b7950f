import { type Behaviour, logNormal, PLAIN } from './behaviour.ts';
import { walkAbout } from './walk.ts';

const LINES = {
  en: ['where are we?', 'who are you?', 'hello!', 'what do you like?'],
  ko: ['안녕하세요?', '이름이 뭐예요?', '여기가 어디예요?', '뭐 하고 있어요?'],
} as const;
/** Time between two lines of one guest: who speaks with somebody listens to the answer, too. */
const THINK_MS = { median: 16_000, sigma: 0.4 } as const;
/** A line that is not answered within this counts as answered then, and as missed. */
const PATIENCE_MS = 10_000;

/** Walks about and speaks to one of the cast by name, whether the last line was answered or not (open loop). */
export function talker(): Behaviour {
  const asked: { dueMs: number; answered: boolean }[] = [];
  return {
    ...PLAIN,
    name: 'talker',
    start(hands) {
      walkAbout(hands);
      const locale = hands.random() < 0.5 ? 'en' : 'ko';
      const name = hands.names[Math.floor(hands.random() * hands.names.length)][locale];
      const speak = (dueMs: number): void => {
        const words = LINES[locale][Math.floor(hands.random() * LINES[locale].length)];
        const ask = { dueMs, answered: false };
        asked.push(ask);
        hands.send('say', { text: `${name}, ${words}`, locale });
        hands.after(PATIENCE_MS, () => {
          if (ask.answered) return;
          asked.splice(asked.indexOf(ask), 1);
          hands.note('reply_ms', PATIENCE_MS);
          hands.count('replies_missed');
        });
        hands.after(logNormal(hands.random, THINK_MS.median, THINK_MS.sigma), speak);
      };
      hands.after(2_000 + hands.random() * THINK_MS.median, speak);
    },
    onEvent(hands, { kind, brain, toNetId, atMs }) {
      if (kind !== 'say' || brain === 'guest' || toNetId !== hands.netId) return;
      const ask = asked.shift();
      if (!ask) return;
      ask.answered = true;
      // What is said is heard at its moment, which may lie ahead.
      hands.note('reply_ms', hands.nowMs() + Math.max(0, atMs - hands.stageMs()) - ask.dueMs);
    },
  };
}

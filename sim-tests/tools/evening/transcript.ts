import { TICK_HZ } from '@troupe/server/world';
import type { Wait } from './evening-guests.ts';

/** A line of the evening; `brain` is 'guest' for those of guests. */
export interface Said {
  readonly tick: number;
  readonly who: string;
  readonly to: string;
  readonly text: string;
  readonly brain: string;
}

/** The evening as Markdown, a line each, with how long every question waited. */
export function transcriptOf({
  said,
  waits,
  seconds,
  seed,
}: {
  readonly said: readonly Said[];
  readonly waits: readonly Wait[];
  readonly seconds: number;
  readonly seed: number;
}): string {
  const answered = new Map(waits.map((wait) => [`${wait.atTick} ${wait.guest}`, wait]));
  const rows = said.map(({ tick, who, to, text, brain }) => {
    const s = tick / TICK_HZ;
    const clock = `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, '0')}`;
    const wait = brain === 'guest' ? answered.get(`${tick} ${who}`) : undefined;
    const note = !wait
      ? ''
      : wait.answeredTick < 0
        ? ' — never answered'
        : ` — answered after ${((wait.answeredTick - wait.atTick) / TICK_HZ).toFixed(1)} s`;
    const name = brain === 'guest' ? who : `**${who}**${to ? ` to ${to}` : ''}`;
    return `- ${clock} ${name}: ${text}${note}`;
  });
  return `# An evening of ${seconds} s\n\nMade by \`npx troupe evening --seconds ${seconds} --seed ${seed}\`. Performers are bold; their brain is offline.\n\n${rows.join('\n')}\n`;
}

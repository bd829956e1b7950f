import { TICK_S } from './limits.ts';
import type { Mind } from './mind.ts';

/** A word counts as heard when so much of it was said. */
const HEARD_SHARE = 0.6;

/**
 * Cuts what a mind remembers of the line it is saying to what has been heard by now: whole words, no mark behind them
 * (a mark would be said again one day). Nothing heard: nothing remembered. Call before the speech is stopped.
 */
export function keepHeardOnly(mind: Mind, tick: number): void {
  const { text, words, startTick } = mind.speech;
  const saidS = (tick - startTick) * TICK_S;
  const heard = words.filter(({ startS, endS }) => startS + (endS - startS) * HEARD_SHARE <= saidS);
  // Marks behind the last word were heard with it only when the line was heard to its end.
  const to = heard.length === words.length ? text.length : (heard.at(-1)?.to ?? 0);
  replaceLine(mind, text, text.slice(0, to));
}

/** Forgets a line that was decided and never begun. */
export function dropLine(mind: Mind, text: string): void {
  replaceLine(mind, text, '');
}

/** The newest line of its own with this text becomes another, or goes. */
function replaceLine(mind: Mind, text: string, by: string): void {
  for (let i = mind.lines.length - 1; i >= 0; i--) {
    const line = mind.lines[i];
    if (!line.own || line.text !== text) continue;
    if (by === '') mind.lines.splice(i, 1);
    else mind.lines[i] = { ...line, text: by };
    return;
  }
}

import type { Mind } from '../world/mind.ts';
import { beginPerformance } from '../world/performance.ts';
import { SHOW_BLOCK } from '../world/show.ts';
import { pushEvent } from '../world/social.ts';
import type { World } from '../world/world.ts';
import { speechMoments } from './plan-block.ts';
import { speechTicks } from './speech.ts';
import { planTalk } from './talk.ts';

/** Starts saying a line: the mouth follows it, guests are told, and its words are moments of a performance. */
export function startSpeech(
  world: World,
  mind: Mind,
  slot: number,
  line: { readonly text: string; readonly locale: 'en' | 'ko'; readonly toNetId: number },
  by: { readonly block: string; readonly part: string } = { block: '', part: '' },
): void {
  const durationTicks = speechTicks(line.text, line.locale);
  const netId = world.humans.netId[slot];
  mind.speech.text = line.text;
  mind.speech.startTick = world.tick;
  mind.speech.endTick = world.tick + durationTicks;
  planTalk(world, mind, slot, line.locale);
  const moments = speechMoments(line.text, line.locale);
  beginPerformance(world, { netId, kind: 'speech', name: line.text, moments, ...by });
  pushEvent(world.social, {
    kind: 'say',
    tick: world.tick,
    netId,
    toNetId: line.toNetId,
    text: line.text,
    locale: line.locale,
    durationTicks,
    brain: by.block.startsWith(SHOW_BLOCK) ? 'show' : 'offline',
  });
}

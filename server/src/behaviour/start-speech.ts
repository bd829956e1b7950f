import { keepHeardOnly } from '../world/heard-line.ts';
import { TICK_MS } from '../world/limits.ts';
import type { Mind, MoodFace } from '../world/mind.ts';
import { beginPerformance, stopPerformances } from '../world/performance.ts';
import { SHOW_BLOCK } from '../world/show.ts';
import { pushEvent } from '../world/social.ts';
import type { SungNote } from '../world/sung.ts';
import { askVoice, voiceAsk, waitsForVoice } from '../world/voices.ts';
import type { World } from '../world/world.ts';
import { momentsOfWords, speechTimes, visemesOfWords } from './speech.ts';
import { lowerHands, planTalk } from './talk.ts';

/** A line to be said. */
export interface Line {
  readonly text: string;
  readonly locale: 'en' | 'ko';
  readonly face: MoodFace;
  readonly toNetId: number;
  /** What it is sung on; none: it is spoken. */
  readonly notes?: readonly SungNote[];
  /** Which brain made it; 'offline' when nobody says. */
  readonly brain?: string;
}

/** Asks for the voice of a line that was decided at `sinceTick`; true while it is worth waiting for. */
export function awaitsVoice(
  world: World,
  mind: Mind,
  line: Pick<Line, 'text' | 'locale' | 'face' | 'notes'>,
  sinceTick: number,
): boolean {
  const ask = voiceAsk(mind, line);
  // Once: a line that was refused is not asked for again and again.
  if (sinceTick === world.tick) askVoice(world, ask);
  return waitsForVoice(world, ask.key, sinceTick);
}

/** Starts saying a line: mouth and hands follow it, guests are told, and its words are moments of a performance. */
export function startSpeech(
  world: World,
  mind: Mind,
  slot: number,
  line: Line,
  by: { readonly block: string; readonly part: string } = { block: '', part: '' },
): void {
  // A line that takes the place of another leaves of it what was heard.
  if (world.tick < mind.speech.endTick) keepHeardOnly(mind, world.tick);
  const { key } = voiceAsk(mind, line);
  const track = world.social.voices.tracks.get(key);
  const { ticks, words } = speechTimes(line, track);
  const netId = world.humans.netId[slot];
  mind.speech.text = line.text;
  mind.speech.toNetId = line.toNetId;
  mind.speech.startTick = world.tick;
  mind.speech.endTick = world.tick + ticks;
  mind.speech.words = words;
  mind.speech.visemes = track?.visemes ?? visemesOfWords(line.text, words, ticks * TICK_MS);
  planTalk(world, mind, slot, line.locale);
  const moments = momentsOfWords(words, ticks);
  const performance = beginPerformance(world, { netId, kind: 'speech', name: line.text, moments, ...by });
  pushEvent(world.social, {
    kind: 'say',
    tick: world.tick,
    netId,
    toNetId: line.toNetId,
    text: line.text,
    locale: line.locale,
    durationTicks: ticks,
    brain: by.block.startsWith(SHOW_BLOCK) ? 'show' : (line.brain ?? 'offline'),
    uid: performance?.uid ?? 0,
    voice: track ? key : '',
  });
}

/** Stops what somebody says, at once: the mouth closes and the hands go down. False when nothing was said. */
export function stopSpeech(world: World, mind: Mind, slot: number, reason: string): boolean {
  if (world.tick >= mind.speech.endTick) return false;
  keepHeardOnly(mind, world.tick);
  mind.speech.endTick = world.tick;
  mind.speech.visemes = [];
  mind.talk.keys.length = 0;
  mind.talk.brows.length = 0;
  lowerHands(world, slot);
  stopPerformances(world, world.humans.netId[slot], 'speech', reason);
  return true;
}

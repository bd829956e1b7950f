import { FACE_INDEX, MOUTH_SHAPES, mouthWeights } from '@troupe/avatars/face';
import { TICK_MS } from '../world/limits.ts';
import type { Mind, MoodFace } from '../world/mind.ts';
import { FACE_WEIGHTS, type World } from '../world/world.ts';
import { browWeight } from './talk.ts';

/** How strongly a mood shows in a resting face. */
const MOOD_WEIGHT: Readonly<Record<MoodFace, number>> = {
  happy: 0.45,
  angry: 0.4,
  sad: 0.4,
  relaxed: 0.3,
  surprised: 0.35,
};
const MOODS = Object.keys(MOOD_WEIGHT) as MoodFace[];
/** Share of the way a mood moves to its target each tick. */
const MOOD_RATE = 0.18;
/** Share of a mood that is left of it while the mouth speaks: moods pull at the lips too, and the words own those. */
const SPEAKING_SHARE = 0.55;
/** Ticks in which the mouth of a line broken off closes. */
const CLOSE_RATE = 0.6;

const MOUTH_AT = MOUTH_SHAPES.map((name) => FACE_INDEX[name]);
const mouth = new Float32Array(MOUTH_SHAPES.length);

/**
 * The layers of a face, lowest first: mood < raised brows < mouth of speech (which holds moods back while it moves).
 * Blinks lie above and are the body's own. Moods ease in and out; the mouth follows the line's mouth shapes, which are
 * smooth already, at the very moment that is shown.
 */
export function moveFace(world: World, mind: Mind, slot: number): void {
  const base = slot * FACE_WEIGHTS;
  const { face } = world.humans;
  const { startTick, endTick, visemes } = mind.speech;
  const speaking = world.tick >= startTick && world.tick < endTick;
  const share = speaking ? SPEAKING_SHARE : 1;
  for (const mood of MOODS) {
    const felt = mind.intent.face === mood ? MOOD_WEIGHT[mood] * share : 0;
    const target = mood === 'surprised' ? Math.max(felt, browWeight(mind, world.tick)) : felt;
    const at = base + FACE_INDEX[mood];
    face[at] += (target - face[at]) * MOOD_RATE;
  }
  if (speaking) mouthWeights(visemes, (world.tick - startTick) * TICK_MS, mouth);
  for (let k = 0; k < MOUTH_AT.length; k++) {
    const at = base + MOUTH_AT[k];
    face[at] = speaking ? mouth[k] : face[at] * (1 - CLOSE_RATE);
  }
}

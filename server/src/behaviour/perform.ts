import { walkSpeed } from '@troupe/avatars/motion';
import type { Mind } from '../world/mind.ts';
import { advancePerformances } from '../world/performance.ts';
import { slotOf } from '../world/slot-of.ts';
import { DRIVE, FACE_WEIGHTS, HUMAN_KIND, type World } from '../world/world.ts';
import { directGaze } from './gaze.ts';
import { handLocomotion, moveHands } from './hands.ts';
import { runBlocks } from './run-blocks.ts';
import { runClip } from './run-clip.ts';
import { gazeOfPlan, runPlan } from './run-plan.ts';
import { sit } from './sit.ts';
import { MOUTH, mouthAt } from './speech.ts';
import { startAction } from './start-action.ts';
import { startSpeech } from './start-speech.ts';
import { takeOrders } from './take-orders.ts';
import { browWeight, gesticulate } from './talk.ts';

/** Indices of the moods among the 18 face weights, and how strongly a mood shows. */
const MOOD = { happy: 0, angry: 1, sad: 2, relaxed: 3, surprised: 4 } as const;
const MOOD_WEIGHT = { happy: 0.45, angry: 0.4, sad: 0.4, relaxed: 0.3, surprised: 0.35 } as const;
/** Share of the way a face moves to its target each tick. */
const FACE_RATE = { mood: 0.18, mouth: 0.55 } as const;
const MOUTH_WEIGHT = 0.55;
/** Speeds people choose, m/s. */
const SPEED = { stroll: 1.05, come: 1.35 } as const;
/** Where one stops before the person walked to, m. */
const COMPANY_M = 1.25;

/**
 * Behaviour phase: intents become tracks on the body. Which layer wins is written here and nowhere else:
 * locomotion: a clip with the whole body > sit and stand up > what the hands need > a creator's prompt >
 * walk to a person > walk to a spot > turn to a person > stand;
 * face: mouth of speech over mood, both over rest; gaze: attended person > spot's object while there > a glance about.
 */
export function perform(world: World): void {
  advancePerformances(world);
  takeOrders(world);
  runBlocks(world);
  for (let slot = 0; slot < world.humans.count; slot++) {
    moveHands(world, slot);
    const mind = world.social.minds[slot];
    if (!mind || world.humans.kind[slot] !== HUMAN_KIND.performer) continue;
    say(world, mind, slot);
    act(world, mind, slot);
    move(world, mind, slot);
    // Whoever asked for the speed, people walk as fast as their style does.
    world.humans.goalSpeed[slot] = walkSpeed(
      world.social.styles[world.humans.style[slot]],
      world.humans.goalSpeed[slot],
    );
    gesticulate(world, mind, slot);
    directGaze(world, mind, slot);
    gazeOfPlan(world, mind, slot);
    moveFace(world, mind, slot);
  }
}

function move(world: World, mind: Mind, slot: number): void {
  if (runClip(world, slot)) return;
  if (sit(world, mind, slot) || handLocomotion(world, slot) || runPlan(world, mind, slot)) return;
  locomote(world, mind, slot);
}

function say(world: World, mind: Mind, slot: number): void {
  const line = mind.intent.say;
  if (!line) return;
  mind.intent.say = undefined;
  startSpeech(world, mind, slot, line);
}

function act(world: World, mind: Mind, slot: number): void {
  const name = mind.intent.action;
  if (name === '') return;
  mind.intent.action = '';
  startAction(world, slot, name, 0);
}

function locomote(world: World, mind: Mind, slot: number): void {
  const { humans, social } = world;
  const { intent } = mind;
  const company = slotOf(world, intent.walkNetId);
  const face = slotOf(world, intent.faceNetId);
  if (company >= 0) {
    const dx = humans.position[slot * 3] - humans.position[company * 3];
    const dz = humans.position[slot * 3 + 2] - humans.position[company * 3 + 2];
    const distance = Math.hypot(dx, dz);
    if (distance > COMPANY_M * 1.6) {
      const share = COMPANY_M / distance;
      walkTo(
        world,
        slot,
        humans.position[company * 3] + dx * share,
        humans.position[company * 3 + 2] + dz * share,
        Number.NaN,
        SPEED.come,
      );
      return;
    }
  } else if (intent.place) {
    walkTo(world, slot, intent.place.x, intent.place.z, intent.place.yaw, intent.place.mps ?? SPEED.stroll);
    return;
  } else if (intent.spot >= 0) {
    const spot = social.spots[intent.spot];
    walkTo(world, slot, spot.x, spot.z, spot.yaw, SPEED.stroll);
    return;
  }
  humans.drive[slot] = DRIVE.stand;
  if (face >= 0) {
    const dx = humans.position[face * 3] - humans.position[slot * 3];
    const dz = humans.position[face * 3 + 2] - humans.position[slot * 3 + 2];
    if (dx * dx + dz * dz > 0.01) humans.goalYaw[slot] = Math.atan2(dx, dz);
  } else {
    humans.goalYaw[slot] = Number.NaN;
  }
}

function walkTo(world: World, slot: number, x: number, z: number, yaw: number, speed: number): void {
  const { humans } = world;
  humans.drive[slot] = DRIVE.walkTo;
  humans.goal[slot * 2] = x;
  humans.goal[slot * 2 + 1] = z;
  humans.goalYaw[slot] = yaw;
  humans.goalSpeed[slot] = speed;
}

function moveFace(world: World, mind: Mind, slot: number): void {
  const base = slot * FACE_WEIGHTS;
  const { face } = world.humans;
  for (const mood of Object.keys(MOOD) as (keyof typeof MOOD)[]) {
    const felt = mind.intent.face === mood ? MOOD_WEIGHT[mood] : 0;
    const target = mood === 'surprised' ? Math.max(felt, browWeight(mind, world.tick)) : felt;
    face[base + MOOD[mood]] += (target - face[base + MOOD[mood]]) * FACE_RATE.mood;
  }
  const { text, startTick, endTick } = mind.speech;
  const speaking = world.tick >= startTick && world.tick < endTick;
  const shape = speaking ? mouthAt(text, (world.tick - startTick) / (endTick - startTick)) : -1;
  for (const mouth of Object.values(MOUTH)) {
    const target = mouth === shape ? MOUTH_WEIGHT : 0;
    face[base + mouth] += (target - face[base + mouth]) * FACE_RATE.mouth;
  }
}

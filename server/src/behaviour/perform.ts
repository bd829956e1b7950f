import { walkSpeed } from '@troupe/avatars/motion';
import { dropLine } from '../world/heard-line.ts';
import type { Mind } from '../world/mind.ts';
import { advancePerformances } from '../world/performance.ts';
import { slotOf } from '../world/slot-of.ts';
import { DRIVE, HUMAN_KIND, type World } from '../world/world.ts';
import { moveFace } from './face-layers.ts';
import { bodyHeading, gapInRing, ringAround } from './formation.ts';
import { directGaze } from './gaze.ts';
import { brushAt, handLocomotion, moveHands } from './hands.ts';
import { nod } from './nod.ts';
import { runBlocks } from './run-blocks.ts';
import { runClip } from './run-clip.ts';
import { gazeOfPlan, runPlan } from './run-plan.ts';
import { sit } from './sit.ts';
import { startAction } from './start-action.ts';
import { awaitsVoice, startSpeech, stopSpeech } from './start-speech.ts';
import { takeOrders } from './take-orders.ts';
import { gesticulate } from './talk.ts';

/** Speeds people choose, m/s. */
const SPEED = { stroll: 1.05, come: 1.35 } as const;
/** Where one stops before the person walked to: so much farther than is near enough for comfort, at least and at most, m. */
const COMPANY = { moreM: 0.35, leastM: 1.05, mostM: 1.4 } as const;

/**
 * Behaviour phase: intents become tracks on the body. Which layer wins is written here and nowhere else:
 * locomotion: a clip with the whole body > sit and stand up > what the hands need > a creator's prompt >
 * step aside > walk to a person > walk to a spot > turn to a person > stand;
 * face: see face-layers.ts; gaze: attended person > spot's object while there > a glance about.
 */
export function perform(world: World): void {
  advancePerformances(world);
  takeOrders(world);
  runBlocks(world);
  for (let slot = 0; slot < world.humans.count; slot++) {
    const mind = world.social.minds[slot];
    if (mind?.intent.brush) brushAt(world, slot, mind.dominant, mind.intent.brush);
    moveHands(world, slot);
    if (!mind || world.humans.kind[slot] !== HUMAN_KIND.performer) continue;
    say(world, mind, slot);
    act(world, mind, slot);
    lean(world, mind, slot);
    move(world, mind, slot);
    // Whoever asked for the speed, people walk as fast as their style does.
    world.humans.goalSpeed[slot] = walkSpeed(
      world.social.styles[world.humans.style[slot]],
      world.humans.goalSpeed[slot],
    );
    nod(world, mind);
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
  if (mind.intent.hush) {
    mind.intent.hush = false;
    stopSpeech(world, mind, slot, 'interrupted');
    // A line that still waited for its voice would begin in the middle of what the other says.
    if (mind.intent.say) dropLine(mind, mind.intent.say.text);
    mind.intent.say = undefined;
  }
  const line = mind.intent.say;
  if (!line) return;
  const spoken = { ...line, face: mind.intent.face };
  line.sinceTick ??= world.tick;
  if (awaitsVoice(world, mind, spoken, line.sinceTick)) return;
  mind.intent.say = undefined;
  startSpeech(world, mind, slot, spoken);
}

function act(world: World, mind: Mind, slot: number): void {
  const name = mind.intent.action;
  if (name === '') return;
  mind.intent.action = '';
  startAction(world, slot, name, 0);
}

/** A body leans back by itself as it gives way to a push: trunk and hips swing out and come back. */
function lean({ humans, tick }: World, mind: Mind, slot: number): void {
  const way = mind.intent.lean;
  if (!way) return;
  mind.intent.lean = undefined;
  humans.push.set([way.x, way.z], slot * 2);
  humans.pushTick[slot] = tick;
}

/** Goes a step to the side or back without turning away; false when none is asked for. */
function stepAside(world: World, mind: Mind, slot: number): boolean {
  const { step } = mind.intent;
  if (!step) return false;
  const { humans } = world;
  const face = slotOf(world, step.faceNetId);
  humans.drive[slot] = DRIVE.step;
  humans.goal[slot * 2] = step.x;
  humans.goal[slot * 2 + 1] = step.z;
  humans.goalYaw[slot] = face >= 0 ? bodyHeading(world, slot, face) : humans.yaw[slot];
  return true;
}

function locomote(world: World, mind: Mind, slot: number): void {
  const { humans, social } = world;
  const { intent } = mind;
  if (stepAside(world, mind, slot)) return;
  const company = slotOf(world, intent.walkNetId);
  const face = slotOf(world, intent.faceNetId);
  if (company >= 0) {
    const dx = humans.position[slot * 3] - humans.position[company * 3];
    const dz = humans.position[slot * 3 + 2] - humans.position[company * 3 + 2];
    const distance = Math.hypot(dx, dz);
    const companyM = Math.min(COMPANY.mostM, Math.max(COMPANY.leastM, mind.space.comfortM + COMPANY.moreM));
    if (distance > companyM * 1.6) {
      // Who joins a circle takes a gap of it.
      const angle = gapInRing(Math.atan2(dx, dz), ringAround(world, company, slot));
      walkTo(
        world,
        slot,
        humans.position[company * 3] + Math.sin(angle) * companyM,
        humans.position[company * 3 + 2] + Math.cos(angle) * companyM,
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
    if (dx * dx + dz * dz > 0.01) humans.goalYaw[slot] = bodyHeading(world, slot, face);
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

import { catalogueOfStage, directMotion } from '../world/direct-motion.ts';
import { TICK_HZ } from '../world/limits.ts';
import type { Mind } from '../world/mind.ts';
import {
  SHOW_BLOCK,
  type ShowActOf,
  type ShowCue,
  type ShowPlace,
  type ShowRun,
  type ShowTarget,
} from '../world/show.ts';
import { slotOf } from '../world/slot-of.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { neededMps } from './fold-act.ts';

/** A body may walk so much faster than the limit to be on time after being held up, m/s; and never slower than this. */
const PACE = { catchUp: 1.15, least: 0.35 } as const;
const EYE_M = 1.4;

/** Has the bodies of the cast do what a cue asks for; returns why somebody cannot, '' when all can. */
export function performAct(world: World, run: ShowRun, cue: ShowCue): string {
  const { act } = cue;
  let reason = '';
  act.who.forEach((cast, i) => {
    const slot = slotOf(world, run.netIds[cast]);
    const mind = slot < 0 ? undefined : world.social.minds[slot];
    if (slot < 0 || !mind) reason = `${run.program.cast[cast].id} is not on the stage`;
    else reason ||= begin(world, run, cue, { slot, mind, cast, i, netId: run.netIds[cast] });
  });
  return reason;
}

/** One of those a cue is for: slot, mind, index in the cast, index in the cue. */
interface Performer {
  readonly slot: number;
  readonly mind: Mind;
  readonly cast: number;
  readonly i: number;
  readonly netId: number;
}

function begin(world: World, run: ShowRun, cue: ShowCue, performer: Performer): string {
  const { act } = cue;
  const { slot, mind, i } = performer;
  if (act.do === 'place') putAt(world, slot, mind, act.places[i]);
  else if (act.do === 'walk' || act.do === 'formation') walk(world, run, cue, act, performer);
  else if (act.do === 'motion') return direct(world, slot, act.prompt);
  else if (act.do === 'posture') sit(mind, act, i);
  else if (act.do === 'style') world.humans.style[slot] = act.style;
  else if (act.do === 'gaze') look(world, run, mind, act.target, slot, cue.ticks ?? TICK_HZ);
  else if (act.do === 'prop') {
    const toNetId = act.to === null ? 0 : run.netIds[act.to];
    world.show.orders.push({ do: 'prop', netId: performer.netId, op: act.op, prop: act.prop, toNetId });
  } else order(world, run, cue, performer);
  return '';
}

/** Puts somebody somewhere in this tick; physics does it. */
export function putAt(world: World, slot: number, mind: Mind, place: ShowPlace): void {
  const yaw = place.yaw ?? world.humans.yaw[slot];
  world.show.moved.push({ slot, x: place.x, z: place.z, yaw });
  mind.intent.seat = -1;
  mind.intent.place = { x: place.x, z: place.z, yaw };
}

function walk(
  world: World,
  run: ShowRun,
  cue: ShowCue,
  act: ShowActOf<'walk'>,
  { slot, mind, i }: Performer,
): void {
  const { position, yaw, style } = world.humans;
  const place = act.places[i];
  const from = { x: position[slot * 3], z: position[slot * 3 + 2], yaw: yaw[slot] };
  const most = run.program.walkMaxMps * PACE.catchUp;
  const wanted =
    cue.ticks === null ? (act.mps ?? run.program.walkMps) : neededMps(from, place, cue.ticks / TICK_HZ);
  const mps = Math.min(most, Math.max(PACE.least, wanted));
  mind.intent.seat = -1;
  mind.intent.place = { x: place.x, z: place.z, yaw: place.yaw ?? Number.NaN, mps };
  if (act.style !== null) style[slot] = act.style;
}

function direct(world: World, slot: number, prompt: string): string {
  const result = directMotion(world, slot, prompt);
  if (result.ok) return '';
  return `the prompt cannot be performed here: ${result.problems[0].message} (${catalogueOfStage(world).styles.length} styles)`;
}

function sit(mind: Mind, act: ShowActOf<'posture'>, i: number): void {
  mind.intent.seat = act.seats[i];
  mind.intent.place = undefined;
}

function look(world: World, run: ShowRun, mind: Mind, target: ShowTarget, slot: number, ticks: number): void {
  const place = placeOfTarget(world, run, target, slot);
  mind.look = { ...place, untilTick: world.tick + ticks };
}

/** Where a target is now, m: somebody's face, the nearest guest's, or a place. */
export function placeOfTarget(
  world: World,
  run: ShowRun,
  target: ShowTarget,
  slot: number,
): { x: number; y: number; z: number } {
  if (target.at === 'place') return { x: target.x, y: target.y, z: target.z };
  const other = target.at === 'cast' ? slotOf(world, run.netIds[target.cast]) : nearestGuest(world, slot);
  if (other >= 0) {
    const [x, y, z] = world.humans.position.subarray(other * 3, other * 3 + 3);
    return { x, y: y + world.bodies[world.humans.body[other]].heightM * 0.9, z };
  }
  const { x, z } = target.at === 'cast' ? run.slow.places[target.cast] : run.program.audience;
  return { x, y: world.ground.heightAt(x, z) + EYE_M, z };
}

function nearestGuest(world: World, slot: number): number {
  const { humans } = world;
  let nearest = -1;
  let best = Number.POSITIVE_INFINITY;
  for (let other = 0; other < humans.count; other++) {
    if (humans.kind[other] !== HUMAN_KIND.guest) continue;
    const dx = humans.position[other * 3] - humans.position[slot * 3];
    const dz = humans.position[other * 3 + 2] - humans.position[slot * 3 + 2];
    const far = dx * dx + dz * dz;
    if (far < best) [nearest, best] = [other, far];
  }
  return nearest;
}

/** Name of the blocks a cue asks for; the count keeps two rounds of a loop apart. */
export const blockOf = (cue: ShowCue, begun?: number): string =>
  `${SHOW_BLOCK}${cue.id}/${begun === undefined ? '' : begun}`;

/** Asks behaviour for speech, a gesture or pointing. */
function order(world: World, run: ShowRun, cue: ShowCue, { netId, slot }: Performer): void {
  const { act } = cue;
  const block = blockOf(cue, run.begun);
  const id = 'cue';
  if (act.do === 'say' || act.do === 'sing') {
    const toNetId = act.to === null ? 0 : run.netIds[act.to];
    const { text, locale, notes } = act;
    const part = { id, kind: 'speech' as const, text, locale, toNetId, ...(notes ? { notes } : {}) };
    world.show.orders.push({ do: 'part', netId, block, part });
  } else if (act.do === 'gesture' || act.do === 'action') {
    world.show.orders.push({ do: 'part', netId, block, part: { id, kind: 'gesture', text: act.action } });
  } else if (act.do === 'clip') {
    const { clip, from, to, rate, loop, upperBody } = act;
    const seconds = loop ? (cue.ticks ?? TICK_HZ) / TICK_HZ : undefined;
    const part = {
      id,
      kind: 'clip' as const,
      text: clip,
      rate,
      mask: upperBody ? ('upperBody' as const) : ('fullBody' as const),
      ...(from === null ? {} : { from }),
      ...(to === null ? {} : { to }),
      ...(loop ? { loop, seconds } : {}),
    };
    world.show.orders.push({ do: 'part', netId, block, part });
  } else if (act.do === 'point') {
    const place = placeOfTarget(world, run, act.target, slot);
    const part = { id, kind: 'pointing' as const, place, seconds: (cue.ticks ?? TICK_HZ) / TICK_HZ };
    world.show.orders.push({ do: 'part', netId, block, part });
  }
}

/** Ends what the cast does for a cue that is stopped. */
export function stopAct(world: World, run: ShowRun, cue: ShowCue): void {
  const { act } = cue;
  for (const cast of act.who) {
    const netId = run.netIds[cast];
    const slot = slotOf(world, netId);
    const mind = slot < 0 ? undefined : world.social.minds[slot];
    if (!mind) continue;
    world.show.orders.push({ do: 'stop', netId, block: blockOf(cue) });
    if (act.do === 'motion') mind.directed?.steps.splice(0);
    if (act.do === 'gaze') mind.look.untilTick = world.tick;
  }
}

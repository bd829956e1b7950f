import { TICK_HZ } from '../world/limits.ts';
import type { Mind, Percept } from '../world/mind.ts';
import type { World } from '../world/world.ts';
import { noteDecision, perceptWords } from './why.ts';

/** Beyond social distance (Hall: 3.6 m) one goes to who speaks; what is held out, or said under the breath, from nearer; m. */
const GOES = { saidM: 3.6, softM: 1.9, shownM: 1.9, mostM: 12 } as const;
/** One attends for as long as the way takes at this pace, m/s, and so much longer, ticks. */
const WAY = { mps: 1.1, moreTicks: 3 * TICK_HZ } as const;

/** Goes to who speaks from afar or softly, or holds something out, unless that would leave somebody standing or break off what is done. */
export function comeNearer(world: World, mind: Mind, percept: Percept): void {
  const { humans, show, tick } = world;
  const { intent } = mind;
  const { performer, other, otherNetId, kind, soft } = percept;
  const dx = humans.position[other * 3] - humans.position[performer * 3];
  const dz = humans.position[other * 3 + 2] - humans.position[performer * 3 + 2];
  const far = Math.hypot(dx, dz);
  const from = kind === 'shown' ? GOES.shownM : soft ? GOES.softM : GOES.saidM;
  if (far < from || far > GOES.mostM || intent.walkNetId !== 0) return;
  const elsewhere = mind.replies.some(({ toNetId }) => toNetId !== otherNetId) || mind.chat;
  const placed =
    intent.place || intent.seat >= 0 || humans.seatTaken[performer] !== 0 || humans.clip[performer] !== 0;
  if (elsewhere || placed || mind.painting || mind.directed || show.run?.status === 'playing') return;
  intent.walkNetId = otherNetId;
  mind.attendNetId = otherNetId;
  mind.attendUntilTick = Math.max(
    mind.attendUntilTick,
    tick + Math.ceil((far / WAY.mps) * TICK_HZ) + WAY.moreTicks,
  );
  noteDecision(world, mind, {
    kind: 'space',
    chosen: 'comes nearer',
    otherNetId,
    brain: 'offline',
    scores: [{ id: 'far m', score: far }],
    percepts: perceptWords(percept),
  });
}

import { drawOf, type Mind } from '../world/mind.ts';
import { isSeatFree } from '../world/seat-free.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';

/** How long people stay at a spot: seconds x 20 ticks, shortest and what is drawn on top. */
const STAY = { leastTicks: 20 * 8, spreadTicks: 20 * 22 } as const;
/** Odds of simply staying a while longer instead of walking on. */
const LINGER = 0.45;
/** Odds of sitting down somewhere, seats this near are thought of (m), and how long one sits: least and on top, ticks. */
const SIT = { odds: 0.3, reachM: 22, leastTicks: 20 * 25, spreadTicks: 20 * 50 } as const;
/** Spots of the host: where a guest who comes in can see and reach her. */
const HOST_SPOTS: ReadonlySet<string> = new Set([
  'centre',
  'south',
  'lanternWalk1',
  'lanternWalk2',
  'west',
  'east',
  'stage',
  'easel',
]);

/**
 * What a performer does when nobody asks anything: stay, or walk to a spot that nobody else has taken. Paintings are
 * looked at, marks are stood on facing the square.
 */
export function chooseActivity(world: World, mind: Mind, slot: number): void {
  const stay = STAY.leastTicks + Math.floor(drawOf(mind) * STAY.spreadTicks);
  mind.activityUntilTick = world.tick + stay;
  mind.intent.seat = mind.personaId !== 'tilda' && drawOf(mind) < SIT.odds ? freeSeat(world, mind, slot) : -1;
  if (mind.intent.seat >= 0) {
    mind.activityUntilTick = world.tick + SIT.leastTicks + Math.floor(drawOf(mind) * SIT.spreadTicks);
    mind.activitySpot = -1;
    mind.intent.spot = -1;
    return;
  }
  if (mind.activitySpot >= 0 && drawOf(mind) < LINGER) {
    mind.intent.spot = mind.activitySpot;
    return;
  }
  const spot = freeSpot(world, mind, slot);
  mind.activitySpot = spot;
  mind.intent.spot = spot;
}

/** A seat near enough that nobody has; -1 when there is none. Starts at a random one. */
function freeSeat(world: World, mind: Mind, slot: number): number {
  const { humans, seats } = world;
  if (seats.length === 0) return -1;
  const start = Math.floor(drawOf(mind) * seats.length);
  for (let i = 0; i < seats.length; i++) {
    const seat = (start + i) % seats.length;
    const dx = seats[seat].x - humans.position[slot * 3];
    const dz = seats[seat].z - humans.position[slot * 3 + 2];
    if (dx * dx + dz * dz > SIT.reachM * SIT.reachM) continue;
    if (isSeatFree(world, seat, -1)) return seat;
  }
  return -1;
}

/** A spot no other performer has chosen; -1 when all are taken. Starts at a random one, so that all are visited. */
function freeSpot(world: World, mind: Mind, slot: number): number {
  const { spots, minds } = world.social;
  if (spots.length === 0) return -1;
  const start = Math.floor(drawOf(mind) * spots.length);
  for (let i = 0; i < spots.length; i++) {
    const candidate = (start + i) % spots.length;
    if (mind.personaId === 'tilda' && !HOST_SPOTS.has(spots[candidate].id)) continue;
    let taken = false;
    for (let other = 0; other < world.humans.count && !taken; other++) {
      if (other === slot || world.humans.kind[other] !== HUMAN_KIND.performer) continue;
      taken = minds[other]?.activitySpot === candidate;
    }
    if (!taken) return candidate;
  }
  return -1;
}

// CONTRIBUTOR NOTES
// Far from every guest a body is worked out every second or fourth tick (its pace) and led from pose to pose in between. The
// rules look at the world alone, never at a clock, so a replayed stage paces the same. A pace changes only in a tick in
// which the body is worked out under the new pace: then nothing has to wait, and the pose goes on at half its speed for a
// moment instead of standing still.
import { HUMAN_KIND, type World } from './world.ts';

export const PACE = {
  /** Nearer to a guest or to where one looks from: every tick; nearer than the second: every other; else every fourth, m. */
  nearM: 12,
  halfM: 24,
  /** A band holds this much beyond its border, m. */
  holdM: 2,
  /**
   * Bodies at most at every tick and at every other one: who speaks or is spoken to first, then guests, then the nearest. A
   * bound to what a tick may cost, by counts alone.
   */
  fullMax: 150,
  halfMax: 250,
  /** Who was pushed keeps every tick for so long. */
  pushedTicks: 60,
  /** Minds of bodies at the slowest pace decide every so many ticks. */
  mindTicks: 5,
} as const;

/** Ticks between two poses, by band. */
const EVERY = [1, 2, 4] as const;

const MEASURE_TICKS = 4;

/** Whoever has a band of their own stands before all by distance: so much nearer than anybody is, m. */
const FIRST_M = 20_000;
/** Farther than this from every guest is all the same, m. */
const NOBODY_M = 10_000;

/** Work space, kept so that a tick allocates nothing. */
interface PaceWork {
  readonly distance: Float64Array;
  /** Distance, less FIRST_M for guests and 2 FIRST_M for who talks. */
  readonly rank: Float64Array;
  readonly order: Uint16Array;
}

/** The rules as a phase of the tick, the last: sets everybody's pace, humans.pace is 1, 2 or 4. */
export function createPacing(capacity: number): (world: World) => void {
  const work = {
    distance: new Float64Array(capacity).fill(Number.NaN),
    rank: new Float64Array(capacity),
    order: new Uint16Array(capacity),
  };
  return (world) => paceBodies(world, work);
}

function paceBodies(world: World, work: PaceWork): void {
  const { humans } = world;
  const { distance, rank, order } = work;
  let bodies = 0;
  for (let n = 0; n < humans.count; n++) {
    if (humans.kind[n] === HUMAN_KIND.free || isHeld(world, n)) {
      humans.pace[n] = 1;
      distance[n] = Number.NaN;
      continue;
    }
    // Nobody comes far in a fifth of a second.
    if (Number.isNaN(distance[n]) || (world.tick + n) % MEASURE_TICKS === 0)
      distance[n] = nearestWatcher(world, n);
    rank[n] = distance[n] - FIRST_M * classOf(world, n);
    order[bodies++] = n;
  }
  const sorted =
    bodies > PACE.fullMax ? order.subarray(0, bodies).sort((a, b) => rank[a] - rank[b] || a - b) : order;
  for (let i = 0; i < bodies; i++) {
    const n = sorted[i];
    const most = i < PACE.fullMax ? 0 : i < PACE.fullMax + PACE.halfMax ? 1 : 2;
    const band = rank[n] < 0 ? 0 : bandOf(distance[n], humans.pace[n]);
    const every = EVERY[Math.max(most, band)];
    // Sooner is always welcome; later only in a tick in which the body is due.
    if (every < humans.pace[n] || (world.tick + humans.netId[n]) % every === 0) humans.pace[n] = every;
  }
}

/** 2: speaks, is spoken to or is about to answer; 1: a guest, whose own body is always near; 0: the others. */
function classOf(world: World, n: number): 0 | 1 | 2 {
  const { humans, social, tick } = world;
  if (humans.kind[n] === HUMAN_KIND.guest) return 1;
  const mind = social.minds[n];
  if (!mind) return 0;
  return tick <= mind.attendUntilTick || tick < mind.speech.endTick || mind.replies.length > 0 ? 2 : 0;
}

/** True when the mind of a far body rests in this tick. */
export function mindRests(world: World, slot: number): boolean {
  const { humans, social, tick } = world;
  const mind = social.minds[slot];
  if (humans.pace[slot] < EVERY[2] || !mind || tick <= mind.attendUntilTick || mind.replies.length > 0)
    return false;
  return (tick + humans.netId[slot]) % PACE.mindTicks !== 0;
}

function bandOf(distanceM: number, pace: number): number {
  if (distanceM < PACE.nearM + (pace === 1 ? PACE.holdM : 0)) return 0;
  if (distanceM < PACE.halfM + (pace <= 2 ? PACE.holdM : 0)) return 1;
  return 2;
}

/** Without a pose yet, in a clip, at a seat, or pushed: at every tick wherever it is and however many there are. */
function isHeld(world: World, n: number): boolean {
  const { humans, social, tick } = world;
  const mind = social.minds[n];
  if (humans.posed[n] === 0 || humans.clip[n] > 0) return true;
  if (humans.pushTick[n] > 0 && tick - humans.pushTick[n] < PACE.pushedTicks) return true;
  return mind !== undefined && (mind.intent.seat >= 0 || humans.sitting[n] === 1);
}

function nearestWatcher(world: World, n: number): number {
  const { humans, watchers } = world;
  const x = humans.position[n * 3];
  const z = humans.position[n * 3 + 2];
  let nearest = NOBODY_M ** 2;
  for (let other = 0; other < humans.count; other++) {
    if (humans.kind[other] !== HUMAN_KIND.guest || other === n) continue;
    const dx = humans.position[other * 3] - x;
    const dz = humans.position[other * 3 + 2] - z;
    nearest = Math.min(nearest, dx * dx + dz * dz);
  }
  for (const watcher of watchers.values())
    nearest = Math.min(nearest, (watcher.x - x) ** 2 + (watcher.z - z) ** 2);
  return Math.sqrt(nearest);
}

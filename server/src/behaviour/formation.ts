// CONTRIBUTOR NOTES
// People who talk stand around one middle (Kendon's F-formation): who joins takes a gap of the ring instead of pushing in, and
// bodies turn towards the middle of the talk while heads and eyes follow who speaks. Only angles are decided here.
import { HUMAN_KIND, type World } from '../world/world.ts';

export const FORMATION = {
  /** Who stands so near is of the circle, m; and of so many at most. */
  reachM: 2.6,
  membersMax: 6,
  /** Least angle between two in the ring, and steps in which a gap is looked for, rad. */
  gapRad: 0.75,
  stepRad: 0.25,
  /** A body turns so far from who is spoken with, towards the middle of the circle, rad. */
  turnRad: 0.6,
} as const;

/**
 * Angle around somebody at which one who comes from `from` should stand: the nearest to it that leaves the others their room.
 *
 * @param others angles of those who stand there already, rad
 */
export function gapInRing(from: number, others: readonly number[]): number {
  const free = (angle: number): boolean =>
    others.every((other) => Math.abs(turned(angle - other)) >= FORMATION.gapRad);
  for (let step = 0; step <= Math.PI; step += FORMATION.stepRad) {
    if (free(from + step)) return turned(from + step);
    if (free(from - step)) return turned(from - step);
  }
  return from;
}

/** Who stands nearer than this takes up room of the ring, m. */
const RING_M = FORMATION.reachM * 0.8;

/** Angles around a human at which others stand near it, rad. */
export function ringAround(world: World, middle: number, without: number): number[] {
  const { position, count, kind } = world.humans;
  const [x, z] = [position[middle * 3], position[middle * 3 + 2]];
  const angles: number[] = [];
  for (let slot = 0; slot < count && angles.length < FORMATION.membersMax; slot++) {
    const dx = position[slot * 3] - x;
    const dz = position[slot * 3 + 2] - z;
    // Most of a crowd is far away: that is found out first.
    if (Math.abs(dx) > RING_M || Math.abs(dz) > RING_M) continue;
    if (slot === middle || slot === without || kind[slot] === HUMAN_KIND.free) continue;
    const far = Math.hypot(dx, dz);
    if (far > 0.05 && far < RING_M) angles.push(Math.atan2(dx, dz));
  }
  return angles;
}

/**
 * Heading of the body of one who talks: to who is talked with, turned a little towards the middle of everybody in the circle.
 * The head does the rest.
 */
export function bodyHeading(world: World, slot: number, partner: number): number {
  const { position, count, kind, sitting } = world.humans;
  const [x, z] = [position[slot * 3], position[slot * 3 + 2]];
  const to = Math.atan2(position[partner * 3] - x, position[partner * 3 + 2] - z);
  let [sumX, sumZ, members] = [position[partner * 3] - x, position[partner * 3 + 2] - z, 1];
  for (let other = 0; other < count && members < FORMATION.membersMax; other++) {
    const dx = position[other * 3] - x;
    const dz = position[other * 3 + 2] - z;
    // Most of a crowd is far away: that is found out first.
    if (Math.abs(dx) > FORMATION.reachM || Math.abs(dz) > FORMATION.reachM) continue;
    if (other === slot || other === partner || kind[other] === HUMAN_KIND.free || sitting[other] === 1)
      continue;
    const far = Math.hypot(dx, dz);
    // Whoever is behind one is not in the talk.
    if (far > FORMATION.reachM || Math.abs(turned(Math.atan2(dx, dz) - to)) > Math.PI / 2) continue;
    sumX += dx;
    sumZ += dz;
    members += 1;
  }
  if (members === 1) return to;
  const turn = turned(Math.atan2(sumX, sumZ) - to);
  return turned(to + Math.max(-FORMATION.turnRad, Math.min(FORMATION.turnRad, turn)));
}

const turned = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle));

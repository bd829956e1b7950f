import { clipStep } from '@troupe/avatars/motion';
import { TICK_S } from '../world/limits.ts';
import { clipOfBody } from '../world/play-clip.ts';
import type { World } from '../world/world.ts';

/** A clip that flies faster than this is followed no faster, m/s. */
const FASTEST_MPS = 8;

const step = new Float64Array(3);

/**
 * What a clip that has the whole body asks of a performer's capsule in this tick: velocity x, z (m/s) and turn (rad)
 * into `out`; false while none does. Obstacles and people have the last word, as always.
 */
export function clipWish(world: World, slot: number, out: Float64Array): boolean {
  const clip = clipOfBody(world, slot);
  if (!clip) return false;
  const { humans, bodies } = world;
  clipStep(clip.track, clip.span, world.tick - humans.clipStartTick[slot], step);
  const ratio = bodies[humans.body[slot]].legLengthM / clip.track.legM;
  const yaw = humans.yaw[slot] + step[2] / 2;
  const [sin, cos] = [Math.sin(yaw), Math.cos(yaw)];
  const x = ((cos * step[0] + sin * step[1]) * ratio) / TICK_S;
  const z = ((cos * step[1] - sin * step[0]) * ratio) / TICK_S;
  const share = Math.min(1, FASTEST_MPS / Math.max(1e-9, Math.sqrt(x * x + z * z)));
  out[0] = x * share;
  out[1] = z * share;
  out[2] = step[2];
  return true;
}

import {
  BLOCK,
  CELL_M,
  FLOOR_M,
  OWN_BYTES,
  PROP_BYTES,
  packQuat32,
  toMillimetres,
} from '@troupe/client-sdk/protocol';
import type { Props, World } from '../world/world.ts';

const IMPORTANCE = { normal: 1, speaking: 3, star: 2 } as const;

/** How much a human matters to whoever looks: the star more than others, the speaking most. */
export function importanceOf(world: World, slot: number): number {
  const mind = world.social.minds[slot];
  if (!mind) return IMPORTANCE.normal;
  const star = mind.personaId === 'tilda' ? IMPORTANCE.star : IMPORTANCE.normal;
  return world.tick < mind.speech.endTick ? Math.max(IMPORTANCE.speaking, star) : star;
}

/** Writes the block of one prop; returns where it ends. */
export function writeProp(props: Props, i: number, view: DataView, at: number): number {
  view.setUint8(at, BLOCK.prop);
  view.setUint16(at + 1, i, true);
  for (let axis = 0; axis < 3; axis++) {
    const corner = axis === 1 ? FLOOR_M : -CELL_M;
    const mm = toMillimetres(props.position[i * 3 + axis], corner);
    view.setUint16(at + 3 + axis * 2, Math.min(65_535, Math.max(0, mm)), true);
  }
  view.setUint32(at + 9, packQuat32(props.rotation, i * 4), true);
  return at + PROP_BYTES;
}

/** Writes the own body of the guest in a slot, as the stage settled it; returns where it ends. */
export function writeOwn(world: World, slot: number, view: DataView, at: number): number {
  const guest = slot >= 0 ? world.guests[slot] : undefined;
  if (!guest) return at;
  view.setUint8(at, BLOCK.own);
  view.setUint16(at + 1, world.humans.netId[slot], true);
  view.setUint32(at + 3, guest.ackSeq, true);
  const { x, y, z, yaw, vx, vz } = guest.state;
  view.setFloat32(at + 7, x, true);
  view.setFloat32(at + 11, y, true);
  view.setFloat32(at + 15, z, true);
  view.setFloat32(at + 19, yaw, true);
  view.setFloat32(at + 23, vx, true);
  view.setFloat32(at + 27, vz, true);
  return at + OWN_BYTES;
}

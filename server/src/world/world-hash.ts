import { createHash } from 'node:crypto';
import type { World } from './world.ts';

/** Hash of one part of the state, so that a divergence can be named. */
export type WorldHashes = Record<string, string>;

/** Arrays of the world by name, cut to the slots in use. */
function* parts(world: World): Generator<[string, Uint8Array]> {
  const { humans, props, social } = world;
  for (const [name, array] of Object.entries(humans)) {
    if (!ArrayBuffer.isView(array)) continue;
    const view = array as Float32Array;
    yield [`humans.${name}`, bytes(view.subarray(0, (view.length / humans.capacity) * humans.count))];
  }
  yield ['props.position', bytes(props.position)];
  yield ['props.rotation', bytes(props.rotation)];
  yield ['minds', text(social.minds.slice(0, humans.count))];
  yield ['guests', text(world.guests.slice(0, humans.count))];
  yield ['names', text(social.names.slice(0, humans.count))];
  yield ['events', text(social.events)];
  yield ['stage', text([world.tick, world.dice, world.lastNetId, world.poseTick])];
}

function bytes(view: Float32Array): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function text(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

/**
 * One hash over the whole state of a stage after a tick (16 hex digits of SHA-1: speed and spread matter, not secrecy).
 *
 * @example hashWorld(world) // 'c0ffee0123456789'
 */
export function hashWorld(world: World): string {
  const hash = createHash('sha1');
  for (const [name, part] of parts(world)) hash.update(name).update(part);
  return hash.digest('hex').slice(0, 16);
}

/** A hash a part: what replay prints when two runs differ. */
export function hashParts(world: World): WorldHashes {
  const hashes: WorldHashes = {};
  for (const [name, part] of parts(world)) {
    hashes[name] = createHash('sha1').update(part).digest('hex').slice(0, 16);
  }
  return hashes;
}

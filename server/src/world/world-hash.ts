import { createHash } from 'node:crypto';
import type { World } from './world.ts';

/** Hash of one part of the state (16 hex digits), so that a divergence can be named. */
export type WorldHashes = Record<string, string>;

/** State of a whole stage in two strings: one hash, and 4 hex digits for each part in the order of `partNames`. */
export interface Fingerprint {
  readonly hash: string;
  readonly parts: string;
}

const HASH_DIGITS = 16;
const PART_DIGITS = 4;

/** Every part of the state by name, always in the same order; arrays are cut to the slots in use. */
function* parts(world: World): Generator<[string, Uint8Array]> {
  const { humans, props, contacts, social } = world;
  for (const [name, array] of Object.entries(humans)) {
    if (!ArrayBuffer.isView(array)) continue;
    const view = array as Float32Array;
    yield [`humans.${name}`, bytes(view.subarray(0, (view.length / humans.capacity) * humans.count))];
  }
  yield ['props.position', bytes(props.position)];
  yield ['props.rotation', bytes(props.rotation)];
  yield ['props.velocity', bytes(props.velocity)];
  yield ['props.holder', bytes(props.holder)];
  yield ['props.hands', bytes(props.hands)];
  yield ['props.lag', bytes(props.lag)];
  yield ['contacts.kind', bytes(contacts.kind.subarray(0, contacts.count))];
  yield ['contacts.a', bytes(contacts.a.subarray(0, contacts.count))];
  yield ['contacts.b', bytes(contacts.b.subarray(0, contacts.count))];
  yield ['contacts.speedMps', bytes(contacts.speedMps.subarray(0, contacts.count))];
  yield ['minds', text(social.minds.slice(0, humans.count))];
  yield ['guests', text(world.guests.slice(0, humans.count))];
  yield ['watchers', text([...world.watchers])];
  yield ['tasks', text(social.tasks.slice(0, humans.count))];
  yield ['memory', text(social.memory.remember.slice(0, humans.count))];
  yield ['thoughts', text([social.thoughts.brain, social.thoughts.lastId])];
  yield ['works', text([social.works.works, social.works.worn, social.works.lastId, social.works.version])];
  yield ['senses', text([social.guestSenses.slice(0, humans.count), social.crowd])];
  yield ['names', text(social.names.slice(0, humans.count))];
  yield ['locales', text(social.locales.slice(0, humans.count))];
  yield ['performances', text([social.performances, social.progress, social.lastUid, social.blocks])];
  yield ['events', text(social.events)];
  yield ['show', text(showState(world))];
  yield ['voices', text([social.voices.ready, [...social.voices.waiting], [...social.voices.tracks.keys()]])];
  yield ['stage', text([world.tick, world.dice, world.lastNetId, world.poseTick])];
}

/** A show as state: its program by name, what is left of this tick's orders and questions included. */
function showState({ show }: World): unknown {
  if (!show.run) return [show.commands, show.dropped, show.named];
  const { program, ...run } = show.run;
  return [program.sha256, run, show.commands, show.listening, show.dropped, show.named];
}

function bytes(view: Float32Array | Uint16Array | Uint8Array): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function text(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

const digest = (part: Uint8Array): string => createHash('sha1').update(part).digest('hex');

/** Names of the parts, in the order in which a fingerprint lists them. */
export function partNames(world: World): string[] {
  return Array.from(parts(world), ([name]) => name);
}

/**
 * One hash over the whole state of a stage after a tick (16 hex digits of SHA-1: speed and spread matter, not secrecy).
 *
 * @example hashWorld(world) // 'c0ffee0123456789'
 */
export function hashWorld(world: World): string {
  return fingerprint(world).hash;
}

/** The hash of the whole and a short one of every part: what a record holds for each tick. */
export function fingerprint(world: World): Fingerprint {
  const whole = createHash('sha1');
  let short = '';
  for (const [name, part] of parts(world)) {
    const hex = digest(part);
    whole.update(name).update(hex);
    short += hex.slice(0, PART_DIGITS);
  }
  return { hash: whole.digest('hex').slice(0, HASH_DIGITS), parts: short };
}

/** Names of the parts in which two fingerprints of the same kind of world differ. */
export function differingParts(names: readonly string[], a: string, b: string): string[] {
  return names.filter((_, i) => {
    const at = i * PART_DIGITS;
    return a.slice(at, at + PART_DIGITS) !== b.slice(at, at + PART_DIGITS);
  });
}

/** A hash a part: what replay prints when two runs differ. */
export function hashParts(world: World): WorldHashes {
  const hashes: WorldHashes = {};
  for (const [name, part] of parts(world)) hashes[name] = digest(part).slice(0, HASH_DIGITS);
  return hashes;
}

import {
  createGuestState,
  HEADER_BYTES,
  NO_MOTION,
  type OwnBody,
  PoseDecoder,
  type PoseHandler,
} from '@troupe/client-sdk/protocol';
import { FEED_HEAD_BYTES, FEED_SLOT_BYTES, IMPORTANCE_STEPS } from '../send/index.ts';
import { HUMAN_KIND, type World } from '../world/index.ts';
import type { EdgeHuman } from './edge-wire.ts';

/** The image of a stage at an edge: a world of which poses, roster, props and own bodies are true, fed by the stage. */
export class Mirror {
  readonly world: World;
  readonly decoder = new PoseDecoder();
  readonly #importance: Float32Array;
  readonly #motion: Uint8Array;
  readonly #slots = new Map<number, number>();
  readonly #handler: PoseHandler;

  constructor(world: World) {
    this.world = world;
    this.#importance = new Float32Array(world.humans.capacity).fill(1);
    this.#motion = new Uint8Array(world.humans.capacity).fill(NO_MOTION);
    this.#handler = {
      onBody: (body) => {
        const slot = this.#slots.get(body.netId);
        if (slot === undefined) return;
        const { humans } = world;
        humans.poseHips.set(body.hips, slot * 3);
        humans.position.set(body.hips, slot * 3);
        humans.poseJoints.set(body.joints, slot * body.joints.length);
        humans.poseFace.set(body.face, slot * body.face.length);
        humans.posed[slot] = 1;
      },
      onProp: (index, position, rotation) => {
        if (index >= world.props.count) return;
        world.props.position.set(position, index * 3);
        world.props.rotation.set(rotation, index * 4);
        world.props.moved[index] = 1;
      },
      onOwn: (own) => this.#own(own),
    };
  }

  readonly importanceOf = (_world: World, slot: number): number => this.#importance[slot];

  /** What somebody is at, as the stage said it. */
  readonly motionOf = (_world: World, slot: number): number => this.#motion[slot];

  /** Everybody anew: another life of the stage, or one that was lost sight of. */
  open(humans: readonly EdgeHuman[]): void {
    for (const netId of [...this.#slots.keys()]) this.#remove(netId);
    this.decoder.bodies.clear();
    for (const human of humans) this.#add(human);
  }

  roster(come: readonly EdgeHuman[], gone: readonly number[]): void {
    for (const netId of gone) this.#remove(netId);
    for (const human of come) this.#add(human);
  }

  /**
   * Takes a tick's poses.
   *
   * @returns their stage time in ms, -1 when they cannot be read
   */
  take(feed: Uint8Array): number {
    const view = new DataView(feed.buffer, feed.byteOffset, feed.byteLength);
    const count = feed.length < FEED_HEAD_BYTES ? 0 : view.getUint16(0, true);
    const start = FEED_HEAD_BYTES + count * FEED_SLOT_BYTES;
    if (count > this.#importance.length || feed.length < start + HEADER_BYTES) return -1;
    this.world.props.moved.fill(0);
    const presentAtMs = this.decoder.decode(feed.subarray(start), this.#handler);
    if (presentAtMs < 0) return -1;
    for (let slot = 0; slot < count; slot++) {
      const at = FEED_HEAD_BYTES + slot * FEED_SLOT_BYTES;
      this.#importance[slot] = feed[at] / IMPORTANCE_STEPS;
      this.#motion[slot] = feed[at + 1];
    }
    this.world.tick = view.getUint32(start + 2, true);
    return presentAtMs;
  }

  #own({ netId, ackSeq, x, y, z, yaw, vx, vz }: OwnBody): void {
    const guest = this.world.guests[this.#slots.get(netId) ?? -1];
    if (!guest) return;
    guest.ackSeq = ackSeq;
    Object.assign(guest.state, { x, y, z, yaw, vx, vz });
  }

  #add({ slot, netId, kind, bodyId, name }: EdgeHuman): void {
    const { world } = this;
    const { humans } = world;
    if (slot >= humans.capacity) return;
    this.#slots.set(netId, slot);
    humans.kind[slot] = kind;
    humans.netId[slot] = netId;
    humans.body[slot] = this.#bodyIndex(bodyId);
    humans.posed[slot] = 0;
    humans.count = Math.max(humans.count, slot + 1);
    world.social.names[slot] = name;
    world.guests[slot] =
      kind === HUMAN_KIND.guest
        ? {
            state: createGuestState(0, 0, 0, 0),
            input: { moveX: 0, moveZ: 0, hurry: false },
            ackSeq: 0,
            waiting: [],
            backlogTicks: 0,
          }
        : undefined;
  }

  /** Of a body that is not of the cast an edge knows the id alone. */
  #bodyIndex(id: string): number {
    const { bodies } = this.world;
    const known = bodies.findIndex((body) => body.id === id);
    if (known >= 0) return known;
    bodies.push({ ...bodies[0], id });
    return bodies.length - 1;
  }

  #remove(netId: number): void {
    const slot = this.#slots.get(netId);
    this.#slots.delete(netId);
    this.decoder.remove(netId);
    const { humans, guests } = this.world;
    if (slot === undefined || humans.netId[slot] !== netId) return;
    humans.kind[slot] = HUMAN_KIND.free;
    humans.netId[slot] = 0;
    humans.posed[slot] = 0;
    guests[slot] = undefined;
    while (humans.count > 0 && humans.kind[humans.count - 1] === HUMAN_KIND.free) humans.count--;
  }
}

/**
 * Golden vectors of VHP/1: a short stream made by the stage's own sender, as bytes and as what they mean. A port in
 * another language is right when it reads vhp1.bin to what vhp1.json says. Nothing here uses sine or cosine, whose last
 * bit differs between languages.
 *
 * `node sim-tests/golden/make-golden.ts` writes the files; the test beside them makes them anew and compares.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRandom } from '@troupe/avatars/maths';
import {
  BYTES_TYPE,
  LAYER_JOINTS,
  PoseDecoder,
  packQuat32,
  unpackQuat32,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import { PoseSender, readBytesMessages } from '@troupe/server/send';
import { bareStage, createWorld, spawnHuman, type World } from '@troupe/server/world';
import { readBlocks } from './read-blocks.ts';

const TICKS = 64;
const PERFORMERS = 7;
const JOINTS = LAYER_JOINTS[0];
const FACE = 18;

/** What one message means. Numbers are those of the wire, so that equality is exact. */
export interface GoldenMessage {
  /** Where the message lies in the bin file. */
  readonly offset: number;
  readonly length: number;
  /** Stage time of its poses, ms; -1: it is no message and must be dropped. */
  readonly presentAtMs: number;
  readonly blocks: readonly unknown[];
  /** Counters of a decoder that has read everything so far. */
  readonly counters: unknown;
}

export interface Golden {
  readonly format: 'troupe-vhp-golden';
  readonly version: number;
  /** q: x, y, z, w as given; packed: the 32 bits; unpacked: what they read back as, float32. */
  readonly quats: readonly { readonly q: number[]; readonly packed: number; readonly unpacked: number[] }[];
  readonly messages: readonly GoldenMessage[];
}

/** Makes the vectors. */
export function makeGolden(): { bin: Uint8Array; json: Golden } {
  const messages = [...streamMessages(), ...damaged()];
  const bin = Buffer.concat(messages);
  return {
    bin,
    json: {
      format: 'troupe-vhp-golden',
      version: WIRE_LIMITS.version,
      quats: quats(),
      messages: read(messages),
    },
  };
}

/** What a decoder makes of each message, one after the other. */
function read(messages: readonly Uint8Array[]): GoldenMessage[] {
  const decoder = new PoseDecoder();
  let offset = 0;
  return messages.map((bytes) => {
    const message = { offset, length: bytes.length, ...readBlocks(decoder, bytes) };
    offset += bytes.length;
    return message;
  });
}

/** A client whose budget shrinks and whose camera turns, so that every layer, keys, deltas and a skip occur. */
function streamMessages(): Uint8Array[] {
  const world = goldenWorld();
  const random = createRandom(1);
  const sender = new PoseSender(world.humans.capacity, world.props.count);
  const out: Uint8Array[] = [];
  let buffered = 0;
  const client = sender.addClient(
    {
      write: (frames) => out.push(...readBytesMessages(Uint8Array.from(frames), BYTES_TYPE.pose)),
      hasJoined: () => true,
      bufferedBytes: () => buffered,
      drop: () => {
        throw new Error('golden: the client was dropped');
      },
    },
    PERFORMERS,
  );
  for (let tick = 1; tick <= TICKS; tick++) {
    world.tick = tick;
    move(world, random);
    if (tick === 21) Object.assign(client.view, { dirX: 0, dirZ: -1 });
    if (tick === 41) client.budgetWanted = client.budgetBytesPerSecond = WIRE_LIMITS.budgetBytesPerSecondMin;
    buffered = tick === 52 ? 100_000 : 0;
    sender.encode(world);
    sender.sendAll(world, tick * 50 - 50);
  }
  return out;
}

function goldenWorld(): World {
  const world = createWorld({
    stage: {
      ...bareStage('golden', 200),
      props: [
        {
          id: 'ball',
          shape: 'sphere',
          half: [0.3, 0.3, 0.3],
          massKg: 1,
          position: [1, 0.3, 2],
          yaw: 0,
          kind: 'ball',
        },
        {
          id: 'crate',
          shape: 'box',
          half: [0.4, 0.4, 0.4],
          massKg: 9,
          position: [-3, 0.4, 2],
          yaw: 0,
          kind: 'crate',
        },
      ],
    },
    bodies: [
      { id: 'b', heightM: 1.7, hipsHeightM: 1, legLengthM: 0.8, restOffsets: new Array(JOINTS * 3).fill(0) },
    ],
    seed: 1,
    actionNames: [],
    capacity: PERFORMERS + 1,
  });
  for (let n = 0; n < PERFORMERS; n++) {
    const name = { en: `P${n}`, ko: `P${n}` };
    spawnHuman(world, { kind: 'performer', name, bodyIndex: 0, x: n * 13, z: 5, yaw: 0, personaId: 'p' });
  }
  spawnHuman(world, { kind: 'guest', name: { en: 'G', ko: 'G' }, bodyIndex: 0, x: 0, z: 0, yaw: 0 });
  const { humans } = world;
  for (let slot = 0; slot < humans.count; slot++) {
    humans.posed[slot] = 1;
    // Beside cell borders and far from the middle, so that cells are tested.
    humans.poseHips.set([slot * 16 - 0.02, 0.97, slot === 2 ? -17 : 5], slot * 3);
    for (let joint = 0; joint < JOINTS; joint++) humans.poseJoints[(slot * JOINTS + joint) * 4 + 3] = 1;
  }
  return world;
}

function move(world: World, random: () => number): void {
  const { humans, props } = world;
  for (let slot = 0; slot < humans.count; slot++) {
    for (let axis = 0; axis < 3; axis++) humans.poseHips[slot * 3 + axis] += (random() - 0.5) * 0.1;
    // One walks far enough to leave its cell.
    if (slot === 1) humans.poseHips[3] -= 0.9;
    for (let joint = 0; joint < JOINTS; joint++) turn(humans.poseJoints, (slot * JOINTS + joint) * 4, random);
    for (let i = 0; i < FACE; i++) {
      if (random() < 0.1) humans.poseFace[slot * FACE + i] = random() < 0.5 ? 0 : random();
    }
  }
  for (let i = 0; i < props.count; i++) {
    props.moved[i] = random() < 0.3 ? 1 : 0;
    if (props.moved[i] === 1) props.position[i * 3] += 0.05;
  }
  const guest = world.guests[PERFORMERS];
  if (!guest) throw new Error('golden: there is no guest');
  guest.ackSeq += 1;
  guest.state.x += 0.0625;
}

/** Some joints rest, most turn a little, a few a lot: every mode of a delta. */
function turn(q: Float32Array, at: number, random: () => number): void {
  const dice = random();
  const step = dice < 0.3 ? 0 : dice < 0.8 ? 0.01 : dice < 0.95 ? 0.15 : 1.2;
  let square = 0;
  for (let k = 0; k < 4; k++) {
    q[at + k] += (random() - 0.5) * step;
    square += q[at + k] * q[at + k];
  }
  const inverse = 1 / Math.sqrt(square);
  for (let k = 0; k < 4; k++) q[at + k] *= inverse;
}

/** What a decoder must survive: no message, another version, a cut block, an unknown class, fine blocks of nobody, a delta of a stranger. */
function damaged(): Uint8Array[] {
  const header = (version: number, revision: number): number[] => [version, revision, 1, 0, 0, 0, 0, 1, 0, 0];
  const own = [2, 5, 0, 9, 0, 0, 0, ...new Uint8Array(Float32Array.of(1, 0, 2, 0, 0, 0).buffer)];
  return [
    [],
    [1, 1, 0],
    header(2, 1),
    header(1, 7),
    [...header(1, 1), 0, 1, 0, 3],
    [...header(1, 1), 6, 3, 0, 1, 2, 3, ...own],
    [...header(1, 1), 6, 255, 255, 1],
    [...header(1, 1), 3, 35, 0, 1, 2],
    [...header(1, 1), 3, 0, 0, ...own],
    [...header(1, 1), 24, 77, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...own],
  ].map((bytes) => Uint8Array.from(bytes));
}

function quats(): Golden['quats'] {
  const random = createRandom(2);
  const given = [
    [0, 0, 0, 1],
    [0, 0, 0, -1],
    [1, 0, 0, 0],
    [0, -1, 0, 0],
    [0.5, 0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5, -0.5],
    [0, 0, 0, 0],
    ...Array.from({ length: 40 }, () => Array.from({ length: 4 }, () => random() * 2 - 1)),
  ];
  return given.map((q) => {
    const packed = packQuat32(q, 0);
    const unpacked = new Float32Array(4);
    unpackQuat32(packed, unpacked, 0);
    return { q, packed, unpacked: [...unpacked] };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { bin, json } = makeGolden();
  writeFileSync(fileURLToPath(new URL('./vhp1.bin', import.meta.url)), bin);
  writeFileSync(fileURLToPath(new URL('./vhp1.json', import.meta.url)), `${JSON.stringify(json)}\n`);
  console.log(`${json.messages.length} messages, ${bin.length} bytes`);
}

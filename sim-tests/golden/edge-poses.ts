/**
 * Pose messages at the edges of the rules, written byte by byte: what a stage seldom sends and a port easily gets wrong. What
 * they mean is written by hand, not read back, so that reader and vectors cannot share a mistake.
 */
import { Protocol } from '@colyseus/core';
import { BYTES_TYPE, IDENTITY_32, LAYER_JOINTS, WIRE_LIMITS } from '@troupe/client-sdk/protocol';

interface EdgePose {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly means: Record<string, unknown>;
}

const PRESENT_AT_MS = 4_000_000_000;
const NET_ID = 60_000;
const HIPS = join(3, 511, 511, 511);
const KEY = 32;
const FACE = 64;
const NO_FACE: readonly number[] = new Array(18).fill(0);

function join(largest: number, a: number, b: number, c: number): number {
  return ((largest << 30) | (a << 20) | (b << 10) | c) >>> 0;
}

const u16 = (value: number): number[] => [value & 255, value >> 8];
const u32 = (value: number): number[] => [...u16(value & 65_535), ...u16(value >>> 16)];
const f32 = (...values: number[]): number[] => [...new Uint8Array(Float32Array.from(values).buffer)];
const i8 = (value: number): number => value & 255;

/** Head, wire id, seq, cell of a key, root. */
function bodyHead(layer: number, flags: number, seq: number, cell: readonly number[] = []): number[] {
  return [
    (layer << 3) | flags,
    ...u16(NET_ID),
    seq,
    ...cell.map(i8),
    ...u16(1),
    ...u16(9000),
    ...u16(65_535),
    ...u32(HIPS),
  ];
}

const OWN = [2, ...u16(NET_ID), ...u32(4_294_967_295), ...f32(1.5, 0, -2.25, 3, 0, 0.5)];
const OWN_MEANS = {
  kind: 'own',
  netId: NET_ID,
  ackSeq: 4_294_967_295,
  x: 1.5,
  y: 0,
  z: -2.25,
  yaw: 3,
  vx: 0,
  vz: 0.5,
};

/** One body of layer 2 from here on: eight joints, seven of them after the hips. */
const JOINTS = [
  join(0, 0, 511, 1022),
  join(1, 1020, 3, 511),
  join(2, 500, 600, 700),
  IDENTITY_32,
  IDENTITY_32,
  IDENTITY_32,
  IDENTITY_32,
];

/** Adds one message: its blocks, what they mean, and what the counters of a reader grow by. */
type Add = (
  name: string,
  blocks: readonly number[],
  means: readonly unknown[],
  counts?: Readonly<Record<string, number>>,
) => void;

/** The messages, in an order: seq and joints follow from one to the next. */
export function edgePoses(): EdgePose[] {
  const counters: Record<string, number> = {
    messages: 0,
    bytes: 0,
    malformed: 0,
    orphanDeltas: 0,
    unknownBlocks: 0,
  };
  const made: EdgePose[] = [];
  const add: Add = (name, blocks, means, counts = {}) => {
    const body = [
      WIRE_LIMITS.version,
      WIRE_LIMITS.skeletonRevision,
      ...u32(7),
      ...u32(PRESENT_AT_MS),
      ...blocks,
    ];
    counters.messages += 1;
    counters.bytes += body.length;
    for (const [key, value] of Object.entries(counts)) counters[key] += value;
    made.push({
      name: `pose: ${name}`,
      bytes: Uint8Array.of(Protocol.ROOM_DATA_BYTES, BYTES_TYPE.pose, ...body),
      means: { kind: 'pose', presentAtMs: PRESENT_AT_MS, blocks: means, counters: { ...counters } },
    });
  };
  chainEdges(add);
  faultEdges(add);
  fineEdges(add);
  actEdges(add);
  return made;
}

const placeOf = (cellX: number, cellZ: number): number[] => [
  1 + cellX * 32_000,
  1000,
  65_535 + cellZ * 32_000,
];
const bodyOf = (seq: number, key: boolean, joints: readonly number[], more: Record<string, unknown> = {}) => {
  return {
    kind: 'body',
    netId: NET_ID,
    layer: 2,
    seq,
    key,
    hipsMm: placeOf(-128, 127),
    joints: [HIPS, ...joints],
    face: NO_FACE,
    ...more,
  };
};
const headOf = (flags: number, seq: number): number[] =>
  bodyHead(2, flags, seq, flags & KEY ? [-128, 127] : []);
/** Weights that last: of the first and the last known preset. */
const FACE_WEIGHTS = NO_FACE.map((_, i) => (i === 0 ? 255 : i === 17 ? 1 : 0));

/** Chains, wrap-around, modes of joints, faces. */
function chainEdges(add: Add): void {
  add('nothing but a header', [], []);
  add(
    'a key in the outermost cell, seq 255',
    [...headOf(KEY, 255), ...JOINTS.flatMap(u32)],
    [bodyOf(255, true, JOINTS)],
  );
  // Modes, lowest bits first: 1, 2, 3, 0, then 0, 0, 0. Differences run over both ends of ten bits.
  const next = [join(0, 1009, 511, 13), join(1, 91, 899, 511), join(0, 1, 2, 3), ...JOINTS.slice(3)];
  const five = ((-15 + 16) << 10) | ((0 + 16) << 5) | (15 + 16);
  add(
    'a delta of every mode; seq goes from 255 to 0, components from 0 to 1009 and from 1020 to 91',
    [...headOf(0, 0), 0b00_11_10_01, 0, ...u16(five), i8(95), i8(-128), i8(0), ...u32(next[2])],
    [bodyOf(0, false, next)],
  );
  add('a delta that came before is an orphan', [...headOf(0, 0), 0, 0, ...OWN], [OWN_MEANS], {
    orphanDeltas: 1,
  });
  add('a delta of another layer is an orphan', [...bodyHead(3, 0, 1), ...OWN], [OWN_MEANS], {
    orphanDeltas: 1,
  });
  add('a delta in which nothing moved', [...headOf(0, 1), 0, 0], [bodyOf(1, false, next)]);
  // Weights beyond the eighteen known are read over.
  add(
    'a face with a weight that is not known yet',
    [...headOf(FACE, 2), 0, 0, ...u32((1 << 0) | (1 << 17) | (1 << 31)), 255, 1, 77],
    [bodyOf(2, false, next, { face: FACE_WEIGHTS })],
  );
  add(
    'a key of the smallest layer keeps the other joints and the face',
    [...bodyHead(3, KEY, 9, [0, 0])],
    [{ ...bodyOf(9, true, []), layer: 3, hipsMm: placeOf(0, 0), face: FACE_WEIGHTS }],
  );
}

/** What is not known, no number, or cut. Follows on the chains. */
function faultEdges(add: Add): void {
  add(
    'an own body that is no number is left out',
    [2, ...u16(5), ...u32(1), ...f32(Number.NaN, 0, 0, 0, 0, 0), ...OWN],
    [OWN_MEANS],
  );
  add('an unknown class is skipped', [7, ...u16(3), 0, 1, 2, ...OWN], [OWN_MEANS], { unknownBlocks: 1 });
  add(
    'a key that is cut: what stands before it is good',
    [...OWN, ...headOf(KEY, 77), ...u32(HIPS)],
    [OWN_MEANS],
    { malformed: 1 },
  );
  add(
    'the cut key changed nothing',
    [...bodyHead(3, 0, 10)],
    [{ ...bodyOf(10, false, []), layer: 3, hipsMm: placeOf(0, 0), face: FACE_WEIGHTS }],
  );
}

/** Fine blocks: what they refine and what they do not. */
function fineEdges(add: Add): void {
  const joints = Array.from({ length: LAYER_JOINTS[0] - 1 }, (_, i) => join(i & 3, 500 + i, 511, 511 - i));
  const key = (seq: number): number[] => [...bodyHead(0, KEY, seq, [0, 0]), ...joints.flatMap(u32)];
  const body = (seq: number, more: Record<string, unknown> = {}) => {
    const hipsMm = [1, 1000, 65_535];
    return {
      kind: 'body',
      netId: NET_ID,
      layer: 0,
      seq,
      key: true,
      hipsMm,
      joints: [HIPS, ...joints],
      face: FACE_WEIGHTS,
      ...more,
    };
  };
  // Two triples of twelve bits: 0x1f8 is -7, 7, 0 and 0x981 is 1, 0, -7.
  const fine = [3, ...u16(3), 0xf8, 0x11, 0x98];
  const residuals = [
    [-7, 7, 0],
    [1, 0, -7],
  ];
  add(
    'a fine block of two triples refines hips and the first joint',
    [...fine, ...key(1)],
    [body(1, { fine: residuals })],
  );
  add('without one the next frame is coarse again', key(2), [body(2)]);
  const one = [3, ...u16(2), 0x78, 0xf6];
  add(
    'of two fine blocks the second counts; bits beyond its triples mean nothing',
    [...fine, ...one, ...key(3)],
    [body(3, { fine: [[-2, -1, 0]] })],
  );
  add('a fine block does not reach over another block', [...fine, ...OWN, ...key(4)], [OWN_MEANS, body(4)]);
  add(
    'a fine block before a smaller layer means nothing',
    [...fine, ...bodyHead(3, KEY, 5, [0, 0]), ...key(6)],
    [{ ...body(5), layer: 3, joints: [HIPS] }, body(6)],
  );
  add('a fine block at the end', [...OWN, ...fine], [OWN_MEANS]);
  add('does not reach into the next message', key(7), [body(7)]);
  add('a fine block that is cut', fine.slice(0, 5), [], { malformed: 1 });
}

/** Acts: whom they are of. Follows on the chains. */
function actEdges(add: Add): void {
  const far = (seq: number): Record<string, unknown> => ({
    ...bodyOf(seq, true, []),
    layer: 3,
    hipsMm: placeOf(0, 0),
    face: FACE_WEIGHTS,
  });
  const key = (seq: number): number[] => [...bodyHead(3, KEY, seq, [0, 0])];
  const act = (motion: number, phase: number): unknown => ({ kind: 'act', netId: NET_ID, motion, phase });
  const acts = (...bytes: number[]): number[] => [4, ...u16(bytes.length), ...bytes];
  add('an act is of the body of layer 3 before it', [...key(21), ...acts(2, 128)], [far(21), act(2, 128)]);
  add(
    'acts are in the order of the bodies; one that did not count has a place too',
    [...key(22), ...bodyHead(3, 0, 99), ...key(23), ...acts(3, 0, 4, 1, 5, 255)],
    [far(22), far(23), act(3, 0), act(5, 255)],
    { orphanDeltas: 1 },
  );
  add('motion 255 says nothing', [...key(24), ...acts(255, 7)], [far(24)]);
  add(
    'more acts than bodies, and half of one, mean nothing',
    [...key(25), ...acts(1, 2, 3, 4, 5)],
    [far(25), act(1, 2)],
  );
  add('a second block of acts has nobody left', [...key(26), ...acts(), ...acts(1, 2)], [far(26)]);
  add('acts do not reach into the next message', [...acts(1, 2), ...OWN], [OWN_MEANS]);
  add('a block of acts that is cut', [...OWN, 4, ...u16(2), 1], [OWN_MEANS], { malformed: 1 });
}

import type { ClipTrack } from '@troupe/avatars/motion';
import type { Ground, GuestInput, GuestState } from '@troupe/client-sdk/protocol';
import type { BodyInfo } from './body-info.ts';
import type { LedPoses } from './lead-pose.ts';
import type { Counters } from './limits.ts';
import type { ShowSide } from './show.ts';
import type { Social } from './social.ts';

/** What a slot of the human arrays holds. */
export const HUMAN_KIND = { free: 0, performer: 1, guest: 2 } as const;
/** How a human's locomotion is driven this tick; `step`: a step to the side or back, straight to the goal, facing goalYaw. */
export const DRIVE = { stand: 0, walkTo: 1, input: 2, step: 3 } as const;
/** Number of face weights: the 18 VRM 1.0 presets, in the order of FACE_PRESETS (avatars/face). */
export const FACE_WEIGHTS = 18;

/**
 * Everybody on the stage, as a struct of plain arrays indexed by slot. Lengths are capacity x n, units are m, s, rad.
 * Phases of the tick read and write these arrays and meet nowhere else.
 */
export interface Humans {
  readonly capacity: number;
  /** One past the highest slot in use; loops run to here and skip free slots. */
  count: number;
  readonly kind: Uint8Array;
  /** Wire id, unique while the human lives, never 0. */
  readonly netId: Uint16Array;
  /** Index into World.bodies. */
  readonly body: Uint16Array;

  /** Where the capsule stands: ground point x, y, z (m). Written by physics only. */
  readonly position: Float32Array;
  /** Heading about +Y (rad); 0 faces +Z, pi/2 faces +X. Written by physics only. */
  readonly yaw: Float32Array;
  /** Capsule velocity x, y, z (m/s). Written by physics only. */
  readonly velocity: Float32Array;
  /** Turn rate about +Y (rad/s). Written by physics only. */
  readonly yawRate: Float32Array;

  readonly drive: Uint8Array;
  /** Goal x, z (m) for DRIVE.walkTo and DRIVE.step. */
  readonly goal: Float32Array;
  /** Heading wanted on arrival or while standing (rad); NaN: keep. */
  readonly goalYaw: Float32Array;
  /** Speed wanted on the way (m/s). */
  readonly goalSpeed: Float32Array;
  /** Velocity wanted x, z (m/s): what the navigator or the guest's input asks of physics. */
  readonly desired: Float32Array;
  /** 1 while a walkTo goal is not yet reached. */
  readonly walking: Uint8Array;
  /** Way left to the goal (m), 0 when standing. Written by the navigator. */
  readonly remaining: Float32Array;

  /** Motion style index (see motion model), action index + 1 (0: none) and the tick the action began. */
  readonly style: Uint8Array;
  readonly action: Uint8Array;
  readonly actionStartTick: Int32Array;
  /**
   * Clip that is played: index into World.clips + 1 (0: none), the tick it began, from and to (s; 0, 0: all of it), times its
   * own pace, CLIP_FLAG bits.
   */
  readonly clip: Uint16Array;
  readonly clipStartTick: Int32Array;
  readonly clipSpan: Float32Array;
  readonly clipRate: Float32Array;
  readonly clipFlags: Uint8Array;
  /** Key poses of talking arms and head, the ticks at which they are reached, hand shapes (avatars/motion/strokes). */
  readonly strokeTarget: Float32Array;
  readonly strokeTick: Int32Array;
  readonly strokeHand: Uint8Array;
  /** Look-at target x, y, z (m) and weight 0..1. */
  readonly lookAt: Float32Array;
  readonly lookWeight: Float32Array;
  /** 0 lively .. 1 still as a statue. */
  readonly stillness: Float32Array;
  /**
   * What the left and the right hand do: a REACH kind, where (x, y, z; m; the world, or the person's own frame for
   * REACH.carry), and the direction the palm faces (0, 0, 0: as it comes).
   */
  readonly reachKind: Uint8Array;
  readonly reachTarget: Float32Array;
  readonly palm: Float32Array;
  /** Seat that is taken by this human (index + 1, 0: none), whether it sits on it, and where that is: x, y, z, heading. */
  readonly seatTaken: Uint16Array;
  readonly sitting: Uint8Array;
  readonly seat: Float32Array;
  /** Change of velocity x, z (m/s) by the last push that was felt, and its tick. */
  readonly push: Float32Array;
  readonly pushTick: Int32Array;
  /** Motion is worked out every so many ticks: 1, or 2 and 4 far from every guest (pace-bodies.ts). */
  readonly pace: Uint8Array;
  /** Face weights wanted, capacity x 18. */
  readonly face: Float32Array;

  /** Pose of the newest frame: hips world position (3), 52 quaternions x,y,z,w (joint 0 in world space), face (18). */
  readonly poseHips: Float32Array;
  readonly poseJoints: Float32Array;
  readonly poseFace: Float32Array;
  /** 1 once the motion model has given this human a first pose; nobody is shown before. */
  readonly posed: Uint8Array;
}

/** Props that can be pushed, as plain arrays; index is the order of the stage file. */
export interface Props {
  readonly count: number;
  /** Names in the stage file. */
  readonly ids: readonly string[];
  /** Centre x, y, z (m) and rotation x, y, z, w. */
  readonly position: Float32Array;
  readonly rotation: Float32Array;
  /** Velocity x, y, z (m/s). */
  readonly velocity: Float32Array;
  /** 1 when it moved in this tick. */
  readonly moved: Uint8Array;
  /** Half extents x, y, z (m) and mass (kg). */
  readonly half: Float32Array;
  readonly massKg: Float32Array;
  /** Wire id of who holds it (0: nobody) and with which hands: bit 0 left, bit 1 right. */
  readonly holder: Uint16Array;
  readonly hands: Uint8Array;
  /** What is left of the way from where it was taken up to the hands: x, y, z (m). */
  readonly lag: Float32Array;
}

/** Something to sit on: x, y, z (m) of where one sits and the heading there (rad). */
export interface Seat {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
}

/** What touched: another human, or a prop. */
export const CONTACT_KIND = { human: 0, prop: 1 } as const;

/**
 * Touches that began in this tick, in the order they began; the senses of the next tick read them. `a` bumped into
 * `b`: of two humans a is the one that came faster; of a human and a prop a is always the human. Surplus over the
 * capacity is counted and dropped.
 */
export interface Contacts {
  readonly capacity: number;
  count: number;
  readonly kind: Uint8Array;
  /** Slot of a human. */
  readonly a: Uint16Array;
  /** Slot of a human, or index of a prop. */
  readonly b: Uint16Array;
  /** How fast they came at one another, m/s. */
  readonly speedMps: Float32Array;
}

/** An input that waits for its tick. */
export interface WaitingInput {
  readonly seq: number;
  readonly input: GuestInput;
}

/** The part of a guest that only the server has: its own kinematic body, and what it was asked. */
export interface GuestBody {
  readonly state: GuestState;
  /** The wish obeyed now; it holds until another comes. */
  input: GuestInput;
  /** Sequence number of the newest input applied; sent back so that the client can reconcile. */
  ackSeq: number;
  /** Inputs that came and were not yet obeyed, oldest first: one a tick, as the client predicted them. */
  readonly waiting: WaitingInput[];
  /** For how many ticks in a row more than one input has waited. */
  backlogTicks: number;
}

/** Where somebody without a body looks from, m. */
export interface Watcher {
  readonly x: number;
  readonly z: number;
}

/** The whole state of one stage. Everything a tick may read or write is reachable from here. */
export interface World {
  tick: number;
  readonly seed: number;
  /** State of the stage's own dice (mulberry32). */
  dice: number;
  /** Last wire id given out. */
  lastNetId: number;
  /** The cast's, then those that guests brought along; see guest-bodies.ts. */
  readonly bodies: BodyInfo[];
  /** How many of them are the cast's. */
  readonly castBodies: number;
  /** Clips that performers can play: names, ways and hands; the poses are with the motion engine. */
  readonly clips: readonly ClipTrack[];
  readonly humans: Humans;
  readonly guests: (GuestBody | undefined)[];
  /** Poses on their way, of bodies that motion works out every few ticks; follows from the rest. */
  readonly led: LedPoses;
  /** Those who watch without a body, by a key of their connection. */
  readonly watchers: Map<string, Watcher>;
  readonly props: Props;
  readonly contacts: Contacts;
  readonly social: Social;
  /** Seats of the stage: a place on top of what one sits on, and the heading of who sits there. */
  readonly seats: readonly Seat[];
  readonly ground: Ground;
  /** The show that is on, if any: what it asks of behaviour and physics, and its news. */
  readonly show: ShowSide;
  readonly counters: Counters;
  /** Tick whose controls made the newest pose; -1 before the first. */
  poseTick: number;
}

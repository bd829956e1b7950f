/**
 * The roads one would take first, each as a room of its own for `bench stream`: every joint and face weight in the Colyseus
 * schema; the same with a StateView of the nearest for each client; everything as objects packed once with msgpackr and broadcast.
 */
import { type Client, Room } from '@colyseus/core';
import { ArraySchema, Encoder, StateView, schema, t } from '@colyseus/schema';
import { createRandom } from '@troupe/avatars/maths';
import { FACE_COUNT, LAYER_JOINTS } from '@troupe/client-sdk/protocol';
import { type MotionTape, playRow, tapeRow } from './motion-tape.ts';
import type { Meter } from './stream-meter.ts';

/** What each baseline is, for reports. */
export const BASELINES = {
  schema: 'every joint and face weight in the Colyseus schema',
  'schema-view':
    'every joint and face weight in the Colyseus schema, the 50 nearest bodies of each client in its StateView',
  msgpackr: 'every joint and face weight as objects, packed once by msgpackr and broadcast',
} as const;
export type BaselineName = keyof typeof BASELINES;

interface Order {
  readonly performers: number;
  readonly seed: number;
  readonly halfM: number;
}

const JOINTS = LAYER_JOINTS[0];
const TICK_MS = 50;
const VIEW_BODIES = 50;

/** Where each performer stands, x and z by turns, m: the same for every road. */
export function homesOf(order: Order): Float32Array {
  const random = createRandom(order.seed);
  return Float32Array.from({ length: order.performers * 2 }, () => (random() * 2 - 1) * (order.halfM - 4));
}

const JointState = schema({ x: t.float32(), y: t.float32(), z: t.float32(), w: t.float32() }, 'BenchJoint');
const BodyState = schema(
  {
    netId: t.uint16(),
    x: t.float32(),
    y: t.float32(),
    z: t.float32(),
    joints: t.array(JointState),
    face: t.array('float32'),
  },
  'BenchBody',
);
const CrowdState = schema({ bodies: t.array(BodyState) }, 'BenchCrowd');
const ViewedCrowdState = schema({ bodies: t.array(BodyState).view() }, 'BenchViewedCrowd');
type Bodies = InstanceType<typeof CrowdState>['bodies'];

interface Poses {
  readonly hips: Float32Array;
  readonly joints: Float32Array;
  readonly face: Float32Array;
}

/** What the rooms of a bench's process work with. */
interface Setup {
  readonly performers: number;
  /** Where each performer stands, x and z by turns, m. */
  readonly place: Float32Array;
  readonly pose: Poses;
  readonly tape: MotionTape;
  readonly meter: Meter;
}

abstract class BaselineRoom extends Room {
  /** Set by baselineRoom before Colyseus makes a room. */
  static setup: Setup;
  override autoDispose = false;
  override patchRate: number | null = null;
  // A client joins while a thousand bodies are written: it may take its time.
  override seatReservationTimeout = 60;
  protected readonly setup = BaselineRoom.setup;
  /** Guests ask for the time, as on a stage. They do not tell their views and troubles: these roads have no use for them. */
  override messages = {
    ping: (client: Client, { clientMs }: { clientMs: number }) =>
      client.send('pong', { clientMs, stageMs: 0 }),
  };
  #tick = 0;

  override onCreate(): void {
    this.open();
    let dueMs = performance.now() + TICK_MS;
    const loop = (): void => {
      const startMs = performance.now();
      this.#play();
      this.tell();
      const endMs = performance.now();
      this.setup.meter.tick(endMs - startMs, startMs - dueMs);
      dueMs += TICK_MS;
      if (endMs - dueMs > 250) dueMs = endMs;
      setTimeout(loop, Math.max(0, dueMs - endMs));
    };
    setTimeout(loop, TICK_MS);
  }

  #play(): void {
    const { performers, tape, pose, place } = this.setup;
    this.#tick += 1;
    for (let n = 0; n < performers; n++) {
      playRow(tape, tapeRow(tape, n, this.#tick), pose, n, place[n * 2], place[n * 2 + 1]);
    }
  }

  protected open(): void {}
  protected abstract tell(): void;
}

class SchemaRoom extends BaselineRoom {
  override state = new CrowdState();
  protected override open(): void {
    addBodies(this.state.bodies, this.setup.performers);
  }
  protected tell(): void {
    writeBodies(this.state.bodies, this.setup.pose);
    this.broadcastPatch();
  }
}

class SchemaViewRoom extends BaselineRoom {
  override state = new ViewedCrowdState();
  #joins = 0;
  protected override open(): void {
    addBodies(this.state.bodies, this.setup.performers);
  }
  /** A guest stands where one of the performers does, and views those nearest to it. */
  override onJoin(client: Client): void {
    const { performers, place } = this.setup;
    const at = (this.#joins++ % performers) * 2;
    const far = (n: number): number => Math.hypot(place[n * 2] - place[at], place[n * 2 + 1] - place[at + 1]);
    client.view = new StateView();
    const nearest = Array.from({ length: performers }, (_, n) => n).sort((a, b) => far(a) - far(b));
    for (const n of nearest.slice(0, VIEW_BODIES)) client.view.add(this.state.bodies[n]!);
  }
  protected tell(): void {
    writeBodies(this.state.bodies, this.setup.pose);
    this.broadcastPatch();
  }
}

class MsgpackRoom extends BaselineRoom {
  protected tell(): void {
    this.broadcast('poses', bodiesAsObjects(this.setup.pose, this.setup.performers));
  }
}

const ROOMS = { schema: SchemaRoom, 'schema-view': SchemaViewRoom, msgpackr: MsgpackRoom } as const;

/** The room class of a baseline; its ticks are told to the meter. One of them in a process. */
export function baselineRoom(
  name: BaselineName,
  order: Order,
  tape: MotionTape,
  meter: Meter,
): new () => Room {
  const { performers } = order;
  const pose = {
    hips: new Float32Array(performers * 3),
    joints: new Float32Array(performers * JOINTS * 4),
    face: new Float32Array(performers * FACE_COUNT),
  };
  Encoder.BUFFER_SIZE = Math.max(1 << 16, performers * (JOINTS * 40 + FACE_COUNT * 12) + 65_536);
  BaselineRoom.setup = { performers, place: homesOf(order), pose, tape, meter };
  return ROOMS[name];
}

function addBodies(bodies: Bodies, performers: number): void {
  for (let n = 0; n < performers; n++) {
    const body = new BodyState();
    body.netId = n + 1;
    body.joints = new ArraySchema();
    for (let joint = 0; joint < JOINTS; joint++) body.joints.push(new JointState());
    body.face = new ArraySchema<number>();
    for (let i = 0; i < FACE_COUNT; i++) body.face.push(0);
    bodies.push(body);
  }
}

function writeBodies(bodies: Bodies, pose: Poses): void {
  for (let n = 0; n < bodies.length; n++) {
    const body = bodies[n]!;
    body.x = pose.hips[n * 3];
    body.y = pose.hips[n * 3 + 1];
    body.z = pose.hips[n * 3 + 2];
    for (let joint = 0; joint < JOINTS; joint++) {
      const at = (n * JOINTS + joint) * 4;
      const q = body.joints[joint]!;
      q.x = pose.joints[at];
      q.y = pose.joints[at + 1];
      q.z = pose.joints[at + 2];
      q.w = pose.joints[at + 3];
    }
    for (let i = 0; i < FACE_COUNT; i++) {
      const weight = pose.face[n * FACE_COUNT + i];
      if (body.face[i] !== weight) body.face[i] = weight;
    }
  }
}

/** As one would write it: a list of bodies, each with its joints as numbers. */
function bodiesAsObjects(pose: Poses, performers: number): unknown {
  return Array.from({ length: performers }, (_, n) => ({
    netId: n + 1,
    x: pose.hips[n * 3],
    y: pose.hips[n * 3 + 1],
    z: pose.hips[n * 3 + 2],
    joints: [...pose.joints.subarray(n * JOINTS * 4, (n + 1) * JOINTS * 4)],
    face: [...pose.face.subarray(n * FACE_COUNT, (n + 1) * FACE_COUNT)],
  }));
}

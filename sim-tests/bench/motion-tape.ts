import { fileURLToPath } from 'node:url';
import { canonicalBody } from '@troupe/avatars/motion';
import { FACE_COUNT, LAYER_JOINTS } from '@troupe/client-sdk/protocol';
import { createLocalMotion, readMotionModel } from '@troupe/server/motion';
import { createCrowd } from '../tools/motion-crowd.ts';

const FOLDER = fileURLToPath(new URL('../../assets/models/motion', import.meta.url));
const JOINT_VALUES = LAYER_JOINTS[0] * 4;
const WARM_TICKS = 60;

/** Motion of a few people, kept as it came from the motion engine; played for many. */
export interface MotionTape {
  readonly people: number;
  readonly ticks: number;
  /** By person and tick: hips x, y, z, relative to the ground point where the tape begins. */
  readonly hips: Float32Array;
  readonly joints: Float32Array;
  readonly face: Float32Array;
  /** Views of each row: a bench plays two hundred rows a tick, and is to measure something else. */
  readonly jointRows: readonly Float32Array[];
  readonly faceRows: readonly Float32Array[];
}

/** Records people who walk, turn, idle, act and look about by the learned motion of the stage itself. */
export async function recordTape(options: {
  people: number;
  ticks: number;
  seed: number;
}): Promise<MotionTape> {
  const { people, ticks, seed } = options;
  const files = readMotionModel(FOLDER);
  const { manifest } = files.model;
  const motion = await createLocalMotion(files, {
    bodies: [canonicalBody(manifest)],
    capacity: people,
    seed,
  });
  const crowd = createCrowd({
    people,
    seed,
    capsule: manifest.capsule,
    actions: manifest.actions.length,
    looks: true,
  });
  const frame = motion.createFrame();
  const tape = emptyTape(people, ticks);
  const origin = new Float32Array(people * 3);
  for (let tick = -WARM_TICKS; tick < ticks; tick++) {
    crowd.step();
    await motion.step(crowd.controls, people, tick + WARM_TICKS, frame);
    if (tick === 0) {
      for (let n = 0; n < people; n++) origin.set([frame.hips[n * 3], 0, frame.hips[n * 3 + 2]], n * 3);
    }
    if (tick < 0) continue;
    for (let n = 0; n < people; n++) {
      const at = n * ticks + tick;
      for (let axis = 0; axis < 3; axis++) {
        tape.hips[at * 3 + axis] = frame.hips[n * 3 + axis] - origin[n * 3 + axis];
      }
      tape.joints.set(frame.joints.subarray(n * JOINT_VALUES, (n + 1) * JOINT_VALUES), at * JOINT_VALUES);
      tape.face.set(frame.face.subarray(n * FACE_COUNT, (n + 1) * FACE_COUNT), at * FACE_COUNT);
    }
  }
  await motion.decoder.release();
  return tape;
}

function emptyTape(people: number, ticks: number): MotionTape {
  const rows = people * ticks;
  const joints = new Float32Array(rows * JOINT_VALUES);
  const face = new Float32Array(rows * FACE_COUNT);
  const rowsOf = (values: Float32Array, each: number): Float32Array[] =>
    Array.from({ length: rows }, (_, row) => values.subarray(row * each, (row + 1) * each));
  return {
    people,
    ticks,
    hips: new Float32Array(rows * 3),
    joints,
    face,
    jointRows: rowsOf(joints, JOINT_VALUES),
    faceRows: rowsOf(face, FACE_COUNT),
  };
}

/** Where the tape is read by person `n` at `tick`: forwards and backwards by turns, each at a phase of its own. */
export function tapeRow(tape: MotionTape, n: number, tick: number): number {
  const round = (tape.ticks - 1) * 2;
  const phase = (tick + n * 97) % round;
  return (n % tape.people) * tape.ticks + (phase < tape.ticks ? phase : round - phase);
}

/** Copies one row to the pose arrays of slot `n`, moved to (x, z). */
export function playRow(
  tape: MotionTape,
  row: number,
  to: { readonly hips: Float32Array; readonly joints: Float32Array; readonly face: Float32Array },
  n: number,
  x: number,
  z: number,
): void {
  to.hips[n * 3] = tape.hips[row * 3] + x;
  to.hips[n * 3 + 1] = tape.hips[row * 3 + 1];
  to.hips[n * 3 + 2] = tape.hips[row * 3 + 2] + z;
  to.joints.set(tape.jointRows[row], n * JOINT_VALUES);
  to.face.set(tape.faceRows[row], n * FACE_COUNT);
}

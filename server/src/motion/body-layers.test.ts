import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type BodyProportions,
  CHANNEL_AT,
  canonicalBody,
  createMotionControls,
  createSearchIndex,
  type MotionControls,
  REACH,
  REACH_DEFAULTS,
  SEAT_DEFAULTS,
  type SearchIndex,
} from '@troupe/avatars/motion';
import { ARMS, armLength, forwardKinematics, JOINT_COUNT, JOINT_INDEX } from '@troupe/avatars/skeleton';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLocalMotion } from './local-motion.ts';
import { type MotionFiles, readMotionModel } from './read-motion-model.ts';

const FOLDER = fileURLToPath(new URL('../../../assets/models/motion', import.meta.url));
const BODIES = new URL('../../../assets/bodies/', import.meta.url);
const castBody = (id: string): BodyProportions =>
  JSON.parse(readFileSync(new URL(`${id}/body.json`, BODIES), 'utf8'));

let files: MotionFiles;
let index: SearchIndex;

beforeAll(() => {
  files = readMotionModel(FOLDER);
  index = createSearchIndex(files.model);
});

/** Joints of one standing person in the world at every tick, while `each` says what its hands do. */
async function stand(body: BodyProportions, ticks: number, each: (tick: number, c: MotionControls) => void) {
  const motion = await createLocalMotion(files, { bodies: [body], capacity: 1, seed: 1, index });
  const controls = createMotionControls(1);
  controls.kind[0] = 1;
  controls.netId[0] = 1;
  controls.goalYaw[0] = Number.NaN;
  const frame = motion.createFrame();
  const offsets = Float64Array.from(body.restOffsets);
  const placed: Float64Array[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    each(tick, controls);
    await motion.step(controls, 1, tick, frame);
    const positions = new Float64Array(JOINT_COUNT * 3);
    const rotations = new Float64Array(JOINT_COUNT * 4);
    forwardKinematics(positions, rotations, frame.hips, 0, frame.joints, 0, offsets);
    placed.push(positions);
  }
  await motion.decoder.release();
  return placed;
}

const at = (positions: Float64Array, joint: number): number[] =>
  Array.from(positions.subarray(joint * 3, joint * 3 + 3));
const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** Middle of the palm: on from the wrist along the forearm. */
function palm(positions: Float64Array, hand: number, body: BodyProportions): number[] {
  const arm = ARMS[hand];
  const wrist = at(positions, arm.end);
  const elbow = at(positions, arm.hinge);
  const length = armLength(arm, Float64Array.from(body.restOffsets)) * REACH_DEFAULTS.palmShare;
  return wrist.map((value, k) => value + ((value - elbow[k]) / apart(wrist, elbow)) * length);
}

const reachTo =
  (hand: number, target: number[], fromTick = 10, toTick = 999) =>
  (tick: number, controls: MotionControls) => {
    controls.reachKind[hand] = tick >= fromTick && tick < toTick ? REACH.reach : REACH.none;
    controls.reachTarget.set(target, hand * 3);
  };

describe('a hand that reaches', () => {
  it('comes to what it reaches within a second and a half, near, far, high and on the ground, whoever reaches', async () => {
    for (const body of [canonicalBody(files.model.manifest), castBody('mei'), castBody('kwame')]) {
      for (const target of [
        [0.2, 1.1, 0.4],
        [-0.1, 1.2, 0.35],
        [0.3, 1.0, 0.75],
        [0.25, 1.7, 0.3],
        [0.2, 0.3, 0.4],
      ]) {
        const placed = await stand(body, 45, reachTo(0, target));
        expect(apart(palm(placed[44], 0, body), target), `${body.id} ${target}`).toBeLessThan(0.03);
      }
    }
  });

  it('moves no faster than people do, and arrives and leaves without a jerk', async () => {
    const placed = await stand(canonicalBody(files.model.manifest), 90, reachTo(1, [-0.2, 1.6, 0.4], 10, 50));
    const hand = placed.map((positions) => at(positions, ARMS[1].end));
    const speeds = hand.slice(1).map((p, i) => apart(p, hand[i]) * 20);
    expect(Math.max(...speeds)).toBeLessThan(2.6);
    expect(Math.max(...speeds)).toBeGreaterThan(0.5);
    const changes = speeds.slice(1).map((speed, i) => Math.abs(speed - speeds[i]) * 20);
    expect(Math.max(...changes)).toBeLessThan(14);
    expect(apart(hand[89], hand[5])).toBeLessThan(0.08);
  });

  it('leaves the feet where they stand, even for a thing on the ground', async () => {
    const body = canonicalBody(files.model.manifest);
    const calm = await stand(body, 45, () => {});
    const placed = await stand(body, 45, reachTo(0, [0.15, 0.2, 0.45]));
    for (const toes of [JOINT_INDEX.leftToes, JOINT_INDEX.rightToes]) {
      const [x, y, z] = at(placed[44], toes);
      const [calmX, , calmZ] = at(calm[44], toes);
      expect(Math.hypot(x - calmX, z - calmZ)).toBeLessThan(0.005);
      expect(y).toBeGreaterThan(0.012);
      expect(y).toBeLessThan(0.024);
    }
    expect(placed[44][JOINT_INDEX.hips * 3 + 1]).toBeLessThan(calm[44][JOINT_INDEX.hips * 3 + 1] - 0.2);
  });

  it('stretches towards what is too far and stays whole', async () => {
    const body = canonicalBody(files.model.manifest);
    const placed = await stand(body, 45, reachTo(0, [1, 1.5, 9]));
    expect(placed[44].every(Number.isFinite)).toBe(true);
    const wrist = at(placed[44], ARMS[0].end);
    expect(wrist[2]).toBeGreaterThan(0.6);
    expect(apart(wrist, at(placed[44], ARMS[0].upper))).toBeLessThan(0.531);
  });

  it('takes a place that is no number for no wish', async () => {
    const placed = await stand(canonicalBody(files.model.manifest), 30, reachTo(0, [Number.NaN, 1, 1]));
    expect(placed[29].every(Number.isFinite)).toBe(true);
    expect(placed[29][ARMS[0].end * 3 + 1]).toBeLessThan(1);
  });
});

describe('a hand that points', () => {
  it('lies on the line from the shoulder to the thing, almost straight', async () => {
    const body = castBody('tilda');
    for (const target of [
      [-1, 1.2, 6],
      [-6, 2.5, 1],
      [-0.5, 0, 2],
    ]) {
      const placed = await stand(body, 45, (tick, controls) => {
        controls.reachKind[1] = tick >= 10 ? REACH.point : REACH.none;
        controls.reachTarget.set(target, 3);
      });
      const shoulder = at(placed[44], ARMS[1].upper);
      const wrist = at(placed[44], ARMS[1].end);
      const far = apart(target, shoulder);
      const length = apart(wrist, shoulder);
      const cosine = wrist.reduce(
        (s, v, k) => s + ((v - shoulder[k]) / length) * ((target[k] - shoulder[k]) / far),
        0,
      );
      expect(Math.acos(Math.min(1, cosine)), String(target)).toBeLessThan(0.06);
      expect(length / armLength(ARMS[1], Float64Array.from(body.restOffsets))).toBeGreaterThan(0.9);
    }
  });
});

describe('a hand that holds', () => {
  it("goes on from where it reached, at a human pace, and stays in the person's own frame", async () => {
    const body = canonicalBody(files.model.manifest);
    const placed = await stand(body, 80, (tick, controls) => {
      controls.reachKind[0] = tick < 10 ? REACH.none : tick < 40 ? REACH.reach : REACH.carry;
      controls.reachTarget.set(tick < 40 ? [0.2, 0.3, 0.45] : [0.2, 1.05, 0.38], 0);
    });
    expect(apart(palm(placed[79], 0, body), [0.2, 1.05, 0.38])).toBeLessThan(0.08);
    const hand = placed.map((positions) => at(positions, ARMS[0].end));
    const speeds = hand.slice(1).map((p, i) => apart(p, hand[i]) * 20);
    expect(Math.max(...speeds.slice(40))).toBeLessThan(2.6);
  });
});

/** Sits on a seat of a height, half a metre behind, between two ticks. */
const sitOn =
  (heightM: number, fromTick = 10, toTick = 999) =>
  (tick: number, controls: MotionControls) => {
    controls.sitting[0] = tick >= fromTick && tick < toTick ? 1 : 0;
    controls.seat.set([0, heightM, -0.5, 0]);
  };
const hipJoint = (positions: Float64Array): number[] =>
  at(positions, JOINT_INDEX.leftUpperLeg).map(
    (value, k) => (value + positions[JOINT_INDEX.rightUpperLeg * 3 + k]) / 2,
  );

describe('a person who sits', () => {
  it('has its weight on the seat and its feet where they stood, whatever the seat and whoever sits', async () => {
    for (const [body, heightM] of [
      [canonicalBody(files.model.manifest), 0.44],
      [castBody('mei'), 0.44],
      [castBody('kwame'), 0.44],
      [castBody('tilda'), 0.6],
    ] as const) {
      const placed = await stand(body, 60, sitOn(heightM));
      const calm = await stand(body, 10, () => {});
      const [x, y, z] = hipJoint(placed[59]);
      const flesh = SEAT_DEFAULTS.fleshM * (body.legLengthM / files.model.manifest.skeleton.legM);
      expect(y - heightM, body.id).toBeGreaterThan(flesh - 0.03);
      expect(y - heightM, body.id).toBeLessThan(flesh + 0.03);
      expect(Math.hypot(x, z + 0.5), body.id).toBeLessThan(0.04);
      for (const toes of [JOINT_INDEX.leftToes, JOINT_INDEX.rightToes]) {
        const [footX, footY, footZ] = at(placed[59], toes);
        const [calmX, , calmZ] = at(calm[9], toes);
        expect(Math.hypot(footX - calmX, footZ - calmZ), body.id).toBeLessThan(0.015);
        expect(footY).toBeLessThan(0.03);
      }
      const knee = at(placed[59], JOINT_INDEX.leftLowerLeg);
      expect(knee[1], body.id).toBeGreaterThan(Math.min(heightM, 0.5) - 0.1);
      expect(knee[2] - z, body.id).toBeGreaterThan(0.3);
    }
  });

  it('leans forward on the way down and up, moves at a human pace and stands as before', async () => {
    const body = canonicalBody(files.model.manifest);
    const placed = await stand(body, 110, sitOn(0.44, 10, 55));
    const ahead = placed.map(
      (positions) => positions[JOINT_INDEX.neck * 3 + 2] - positions[JOINT_INDEX.hips * 3 + 2],
    );
    expect(Math.max(...ahead.slice(10, 40))).toBeGreaterThan(0.25);
    expect(Math.max(...ahead.slice(55, 90))).toBeGreaterThan(0.25);
    const hips = placed.map((positions) => at(positions, JOINT_INDEX.hips));
    const speeds = hips.slice(1).map((p, i) => apart(p, hips[i]) * 20);
    expect(Math.max(...speeds)).toBeLessThan(1.4);
    expect(apart(hips[109], hips[9])).toBeLessThan(0.06);
  });

  it('talks with its hands, which come back to its thighs', async () => {
    const body = castBody('tilda');
    const placed = await stand(body, 170, (tick, controls) => {
      sitOn(0.44)(tick, controls);
      const up = tick >= 80 && tick < 110;
      // Right hand: out 0.2, up -0.2, 0.6 of the arm ahead.
      const arm = CHANNEL_AT[1];
      controls.strokeTarget.set([0.2, -0.2, 0.6, 0, 0, 0, up ? 1 : 0], arm);
      controls.strokeTick[1] = tick < 80 ? 0 : up ? 90 : 120;
    });
    const height = (tick: number, hand: number): number => placed[tick][ARMS[hand].end * 3 + 1];
    expect(height(104, 1)).toBeGreaterThan(height(78, 1) + 0.12);
    expect(Math.abs(height(104, 0) - height(78, 0))).toBeLessThan(0.04);
    expect(Math.abs(height(165, 1) - height(78, 1))).toBeLessThan(0.04);
  });

  it('lays its hands on its thighs, and a gesture takes one away', async () => {
    const body = castBody('tilda');
    const wave = files.model.manifest.actions.findIndex((action) => action.name === 'waveRight') + 1;
    const placed = await stand(body, 130, (tick, controls) => {
      sitOn(0.44)(tick, controls);
      controls.action[0] = tick >= 80 ? wave : 0;
      controls.actionStartTick[0] = 80;
    });
    for (const arm of ARMS) {
      const wrist = at(placed[75], arm.end);
      expect(wrist[1]).toBeGreaterThan(0.5);
      expect(wrist[1]).toBeLessThan(0.75);
      expect(wrist[2]).toBeGreaterThan(-0.4);
    }
    expect(Math.max(...placed.slice(85, 115).map((p) => p[ARMS[1].end * 3 + 1]))).toBeGreaterThan(0.85);
    expect(placed[110][ARMS[0].end * 3 + 1]).toBeLessThan(0.75);
  });
});

describe('a model that knows how people sit', () => {
  it('has its sitting played, and the seat only moves the hips the rest of the way', async () => {
    // A bow by the name of a sitting action: what matters is that the layers leave the trunk to it.
    const { model } = files;
    const bow = model.manifest.actions.find((action) => action.name === 'bow')!;
    const actions = [...model.manifest.actions, { ...bow, name: 'sitDown' }];
    const taught = { ...files, model: { ...model, manifest: { ...model.manifest, actions } } };
    const known = files;
    files = taught;
    const body = canonicalBody(model.manifest);
    const placed = await stand(body, 60, (tick, controls) => {
      sitOn(0.44)(tick, controls);
      controls.action[0] = tick >= 10 ? actions.length : 0;
      controls.actionStartTick[0] = 10;
    });
    files = known;
    const [x, y, z] = hipJoint(placed[59]);
    expect(Math.hypot(x, z + 0.5)).toBeLessThan(0.04);
    expect(y).toBeLessThan(0.58);
    const plain = await stand(body, 60, sitOn(0.44));
    const lean = (p: Float64Array): number => p[JOINT_INDEX.neck * 3 + 2] - p[JOINT_INDEX.hips * 3 + 2];
    // In the middle of the bow the neck is where the bow has it, not where the procedural lean would.
    expect(Math.abs(lean(placed[38]) - lean(plain[38]))).toBeGreaterThan(0.1);
  });
});

describe('a person who is pushed', () => {
  const pushed = (x: number, z: number) => (tick: number, controls: MotionControls) => {
    if (tick < 20) return;
    controls.push.set([x, z]);
    controls.pushTick[0] = 20;
  };

  it('leans the way it is pushed, more for a harder push, and stands as before', async () => {
    const body = canonicalBody(files.model.manifest);
    const calm = await stand(body, 80, () => {});
    const lean = async (x: number, z: number) => {
      const placed = await stand(body, 80, pushed(x, z));
      const neck = placed.map((p, tick) => {
        const now = at(p, JOINT_INDEX.neck);
        const still = at(calm[tick], JOINT_INDEX.neck);
        return [now[0] - still[0], now[2] - still[2]];
      });
      const along = neck.map(([dx, dz]) => (dx * x + dz * z) / Math.hypot(x, z));
      return { most: Math.max(...along.slice(20, 40)), left: Math.hypot(...neck[79]) };
    };
    for (const direction of [0, 1.5, 3, 4.5]) {
      const [x, z] = [Math.sin(direction), Math.cos(direction)];
      const soft = await lean(x * 0.4, z * 0.4);
      const hard = await lean(x * 1.6, z * 1.6);
      expect(soft.most, `${direction}`).toBeGreaterThan(0.02);
      expect(hard.most, `${direction}`).toBeGreaterThan(soft.most * 2);
      expect(soft.left).toBeLessThan(0.02);
      expect(hard.left).toBeLessThan(0.06);
    }
  });

  it('is moved once by one push, and stays whole under a mad one', async () => {
    const placed = await stand(canonicalBody(files.model.manifest), 60, pushed(Number.NaN, 99));
    for (const positions of placed) expect(positions.every(Number.isFinite)).toBe(true);
    expect(placed[59][JOINT_INDEX.head * 3 + 1]).toBeGreaterThan(1.3);
  });
});

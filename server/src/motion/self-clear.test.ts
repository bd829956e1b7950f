import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type BodyProportions,
  createBodyScale,
  createBodyShapes,
  createMotionControls,
  createPosedBody,
  createSearchIndex,
  SelfClear,
} from '@troupe/avatars/motion';
import { ARMS, forwardKinematics, JOINT_COUNT, JOINT_INDEX } from '@troupe/avatars/skeleton';
import { expect, it } from 'vitest';
import { createLocalMotion } from './local-motion.ts';
import { readMotionModel } from './read-motion-model.ts';

const FOLDER = fileURLToPath(new URL('../../../assets/models/motion', import.meta.url));
const BODIES = new URL('../../../assets/bodies/', import.meta.url);
/** The five that differ most: tallest, shortest, broadest, slightest, and the host. */
const CAST = ['kwame', 'mei', 'amara', 'leo', 'tilda'];

const castBody = (id: string): BodyProportions =>
  JSON.parse(readFileSync(new URL(`${id}/body.json`, BODIES), 'utf8'));

/** Depth (m) of a point in the ellipse of half axes a, b, by going all the way round. */
function depthInEllipse(x: number, z: number, a: number, b: number): number {
  if ((x / a) ** 2 + (z / b) ** 2 >= 1) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 720; k++) {
    const angle = (k / 360) * Math.PI;
    least = Math.min(least, Math.hypot(x - a * Math.cos(angle), z - b * Math.sin(angle)));
  }
  return least;
}

it('no action puts a hand more than a centimetre into anybody', async () => {
  const files = readMotionModel(FOLDER);
  const { actions } = files.model.manifest;
  const bodies = CAST.map(castBody);
  const people = bodies.length * actions.length;
  const motion = await createLocalMotion(files, {
    bodies,
    capacity: people,
    seed: 1,
    index: createSearchIndex(files.model),
  });
  const controls = createMotionControls(people);
  for (let n = 0; n < people; n++) {
    controls.kind[n] = 1;
    controls.netId[n] = n + 1;
    controls.goalYaw[n] = Number.NaN;
    controls.position[n * 3] = n * 2;
    controls.body[n] = n % bodies.length;
    controls.action[n] = 1 + Math.floor(n / bodies.length);
    controls.actionStartTick[n] = 5;
  }
  const clear = new SelfClear();
  const scales = bodies.map((body) => createBodyScale(body, files.model.manifest));
  const shapes = scales.map(createBodyShapes);
  const frame = motion.createFrame();
  const depths: number[] = [];
  for (let tick = 0; tick < 110; tick++) {
    await motion.step(controls, people, tick, frame);
    for (let n = 0; n < people; n++) {
      const which = controls.body[n];
      const body = createPosedBody(new Float64Array(JOINT_COUNT * 4), scales[which]);
      const { restOffsets } = scales[which];
      forwardKinematics(
        body.positions,
        body.rotations,
        frame.hips,
        n * 3,
        frame.joints,
        n * JOINT_COUNT * 4,
        restOffsets,
      );
      for (const arm of ARMS) depths.push(clear.deepest(arm, shapes[which], body));
      // At the height of the hips joint the trunk is the hips' ellipse: measured here without any of the code above.
      const turn = body.rotations.subarray(0, 4);
      const yaw = 2 * Math.atan2(turn[1], turn[3]);
      for (const arm of ARMS) {
        const wrist = body.positions.subarray(arm.end * 3, arm.end * 3 + 3);
        const hips = body.positions.subarray(0, 3);
        if (Math.abs(wrist[1] - hips[1]) > 0.02 || Math.abs(turn[0]) + Math.abs(turn[2]) > 0.08) continue;
        const dx = wrist[0] - hips[0];
        const dz = wrist[2] - hips[2];
        const x = Math.cos(yaw) * dx - Math.sin(yaw) * dz;
        const z = Math.sin(yaw) * dx + Math.cos(yaw) * dz;
        const { trunk } = shapes[which];
        expect(depthInEllipse(x, z, trunk[0], trunk[1]), `${CAST[which]} at ${tick}`).toBeLessThan(0.01);
      }
    }
  }
  depths.sort((a, b) => a - b);
  expect(depths.at(-1)).toBeLessThan(0.01);
  expect(depths[Math.floor(depths.length * 0.99)]).toBeLessThan(0.004);
  expect(JOINT_INDEX.hips).toBe(0);
  await motion.decoder.release();
}, 60_000);

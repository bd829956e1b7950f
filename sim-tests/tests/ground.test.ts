import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BodyProportions, createBodyScale, createSearchIndex } from '@troupe/avatars/motion';
import { forwardKinematics, JOINT_COUNT, JOINT_INDEX } from '@troupe/avatars/skeleton';
import { createGround, parseStageFile } from '@troupe/client-sdk/protocol';
import { createLocalMotion, readMotionModel } from '@troupe/server/motion';
import { expect, it } from 'vitest';
import { createCrowd } from '../tools/motion-crowd.ts';
import { runCrowd } from '../tools/motion-metrics.ts';

const path = (name: string) => fileURLToPath(new URL(`../../assets/${name}`, import.meta.url));
const read = (name: string) => JSON.parse(readFileSync(path(name), 'utf8'));
const plaza = createGround(parseStageFile(read('stages/plaza/stage.json'), 'stage.json'));
/** The five that differ most. */
const CAST = ['tilda', 'mei', 'kwame', 'amara', 'leo'];
const TOES = [JOINT_INDEX.leftToes, JOINT_INDEX.rightToes];
const WIDTH = JOINT_COUNT * 4;
/** A foot goes this far beyond its toe joint; ground that rises more within it is a step, m. */
const TIP_M = 0.07;
const RISER_M = 0.04;

/** Ways over the plaza, walked along +Z of their own: 16 m over the round stage by its steps, and over ramp and steps. */
const WAYS: Record<string, (x: number, z: number) => number> = {
  'the steps, up and down': (x, z) => plaza.heightAt(x, z - 17),
  'the ramp up, the steps down': (x, z) => plaza.heightAt(11.3 - z, x - 9),
  'the steps up, the ramp down': (x, z) => plaza.heightAt(z - 8, -x - 9),
  'level ground': () => 0,
};

const quantile = (values: number[], share: number): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length * share)];

it.each(Object.keys(WAYS))(
  'feet stay on %s',
  async (way) => {
    const files = readMotionModel(path('models/motion'));
    const bodies: BodyProportions[] = CAST.map((id) => read(`bodies/${id}/body.json`));
    const groundAt = WAYS[way];
    const people = bodies.length;
    const motion = await createLocalMotion(files, {
      bodies,
      capacity: people,
      seed: 3,
      groundAt,
      index: createSearchIndex(files.model),
    });
    const crowd = createCrowd({
      people,
      seed: 2,
      capsule: files.model.manifest.capsule,
      bodies: people,
      spacingM: 0,
      groundAt,
      script: [
        { kind: 'idle', seconds: 1 },
        { kind: 'go', turnDeg: 0, speedMps: 1.15, distanceM: 16 },
        { kind: 'idle', seconds: 60 },
      ],
    });
    const run = await runCrowd(motion, crowd, 20 * 19);
    await motion.decoder.release();
    const inside: number[] = [];
    const above: number[] = [];
    const acceleration: number[] = [];
    const positions = new Float64Array(JOINT_COUNT * 3);
    for (let n = 0; n < people; n++) {
      const scale = createBodyScale(bodies[n], files.model.manifest);
      for (let tick = 10; tick < run.ticks; tick++) {
        const i = tick * people + n;
        const [hips, joints] = [run.hips, run.joints];
        forwardKinematics(
          positions,
          new Float64Array(WIDTH),
          hips,
          i * 3,
          joints,
          i * WIDTH,
          scale.restOffsets,
        );
        TOES.forEach((toes, s) => {
          const [x, y, z] = positions.subarray(toes * 3, toes * 3 + 3);
          const yaw = run.root[i * 3 + 2];
          const under = groundAt(x, z);
          // The tip of the foot counts too: in the riser of a step it is as wrong as under the floor.
          const tip = groundAt(x + Math.sin(yaw) * TIP_M, z + Math.cos(yaw) * TIP_M);
          const height = y - scale.toeRestM[s] - (tip - under > RISER_M ? tip : under);
          inside.push(Math.max(0, -height));
          if ((run.contacts[i] >> s) & 1) above.push(Math.max(0, height));
        });
        const before = (ticks: number): number => hips[(i - ticks * people) * 3 + 1];
        acceleration.push(Math.abs(before(0) - 2 * before(1) + before(2)) * 400);
      }
    }
    // Everybody has come to the end of the way.
    for (let n = 0; n < people; n++)
      expect(run.capsule[((run.ticks - 1) * people + n) * 4 + 1]).toBeGreaterThan(15.5);
    expect(quantile(inside, 0.99)).toBeLessThan(0.01); // 0.004
    expect(quantile(above, 0.99)).toBeLessThan(0.02); // 0.009 level, 0.014 ramp
    expect(quantile(acceleration, 0.99)).toBeLessThan(9); // 4 level, 7 steps; free fall is 9.8
  },
  30_000,
);

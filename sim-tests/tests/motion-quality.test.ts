import { fileURLToPath } from 'node:url';
import { canonicalBody, createSearchIndex } from '@troupe/avatars/motion';
import { createLocalMotion, readMotionModel } from '@troupe/server/motion';
import { describe, expect, it } from 'vitest';
import { createCrowd } from '../tools/motion-crowd.ts';
import { type MotionQuality, measureQuality, runCrowd } from '../tools/motion-metrics.ts';

const FOLDER = fileURLToPath(new URL('../../assets/models/motion', import.meta.url));
const PEOPLE = 16;
const SECONDS = 30;
const SEED = 1;

/** Closed loop: random goals, turns, stops and idles, judged as a client shows them. Figures of the proof in brackets. */
describe('closed-loop motion', () => {
  it(`keeps to its bars over ${PEOPLE} people x ${SECONDS} s`, async () => {
    const files = readMotionModel(FOLDER);
    const index = createSearchIndex(files.model);
    const options = { bodies: [canonicalBody(files.model.manifest)], capacity: PEOPLE, seed: SEED, index };
    const motion = await createLocalMotion(files, options);
    const crowd = createCrowd({ people: PEOPLE, seed: SEED, capsule: files.model.manifest.capsule });
    const quality: MotionQuality = await measureQuality(motion, await runCrowd(motion, crowd, SECONDS * 20));
    console.log(JSON.stringify(quality, (_, v) => (typeof v === 'number' ? Math.round(v * 100) / 100 : v)));
    expect(quality.finite).toBe(true);
    expect(quality.trajectoryCm).toBeLessThan(7); // 5.0
    expect(quality.headingDeg).toBeLessThan(3.5); // 2.2
    expect(quality.stops).toBeGreaterThan(20);
    expect(quality.stopCm).toBeLessThan(8); // 4.3
    expect(quality.stopP95Cm).toBeLessThan(25); // 10.8
    expect(quality.skateCmps).toBeLessThan(3); // 2.1
    expect(quality.lockedShare).toBeGreaterThan(0.85);
    expect(quality.jerkRatio).toBeLessThan(1.8); // 1.38
    expect(quality.jumpAcceleration).toBeLessThan(1); // 0.56
    expect(quality.jumpAccelerationP95).toBeLessThan(1.5); // 0.99
    expect(quality.kneeFlipPercent).toBeLessThan(0.1); // 0
    expect(quality.penetrationCm).toBeLessThan(0.6); // 0.26
  }, 60_000);
});

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  canonicalBody,
  createSearchIndex,
  type MotionStyle,
  type SearchIndex,
  stylesOf,
  walkSpeed,
} from '@troupe/avatars/motion';
import { createLocalMotion, type MotionFiles, readMotionModel } from '@troupe/server/motion';
import { type Crowd, type CrowdStep, createCrowd } from '../tools/motion-crowd.ts';
import { measureQuality, runCrowd } from '../tools/motion-metrics.ts';
import { measureStyle, type StyleMeasures } from '../tools/style-measures.ts';
import { machine, publish, record, round } from './report.ts';

const FOLDER = fileURLToPath(new URL('../../assets/models/motion', import.meta.url));
/** What somebody of no particular speed is asked for, m/s. */
const STROLL_MPS = 1.1;
const COST_PEOPLE = 64;
const COST_TICKS = 400;
const WARM_TICKS = 60;

/**
 * Every style, learned and derived: how it looks on a straight walk (posture, tempo, amplitude), how well it moves in a
 * random closed loop of turns and stops, and what the transform of a derived style costs, whole engine without network,
 * beside the same crowd in the style it is derived from.
 */
export async function run(args: string[]): Promise<undefined> {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: '8' },
      seconds: { type: 'string', default: '40' },
      model: { type: 'string', default: FOLDER },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const seeds = Number(values.seeds);
  const seconds = Number(values.seconds);
  if (!(Number.isInteger(seeds) && seeds >= 1 && seeds <= 64))
    throw new Error('--seeds: a whole number from 1 to 64');
  if (!(seconds >= 10 && seconds <= 600)) throw new Error('--seconds: a number from 10 to 600');
  const files = readMotionModel(values.model);
  const styles = stylesOf(files.model.manifest);
  const index = createSearchIndex(files.model);
  const looks: Record<string, StyleMeasures> = {};
  const moves: Record<string, object> = {};
  for (const style of styles) {
    const looked = await walkStraight(files, style, seeds, index);
    looks[style.name] = Object.fromEntries(
      Object.entries(looked).map(([key, value]) => [key, round(value)]),
    ) as unknown as StyleMeasures;
    moves[style.name] = await goAbout(files, style, seeds, seconds, index);
    process.stderr.write(`${style.name}\n`);
  }
  const derived = styles.filter((style) => style.derived !== undefined);
  const cost = derived.length > 0 ? await costOf(files, derived[0], index) : {};
  // A row for each style: models differ in how many they have.
  if (values.record)
    for (const { name } of styles) {
      const figures = { ...looks[name], ...moves[name] };
      record('motion-styles', { style: name, seeds, seconds, ...figures, ...machine() });
    }
  publish('motion-styles', { seeds, seconds, looks, moves, ...cost }, values.json ? ['--json'] : []);
  return undefined;
}

/** People of one style, all of them. */
function crowdOf(
  files: MotionFiles,
  style: MotionStyle,
  people: number,
  more: { readonly script?: readonly CrowdStep[]; readonly faces?: boolean },
): Crowd {
  const { manifest } = files.model;
  const styles = stylesOf(manifest);
  const crowd = createCrowd({ people, seed: 7, capsule: manifest.capsule, styles, spacingM: 3, ...more });
  crowd.controls.style.fill(styles.findIndex(({ name }) => name === style.name));
  return crowd;
}

/** How people of a style look who walk straight on at a stroll, or as near to it as the style goes. */
export async function walkStraight(
  files: MotionFiles,
  style: MotionStyle,
  people: number,
  index: SearchIndex,
): Promise<StyleMeasures> {
  const body = canonicalBody(files.model.manifest);
  const motion = await createLocalMotion(files, { bodies: [body], capacity: people, seed: 5, index });
  const speedMps = walkSpeed(style, STROLL_MPS);
  const script: readonly CrowdStep[] = [
    { kind: 'idle', seconds: 1 },
    { kind: 'go', turnDeg: 0, speedMps, distanceM: 40 },
  ];
  const run = await runCrowd(motion, crowdOf(files, style, people, { script }), 14 * 20);
  await motion.decoder.release();
  return measureStyle(run, body);
}

async function goAbout(
  files: MotionFiles,
  style: MotionStyle,
  people: number,
  seconds: number,
  index: SearchIndex,
) {
  const body = canonicalBody(files.model.manifest);
  const motion = await createLocalMotion(files, { bodies: [body], capacity: people, seed: 5, index });
  const run = await runCrowd(motion, crowdOf(files, style, people, { faces: true }), seconds * 20);
  const quality = await measureQuality(motion, run);
  await motion.decoder.release();
  const { skateCmps, jerkRatio, trajectoryCm, headingDeg, stopP95Cm, penetrationCm, kneeFlipPercent } =
    quality;
  const { jumpAccelerationP95, finite } = quality;
  return {
    skateAfterIkCmps: round(skateCmps),
    jerkRatio: round(jerkRatio),
    jumpAccelerationP95: round(jumpAccelerationP95),
    trajectoryCm: round(trajectoryCm),
    headingDeg: round(headingDeg),
    stopP95Cm: round(stopP95Cm),
    penetrationP99Cm: round(penetrationCm),
    kneeFlipPercent: round(kneeFlipPercent),
    finite,
  };
}

/** The same crowd in a derived style and in its base, tick by tick beside one another. */
async function costOf(files: MotionFiles, style: MotionStyle, index: SearchIndex) {
  const { model } = files;
  const styles = stylesOf(model.manifest);
  const sides = await Promise.all(
    [styles[style.mode], style].map(async (one) => ({
      motion: await createLocalMotion(files, {
        bodies: [canonicalBody(model.manifest)],
        capacity: COST_PEOPLE,
        seed: 5,
        index,
      }),
      crowd: crowdOf(files, one, COST_PEOPLE, {}),
      us: 0,
    })),
  );
  const frame = sides[0].motion.createFrame();
  for (let tick = 0; tick < WARM_TICKS + COST_TICKS; tick++) {
    for (const side of sides) {
      const { motion, crowd } = side;
      crowd.step();
      // Time this thread computed, the network's left out: what a busy machine takes away is not in it.
      const start = process.threadCpuUsage();
      const rows = motion.engine.advance(crowd.controls, COST_PEOPLE, tick);
      const advanced = process.threadCpuUsage(start);
      const decoded = await motion.decoder.decode(motion.engine.codes, rows);
      const answered = process.threadCpuUsage();
      motion.engine.pose(decoded, crowd.controls, COST_PEOPLE, tick, frame);
      const posed = process.threadCpuUsage(answered);
      if (tick >= WARM_TICKS) side.us += advanced.user + posed.user;
    }
  }
  const [base, derived] = sides.map(({ us }) => round(us / (COST_PEOPLE * COST_TICKS)));
  for (const { motion } of sides) await motion.decoder.release();
  return {
    cpuUsPerPerformerTick: { base, derived, transform: round(derived - base) },
    ratios: { derivedOverBase: round(derived / base) },
  };
}

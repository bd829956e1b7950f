import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { canonicalBody, createSearchIndex, stylesOf } from '@troupe/avatars/motion';
import { createLocalMotion, type LocalMotion, MOTION_NETWORKS, readMotionModel } from '@troupe/server/motion';
import {
  addRun,
  classFigures,
  createQualitySums,
  depthCm,
  joinClasses,
  type QualitySums,
  spread,
} from '../tools/motion-classes.ts';
import { createCrowd } from '../tools/motion-crowd.ts';
import { type Judgement, openMotionJudges } from '../tools/motion-judges.ts';
import { type MotionRun, rowJerk, runCrowd, shownPositions } from '../tools/motion-metrics.ts';
import { publish, round } from './report.ts';

const FOLDER = fileURLToPath(new URL('../../assets/models/motion', import.meta.url));
const JUDGES = fileURLToPath(new URL('../../assets/models/motion-eval', import.meta.url));
/** People measured at a time: what is kept of a run grows with them. */
const CHUNK = 16;

/**
 * Quality of motion in a long closed loop: every seed is one person who gets random goals, speeds, stops and turns on the
 * spot in a mode of its own, seen as a client shows it (60 Hz, cubic). Figures by class stand beside the recordings the
 * rows came from; the exact network and the exact search over the same rows are the oracle.
 *
 * `skateCmPerS` speed of planted toes before the foot lock, ground truth as recorded (before any lock); `jerkRatio` mean
 * third difference over that of the recordings of the same class; `transitionAccelRatio` peak acceleration within 0.2 s of a jump over the
 * 99th percentile of recorded walking; `oracleGap` greatest relative excess of the quick search over the exact one in
 * skate after IK, jerk and trajectory (metrics of motion-matching practice; definitions in motion-classes.ts).
 */
export async function run(args: string[]): Promise<undefined> {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: '64' },
      minutes: { type: 'string', default: '5' },
      seed: { type: 'string', default: '100' },
      mode: { type: 'string' },
      model: { type: 'string', default: FOLDER },
      network: { type: 'string', default: 'exact' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const seeds = Number(values.seeds);
  const ticks = Math.round(Number(values.minutes) * 1_200);
  if (!(seeds >= 1 && seeds <= 1_024)) throw new Error('--seeds: a number from 1 to 1024');
  if (!(ticks >= 200 && ticks <= 24_000)) throw new Error('--minutes: a number from 0.2 to 20');
  const network = MOTION_NETWORKS.find((name) => name === values.network);
  if (!network) throw new Error(`--network: '${values.network}' is not one of ${MOTION_NETWORKS.join(', ')}`);
  const files = readMotionModel(values.model, network);
  const { modeNames, manifest } = files.model;
  const mode = values.mode === undefined ? -1 : modeNames.indexOf(values.mode);
  if (values.mode !== undefined && mode < 0) {
    throw new Error(`--mode: '${values.mode}' is not one of ${modeNames.join(', ')}`);
  }
  const index = createSearchIndex(files.model);
  const body = canonicalBody(manifest);
  const open = (seed: number, exact: boolean, network: Uint8Array): Promise<LocalMotion> =>
    createLocalMotion({ ...files, network }, { bodies: [body], capacity: CHUNK, seed, index, exact });
  const judges = await openMotionJudges(JUDGES);
  const measure = async (exact: boolean): Promise<QualitySums> => {
    const sums = createQualitySums();
    for (let from = 0; from < seeds; from += CHUNK) {
      const people = Math.min(CHUNK, seeds - from);
      const seed = Number(values.seed) + from;
      const motion = await open(seed, exact, files.network);
      const judge = await open(seed, exact, files.exactNetwork);
      const crowd = createCrowd({
        people,
        seed,
        capsule: manifest.capsule,
        faces: true,
        // The judges know what was recorded: only learned styles can be asked of them.
        styles: stylesOf(manifest, []),
      });
      if (mode >= 0) crowd.controls.style.fill(mode);
      const made: MotionRun = await runCrowd(motion, crowd, ticks);
      const shown = shownPositions(made, body.restOffsets);
      addRun(sums, made, modeNames, shown, await rowJerk(judge, made));
      if (!exact) await judges.add(made, shown.positions, modeNames);
      await motion.decoder.release();
      await judge.decoder.release();
      process.stderr.write(`${exact ? 'exact search' : 'search'}: ${from + people} of ${seeds} seeds\n`);
    }
    return sums;
  };
  const sums = await measure(false);
  const oracle = await measure(true);
  publish(
    'motion-quality',
    report(seeds, ticks, sums, oracle, readRecorded(values.model), judges.judge()),
    args,
  );
  return undefined;
}

/** What the recordings themselves do, by class; written by the training, which alone has them. */
interface Recorded {
  /** Sliding of planted toes before any lock, cm/s by style. */
  readonly recordedSkateCmps: Readonly<Record<string, number>>;
  /** Mean jerk at 60 Hz, m/s³ by class. */
  readonly recordedJerkMps3: Readonly<Record<string, number>>;
}

function readRecorded(folder: string): Recorded {
  const report = JSON.parse(readFileSync(`${folder}/report.json`, 'utf8'));
  if (!report.recordedSkateCmps || !report.recordedJerkMps3) {
    throw new Error(`${folder}/report.json has no recorded figures; run avatars/train/motion/evaluate.py`);
  }
  return report;
}

const rounded = <T extends Readonly<Record<string, number>>>(figures: T): T =>
  Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, round(value)])) as T;

const roundedEach = (table: Readonly<Record<string, Readonly<Record<string, number>>>>) =>
  Object.fromEntries(Object.entries(table).map(([name, figures]) => [name, rounded(figures)]));

function report(
  seeds: number,
  ticks: number,
  sums: QualitySums,
  oracle: QualitySums,
  recorded: Recorded,
  judged: Judgement,
) {
  const moves = (name: string): boolean => name !== 'stand';
  const walks = (name: string): boolean => moves(name) && name !== 'turn';
  const classes = Object.fromEntries(
    [...sums.classes].map(([name, own]) => [name, rounded(classFigures(own))]),
  );
  const walking = classFigures(joinClasses(sums, walks));
  const moving = classFigures(joinClasses(sums, moves));
  const exact = classFigures(joinClasses(oracle, moves));
  const excess = (key: 'skateAfterIkCmPerS' | 'jerkMps3' | 'trajectoryErrorCm'): number =>
    moving[key] / exact[key] - 1;
  const truth = mean([...sums.classes.keys()].filter(walks).map((name) => recorded.recordedSkateCmps[name]));
  const stop = spread(sums.stopsCm);
  const transition = spread(sums.jumps);
  const jerkRatio = Object.fromEntries(
    Object.entries(classes).map(([name, own]) => [
      name,
      round(own.jerkMps3 / recorded.recordedJerkMps3[name]),
    ]),
  );
  const figures = {
    nanFrames: sums.nanFrames,
    skateCmPerS: round(walking.skateCmPerS),
    groundTruthSkateCmPerS: round(truth),
    skateAfterIkCmPerS: round(moving.skateAfterIkCmPerS),
    penetrationCm: { p50: depthCm(sums, 0.5), p99: depthCm(sums, 0.99) },
    jerkRatio,
    trajectoryErrorCm: round(moving.trajectoryErrorCm),
    headingErrorDeg: round(moving.headingErrorDeg),
    stopDistanceM: { p50: round(stop.p50 / 100), p95: round(stop.p95 / 100), count: sums.stopsCm.length },
    transitionAccelRatio: rounded(transition),
    jumpsPerS: round(sums.jumpCount / sums.personSeconds),
    styleAccuracyRatio: round(judged.styleAccuracyRatio),
    styleAccuracy: rounded(judged.styleAccuracy),
    styleTakenFor: roundedEach(judged.styleTakenFor),
    fidRatio: round(judged.fidRatio),
    diversityRatio: round(judged.diversityRatio),
    diversity: rounded(judged.diversity),
    windows: judged.windows,
    oracleGap: round(Math.max(excess('skateAfterIkCmPerS'), excess('jerkMps3'), excess('trajectoryErrorCm'))),
  };
  return {
    seeds,
    minutes: ticks / 1_200,
    ...figures,
    classes,
    bars: {
      nanFrames: figures.nanFrames === 0,
      skate: figures.skateCmPerS <= figures.groundTruthSkateCmPerS * 1.2,
      skateAfterIk: figures.skateAfterIkCmPerS <= 2,
      penetration: figures.penetrationCm.p99 <= 2,
      jerk: Object.values(jerkRatio).every((ratio) => ratio >= 0.7 && ratio <= 1.3),
      trajectory: figures.trajectoryErrorCm <= 6,
      heading: figures.headingErrorDeg <= 4,
      stop: figures.stopDistanceM.p95 <= 0.15,
      transition: figures.transitionAccelRatio.p95 <= 1.2,
      styleAccuracy: figures.styleAccuracyRatio >= 0.85,
      fid: figures.fidRatio <= 3,
      diversity: figures.diversityRatio >= 0.8 && figures.diversityRatio <= 1.1,
      oracleGap: figures.oracleGap <= 0.1,
    },
  };
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

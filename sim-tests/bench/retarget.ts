import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createBodyScale, createSearchIndex, type SearchIndex, stylesOf } from '@troupe/avatars/motion';
import { createLocalMotion, type MotionFiles, readMotionModel } from '@troupe/server/motion';
import { type CastBody, mostDifferent, readCast } from '../tools/different-bodies.ts';
import {
  addRun,
  classFigures,
  createQualitySums,
  depthCm,
  joinClasses,
  type QualitySums,
} from '../tools/motion-classes.ts';
import { createCrowd } from '../tools/motion-crowd.ts';
import { type MotionRun, runCrowd, SHOWN, shownPositions, TOES, WIDTH } from '../tools/motion-metrics.ts';
import { openVrmSkeleton } from '../tools/vrm-skeleton.ts';
import { streamRun, wearRun } from '../tools/worn-pose.ts';
import { publish, quantiles, round } from './report.ts';

const MODEL = fileURLToPath(new URL('../../assets/models/motion', import.meta.url));
const BODIES = fileURLToPath(new URL('../../assets/bodies', import.meta.url));
/** People of one body measured at a time: what is kept of a run grows with them. */
const CHUNK = 16;
/** Every so many ticks a pose is put on the bones of the body's file. */
const WORN_EVERY = 7;
/** Jerk has its own bench. */
const NO_REFERENCE = { jerk: new Map<number, number>(), acceleration: 1 } as const;

interface Settings {
  readonly seeds: number;
  readonly ticks: number;
  readonly seed: number;
}

/**
 * How the canonical motion sits on other bodies: the closed loop of `bench motion-quality` on the bodies of the cast
 * that differ most, each with its real proportions.
 *
 * `skateCmPerS` speed of planted toes before the foot lock, `skateAfterIkCmPerS` as a client shows them (60 Hz, cubic),
 * `skateStreamedCmPerS` the same after the wire, refined as for who is near, `skateUnrefinedCmPerS` without that; `plantedFootCm` height of planted toe joints above where they rest,
 * positive: in the air; `penetrationCm` depth of toes below that rest; `boneLengthErrorMm` greatest change of any of the
 * 52 bones when streamed poses are put on the bones of the body's own VRM; `skeletonErrorMm` joints on those bones
 * against the engine's kinematics of the same pose; `streamErrorMm` against the pose before the wire.
 */
export async function run(args: string[]): Promise<undefined> {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: '16' },
      minutes: { type: 'string', default: '2' },
      seed: { type: 'string', default: '100' },
      bodies: { type: 'string', default: '5' },
      model: { type: 'string', default: MODEL },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const seeds = Number(values.seeds);
  const ticks = Math.round(Number(values.minutes) * 1_200);
  if (!(seeds >= 1 && seeds <= 256)) throw new Error('--seeds: a number from 1 to 256');
  if (!(ticks >= 200 && ticks <= 24_000)) throw new Error('--minutes: a number from 0.2 to 20');
  const chosen = mostDifferent(readCast(BODIES), Number(values.bodies));
  const files = readMotionModel(values.model);
  const index = createSearchIndex(files.model);
  const bodies: Record<string, Awaited<ReturnType<typeof measureBody>>> = {};
  for (const body of chosen) {
    bodies[body.id] = await measureBody(files, index, body, { seeds, ticks, seed: Number(values.seed) });
    process.stderr.write(`${Object.keys(bodies).length} of ${chosen.length} bodies: ${body.id}\n`);
  }
  const all = Object.values(bodies);
  const every = (pass: (own: (typeof all)[number]) => boolean): boolean => all.every(pass);
  publish(
    'retarget',
    {
      seeds,
      minutes: ticks / 1_200,
      chosen: chosen.map(({ id }) => id).join(' '),
      bodies,
      bars: {
        skateAfterIk: every((own) => own.skateAfterIkCmPerS <= 2),
        penetration: every((own) => own.penetrationCm.p99 <= 2),
        boneLength: every((own) => own.boneLengthErrorMm <= 1),
        trajectory: every((own) => own.trajectoryErrorCm <= 6),
        finite: every((own) => own.nanFrames === 0),
      },
    },
    args,
  );
  return undefined;
}

async function measureBody(files: MotionFiles, index: SearchIndex, body: CastBody, settings: Settings) {
  const { manifest, modeNames } = files.model;
  const { toeRestM } = createBodyScale(body, manifest);
  const vrm = openVrmSkeleton(join(BODIES, body.id, `${body.id}.vrm`));
  const sums = createQualitySums();
  const streamedSums = createQualitySums();
  const unrefinedSums = createQualitySums();
  const heights: number[] = [];
  const worn = { boneLengthMm: 0, skeletonMm: 0, poses: 0 };
  const streamMm: number[] = [];
  for (let from = 0; from < settings.seeds; from += CHUNK) {
    const people = Math.min(CHUNK, settings.seeds - from);
    const seed = settings.seed + from;
    const motion = await createLocalMotion(files, { bodies: [body], capacity: people, seed, index });
    const crowd = createCrowd({
      people,
      seed,
      capsule: manifest.capsule,
      faces: true,
      styles: stylesOf(manifest, []),
    });
    const made = await runCrowd(motion, crowd, settings.ticks);
    await motion.decoder.release();
    const streamed = streamRun(made);
    const shown = shownPositions(made, body.restOffsets);
    addRun(sums, made, modeNames, shown, NO_REFERENCE, toeRestM);
    noteHeights(heights, made, shown.positions, toeRestM);
    for (const [into, wire] of [
      [streamedSums, streamed],
      [unrefinedSums, streamRun(made, false)],
    ] as const) {
      addRun(into, wire, modeNames, shownPositions(wire, body.restOffsets), NO_REFERENCE, toeRestM);
    }
    const errors = wearRun(made, streamed, body.restOffsets, vrm, WORN_EVERY);
    worn.boneLengthMm = Math.max(worn.boneLengthMm, errors.boneLengthMm);
    worn.skeletonMm = Math.max(worn.skeletonMm, errors.skeletonMm);
    worn.poses += errors.poses;
    for (const error of errors.streamMm) streamMm.push(error);
  }
  const wire = { refined: streamedSums, unrefined: unrefinedSums };
  return bodyFigures(body, sums, wire, heights, { ...worn, streamMm });
}

/** Heights of planted toe joints above their rest, cm, in frames that show a tick. */
function noteHeights(
  heights: number[],
  run: MotionRun,
  positions: Float32Array,
  toeRestM: readonly [number, number],
): void {
  for (let i = 0; i < run.ticks * run.people; i++) {
    const frame = Math.floor(i / run.people) * SHOWN;
    for (let s = 0; s < 2; s++) {
      if (!((run.contacts[i] >> s) & 1)) continue;
      const at = (frame * run.people + (i % run.people)) * WIDTH + TOES[s] * 3 + 1;
      heights.push((positions[at] - toeRestM[s]) * 100);
    }
  }
}

function bodyFigures(
  body: CastBody,
  sums: QualitySums,
  wire: { readonly refined: QualitySums; readonly unrefined: QualitySums },
  heights: readonly number[],
  worn: { boneLengthMm: number; skeletonMm: number; poses: number; streamMm: readonly number[] },
) {
  const moves = (name: string): boolean => name !== 'stand';
  const moving = classFigures(joinClasses(sums, moves));
  const absolute = quantiles(heights.map(Math.abs));
  const { p50, p99, max } = quantiles(worn.streamMm);
  return {
    heightM: body.heightM,
    legM: body.legLengthM,
    nanFrames: sums.nanFrames,
    skateCmPerS: round(moving.skateCmPerS),
    skateAfterIkCmPerS: round(moving.skateAfterIkCmPerS),
    skateStreamedCmPerS: round(classFigures(joinClasses(wire.refined, moves)).skateAfterIkCmPerS),
    skateUnrefinedCmPerS: round(classFigures(joinClasses(wire.unrefined, moves)).skateAfterIkCmPerS),
    penetrationCm: { p50: depthCm(sums, 0.5), p99: depthCm(sums, 0.99) },
    plantedFootCm: {
      mean: round(heights.reduce((a, b) => a + b, 0) / Math.max(1, heights.length)),
      p50: absolute.p50,
      p99: absolute.p99,
    },
    trajectoryErrorCm: round(moving.trajectoryErrorCm),
    headingErrorDeg: round(moving.headingErrorDeg),
    boneLengthErrorMm: round(worn.boneLengthMm),
    skeletonErrorMm: round(worn.skeletonMm),
    streamErrorMm: { p50, p99, max },
    wornPoses: worn.poses,
  };
}

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  CLIP_FRAME_VALUES,
  CLIP_LIMITS,
  type Clip,
  clipSeconds,
  cutClip,
  PERFORMED,
  resampleClip,
  rigOfBody,
  STAGE_HZ,
} from '@troupe/avatars/clip';
import { FACE_PRESETS } from '@troupe/avatars/face';
import { refuseOtherAssets } from '@troupe/server/open-recorded';
import { type OpenStage, openStage } from '@troupe/server/open-stage';
import { readRecord, replay } from '@troupe/server/record';
import { endingOf, numberOption, writeClip } from './clip-files.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRESS_TICKS = 200;
const DAY_S = 86_400;

/** `troupe clip export`: replays a record headless and writes the poses of one performer as a clip. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      performer: { type: 'string' },
      out: { type: 'string' },
      from: { type: 'string', default: '0' },
      to: { type: 'string', default: String(DAY_S) },
      fps: { type: 'string', default: String(STAGE_HZ) },
      clips: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1 || values.performer === undefined)
    throw new Error(
      'name a record and a performer: troupe clip export RECORD --performer Tilda --out X.vrma',
    );
  endingOf(values.out);
  const from = numberOption('--from', values.from, { least: 0, most: DAY_S });
  const to = numberOption('--to', values.to, { least: from, most: DAY_S });
  const fps = numberOption('--fps', values.fps, { least: 1, most: 240 });
  const taken = await takePoses(positionals[0], values.performer, {
    from,
    to,
    quiet: values.json,
    clips: values.clips,
  });
  const clip = resampleClip(taken, fps);
  const bytes = writeClip(clip, values.out!);
  const report = {
    record: positionals[0],
    performer: taken.name,
    out: values.out,
    seconds: clipSeconds(clip),
    fps,
    frames: clip.frames,
    bytes,
  };
  if (values.json) console.log(JSON.stringify(report));
  else
    console.log(
      `${values.out}: ${report.seconds} s of ${taken.name} at ${fps} Hz, ${Math.round(bytes / 1000)} kB`,
    );
  return 0;
}

/**
 * Poses of one performer through a record, from its first pose on.
 *
 * @param who name in any language, or wire id
 * @param span seconds of the record, and the folder of its clips
 * @throws Error when the record does not replay here, or nobody of that name performs in it
 */
export async function takePoses(
  file: string,
  who: string,
  span: { from: number; to: number; quiet: boolean; clips?: string },
): Promise<Clip> {
  const record = readRecord(file);
  const { stage, seed, capacity, clips } = record.header;
  const onProblem = (message: string): void => console.error(message);
  const open = await openStage({
    root: ROOT,
    stageId: stage,
    seed,
    capacity,
    motion: 'inline',
    onProblem,
    clipsFolder: span.clips,
    clips,
  });
  try {
    refuseOtherAssets(file, record.header, open.header);
    const reel = createReel(open, who);
    const show = process.stderr.isTTY && !span.quiet;
    const ticks = record.ticks.slice(0, Math.ceil(span.to * STAGE_HZ) + 1);
    const result = await replay(open.stage, ticks, (done) => {
      if (done > Math.floor(span.from * STAGE_HZ)) reel.take();
      if (show && done % PROGRESS_TICKS === 0) process.stderr.write(`\r${done} of ${ticks.length} ticks`);
    });
    if (show) process.stderr.write('\r');
    if (result.divergedAtTick !== undefined)
      throw new Error(`${file} diverged at tick ${result.divergedAtTick}; see \`troupe replay ${file}\``);
    return cutClip(reel.finish(file), 0, span.to - span.from);
  } finally {
    await open.close();
  }
}

/** Collects the poses of one human of a stage. */
function createReel(open: OpenStage, who: string): { take(): void; finish(file: string): Clip } {
  const { world } = open.stage;
  const { humans, social } = world;
  const hips: number[] = [];
  const joints: Float32Array[] = [];
  const faces: Float32Array[] = [];
  let body = -1;
  let name = who;
  const find = (): number => {
    for (let slot = 0; slot < humans.count; slot++) {
      const { en, ko } = social.names[slot];
      if (humans.kind[slot] !== 0 && (String(humans.netId[slot]) === who || en === who || ko === who))
        return slot;
    }
    return -1;
  };
  return {
    take() {
      const slot = find();
      if (slot < 0 || !humans.posed[slot] || joints.length >= CLIP_LIMITS.framesMax) return;
      body = humans.body[slot];
      name = social.names[slot].en;
      hips.push(...humans.poseHips.subarray(slot * 3, slot * 3 + 3));
      joints.push(humans.poseJoints.slice(slot * CLIP_FRAME_VALUES, (slot + 1) * CLIP_FRAME_VALUES));
      faces.push(humans.poseFace.slice(slot * FACE_PRESETS.length, (slot + 1) * FACE_PRESETS.length));
    },
    finish(file) {
      if (joints.length < 2) {
        const names = social.names.filter((_, slot) => humans.kind[slot] !== 0).map(({ en }) => en);
        throw new Error(
          `${file}: nobody named "${who}" performs in this span; at its end there are ${names.join(', ') || 'nobody'}`,
        );
      }
      return performanceClip({ name, hips, joints, faces, body: open.bodies[body] });
    },
  };
}

function performanceClip(reel: {
  name: string;
  hips: number[];
  joints: Float32Array[];
  faces: Float32Array[];
  body: OpenStage['bodies'][number];
}): Clip {
  const frames = reel.joints.length;
  const joints = new Float32Array(frames * CLIP_FRAME_VALUES);
  reel.joints.forEach((pose, frame) => {
    for (let q = 0; q < pose.length; q += 4) {
      // Neighbours lie on one half sphere, as a clip has them.
      const at = frame * CLIP_FRAME_VALUES + q;
      let along = 0;
      for (let k = 0; k < 4; k++) along += frame === 0 ? 1 : joints[at - CLIP_FRAME_VALUES + k] * pose[q + k];
      for (let k = 0; k < 4; k++) joints[at + k] = along < 0 ? -pose[q + k] : pose[q + k];
    }
  });
  const expressions = FACE_PRESETS.map((preset, i) => ({
    name: preset,
    preset: true,
    weights: Float32Array.from(reel.faces, (face) => Math.min(1, Math.max(0, face[i]))),
  })).filter(({ name, weights }) => name !== 'neutral' && weights.some((weight) => weight > 0));
  return {
    name: reel.name,
    fps: STAGE_HZ,
    frames,
    hips: Float32Array.from(reel.hips),
    joints,
    rig: rigOfBody({ ...reel.body, restOffsets: reel.body.restOffsets }),
    expressions,
    gaze: undefined,
    origin: PERFORMED,
  };
}

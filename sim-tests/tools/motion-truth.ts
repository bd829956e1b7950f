import { readFileSync } from 'node:fs';
import { type Clip, PERFORMED, rigOfBody } from '@troupe/avatars/clip';
import { canonicalBody, type MotionManifest } from '@troupe/avatars/motion';
import { BODY_JOINT_COUNT, HUMAN_JOINTS, JOINT_COUNT } from '@troupe/avatars/skeleton';
import { z } from 'zod';

const NUMBERS = z.array(z.number().finite());
const MOTION = z.object({
  name: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  kind: z.enum(['move', 'idle', 'action']),
  style: z.string(),
  action: z.string(),
  take: z.string(),
  frames: z.number().int().min(2).max(4_000),
  hips: NUMBERS,
  joints: NUMBERS,
  root: NUMBERS,
  contacts: z.array(z.number().int().min(0).max(3)),
});
const FILE = z.object({
  format: z.literal('troupe-motion-truth'),
  version: z.literal(1),
  hz: z.literal(20),
  joints: z.array(z.string()),
  motions: z.array(MOTION).min(1).max(64),
});

/** A recording on the canonical person, 20 Hz: what avatars/train/motion/truth.py writes. */
export type TrueMotion = z.infer<typeof MOTION>;

/**
 * Reads recordings written by avatars/train/motion/truth.py.
 *
 * @throws Error naming the file, what is wrong and how to make one
 */
export function readTruth(file: string): TrueMotion[] {
  const make = 'write it with `python3 avatars/train/motion/truth.py --data DIR/motion-capture --out FILE`';
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`--truth ${file}: ${(error as Error).message}; ${make}`);
  }
  const parsed = FILE.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`--truth ${file}: ${issue.path.join('.')}: ${issue.message}; ${make}`);
  }
  const { joints, motions } = parsed.data;
  if (joints.join() !== HUMAN_JOINTS.slice(0, BODY_JOINT_COUNT).join())
    throw new Error(`--truth ${file}: its joints are not those of the skeleton; ${make}`);
  for (const { name, frames, hips, joints: q, root, contacts } of motions)
    if (
      hips.length !== frames * 3 ||
      q.length !== frames * BODY_JOINT_COUNT * 4 ||
      root.length !== frames * 3 ||
      contacts.length !== frames
    )
      throw new Error(`--truth ${file}: ${name} has not the numbers of ${frames} frames; ${make}`);
  return motions;
}

/** A recording as a clip of the canonical person; fingers are at rest. */
export function truthClip(motion: TrueMotion, manifest: MotionManifest): Clip {
  const { frames } = motion;
  const joints = new Float32Array(frames * JOINT_COUNT * 4);
  for (let i = 0; i < joints.length; i += 4) joints[i + 3] = 1;
  for (let frame = 0; frame < frames; frame++) {
    const from = frame * BODY_JOINT_COUNT * 4;
    joints.set(motion.joints.slice(from, from + BODY_JOINT_COUNT * 4), frame * JOINT_COUNT * 4);
  }
  const rig = rigOfBody(canonicalBody(manifest));
  for (let j = BODY_JOINT_COUNT; j < JOINT_COUNT; j++) rig.moved[j] = 0;
  return {
    name: motion.name,
    fps: 20,
    frames,
    hips: Float32Array.from(motion.hips),
    joints,
    rig,
    expressions: [],
    gaze: undefined,
    origin: { ...PERFORMED, joints: BODY_JOINT_COUNT },
  };
}

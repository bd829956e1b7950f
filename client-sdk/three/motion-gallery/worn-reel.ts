import { JOINT_COUNT, JOINT_INDEX } from '@troupe/avatars/skeleton';
import type { MotionReel } from '../../protocol/index.ts';
import { EASE_POSE } from '../people/fill-pose.ts';
import type { GalleryBody } from './gallery-view.ts';

const FPS = 20;
/** One slow breath; the reel begins anew where it ends. */
const BREATH_S = 4;
const BREATH_RAD = 0.012;

/** Standing at ease and breathing, for a body that was never recorded. */
export function easeReel(body: GalleryBody): MotionReel {
  const frames = BREATH_S * FPS + 1;
  const reel: MotionReel = {
    kind: 'style',
    name: 'ease',
    body: body.id,
    fps: FPS,
    frames,
    marks: [],
    hips: new Float32Array(frames * 3),
    footTargets: new Float32Array(frames * 6).fill(Number.NaN),
    joints: new Float32Array(frames * JOINT_COUNT * 4),
    contacts: new Uint8Array(frames).fill(3),
  };
  for (let f = 0; f < frames; f++) {
    const lift = Math.sin((2 * Math.PI * f) / (frames - 1));
    reel.hips.set(body.restOffsets.slice(0, 3), f * 3);
    reel.joints.set(EASE_POSE, f * JOINT_COUNT * 4);
    for (const joint of [JOINT_INDEX.chest, JOINT_INDEX.upperChest]) {
      const half = (-lift * BREATH_RAD) / 2;
      reel.joints.set([Math.sin(half), 0, 0, Math.cos(half)], (f * JOINT_COUNT + joint) * 4);
    }
  }
  return reel;
}

/** A reel recorded on one body as another wears it: turns stay, ways and heights follow the hips. */
export function wearReel(reel: MotionReel, from: GalleryBody, to: GalleryBody): MotionReel {
  const ratio = to.hipsHeightM / from.hipsHeightM;
  return {
    ...reel,
    body: to.id,
    hips: reel.hips.map((x) => x * ratio),
    footTargets: reel.footTargets.map((x) => x * ratio),
  };
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { MotionManifest } from '@troupe/avatars/motion';
import { speechTicks, speechWords } from './behaviour/index.ts';
import { loadBodies, loadStage } from './load-assets.ts';
import { readMotionInfo } from './motion/index.ts';
import type { ShowAction, ShowLimb, ShowResources } from './shows/index.ts';
import { TICK_HZ } from './world/index.ts';

/** Limbs each mask of the motion model moves. */
const LIMBS: Readonly<Record<string, readonly ShowLimb[]>> = {
  fullBody: ['left arm', 'right arm', 'legs'],
  upperBody: ['left arm', 'right arm'],
  arms: ['left arm', 'right arm'],
  leftArm: ['left arm'],
  rightArm: ['right arm'],
  head: ['head'],
};

/** Reads what shows are held against from a checkout: stages, bodies, the motion model, files below assets/shows. */
export function loadShowResources(root: string): ShowResources {
  const model = join(root, 'assets/models/motion');
  const info = readMotionInfo(model);
  const manifest = JSON.parse(readFileSync(join(model, 'motion.json'), 'utf8')) as MotionManifest;
  const actions = manifest.actions.map(
    ({ name, mask }, i): ShowAction => ({
      name,
      points: { ...info.actionTimes[i] },
      limbs: LIMBS[mask] ?? ['left arm', 'right arm'],
    }),
  );
  const stages = join(root, 'assets/stages');
  const shows = join(root, 'assets/shows');
  return {
    stages: readdirSync(stages).filter((id) => existsSync(join(stages, id, 'stage.json'))),
    stage: (id) => loadStage(root, id),
    bodies: loadBodies(root).map(({ id, name }) => ({ id, name })),
    actions,
    styles: info.styles.map(({ name, speedMps }) => ({ name, speedMps: speedMps ?? null })),
    catalogue: (stage) => ({
      actions: actions.map(({ name, points }) => ({ name, seconds: (points.end ?? 0) / TICK_HZ })),
      styles: info.styles.map(({ name }) => name),
      places: [...Object.keys(stage.marks), ...stage.paintings.map(({ id }) => id)],
    }),
    speech(text, locale) {
      const ticks = speechTicks(text, locale);
      return { ticks, words: speechWords(text, ticks).map(({ startS }) => startS * TICK_HZ) };
    },
    hasFile: (path) => existsSync(join(shows, path)) && statSync(join(shows, path)).isFile(),
  };
}

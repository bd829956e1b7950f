import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CLIP_HZ, type MotionManifest } from '@troupe/avatars/motion';
import { speechTicks, speechWords } from './behaviour/index.ts';
import { loadBodies, loadStage, stageIds } from './load-assets.ts';
import { readClipLibrary, readMotionInfo } from './motion/index.ts';
import { SURE } from './music/index.ts';
import { createMusicShelf, isRefusal, type MusicShelf } from './music-shelf.ts';
import { beatGridOfMidi, type ShowAction, type ShowLimb, type ShowResources } from './shows/index.ts';
import { TICK_HZ } from './world/index.ts';
import { momentsOfClip } from './world/play-clip.ts';

/** Limbs each mask of the motion model moves. */
const LIMBS: Readonly<Record<string, readonly ShowLimb[]>> = {
  fullBody: ['left arm', 'right arm', 'legs'],
  upperBody: ['left arm', 'right arm'],
  arms: ['left arm', 'right arm'],
  leftArm: ['left arm'],
  rightArm: ['right arm'],
  head: ['head'],
};

/** What shows are held against, and the music among it: the show desk draws it. */
export interface LoadedShowResources extends ShowResources {
  readonly shelf: MusicShelf;
}

/**
 * Reads what shows are held against from a checkout: stages, bodies, the motion model, clips, files below assets/shows.
 *
 * @throws Error when a folder of clips that was named is not there
 */
export function loadShowResources(root: string, clipsFolder?: string): LoadedShowResources {
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
  const shows = join(root, 'assets/shows');
  const { clips } = readClipLibrary({
    folder: clipsFolder ?? join(root, 'assets/clips'),
    named: clipsFolder !== undefined,
    modelFolder: model,
  });
  const shelf = createMusicShelf(shows);
  return {
    clips: clips.map((clip) => ({
      name: clip.name,
      seconds: (clip.frames - 1) / CLIP_HZ,
      points: (from, to, rate) =>
        Object.fromEntries(momentsOfClip(clip, { from, to, rate }).map(({ name, atTick }) => [name, atTick])),
    })),
    stages: stageIds(root),
    stage: (id) => loadStage(root, id),
    shelf,
    music: (path) => shelf.look(path),
    foundBeats(path, options) {
      const found = shelf.beats(path, options);
      return isRefusal(found) ? found : { ...found, sure: found.confidence >= SURE };
    },
    beats: (path) => beatGridOfMidi(readFileSync(join(shows, path))),
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
    hasFile(path, below) {
      const file = join(root, below, path);
      return existsSync(file) && statSync(file).isFile();
    },
  };
}

/**
 * One photo against several of the same person: `troupe bench body --views front,side,face`. Every number of views is
 * scored on the same people, the first alone, then one more at a time.
 */
import {
  closeShot,
  diceOf,
  drawPhoto,
  dressSomebody,
  fitPhoto,
  PhotoRefused,
  readFitModel,
  SYNTHETIC_PHOTO,
  someBody,
  someShot,
} from '@troupe/avatars/photo';
import { shapeErrors } from './body-score.ts';
import { faceErrorMm, faceVertices } from './face-score.ts';
import { round } from './report.ts';

/** How far somebody turns away from the lens, rad. */
const TURNS: Readonly<Record<string, number>> = {
  front: 0,
  side: Math.PI / 2,
  back: Math.PI,
  'three-quarter': Math.PI / 4,
};
const FACE = 'face';

/** @throws Error naming what there is */
export function viewsOf(text: string): string[] {
  const views = text.split(',');
  const known = [...Object.keys(TURNS), FACE];
  const wrong = views.find((view) => !known.includes(view));
  if (wrong !== undefined || views[0] !== 'front')
    throw new Error(`--views ${text}: front, then any of ${known.join(', ')}`);
  return views;
}

interface ViewScore {
  readonly pveTScMm: number;
  readonly pveTMm: number;
  readonly chestMm: number;
  readonly waistMm: number;
  readonly hipMm: number;
  readonly faceMm: number;
  readonly cpuSeconds: number;
}

/** Mean errors by number of views, and who was refused. */
export async function scoreViews(
  modelFolder: string,
  views: readonly string[],
  people: number,
  first: number,
) {
  const rows = views.map(() => [] as ViewScore[]);
  const refused: string[] = [];
  for (let k = 0; k < people; k++) {
    try {
      const scores = await scorePerson(modelFolder, views, first + k);
      scores.forEach((score, v) => {
        rows[v].push(score);
      });
    } catch (error) {
      if (!(error instanceof PhotoRefused)) throw error;
      refused.push(error.code);
    }
    console.error(`${k + 1}/${people} people, ${refused.length} refused`);
  }
  if (rows[0].length === 0) throw new Error(`everybody was refused: ${refused.join(', ')}`);
  const mean = (scores: readonly ViewScore[], name: keyof ViewScore) =>
    round(scores.reduce((sum, score) => sum + score[name], 0) / scores.length);
  return {
    people: rows[0].length,
    refused,
    rows: rows.map((scores, v) => ({
      views: views.slice(0, v + 1).join(','),
      pveTScMm: mean(scores, 'pveTScMm'),
      pveTMm: mean(scores, 'pveTMm'),
      chestMm: mean(scores, 'chestMm'),
      waistMm: mean(scores, 'waistMm'),
      hipMm: mean(scores, 'hipMm'),
      faceMm: mean(scores, 'faceMm'),
      cpuSeconds: mean(scores, 'cpuSeconds'),
    })),
  };
}

async function scorePerson(
  modelFolder: string,
  views: readonly string[],
  seed: number,
): Promise<ViewScore[]> {
  const model = readFitModel(modelFolder);
  const { space } = model;
  const dice = diceOf('held-out', seed);
  const body = someBody(space, 'held-out', dice);
  const dressed = await dressSomebody(model, body);
  const photos: Uint8Array[] = [];
  for (const view of views) {
    const shot =
      view === FACE
        ? closeShot(space, body, dice, SYNTHETIC_PHOTO)
        : someShot(space, body, dice, SYNTHETIC_PHOTO, 'relaxed', TURNS[view]);
    photos.push(await drawPhoto(space, dressed, shot, dice));
  }
  const out: ViewScore[] = [];
  for (let count = 1; count <= photos.length; count++) {
    const before = process.cpuUsage();
    const fit = await fitPhoto(photos[0], modelFolder, { heightM: body.heightM }, photos.slice(1, count));
    const { user, system } = process.cpuUsage(before);
    const { fit: error } = shapeErrors(space, body, fit);
    out.push({
      pveTScMm: error.pveTScMm,
      pveTMm: error.pveTMm,
      chestMm: error.chest,
      waistMm: error.waist,
      hipMm: error.hip,
      faceMm: faceErrorMm(faceVertices(space), body.rest.positions, fit.neutral),
      cpuSeconds: (user + system) / 1e6,
    });
  }
  return out;
}

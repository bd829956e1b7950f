/** Scores some of the people of `bench body`, started with fork(): networks are loaded once for all of them. */
import {
  diceOf,
  drawPhoto,
  dressSomebody,
  fitPhoto,
  HELD_OUT_POSES,
  makeBodyFromPhoto,
  PhotoRefused,
  poseBones,
  readFitModel,
  readParts,
  SYNTHETIC_PHOTO,
  someBody,
  someShot,
} from '@troupe/avatars/photo';
import { groupsOf, jointError, type Made, type Score, shapeErrors, textureError } from './body-score.ts';

/** What a worker is to do: people with these seeds, each in every pose; some become whole bodies. */
export interface BodyOrder {
  readonly modelFolder: string;
  readonly seeds: readonly number[];
  /** Of every so many people, the first pose of one is dressed and painted too. */
  readonly wholeEvery: number;
}

export type BodyAnswer = { readonly score: Score } | { readonly refused: string } | { readonly done: true };

const order = JSON.parse(process.argv[2]) as BodyOrder;
const model = readFitModel(order.modelFolder);
const { space } = model;

async function scorePerson(seed: number): Promise<void> {
  const dice = diceOf('held-out', seed);
  const body = someBody(space, 'held-out', dice);
  const dressed = await dressSomebody(model, body);
  for (const [k, pose] of HELD_OUT_POSES.entries()) {
    const shot = someShot(space, body, dice, SYNTHETIC_PHOTO, pose);
    const photo = await drawPhoto(space, dressed, shot, dice);
    const whole = k === 0 && seed % order.wholeEvery === 0;
    const start = performance.now();
    try {
      const wishes = { heightM: body.heightM };
      let made: Made | undefined;
      let found: Awaited<ReturnType<typeof fitPhoto>>;
      if (whole) {
        const all = await makeBodyFromPhoto(photo, order.modelFolder, wishes);
        found = { ...all.fit, reprojection: all.report.reprojection };
        const truth = dressed.map((one) => one.part);
        made = { iou: all.report.iou, textureDeltaE: await textureError(truth, await readParts(all.vrm)) };
      } else {
        found = await fitPhoto(photo, order.modelFolder, wishes);
      }
      const seconds = (performance.now() - start) / 1000;
      const score: Score = {
        ...shapeErrors(space, body, found),
        mpjpeMm: jointError(poseBones(space, shot.state, false).places, found.joints),
        reprojection: found.reprojection,
        seconds,
        pose,
        groups: groupsOf(body),
        ...(made ? { made } : {}),
      };
      send({ score });
    } catch (error) {
      if (!(error instanceof PhotoRefused)) throw error;
      send({ refused: error.code });
    }
  }
}

function send(answer: BodyAnswer): void {
  process.send!(answer);
}

for (const seed of order.seeds) await scorePerson(seed);
send({ done: true });
process.disconnect();

/**
 * The face of a body made from a photo, on drawn people of whom the true face and skin are known, each in a strong light
 * from one side: how far the face's surface is off (beside the mean face), and how far the skin's colours are off with the
 * photo's light taken out and left in. Exposure cannot be known: colours are compared after one gain for all.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  colourDistance,
  type DecodedPart,
  decodeParts,
  diceOf,
  drawPhoto,
  dressPerson,
  dressSomebody,
  fitPerson,
  HELD_OUT_POSES,
  type Light,
  labOf,
  PhotoRefused,
  paintParts,
  readFitModel,
  readPhoto,
  restBody,
  SYNTHETIC_PHOTO,
  see,
  someBody,
  someShot,
  toLinear,
  toSrgb,
} from '@troupe/avatars/photo';
import { faceErrorMm, faceVertices } from './face-score.ts';
import { publish, round } from './report.ts';

const MODEL = fileURLToPath(new URL('../../assets/models/body', import.meta.url));
/** Lights that people stand in by turns: unit vectors towards the key, from the viewer's left, right and above. */
const LIGHTS: readonly Light[] = [
  { key: [-0.8, 0.36, 0.48], strength: 0.85, sky: 0.15, even: 0.25 },
  { key: [0.8, 0.36, 0.48], strength: 0.85, sky: 0.15, even: 0.25 },
  { key: [0, 0.8, 0.6], strength: 0.85, sky: 0.15, even: 0.25 },
];
/** Skin this near the hairline is painted as scalp, mm. */
const BELOW_HAIRLINE_MM = -8;

interface FaceScore {
  readonly faceMm: number;
  readonly meanFaceMm: number;
  readonly lightOut: number;
  readonly lightKept: number;
}

/** `troupe bench face`. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      people: { type: 'string', default: '24' },
      first: { type: 'string', default: '3000' },
      shape: { type: 'boolean' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const [people, first] = [Number(values.people), Number(values.first)];
  if (!(people >= 2 && people <= 500)) throw new Error('--people: a number from 2 to 500');
  const scores: FaceScore[] = [];
  const refused: string[] = [];
  for (let k = 0; k < people; k++) {
    try {
      scores.push(await scoreFace(first + k, values.shape === true));
    } catch (error) {
      if (!(error instanceof PhotoRefused)) throw error;
      refused.push(error.code);
    }
    if (k % 4 === 3) console.error(`${k + 1}/${people} people, ${refused.length} refused`);
  }
  if (scores.length === 0) throw new Error(`every photo was refused: ${refused.join(', ')}`);
  const mean = (name: keyof FaceScore) =>
    round(scores.reduce((sum, score) => sum + score[name], 0) / scores.length);
  publish(
    'face',
    {
      people: scores.length,
      refused: refused.length,
      faceMm: mean('faceMm'),
      meanFaceMm: mean('meanFaceMm'),
      nearerThanMean: round(scores.filter((s) => s.faceMm < s.meanFaceMm).length / scores.length),
      ...(values.shape ? {} : { skinDeltaE: { lightOut: mean('lightOut'), lightKept: mean('lightKept') } }),
    },
    args,
  );
}

async function scoreFace(seed: number, shapeOnly: boolean): Promise<FaceScore> {
  const model = readFitModel(MODEL);
  const { space } = model;
  const dice = diceOf('held-out', seed);
  const body = someBody(space, 'held-out', dice);
  const dressed = await dressSomebody(model, body);
  const pose = HELD_OUT_POSES[seed % HELD_OUT_POSES.length];
  const shot = someShot(space, body, dice, SYNTHETIC_PHOTO, pose);
  const photo = await drawPhoto(space, dressed, shot, dice, LIGHTS[seed % LIGHTS.length]);
  const sight = await see(await readPhoto(photo));
  const person = await fitPerson(sight, MODEL, {}, () => {});
  const vertices = faceVertices(space);
  const mean = restBody(space, new Float64Array(space.shapeCount), true).positions;
  const shape = {
    faceMm: faceErrorMm(vertices, body.rest.positions, person.rest.positions),
    meanFaceMm: faceErrorMm(vertices, body.rest.positions, mean),
  };
  if (shapeOnly) return { ...shape, lightOut: 0, lightKept: 0 };
  const truth = dressed.find(({ part }) => part.name === 'skin_face')!;
  const parts = dressPerson(person, person.look);
  const skinOff = async (keepLight: boolean) => {
    const painted = await paintParts(person, parts, person.look, { keepLight });
    const found = await decodeParts(painted.parts.filter(({ name }) => name === 'skin_face'));
    return skinDeltaE(truth, found[0], space.kit.hairline);
  };
  return { ...shape, lightOut: await skinOff(false), lightKept: await skinOff(true) };
}

/** Mean CIE76 distance over the face's vertices after one gain for all of them. */
function skinDeltaE(truth: DecodedPart, found: DecodedPart, hairline: Int8Array): number {
  const pairs: { a: number[]; b: number[] }[] = [];
  const { uvs, point } = found.part;
  for (let v = 0; v < point.length; v++) {
    if (hairline[point[v]] > BELOW_HAIRLINE_MM) continue;
    pairs.push({
      a: colourAt(truth, uvs[v * 2], uvs[v * 2 + 1]),
      b: colourAt(found, uvs[v * 2], uvs[v * 2 + 1]),
    });
  }
  const sum = (pick: (pair: (typeof pairs)[number]) => readonly number[]) =>
    pairs.reduce((total, pair) => total + pick(pair).reduce((x, y) => x + y, 0), 0);
  const gain = sum(({ a }) => a) / sum(({ b }) => b);
  const lab = (c: readonly number[], by: number) =>
    labOf(toSrgb(c[0] * by), toSrgb(c[1] * by), toSrgb(c[2] * by));
  return (
    pairs.reduce((total, { a, b }) => total + colourDistance(lab(a, 1), lab(b, gain), 1), 0) / pairs.length
  );
}

/** Linear colour of a decoded texture, mean of 5 x 5 texels, times the part's own colour. */
function colourAt({ part, image }: DecodedPart, u: number, v: number): number[] {
  const out = [0, 0, 0];
  for (let d = 0; d < 25; d++) {
    const clamp = (x: number, size: number) => Math.min(size - 1, Math.max(0, Math.floor(x)));
    const x = clamp(u * image!.width + (d % 5) - 2, image!.width);
    const y = clamp(v * image!.height + Math.floor(d / 5) - 2, image!.height);
    for (let k = 0; k < 3; k++) out[k] += toLinear(image!.data[(y * image!.width + x) * 4 + k]) / 25;
  }
  return out.map((x, k) => x * (part.material.colour?.[k] ?? 1));
}

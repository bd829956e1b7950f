/** Somebody as a photo: dressed, posed, drawn with grain before a plain wall. */
import sharp from 'sharp';
import { dressBody } from '../dress/dress-body.ts';
import type { RestBody } from '../dress/make-garments.ts';
import type { Part } from '../dress/part.ts';
import { browMask, facePointUvs } from '../face/face-map.ts';
import type { BodySpace } from '../fit/body-space.ts';
import { projectAll } from '../fit/camera.ts';
import type { FitModel } from '../fit/fit-model.ts';
import { poseBones, poseSkinned } from '../fit/pose-state.ts';
import { irisImage } from '../paint/iris-image.ts';
import { type DecodedPart, decodeParts, drawLaid, STUDIO_LIGHT } from '../render/turntable.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { chartBody } from '../understand/body-chart.ts';
import { type Rgb, toLinear } from '../understand/colour.ts';
import type { Look } from '../understand/look.ts';
import { drawBrows } from './draw-brows.ts';
import { clothAt, type Dice, type Shot, type Somebody } from './people.ts';

export const SYNTHETIC_PHOTO = { width: 760, height: 1080 } as const;

const IRIS_PX = 128;

/** Somebody dressed at rest, with decoded textures; can be drawn in any pose. */
export async function dressSomebody({ space, facePoints }: FitModel, body: Somebody): Promise<DecodedPart[]> {
  const face = await drawFaceTile(space, facePoints, body.look);
  const { positions, joints } = body.rest;
  const rest: RestBody = { positions, joints, normals: vertexNormals(positions, space.model.triangles) };
  const chart = chartBody(space.model, positions, joints);
  const { upper, lower } = body.cloth;
  const parts = dressBody(space, rest, chart, body.look, (fields) =>
    Float32Array.from(chart.along, (along, v) => clothAt(fields.upper[v] >= 0 ? upper : lower, along)),
  );
  const eye = await sharp(irisImage(IRIS_PX, body.look.iris), {
    raw: { width: IRIS_PX, height: IRIS_PX, channels: 3 },
  })
    .jpeg()
    .toBuffer();
  return decodeParts(
    parts.map((part) =>
      withEye({ ...part, material: { ...part.material, ...paintOf(space, part, body.look, face) } }, eye),
    ),
  );
}

/** Draws a shot of a dressed body as a JPEG. */
export async function drawPhoto(
  space: BodySpace,
  dressed: readonly DecodedPart[],
  shot: Shot,
  dice: Dice,
  light = STUDIO_LIGHT,
): Promise<Uint8Array> {
  const { width, height } = SYNTHETIC_PHOTO;
  const posed = poseBones(space, shot.state, false);
  const laid = dressed.map((one) => {
    const points = poseSkinned(posed, one.part.positions, one.part.joints, one.part.weights);
    return {
      ...one,
      pixels: projectAll(shot.camera, points),
      normals: vertexNormals(points, one.part.triangles),
    };
  });
  const data = drawLaid(laid, width, height, 0, light);
  const wall = [90 + 120 * dice(), 90 + 120 * dice(), 90 + 120 * dice()];
  for (let i = 0; i < data.length; i += 3) {
    const empty = data[i] + data[i + 1] + data[i + 2] === 0;
    for (let k = 0; k < 3; k++) {
      const base = empty ? wall[k] * (0.8 + (0.3 * i) / data.length) : data[i + k];
      data[i + k] = Math.min(255, Math.max(0, base + 7 * (dice() - 0.5)));
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}

function withEye(part: Part, bytes: Uint8Array): Part {
  return part.name === 'eye'
    ? { ...part, material: { ...part.material, image: { mime: 'image/jpeg', bytes } } }
    : part;
}

/** The tile of the face with somebody's brows (JPEG). */
async function drawFaceTile(
  space: BodySpace,
  facePoints: FitModel['facePoints'],
  look: Look,
): Promise<Uint8Array> {
  const { data, info } = await sharp(space.kit.image('skin-face.jpg'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const mask = browMask(facePointUvs(space, facePoints), info.width);
  drawBrows(data, info.channels, mask, look, look.face.brows.strength);
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** Plain colours; skin also has its detail (lips, lids, brows), which the face network needs. @param face tile of the face */
function paintOf(space: BodySpace, part: Part, look: Look, face: Uint8Array): Partial<Part['material']> {
  const flat = (c: Rgb, gain = 1) => ({
    colour: [toLinear(c[0]) * gain, toLinear(c[1]) * gain, toLinear(c[2]) * gain, 1] as const,
  });
  if (part.name.startsWith('skin')) {
    const bytes = part.name === 'skin_face' ? face : space.kit.image('skin-body.jpg');
    return { ...flat(look.skin, 1 / toLinear(128)), image: { mime: 'image/jpeg', bytes } };
  }
  if (part.name === 'cloth_upper') return flat(look.upper.colour);
  if (part.name === 'cloth_lower' || part.name === 'skirt') return flat(look.lower.colour);
  if (part.name === 'shoes') return flat(look.shoes?.colour ?? [60, 60, 60]);
  return {};
}

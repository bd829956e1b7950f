/**
 * A bare head with plain skin, brows and eyes, as a picture: what the face network is shown of a shape, to compare what it
 * reads there with what it read in the photo.
 */
import sharp from 'sharp';
import { makeEyes, makeSkin } from '../dress/make-features.ts';
import { type BodySpace, restBody } from '../fit/body-space.ts';
import type { FacePoint } from '../fit/fit-task.ts';
import { irisImage } from '../paint/iris-image.ts';
import { type DecodedPart, drawLaid, type Light } from '../render/turntable.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import type { Picture } from '../see/read-photo.ts';
import { toLinear } from '../understand/colour.ts';
import type { Look } from '../understand/look.ts';
import { browMask, facePointUvs } from './face-map.ts';

/** Side of the picture, px, and what it shows, m. */
export const PLAIN_HEAD_PX = 200;
const FIELD_M = 0.3;
/** The lens stands so far away, as for a photo of a whole person, m. */
const FAR_M = 3.5;
/** Middle of the face below the eyes, m. */
const BELOW_EYES_M = 0.035;
const WALL = 150;
const BROW_STRENGTH = 0.7;
const IRIS_PX = 128;
const LIGHT: Light = { key: [0.3, 0.45, 0.84], strength: 0.45, sky: 0.12, even: 0.6 };
const HEAD_BONES = ['head', 'jaw', 'neck', 'leftEye', 'rightEye'];
/** A vertex is the head's when so much of its weight (of 255) is. */
const WEIGHT_LEAST = 90;

/** 1 for every vertex that the bones of head and neck move. */
export function verticesOnHead(space: BodySpace): Uint8Array {
  const bones = HEAD_BONES.map((name) => space.model.manifest.bones.indexOf(name));
  return Uint8Array.from({ length: space.vertices }, (_, v) => {
    let share = 0;
    for (let k = 0; k < 4; k++) {
      if (bones.includes(space.model.skinJoints[v * 4 + k])) share += space.model.skinWeights[v * 4 + k];
    }
    return share > WEIGHT_LEAST ? 1 : 0;
  });
}

/** Bytes of a picture with an alpha, and its size. */
interface Tile {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Draws one person's head; everything that does not change with the shape is made once. */
export interface PlainHead {
  /** @param turn 3 x 3 row major, frontal = turn · seen, as face-frame.ts gives it. */
  draw(shape: Float64Array, turn: Float64Array): Picture;
}

export async function createPlainHead(
  space: BodySpace,
  facePoints: readonly (FacePoint | null)[],
  look: Pick<Look, 'skin' | 'iris' | 'hair'>,
): Promise<PlainHead> {
  const onHead = verticesOnHead(space);
  const atRest = bodyOf(space, new Float64Array(space.shapeCount));
  const face = await faceTile(space, facePoints, look);
  const skin = makeSkin(space, atRest, (v) => onHead[v] === 0).map((part) => paintedSkin(part, face, look));
  const iris = eyeTile(look);
  const eyeBones = ['leftEye', 'rightEye'].map((name) => space.model.manifest.bones.indexOf(name) * 3);
  return {
    draw(shape, turn) {
      const rest = bodyOf(space, shape);
      const middle = [0, 1, 2].map((k) => (rest.joints[eyeBones[0] + k] + rest.joints[eyeBones[1] + k]) / 2);
      middle[1] -= BELOW_EYES_M;
      const [eyes] = makeEyes(space, rest, 1);
      const shaped = skin.map(({ part, image }) => ({
        image,
        part: {
          ...part,
          positions: Float32Array.from(
            part.positions,
            (_, i) => rest.positions[part.point[Math.floor(i / 3)] * 3 + (i % 3)],
          ),
        },
      }));
      const laid = [...shaped, { part: eyes, image: iris }].map((one) => layTurned(one, middle, turn));
      const data = drawLaid(laid, PLAIN_HEAD_PX, PLAIN_HEAD_PX, WALL, LIGHT);
      return { data, width: PLAIN_HEAD_PX, height: PLAIN_HEAD_PX };
    },
  };
}

function bodyOf(space: BodySpace, shape: Float64Array) {
  const { positions, joints } = restBody(space, shape);
  return { positions, joints, normals: vertexNormals(positions, space.model.triangles) };
}

function paintedSkin(part: DecodedPart['part'], face: Tile, { skin }: Pick<Look, 'skin'>): DecodedPart {
  const isFace = part.name === 'skin_face';
  // The tile's own grey stands for the skin's colour.
  const gain = isFace ? 1 / toLinear(128) : 1;
  const [r, g, b] = skin.map((x) => toLinear(x) * gain);
  return {
    part: { ...part, material: { ...part.material, colour: [r, g, b, 1] } },
    image: isFace ? face : undefined,
  };
}

async function faceTile(
  space: BodySpace,
  facePoints: readonly (FacePoint | null)[],
  { hair, skin }: Pick<Look, 'hair' | 'skin'>,
): Promise<Tile> {
  const { data, info } = await sharp(space.kit.image('skin-face.jpg'))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const brow = browMask(facePointUvs(space, facePoints), info.width);
  const dark = hair.colour.map((c, k) => Math.min(1, (c / Math.max(40, skin[k])) * 0.9));
  for (let i = 0; i < brow.length; i++) {
    const share = brow[i] * BROW_STRENGTH;
    if (share > 0) for (let k = 0; k < 3; k++) data[i * 4 + k] *= 1 - share + share * dark[k];
  }
  return { data, width: info.width, height: info.height };
}

function eyeTile({ iris }: Pick<Look, 'iris'>): Tile {
  const rgb = irisImage(IRIS_PX, iris);
  const data = Buffer.alloc(IRIS_PX * IRIS_PX * 4, 255);
  for (let i = 0; i < rgb.length; i++) data[Math.floor(i / 3) * 4 + (i % 3)] = rgb[i];
  return { data, width: IRIS_PX, height: IRIS_PX };
}

function layTurned(one: DecodedPart, middle: readonly number[], turn: Float64Array) {
  const { positions, triangles } = one.part;
  const points = new Float32Array(positions.length);
  const pixels = new Float32Array(positions.length);
  const scale = (PLAIN_HEAD_PX / FIELD_M) * FAR_M;
  for (let i = 0; i < positions.length; i += 3) {
    const d = [0, 1, 2].map((k) => positions[i + k] - middle[k]);
    for (let k = 0; k < 3; k++) points[i + k] = turn[k] * d[0] + turn[3 + k] * d[1] + turn[6 + k] * d[2];
    const depth = FAR_M - points[i + 2];
    pixels[i] = PLAIN_HEAD_PX / 2 + (points[i] * scale) / depth;
    pixels[i + 1] = PLAIN_HEAD_PX / 2 - (points[i + 1] * scale) / depth;
    pixels[i + 2] = depth;
  }
  return { ...one, pixels, normals: vertexNormals(points, triangles) };
}

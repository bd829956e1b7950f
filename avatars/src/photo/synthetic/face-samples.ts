/**
 * Heads of people of whom everything is known, drawn large and small, turned, lit and with expressions, as the face network
 * reads them: what the road from 468 points to a face's own shape is learned from.
 */
import sharp from 'sharp';
import { makeBound, makeEyes, makeSkin } from '../dress/make-features.ts';
import { makeHair } from '../dress/make-hair.ts';
import { browMask, facePointUvs } from '../face/face-map.ts';
import { verticesOnHead } from '../face/head-vertices.ts';
import type { BodySpace } from '../fit/body-space.ts';
import type { FacePoint } from '../fit/fit-task.ts';
import { turnOf } from '../fit/pose-state.ts';
import { irisImage } from '../paint/iris-image.ts';
import { type DecodedPart, drawLaid, type Light } from '../render/turntable.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { readFaceSteadily } from '../see/read-face.ts';
import type { Network } from '../see/run-network.ts';
import { toLinear } from '../understand/colour.ts';
import { drawBrows } from './draw-brows.ts';
import { thinned } from './outline.ts';
import { type Dice, diceOf, normal, type PeopleRange, type Somebody, someBody } from './people.ts';

/** One reading of one head. */
export interface FaceSample {
  /** 468 x 3, as the network gave them. */
  readonly points: Float32Array;
  readonly eyeToMouthPx: number;
  /** Body and face components of the person, without expression. */
  readonly shape: Float64Array;
}

/** What is the same for all heads. */
export interface FaceTools {
  readonly space: BodySpace;
  readonly net: Network;
  readonly onHead: Uint8Array;
  readonly tiles: Readonly<Record<'skin_face' | 'skin_body', { data: Buffer; size: number }>>;
  readonly strands: { data: Buffer; size: number };
  readonly brow: Float32Array;
}

/** Side of a drawing before it is made as small as a photo shows a head, px, and what it shows, m. */
const DRAWN_PX = 300;
const FIELD_M = 0.34;
/** How large photos show faces, eyes to mouth, px. */
const EYE_TO_MOUTH_PX = [14, 70] as const;
/** Eyes to mouth of the mean face, m. */
const EYE_TO_MOUTH_M = 0.066;

export async function createFaceTools(
  space: BodySpace,
  facePoints: readonly (FacePoint | null)[],
  net: Network,
): Promise<FaceTools> {
  const decode = async (name: string) => {
    const { data, info } = await sharp(space.kit.image(name))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, size: info.width };
  };
  const face = await decode('skin-face.jpg');
  return {
    space,
    net,
    onHead: verticesOnHead(space),
    tiles: { skin_face: face, skin_body: await decode('skin-body.jpg') },
    strands: await decode('strands.png'),
    brow: browMask(facePointUvs(space, facePoints), face.size),
  };
}

/** Draws one person's head some times and reads each drawing. */
export async function faceSamples(
  tools: FaceTools,
  range: PeopleRange,
  seed: number,
  views: number,
): Promise<FaceSample[]> {
  const { space, net } = tools;
  const dice = diceOf(range, seed);
  const body = someBody(space, range, dice);
  const head = await dressHead(tools, body, dice);
  const out: FaceSample[] = [];
  for (let k = 0; k < views; k++) {
    const eyeToMouthPx = EYE_TO_MOUTH_PX[0] * (EYE_TO_MOUTH_PX[1] / EYE_TO_MOUTH_PX[0]) ** dice();
    const size = Math.round((eyeToMouthPx * FIELD_M) / EYE_TO_MOUTH_M);
    const drawn = drawHead(tools, head, body, dice);
    const blur = 0.3 + 0.6 * dice();
    const small = await sharp(drawn, { raw: { width: DRAWN_PX, height: DRAWN_PX, channels: 3 } })
      .resize(size, size)
      .blur(blur)
      .jpeg({ quality: 70 + Math.floor(28 * dice()) })
      .toBuffer();
    const data = await sharp(small).raw().toBuffer();
    const grain = 12 * dice();
    const picture = {
      data: Uint8Array.from(data, (x) => Math.min(255, Math.max(0, x + grain * (dice() - 0.5)))),
      width: size,
      height: size,
    };
    const shift = () => size * 0.03 * normal(dice);
    const roi = { cx: size / 2 + shift(), cy: size / 2 + shift(), size: size * 0.8, turn: 0 };
    const read = await readFaceSteadily(net, picture, roi);
    if (read.flag < 0.9) continue;
    out.push({
      points: read.points,
      eyeToMouthPx,
      shape: body.shape.slice(0, space.bodyCount + space.faceCount),
    });
  }
  return out;
}

interface Head {
  readonly parts: readonly DecodedPart[];
  /** Middle of the face at rest, m. */
  readonly centre: readonly [number, number, number];
}

async function dressHead(tools: FaceTools, body: Somebody, dice: Dice): Promise<Head> {
  const { space } = tools;
  const { positions, joints } = body.rest;
  const rest = { positions, joints, normals: vertexNormals(positions, space.model.triangles) };
  const skin = makeSkin(space, rest, (v) => tools.onHead[v] === 0).map((part) => ({
    part: { ...part, material: { ...part.material, colour: skinColour(body) } },
    image: withBrows(tools, part.name as 'skin_face', body, dice),
  }));
  const lashes = makeBound(space, rest, 'lashes', 1, { name: 'lashes', roughness: 1, doubleSided: true });
  const [eye] = makeEyes(space, rest, 1);
  const iris = Buffer.from(addAlpha(irisImage(128, body.look.iris)));
  const hair = thinned(makeHair(space, rest, body.look));
  const eyes = ['leftEye', 'rightEye'].map((name) => space.model.manifest.bones.indexOf(name) * 3);
  const middle = [0, 1, 2].map((k) => (joints[eyes[0] + k] + joints[eyes[1] + k]) / 2);
  return {
    parts: [
      ...skin,
      { part: eye, image: { data: iris, width: 128, height: 128 } },
      ...(hair
        ? [
            {
              part: hair,
              image: { data: tools.strands.data, width: tools.strands.size, height: tools.strands.size },
            },
          ]
        : []),
      ...(dice() < 0.5
        ? [
            {
              part: { ...lashes, material: { ...lashes.material, colour: [0.01, 0.01, 0.01, 1] as const } },
              image: undefined,
            },
          ]
        : []),
    ].map((one) => one as DecodedPart),
    centre: [middle[0], middle[1] - 0.035, middle[2]],
  };
}

function skinColour({ look }: Somebody): readonly [number, number, number, number] {
  const [r, g, b] = look.skin.map((x) => toLinear(x) / toLinear(128));
  return [r, g, b, 1];
}

function addAlpha(rgb: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: (rgb.length / 3) * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : rgb[Math.floor(i / 4) * 3 + (i % 4)],
  );
}

function withBrows(tools: FaceTools, tile: 'skin_face' | 'skin_body', body: Somebody, dice: Dice) {
  const { data, size } = tools.tiles[tile];
  if (tile !== 'skin_face') return { data, width: size, height: size };
  const out = Buffer.from(data);
  // From brows that are hardly seen to black ones.
  drawBrows(out, 4, tools.brow, body.look, dice());
  return { data: out, width: size, height: size };
}

/** Share of the units of expression that a face shows at once. */
const UNIT_SHARE = 0.18;

/** Somebody's expression, way of looking and light, drawn with a lens' own foreshortening. */
function drawHead(tools: FaceTools, head: Head, body: Somebody, dice: Dice): Uint8Array {
  const { space } = tools;
  const smiling = body.rest.positions.slice();
  for (const offsets of space.unitOffsets) {
    if (dice() > UNIT_SHARE) continue;
    const weight = 0.9 * dice();
    for (const [v, offset] of offsets) for (let k = 0; k < 3; k++) smiling[v * 3 + k] += weight * offset[k];
  }
  const [nod, yaw, roll] = [0.16 * normal(dice), 0.3 * normal(dice), 0.08 * normal(dice)];
  const m = turnOf(nod, yaw, roll);
  const far = 0.9 + 4 * dice();
  const scale = DRAWN_PX / FIELD_M;
  const light: Light = someLight(dice);
  const laid = head.parts.map((one) => {
    const { part } = one;
    const skin = part.name.startsWith('skin');
    const points = new Float32Array(part.positions.length);
    const pixels = new Float32Array(part.positions.length);
    for (let v = 0; v < part.positions.length / 3; v++) {
      const d = [0, 1, 2].map(
        (k) => (skin ? smiling[part.point[v] * 3 + k] : part.positions[v * 3 + k]) - head.centre[k],
      );
      const p = [0, 1, 2].map((k) => m[k * 3] * d[0] + m[k * 3 + 1] * d[1] + m[k * 3 + 2] * d[2]);
      points.set(p, v * 3);
      const near = (scale * far) / (far - p[2]);
      pixels.set([DRAWN_PX / 2 + p[0] * near, DRAWN_PX / 2 - p[1] * near, far - p[2]], v * 3);
    }
    return { ...one, pixels, normals: vertexNormals(points, part.triangles) };
  });
  return drawLaid(laid, DRAWN_PX, DRAWN_PX, 60 + Math.floor(150 * dice()), light);
}

function someLight(dice: Dice): Light {
  const d = [1.2 * (dice() - 0.5), 0.3 + 0.5 * dice(), 0.4 + 0.5 * dice()];
  const length = Math.hypot(...d);
  const even = 0.35 + 0.4 * dice();
  return {
    key: [d[0] / length, d[1] / length, d[2] / length],
    strength: Math.max(0.1, 1.05 - even + 0.1 * normal(dice)),
    sky: 0.25 * dice(),
    even,
  };
}

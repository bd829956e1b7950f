/**
 * People of whom everything is known: random shape, face, pose, clothes and camera, drawn as a photo. For measuring
 * the road from photo to body; the road itself never sees this file.
 */
import sharp from 'sharp';
import { type BodySemantics, betasOf } from '../../body/index.ts';
import { createRandom } from '../../maths/index.ts';
import { dressBody } from '../dress/dress-body.ts';
import type { Part } from '../dress/part.ts';
import { type BodySpace, restBody } from '../fit/body-space.ts';
import { type Camera, guessCamera, projectAll } from '../fit/camera.ts';
import { vertexNormals } from '../fit/fit-body.ts';
import { createFitState, type FitState, poseBones, poseSkinned, turnOf } from '../fit/pose-state.ts';
import { irisImage } from '../paint/iris-image.ts';
import { chartBody } from '../understand/body-chart.ts';
import { type Rgb, toLinear } from '../understand/colour.ts';
import type { Look } from '../understand/look.ts';
import { decodeParts, drawLaid } from './turntable.ts';

/** A drawn person and the truth about them. */
export interface SyntheticPerson {
  readonly photo: Uint8Array;
  readonly semantics: BodySemantics;
  readonly look: Look;
  readonly state: FitState;
  /** 1 where the person is, of the photo's size. */
  readonly silhouette: Uint8Array;
  /** Bones x 3, m, in the camera's frame. */
  readonly joints: Float64Array;
  readonly heightM: number;
}

const WIDTH = 760;
const HEIGHT = 1080;
const IRIS_PX = 128;
const POSES = ['relaxed', 'open', 'step'] as const;
const SKINS: readonly Rgb[] = [
  [236, 198, 176],
  [214, 166, 134],
  [176, 124, 92],
  [128, 84, 60],
  [84, 56, 44],
];
const STYLES = ['crop', 'short', 'swept', 'bob', 'shoulder', 'long', 'none'] as const;

type Dice = () => number;

const pick = <T>(dice: Dice, list: readonly T[]): T =>
  list[Math.min(list.length - 1, Math.floor(dice() * list.length))];
const normal = (dice: Dice): number =>
  Math.sqrt(-2 * Math.log(dice() + 1e-9)) * Math.cos(2 * Math.PI * dice());

/** Draws person number `seed`; the same seed is the same person and photo. */
export async function drawSyntheticPerson(space: BodySpace, seed: number): Promise<SyntheticPerson> {
  const dice = createRandom(seed * 7919 + 13);
  const semantics = someSemantics(dice);
  const state = createFitState(space);
  const betas = betasOf(space.model, semantics);
  for (let c = 0; c < space.bodyCount; c++) state.shape[c] = betas[c] + 0.45 * normal(dice);
  for (let c = 0; c < space.faceCount; c++) state.shape[space.bodyCount + c] = 0.8 * normal(dice);
  const { positions, joints } = restBody(space, state.shape, true);
  const rest = { positions, joints, normals: vertexNormals(positions, space.model.triangles) };
  const look = someLook(dice);
  const thick = 0.004 + 0.014 * dice();
  const parts = dressBody(space, rest, chartBody(space.model, positions, joints), look, () =>
    new Float32Array(space.vertices).fill(thick),
  );
  somePose(space, state, dice, POSES[seed % POSES.length]);
  const camera = guessCamera(WIDTH, HEIGHT);
  const height = statureOf(positions);
  state.place.set([0.15 * normal(dice) * 0.4, -height / 2 - 0.02, -height * (1.42 + 0.25 * dice())]);
  const posed = poseBones(space, state, false);
  const drawn = await drawPhoto(space, parts, look, posed, camera, dice);
  return { ...drawn, semantics, look, state, joints: posed.places, heightM: height };
}

function someSemantics(dice: Dice): BodySemantics {
  const sex = dice() < 0.5 ? 0 : 1;
  return {
    sex,
    age: dice() ** 1.5,
    heightM: 1.6 + 0.12 * sex + 0.065 * normal(dice),
    muscle: Math.min(1, Math.max(0, 0.5 + 0.17 * normal(dice))),
    weight: Math.min(1, Math.max(0, 0.5 + 0.2 * normal(dice))),
    proportions: 0.6,
    cup: Math.min(1, Math.max(0, 0.5 + 0.18 * normal(dice))),
  };
}

function someLook(dice: Dice): Look {
  const colour = (): Rgb => [30 + 200 * dice(), 30 + 200 * dice(), 30 + 200 * dice()];
  const skirt = dice() < 0.2;
  const waist = 0.2 + 0.15 * dice();
  const hair: Rgb = pick(dice, [
    [32, 26, 24],
    [70, 46, 32],
    [150, 112, 66],
    [120, 116, 112],
  ]);
  return {
    skin: pick(dice, SKINS),
    iris: pick(dice, [
      [70, 46, 30],
      [90, 110, 130],
      [80, 92, 60],
    ]),
    hair: { style: pick(dice, STYLES), colour: hair, tip: hair, belowChin: 0.2 + 0.6 * dice(), hat: false },
    upper: {
      colour: colour(),
      sleeve: pick(dice, [0.2, 0.5, 1, 1.95]),
      hem: waist,
      neckline: 0.88 + 0.1 * dice(),
    },
    lower: {
      colour: colour(),
      kind: skirt ? 'skirt' : 'trousers',
      length: skirt ? 0.6 + 0.5 * dice() : pick(dice, [0.5, 0.9, 1.95]),
      waist,
    },
    shoes: dice() < 0.8 ? { colour: colour() } : undefined,
  };
}

function somePose(space: BodySpace, state: FitState, dice: Dice, pose: (typeof POSES)[number]): void {
  const turn = (bone: string, x: number, y: number, z: number) => {
    const shake = () => 0.06 * normal(dice);
    state.turns.set(
      turnOf(x + shake(), y + shake(), z + shake()),
      space.model.manifest.bones.indexOf(bone) * 9,
    );
  };
  turn('hips', 0, 0.35 * normal(dice), 0);
  turn('head', 0.05, 0.15 * normal(dice), 0);
  turn('chest', 0, 0, 0);
  const arms = pose === 'open' ? 0.1 : -0.55;
  turn('leftUpperArm', 0, 0, arms);
  turn('rightUpperArm', 0, 0, pose === 'step' ? 0.3 : -arms);
  turn('leftLowerArm', pose === 'step' ? -0.7 : -0.15, 0, 0);
  turn('rightLowerArm', -0.2, 0, 0);
  turn('leftUpperLeg', pose === 'step' ? -0.35 : 0, 0, 0.04);
  turn('rightUpperLeg', pose === 'step' ? 0.2 : 0, 0, -0.04);
  turn('leftLowerLeg', pose === 'step' ? 0.4 : 0.03, 0, 0);
  turn('rightLowerLeg', pose === 'step' ? 0.15 : 0.03, 0, 0);
}

async function drawPhoto(
  space: BodySpace,
  parts: readonly Part[],
  look: Look,
  posed: ReturnType<typeof poseBones>,
  camera: Camera,
  dice: Dice,
): Promise<{ photo: Uint8Array; silhouette: Uint8Array }> {
  const dressed = parts.map((part) => ({
    ...part,
    material: { ...part.material, ...paintOf(space, part, look) },
  }));
  const eye = irisImage(IRIS_PX, look.iris);
  const iris = { width: IRIS_PX, height: IRIS_PX, channels: 3 as const };
  const eyeBytes = await sharp(eye, { raw: iris }).jpeg().toBuffer();
  const laid = (await decodeParts(dressed.map((part) => withEye(part, eyeBytes)))).map((one) => {
    const points = poseSkinned(posed, one.part.positions, one.part.joints, one.part.weights);
    return { ...one, pixels: projectAll(camera, points), normals: vertexNormals(points, one.part.triangles) };
  });
  const data = drawLaid(laid, WIDTH, HEIGHT, 0);
  const silhouette = new Uint8Array(WIDTH * HEIGHT);
  const wall = [90 + 120 * dice(), 90 + 120 * dice(), 90 + 120 * dice()];
  for (let i = 0; i < data.length; i += 3) {
    const empty = data[i] + data[i + 1] + data[i + 2] === 0;
    silhouette[i / 3] = empty ? 0 : 1;
    for (let k = 0; k < 3; k++) {
      const base = empty ? wall[k] * (0.8 + (0.3 * i) / data.length) : data[i + k];
      data[i + k] = Math.min(255, Math.max(0, base + 7 * (dice() - 0.5)));
    }
  }
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 as const };
  return { photo: await sharp(data, { raw }).jpeg({ quality: 92 }).toBuffer(), silhouette };
}

function withEye(part: Part, bytes: Uint8Array): Part {
  return part.name === 'eye'
    ? { ...part, material: { ...part.material, image: { mime: 'image/jpeg', bytes } } }
    : part;
}

/** Plain colours; skin also has its detail (lips, lids), which the face network needs. */
function paintOf(space: BodySpace, part: Part, look: Look): Partial<Part['material']> {
  const flat = (c: Rgb, gain = 1) => ({
    colour: [toLinear(c[0]) * gain, toLinear(c[1]) * gain, toLinear(c[2]) * gain, 1] as const,
  });
  if (part.name.startsWith('skin')) {
    const bytes = space.kit.image(part.name === 'skin_face' ? 'skin-face.jpg' : 'skin-body.jpg');
    return { ...flat(look.skin, 1 / toLinear(128)), image: { mime: 'image/jpeg', bytes } };
  }
  if (part.name === 'cloth_upper') return flat(look.upper.colour);
  if (part.name === 'cloth_lower' || part.name === 'skirt') return flat(look.lower.colour);
  if (part.name === 'shoes') return flat(look.shoes?.colour ?? [60, 60, 60]);
  return {};
}

function statureOf(positions: Float32Array): number {
  let low = 9;
  let high = -9;
  for (let i = 1; i < positions.length; i += 3) {
    low = Math.min(low, positions[i]);
    high = Math.max(high, positions[i]);
  }
  return high - low;
}

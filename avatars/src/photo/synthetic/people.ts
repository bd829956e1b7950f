/**
 * People of whom everything is known: random shape, face, clothes, pose and lens. For training and measuring the road
 * from photo to body; the road itself never sees these files.
 *
 * CONTRIBUTOR NOTES: people to learn from and people to measure on differ in more than their seed. Held-out people stand
 * in three named poses and wear clothes whose thickness changes quicker along a part than any the training saw.
 */
import { type BodySemantics, betasOf } from '../../body/index.ts';
import { createRandom } from '../../maths/index.ts';
import { type BodySpace, restBody } from '../fit/body-space.ts';
import type { Camera } from '../fit/camera.ts';
import { createFitState, type FitState, turnOf } from '../fit/pose-state.ts';
import type { Rgb } from '../understand/colour.ts';
import type { Look } from '../understand/look.ts';

export type PeopleRange = 'training' | 'held-out';

/** How far a garment stands off the body: `baseM` (1 + swing sin(2π(waves · along + phase))). */
export interface Cloth {
  readonly baseM: number;
  readonly swing: number;
  readonly waves: number;
  readonly phase: number;
}

/** Somebody: shape, face, colours and clothes. */
export interface Somebody {
  readonly semantics: BodySemantics;
  readonly shape: Float64Array;
  readonly look: Look;
  readonly cloth: { readonly upper: Cloth; readonly lower: Cloth };
  readonly heightM: number;
  /** Vertices and bones at rest. */
  readonly rest: ReturnType<typeof restBody>;
}

/** A pose before a lens. */
export interface Shot {
  readonly state: FitState;
  readonly camera: Camera;
}

export const HELD_OUT_POSES = ['relaxed', 'open', 'step'] as const;
export type HeldOutPose = (typeof HELD_OUT_POSES)[number];

const SKINS: readonly Rgb[] = [
  [236, 198, 176],
  [214, 166, 134],
  [176, 124, 92],
  [128, 84, 60],
  [84, 56, 44],
];
export const HAIR_STYLES = ['crop', 'short', 'swept', 'bob', 'shoulder', 'long', 'none'] as const;

export type Dice = () => number;

/** How dark everybody's brows are, from 0 to 1: a usual brow's. */
const BROWS = 0.6;

const pick = <T>(dice: Dice, list: readonly T[]): T =>
  list[Math.min(list.length - 1, Math.floor(dice() * list.length))];
const between = (dice: Dice, low: number, high: number): number => low + (high - low) * dice();

/** A number of mean 0 and standard deviation 1. */
export const normal = (dice: Dice): number =>
  Math.sqrt(-2 * Math.log(dice() + 1e-9)) * Math.cos(2 * Math.PI * dice());

/** Seeds of the two ranges never meet. */
export function diceOf(range: PeopleRange, seed: number): Dice {
  return createRandom(range === 'training' ? seed * 2 * 7919 + 14 : (seed * 2 + 1) * 7919 + 13);
}

/** Draws somebody. */
export function someBody(space: BodySpace, range: PeopleRange, dice: Dice): Somebody {
  const semantics = someSemantics(dice);
  const shape = new Float64Array(space.shapeCount);
  const betas = betasOf(space.model, semantics);
  for (let c = 0; c < space.bodyCount; c++) shape[c] = betas[c] + 0.45 * normal(dice);
  for (let c = 0; c < space.faceCount; c++) shape[space.bodyCount + c] = 0.8 * normal(dice);
  const rest = restBody(space, shape, true);
  return {
    semantics,
    shape,
    rest,
    look: someLook(dice),
    cloth: { upper: someCloth(range, dice), lower: someCloth(range, dice) },
    heightM: statureOf(rest.positions),
  };
}

function someCloth(range: PeopleRange, dice: Dice): Cloth {
  const training = range === 'training';
  return {
    baseM: training ? between(dice, 0.003, 0.02) : between(dice, 0.004, 0.018),
    swing: between(dice, 0, 0.45),
    waves: training ? between(dice, 0.1, 1) : between(dice, 1.1, 1.6),
    phase: dice(),
  };
}

/** How far cloth stands off a vertex, m. */
export function clothAt(cloth: Cloth, along: number): number {
  return cloth.baseM * (1 + cloth.swing * Math.sin(2 * Math.PI * (cloth.waves * along + cloth.phase)));
}

function someSemantics(dice: Dice): BodySemantics {
  const sex = dice() < 0.5 ? 0 : 1;
  const share = (mean: number, spread: number) => Math.min(1, Math.max(0, mean + spread * normal(dice)));
  return {
    sex,
    age: dice() ** 1.5,
    heightM: 1.6 + 0.12 * sex + 0.065 * normal(dice),
    muscle: share(0.5, 0.17),
    weight: share(0.5, 0.2),
    proportions: 0.6,
    cup: share(0.5, 0.18),
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
    hair: {
      style: pick(dice, HAIR_STYLES),
      colour: hair,
      tip: hair,
      belowChin: 0.2 + 0.6 * dice(),
      fringe: true,
      hat: false,
    },
    face: {
      brows: { colour: hair, strength: BROWS, thickness: 1 },
      beard: 0,
      beardColour: hair,
      glasses: 'none',
      frame: [40, 36, 34],
    },
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

/**
 * Sets somebody before a lens; without a named pose one is drawn from the training's.
 *
 * @param turnRad how far they turn to their left from facing the lens
 */
export function someShot(
  space: BodySpace,
  body: Somebody,
  dice: Dice,
  size: { readonly width: number; readonly height: number },
  pose?: HeldOutPose,
  turnRad = 0,
): Shot {
  const state = createFitState(space);
  state.shape.set(body.shape);
  const turn = (bone: string, x: number, y: number, z: number) => {
    const shake = () => 0.06 * normal(dice);
    state.turns.set(
      turnOf(x + shake(), y + shake(), z + shake()),
      space.model.manifest.bones.indexOf(bone) * 9,
    );
  };
  turn('hips', 0, 0.35 * normal(dice) + turnRad, 0);
  turn('head', 0.05, 0.15 * normal(dice), 0);
  turn('chest', 0, 0, 0);
  if (pose) namedPose(pose, turn);
  else trainingPose(dice, turn);
  // Lenses from a phone's to a portrait's; the road assumes one in the middle.
  const lens = 1.13 * Math.exp(between(dice, -0.3, 0.3));
  const camera: Camera = {
    focalPx: lens * Math.max(size.width, size.height),
    cx: size.width / 2,
    cy: size.height / 2,
  };
  const far = (body.heightM * (1.42 + 0.25 * dice()) * lens) / 1.15;
  state.place.set([0.06 * normal(dice), -body.heightM / 2 - 0.02 + 0.03 * normal(dice), -far]);
  return { state, camera };
}

/** How far a close-up is taken from, m, and where a face's middle lies, share of the stature. */
const CLOSE_M = 0.75;
const FACE_HEIGHT = 0.935;

/** Somebody's face from near. */
export function closeShot(
  space: BodySpace,
  body: Somebody,
  dice: Dice,
  size: { readonly width: number; readonly height: number },
): Shot {
  const { state, camera } = someShot(space, body, dice, size, 'relaxed');
  const hips = space.model.manifest.bones.indexOf('hips');
  state.turns.set(turnOf(0.05 * normal(dice), 0.12 * normal(dice), 0.04 * normal(dice)), hips * 9);
  state.place.set([0.02 * normal(dice), -FACE_HEIGHT * body.heightM, -CLOSE_M]);
  return { state, camera };
}

type Turn = (bone: string, x: number, y: number, z: number) => void;

function namedPose(pose: HeldOutPose, turn: Turn): void {
  const arms = pose === 'open' ? 0.1 : -0.55;
  const step = pose === 'step';
  turn('leftUpperArm', 0, 0, arms);
  turn('rightUpperArm', 0, 0, step ? 0.3 : -arms);
  turn('leftLowerArm', step ? -0.7 : -0.15, 0, 0);
  turn('rightLowerArm', -0.2, 0, 0);
  turn('leftUpperLeg', step ? -0.35 : 0, 0, 0.04);
  turn('rightUpperLeg', step ? 0.2 : 0, 0, -0.04);
  turn('leftLowerLeg', step ? 0.4 : 0.03, 0, 0);
  turn('rightLowerLeg', step ? 0.15 : 0.03, 0, 0);
}

/** Any standing: arms from hanging to level, elbows and knees a little or well bent. */
function trainingPose(dice: Dice, turn: Turn): void {
  for (const [side, s] of [
    ['left', 1],
    ['right', -1],
  ] as const) {
    turn(`${side}UpperArm`, 0.25 * normal(dice), 0.2 * normal(dice), s * between(dice, -0.75, 0.3));
    turn(`${side}LowerArm`, -Math.abs(0.45 * normal(dice)), 0.2 * normal(dice), 0);
    turn(`${side}UpperLeg`, 0.18 * normal(dice), 0, s * between(dice, -0.03, 0.14));
    turn(`${side}LowerLeg`, Math.abs(0.2 * normal(dice)), 0, 0);
  }
}

/** From soles to crown of rest vertices, m. */
export function statureOf(positions: Float32Array): number {
  let low = 9;
  let high = -9;
  for (let i = 1; i < positions.length; i += 3) {
    low = Math.min(low, positions[i]);
    high = Math.max(high, positions[i]);
  }
  return high - low;
}

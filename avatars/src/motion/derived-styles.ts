// CONTRIBUTOR NOTES
// Nobody we may learn from was recorded tired, sad, proud or old, so these four are a transform of a learned style and say so
// wherever they are listed. What is published about how such people walk gave the directions (less arm swing, a slumped trunk,
// more sway and a lower speed when sad: Michalak et al., "Embodiment of sadness and depression", Psychosom. Med. 71, 2009;
// short low steps, bent knees, less hip and arm swing, toes out wider when old: Murray, Kory & Clarkson, "Walking patterns in
// healthy old men", J. Gerontol. 24, 1969). How much was set by eye on pictures of the cast. A new one is one more entry at the
// END of the table: a style's place is what records hold.

/** Turn of a joint about x, y, z of its parent, degrees: x forward, of a left limb y and z as given, mirrored on the right. */
export type TurnDeg = readonly [number, number, number];

/** How a body is held: turns put on top of what the learned motion does. Joints left out stay as they are. */
export interface StylePosture {
  readonly hips?: TurnDeg;
  readonly spine?: TurnDeg;
  readonly chest?: TurnDeg;
  readonly upperChest?: TurnDeg;
  readonly neck?: TurnDeg;
  readonly head?: TurnDeg;
  /** Limbs: of the left side; the right one mirrors it. +z lifts a hanging arm sideways, -x swings it forward. */
  readonly shoulder?: TurnDeg;
  readonly upperArm?: TurnDeg;
  /** -y bends the elbow. */
  readonly lowerArm?: TurnDeg;
}

/** A way of moving made from a learned one. Factors are 1 and turns 0 where nothing is changed. */
export interface DerivedStyle {
  readonly name: string;
  /** Learned mode whose motion is played. */
  readonly base: string;
  /** Speeds it walks at, m/s: least and most. */
  readonly speedMps: readonly [number, number];
  /** Recorded seconds played in a second. */
  readonly tempo: number;
  /** Length of a step, distance of the feet from the middle, and height of a swinging foot with its roll. */
  readonly stride: number;
  readonly width: number;
  readonly step: number;
  /** Hips are this much lower over the same feet, m of the canonical person: knees bend. */
  readonly lowerM: number;
  /** And farther back, m: whoever bends forward does so, or would fall. */
  readonly backM: number;
  /** Swing about its own running mean: arms, trunk, pelvis, head; and of the hips sideways and up and down. */
  readonly arms: number;
  readonly trunk: number;
  readonly pelvis: number;
  readonly head: number;
  readonly sway: number;
  readonly bob: number;
  /** Depth and pace of breath. */
  readonly breathDepth: number;
  readonly breathPace: number;
  readonly walking: StylePosture;
  readonly standing: StylePosture;
}

const TIRED: StylePosture = {
  hips: [2, 0, 0],
  spine: [4, 0, 0],
  chest: [6, 0, 0],
  upperChest: [7, 0, 0],
  neck: [9, 0, 0],
  head: [6, 0, 0],
  shoulder: [0, -7, -8],
  upperArm: [-20, 0, 5],
  lowerArm: [0, 12, 0],
};
const SAD: StylePosture = {
  spine: [2, 0, 0],
  chest: [4, 0, 0],
  upperChest: [7, 0, 0],
  neck: [17, 0, 0],
  head: [20, 0, 0],
  shoulder: [0, -14, -4],
  upperArm: [-16, -14, -9],
  lowerArm: [0, -14, 0],
};
const PROUD: StylePosture = {
  hips: [-2, 0, 0],
  spine: [-4, 0, 0],
  chest: [-6, 0, 0],
  upperChest: [-5, 0, 0],
  neck: [3, 0, 0],
  head: [-5, 0, 0],
  shoulder: [0, 11, 1],
  upperArm: [17, 0, 9],
  lowerArm: [0, -4, 0],
};
const OLD: StylePosture = {
  hips: [5, 0, 0],
  spine: [5, 0, 0],
  chest: [11, 0, 0],
  upperChest: [17, 0, 0],
  neck: [8, 0, 0],
  head: [-26, 0, 0],
  shoulder: [0, -10, 3],
  upperArm: [-8, 0, 8],
  lowerArm: [0, -24, 0],
};

/** In the order of their indices, after the learned styles of the model. */
export const DERIVED_STYLES: readonly DerivedStyle[] = [
  {
    name: 'tired',
    base: 'neutral',
    speedMps: [0.4, 0.85],
    tempo: 0.78,
    stride: 0.88,
    width: 1.15,
    step: 0.6,
    lowerM: 0.045,
    backM: 0.02,
    arms: 0.6,
    trunk: 1.1,
    pelvis: 0.8,
    head: 1.3,
    sway: 1.7,
    bob: 0.8,
    breathDepth: 3,
    breathPace: 0.8,
    walking: TIRED,
    standing: { ...TIRED, spine: [6, 0, 0], chest: [8, 0, 0], head: [11, 0, 0] },
  },
  {
    name: 'sad',
    base: 'neutral',
    speedMps: [0.4, 0.8],
    tempo: 0.86,
    stride: 0.78,
    width: 0.85,
    step: 0.75,
    lowerM: 0.01,
    backM: 0.01,
    arms: 0.3,
    trunk: 0.4,
    pelvis: 0.6,
    head: 0.5,
    sway: 1.2,
    bob: 0.6,
    breathDepth: 1.6,
    breathPace: 0.75,
    walking: SAD,
    standing: SAD,
  },
  {
    name: 'proud',
    base: 'neutral',
    speedMps: [0.8, 1.4],
    tempo: 0.95,
    stride: 1.08,
    width: 0.3,
    step: 1,
    lowerM: 0,
    backM: 0,
    arms: 1.6,
    trunk: 1.2,
    pelvis: 2,
    head: 0.4,
    sway: 1.5,
    bob: 1.1,
    breathDepth: 1.3,
    breathPace: 0.9,
    walking: PROUD,
    standing: PROUD,
  },
  {
    name: 'old',
    base: 'neutral',
    speedMps: [0.3, 0.55],
    tempo: 0.9,
    stride: 0.52,
    width: 1.35,
    step: 0.4,
    lowerM: 0.05,
    backM: 0.045,
    arms: 0.35,
    trunk: 0.7,
    pelvis: 0.5,
    head: 0.8,
    sway: 1.4,
    bob: 0.6,
    breathDepth: 1.5,
    breathPace: 1.25,
    walking: OLD,
    standing: OLD,
  },
];

// CONTRIBUTOR NOTES
// Limbs, head and fingers are found by name, the trunk by its place in the tree (see map-rig.ts): every tool names the
// joints of the spine otherwise, and some do not even start at the bottom. A name is cut into words (camel case, digits,
// separators), its side is taken out, and what is left is looked up. Read against the rigs of CMU (ASF and BVH), Mixamo,
// HumanIK, 3ds Max Biped, iClone CC, Second Life, MakeHuman, Rigify, Kinect, Xsens-like, 100STYLE, DeepMimic, VRM and KayKit.

/** Part of a person a joint's name speaks of; `shoulder` and `hip` mean different joints in different rigs. */
export type Part =
  | 'UpperLeg'
  | 'LowerLeg'
  | 'Foot'
  | 'Toes'
  | 'Shoulder'
  | 'UpperArm'
  | 'LowerArm'
  | 'Hand'
  | 'shoulder'
  | 'hip'
  | 'head'
  | 'neck'
  | `${Finger}${1 | 2 | 3}`;
type Finger = 'Thumb' | 'Index' | 'Middle' | 'Ring' | 'Little';

export interface NamedPart {
  readonly side: 'left' | 'right' | '';
  readonly part: Part;
}

/** Words of rigs that say nothing about the joint. */
const NOISE = new Set([
  'mixamorig',
  'bip',
  'bip01',
  'bip001',
  'bone',
  'joint',
  'jnt',
  'cc',
  'base',
  'character',
  'ctrl',
  'def',
  'j',
  'c',
  'b',
  'bn',
  'skel',
  'rig',
  'valve',
  'biped',
  'sec',
  'adj',
  'mmd',
  'human',
  'avatar',
]); // prettier-ignore

const PARTS: Readonly<Record<string, Part>> = {
  upleg: 'UpperLeg',
  upperleg: 'UpperLeg',
  thigh: 'UpperLeg',
  femur: 'UpperLeg',
  hip: 'hip',
  leg: 'LowerLeg',
  lowleg: 'LowerLeg',
  lowerleg: 'LowerLeg',
  calf: 'LowerLeg',
  shin: 'LowerLeg',
  tibia: 'LowerLeg',
  knee: 'LowerLeg',
  foot: 'Foot',
  ankle: 'Foot',
  toe: 'Toes',
  toes: 'Toes',
  toebase: 'Toes',
  ball: 'Toes',
  clavicle: 'Shoulder',
  collar: 'Shoulder',
  shoulder: 'shoulder',
  arm: 'UpperArm',
  uparm: 'UpperArm',
  upperarm: 'UpperArm',
  humerus: 'UpperArm',
  shldr: 'UpperArm',
  forearm: 'LowerArm',
  lowarm: 'LowerArm',
  lowerarm: 'LowerArm',
  radius: 'LowerArm',
  elbow: 'LowerArm',
  hand: 'Hand',
  wrist: 'Hand',
  head: 'head',
  face: 'head',
  neck: 'neck',
};

const FINGERS: Readonly<Record<string, Finger>> = {
  thumb: 'Thumb',
  index: 'Index',
  pointer: 'Index',
  middle: 'Middle',
  mid: 'Middle',
  ring: 'Ring',
  little: 'Little',
  pinky: 'Little',
};
const SEGMENTS: Readonly<Record<string, 1 | 2 | 3>> = {
  metacarpal: 1,
  proximal: 1,
  intermediate: 2,
  distal: 3,
};
const FINGER_ORDER: readonly Finger[] = ['Thumb', 'Index', 'Middle', 'Ring', 'Little'];

/** Side and words of a joint's name. */
function wordsOf(name: string): { side: NamedPart['side']; words: string[] } {
  const bare = name.slice(name.lastIndexOf(':') + 1);
  const words = bare
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([A-Za-z])(\d)/g, '$1 $2')
    .replace(/(\d)([A-Za-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  let side: NamedPart['side'] = '';
  const kept: string[] = [];
  for (const word of words) {
    if (side === '' && (word === 'left' || word === 'l')) side = 'left';
    else if (side === '' && (word === 'right' || word === 'r')) side = 'right';
    else if (!NOISE.has(word)) kept.push(word);
  }
  if (side === '' && kept.length > 0) side = takeFusedSide(kept);
  return { side, words: kept };
}

/** lfemur, rShldr, leftknee: the side grown together with the first word. */
function takeFusedSide(words: string[]): NamedPart['side'] {
  for (const [prefix, side] of [
    ['left', 'left'],
    ['right', 'right'],
    ['l', 'left'],
    ['r', 'right'],
  ] as const) {
    const rest = words[0].slice(prefix.length);
    if (words[0].startsWith(prefix) && (rest in PARTS || rest in FINGERS)) {
      words[0] = rest;
      return side;
    }
  }
  return '';
}

/** What a joint's name says, if it says a part of a person that is found by name. */
export function namedPart(name: string): NamedPart | undefined {
  const { side, words } = wordsOf(name);
  // CMU's LHipJoint is the stub between hips and thigh.
  if (/hip ?joint/i.test(name)) return undefined;
  if (/twist|roll|end$|nub|helper|share|slot|hair|dummy|breast|ik$/.test(words.join(''))) return undefined;
  const finger = fingerOf(words);
  if (finger) return side === '' ? undefined : { side, part: finger };
  const digits = words.filter((word) => /^\d+$/.test(word));
  // upperarm02 is a twist of upperarm01; Neck1 is a neck all the same.
  const text = words.filter((word) => !/^\d+$/.test(word)).join('');
  const part = PARTS[text];
  if (part === undefined) return undefined;
  if (part === 'head' || part === 'neck') return side === '' ? { side, part } : undefined;
  if (digits.some((digit) => Number(digit) > 1) || side === '') return undefined;
  return { side, part };
}

/** mixamorig:LeftHandIndex1, J_Bip_L_Index1, finger2-1.L, leftIndexProximal, L Finger01 … */
function fingerOf(words: readonly string[]): Part | undefined {
  const rest = words.slice(Math.max(0, words.indexOf('finger'))).filter((word) => word !== 'hand');
  const numbers = rest.filter((word) => /^\d+$/.test(word));
  const named = rest.map((word) => FINGERS[word]).find(Boolean);
  const segment = rest.map((word) => SEGMENTS[word]).find(Boolean);
  if (named) {
    if (segment) return `${named}${named === 'Thumb' && rest.includes('proximal') ? 2 : segment}`;
    const digit = Number(numbers[0]);
    return digit >= 1 && digit <= 3 ? (`${named}${digit}` as Part) : undefined;
  }
  if (rest[0] !== 'finger' || numbers.length === 0) return undefined;
  // MakeHuman counts fingers and segments from 1, Biped writes both as one number: 0, 01, 02, then 1, 11, 12.
  if (numbers.length === 2) return digitsToFinger(Number(numbers[0]) - 1, Number(numbers[1]));
  return digitsToFinger(Number(numbers[0][0]), numbers[0].length === 1 ? 1 : Number(numbers[0].slice(1)) + 1);
}

function digitsToFinger(finger: number, segment: number): Part | undefined {
  const name = FINGER_ORDER[finger];
  return name && segment >= 1 && segment <= 3 ? (`${name}${segment}` as Part) : undefined;
}

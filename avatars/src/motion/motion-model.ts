import { BODY_JOINT_COUNT, HUMAN_JOINTS } from '../skeleton/human-joints.ts';

/** Settings of the search; meaning and units in avatars/train/motion/FORMAT.md. */
export interface SearchSettings {
  readonly hz: number;
  readonly stay: number;
  readonly stayIdle: number;
  readonly settledIdleS: number;
  readonly minIntervalS: number;
  readonly endGuardS: number;
  readonly sameClipGuardS: number;
  readonly standPenalty: number;
  readonly idlePenalty: number;
  readonly runOutS: number;
  readonly runOutPenalty: number;
  readonly idleRunOutS: number;
  readonly idleRunOutPenalty: number;
  readonly movingSpeedMps: number;
  readonly movingAheadM: number;
  readonly movingTurnRad: number;
  readonly otherIdlePersonPenalty: number;
}

export interface PlaybackSettings {
  readonly blendHalfLifeS: number;
  readonly velocityStepS: number;
  readonly maxOffsetRadps: number;
  readonly warp: readonly [number, number];
  readonly warpMinSpeedMps: number;
  readonly warpHalfLifeS: number;
  readonly pullHalfLifeS: number;
  readonly pullRatio: number;
  readonly pullMinMps: number;
  readonly turnRatio: number;
  readonly turnMinRadps: number;
  readonly turnMinIdleRadps: number;
  readonly turnPerMetre: number;
  readonly clampM: number;
  readonly clampHalfLifeS: number;
}

export interface CapsuleSettings {
  readonly accelerationMps2: number;
  readonly decelerationMps2: number;
  readonly turnRadps: number;
  readonly turnGain: number;
  readonly turnAccelerationRadps2: number;
  readonly arriveM: number;
}

export interface FootLockSettings {
  readonly unlockM: number;
  readonly stillUnlockM: number;
  readonly unlockHalfLifeS: number;
  readonly toeHeightM: number;
  readonly landHalfLifeS: number;
  readonly floorHalfLifeS: number;
  readonly stepAtM: number;
  readonly stepS: number;
  readonly stepHeightM: number;
  readonly stepRestS: number;
  readonly stillSpeedMps: number;
  readonly stillTurnRadps: number;
}

/** Sync points of an action in rows from its first (BML 1.0 order). */
export interface ActionSync {
  readonly start: number;
  readonly ready: number;
  readonly strokeStart: number;
  readonly stroke: number;
  readonly strokeEnd: number;
  readonly relax: number;
  readonly end: number;
}

export interface MotionAction {
  readonly name: string;
  readonly clip: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly mask: string;
  readonly loop: readonly [number, number] | null;
  readonly sync: ActionSync;
  readonly hand: 'left' | 'right' | 'both' | 'none';
  readonly authored: boolean;
}

interface ArrayEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly byteOffset: number;
}

/** motion.json, as far as the runtime reads it (avatars/train/motion/FORMAT.md). */
export interface MotionManifest {
  readonly format: 'troupe-motion';
  readonly version: 1;
  readonly rowsHz: number;
  readonly rows: number;
  readonly skeleton: {
    readonly joints: readonly string[];
    readonly restOffsets: readonly (readonly number[])[];
    readonly heightM: number;
    readonly legM: number;
  };
  readonly features: {
    readonly count: number;
    readonly mean: readonly number[];
    readonly std: readonly number[];
    readonly weight: readonly number[];
    readonly scale: number;
  };
  readonly latent: { readonly count: number; readonly scale: number };
  readonly pose: { readonly count: number };
  readonly styles: readonly string[];
  readonly modes: Readonly<
    Record<
      string,
      {
        readonly styles: readonly string[];
        readonly otherPenalty: number;
        /** Speeds its walks are made for, m/s: least and most; a model without them walks at any. */
        readonly speedMps?: readonly [number, number];
      }
    >
  >;
  readonly clips: readonly {
    readonly name: string;
    readonly style: string;
    readonly person: string;
    readonly firstRow: number;
    readonly rows: number;
  }[];
  readonly actions: readonly MotionAction[];
  readonly masks: Readonly<Record<string, readonly number[]>>;
  readonly search: SearchSettings;
  readonly playback: PlaybackSettings;
  readonly capsule: CapsuleSettings;
  readonly footLock: FootLockSettings;
  readonly arrays: readonly ArrayEntry[];
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

/** Numbers of values per row: features, latents, network output. */
export const FEATURES = 33;
export const LATENTS = 32;
export const CODE = FEATURES + LATENTS;
export const POSE_VALUES = 3 + BODY_JOINT_COUNT * 6;

/** A loaded motion database: rows of 20 Hz over clips, all clips one after the other. */
export interface MotionModel {
  readonly manifest: MotionManifest;
  readonly rows: number;
  /** Normalised features as integers, rows x 33; times manifest.features.scale. */
  readonly features: Int16Array;
  /** Latent codes as integers, rows x 32; times manifest.latent.scale. */
  readonly latent: Int8Array;
  /** vx, vz (m/s, root frame), yaw rate (rad/s), rows x 3. */
  readonly rootVelocity: Float32Array;
  /** Bit 0: left toe planted, bit 1: right. */
  readonly contacts: Uint8Array;
  readonly style: Uint8Array;
  readonly clip: Uint16Array;
  readonly selectable: Uint8Array;
  /** First and last row of the clip of each row. */
  readonly clipFirst: Int32Array;
  readonly clipLast: Int32Array;
  /** 1 where the row stands (style idle). */
  readonly idle: Uint8Array;
  /** Index of the person of an idle row; 255: none. */
  readonly person: Uint8Array;
  readonly persons: number;
  /** Names of the modes in manifest order: what a human's style index means. */
  readonly modeNames: readonly string[];
}

function fail(what: string, todo: string): never {
  throw new Error(`motion model: ${what}; ${todo}`);
}

const REBUILD = 'rebuild it with avatars/train/motion/build.py';

/**
 * Reads motion.json and database.bin.
 *
 * @param manifest the parsed motion.json
 * @param database bytes of database.bin
 * @throws Error naming what does not fit and what to do
 */
export function createMotionModel(manifest: unknown, database: ArrayBuffer): MotionModel {
  const m = checkManifest(manifest);
  const take = <T extends Int16Array | Int8Array | Float32Array | Uint8Array | Uint16Array>(
    name: string,
    dtype: string,
    width: number,
    make: (buffer: ArrayBuffer, offset: number, length: number) => T,
  ): T => {
    const entry = m.arrays.find((array) => array.name === name);
    if (!entry) fail(`array '${name}' is missing`, REBUILD);
    const length = m.rows * width;
    const values = entry.shape.reduce((a, b) => a * b, 1);
    if (entry.dtype !== dtype || values !== length) {
      fail(`array '${name}' is ${entry.dtype}[${entry.shape}], not ${dtype}[${m.rows}, ${width}]`, REBUILD);
    }
    try {
      return make(database, entry.byteOffset, length);
    } catch {
      return fail(`array '${name}' ends beyond database.bin (${database.byteLength} bytes)`, REBUILD);
    }
  };
  const bytes = (buffer: ArrayBuffer, offset: number, length: number): Uint8Array =>
    new Uint8Array(buffer, offset, length);
  const clip = take('clip', 'uint16', 1, (b, o, n) => new Uint16Array(b, o, n));
  const model = {
    manifest: m,
    rows: m.rows,
    features: take('features', 'int16', FEATURES, (b, o, n) => new Int16Array(b, o, n)),
    latent: take('latent', 'int8', LATENTS, (b, o, n) => new Int8Array(b, o, n)),
    rootVelocity: take('rootVelocity', 'float32', 3, (b, o, n) => new Float32Array(b, o, n)),
    contacts: take('contacts', 'uint8', 1, bytes),
    style: take('style', 'uint8', 1, bytes),
    selectable: take('selectable', 'uint8', 1, bytes),
    clip,
    modeNames: Object.keys(m.modes),
  };
  return { ...model, ...clipTables(m, model.style) };
}

/** Per-row tables that follow from the list of clips. */
function clipTables(m: MotionManifest, style: Uint8Array) {
  const clipFirst = new Int32Array(m.rows);
  const clipLast = new Int32Array(m.rows);
  const person = new Uint8Array(m.rows).fill(255);
  const idleStyle = m.styles.indexOf('idle');
  const persons: string[] = [];
  for (const entry of m.clips) {
    const last = entry.firstRow + entry.rows - 1;
    if (entry.rows < 2 || entry.firstRow < 0 || last >= m.rows)
      fail(`clip ${entry.name} lies outside the rows`, REBUILD);
    clipFirst.fill(entry.firstRow, entry.firstRow, last + 1);
    clipLast.fill(last, entry.firstRow, last + 1);
    if (entry.style !== 'idle') continue;
    if (!persons.includes(entry.person)) persons.push(entry.person);
    person.fill(persons.indexOf(entry.person), entry.firstRow, last + 1);
  }
  const idle = new Uint8Array(m.rows);
  for (let row = 0; row < m.rows; row++) idle[row] = style[row] === idleStyle ? 1 : 0;
  return { clipFirst, clipLast, person, persons: persons.length, idle };
}

function checkManifest(value: unknown): MotionManifest {
  const m = value as MotionManifest;
  if (m?.format !== 'troupe-motion')
    fail(`motion.json is not a motion manifest (format ${m?.format})`, REBUILD);
  if (m.version !== 1)
    fail(`version ${m.version} is not 1`, 'take a model and a runtime of the same release');
  if (m.features?.count !== FEATURES || m.latent?.count !== LATENTS || m.pose?.count !== POSE_VALUES) {
    fail(`row sizes ${m.features?.count}, ${m.latent?.count}, ${m.pose?.count} are not 33, 32, 135`, REBUILD);
  }
  if (
    m.skeleton.joints.some((name, i) => name !== HUMAN_JOINTS[i]) ||
    m.skeleton.joints.length !== BODY_JOINT_COUNT
  ) {
    fail('its joints are not the first 22 of HUMAN_JOINTS in order', REBUILD);
  }
  for (const action of m.actions) {
    if (!m.masks[action.mask]) fail(`action ${action.name} names an unknown mask '${action.mask}'`, REBUILD);
    if (action.firstRow < 0 || action.firstRow + action.rows > m.rows)
      fail(`action ${action.name} lies outside the rows`, REBUILD);
  }
  if (!Object.keys(m.modes).length || !m.styles.includes('idle'))
    fail('it has no modes or no idle style', REBUILD);
  for (const [name, { speedMps }] of Object.entries(m.modes)) {
    if (speedMps !== undefined && !(speedMps[0] >= 0 && speedMps[1] > speedMps[0] && speedMps[1] < 12))
      fail(
        `mode ${name} walks at ${JSON.stringify(speedMps)} m/s, not from a speed to a greater one`,
        REBUILD,
      );
  }
  return m;
}

/**
 * Writes the network input of a fractional row: 33 normalised features and 32 latents, both interpolated cubically
 * (Catmull-Rom over four rows of the clip). Linear interpolation triples the jerk.
 */
export function writeCode(model: MotionModel, f: number, out: Float32Array, at: number): void {
  const first = model.clipFirst[Math.floor(f)];
  const last = model.clipLast[Math.floor(f)];
  const i1 = Math.floor(f);
  const i0 = Math.max(i1 - 1, first);
  const i2 = Math.min(i1 + 1, last);
  const i3 = Math.min(i1 + 2, last);
  const t = f - i1;
  const w0 = t * (-0.5 + t * (1 - 0.5 * t));
  const w1 = 1 + t * t * (-2.5 + 1.5 * t);
  const w2 = t * (0.5 + t * (2 - 1.5 * t));
  const w3 = t * t * (-0.5 + 0.5 * t);
  const { features, latent } = model;
  const fs = model.manifest.features.scale;
  let a = i0 * FEATURES;
  let b = i1 * FEATURES;
  let c = i2 * FEATURES;
  let d = i3 * FEATURES;
  for (let k = 0; k < FEATURES; k++) {
    out[at + k] = fs * (w0 * features[a++] + w1 * features[b++] + w2 * features[c++] + w3 * features[d++]);
  }
  const zs = model.manifest.latent.scale;
  a = i0 * LATENTS;
  b = i1 * LATENTS;
  c = i2 * LATENTS;
  d = i3 * LATENTS;
  for (let k = FEATURES; k < CODE; k++) {
    out[at + k] = zs * (w0 * latent[a++] + w1 * latent[b++] + w2 * latent[c++] + w3 * latent[d++]);
  }
}

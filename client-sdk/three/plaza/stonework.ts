import {
  BoxGeometry,
  type BufferGeometry,
  Color,
  CylinderGeometry,
  ExtrudeGeometry,
  LatheGeometry,
  Matrix4,
  Path,
  Shape,
  Vector2,
} from 'three';
import { toCreasedNormals } from 'three/addons/utils/BufferGeometryUtils.js';
import type { StageCollider, StageFile } from '../../protocol/index.ts';
import type { MeshBatch } from './mesh-batch.ts';
import { STONE_TILE_M } from './stone-texture.ts';

type Cylinder = Extract<StageCollider, { shape: 'cylinder' }>;
type Box = Extract<StageCollider, { shape: 'box' }>;
type Ramp = Extract<StageCollider, { shape: 'ramp' }>;

/** Tints over the neutral stone. */
const TINT = {
  pale: new Color(1.02, 1, 0.97),
  wall: new Color(0.9, 0.86, 0.8),
  kerb: new Color(0.86, 0.86, 0.85),
  dark: new Color(0.42, 0.43, 0.46),
  soil: new Color(0.06, 0.05, 0.045),
  deck: new Color(1.08, 1.04, 0.98),
} as const;

const CREASE_RAD = 0.6;
const ARCADE = { springM: 3.05, topM: 5.05, thickM: 0.62, roofM: 0.22, overhangM: 0.3, endM: 1.9 } as const;

/** Where the arcade's lamps hang and how far it reaches; undefined when the stage has no colonnade. */
export interface Arcade {
  readonly columns: readonly Cylinder[];
  readonly wall: Box;
  /** Middle of each bay between two columns. */
  readonly bays: readonly { x: number; z: number }[];
}

const isCylinder = (collider: StageCollider): collider is Cylinder => collider.shape === 'cylinder';
const isBox = (collider: StageCollider): collider is Box => collider.shape === 'box';

/** Finds the row of columns and the wall behind it. Columns stand along z. */
export function findArcade(stage: StageFile): Arcade | undefined {
  const columns = stage.colliders
    .filter((c) => c.kind === 'column')
    .filter(isCylinder)
    .sort((a, b) => a.centre[2] - b.centre[2]);
  const wall = stage.colliders.filter((c) => c.kind === 'wall').find(isBox);
  if (columns.length < 2 || !wall) return undefined;
  const x = (columns[0].centre[0] + wall.centre[0] + wall.half[0]) / 2;
  const bays = columns.slice(1).map((column, i) => ({ x, z: (column.centre[2] + columns[i].centre[2]) / 2 }));
  return { columns, wall, bays };
}

/** Adds everything of stone that stands on the floor: steps, ramp, columns and arches, kerbs, planters, bench feet. */
export function addStonework(stage: StageFile, plain: MeshBatch, paving: MeshBatch): void {
  const steps = stage.colliders.filter((c) => c.kind === 'step').filter(isCylinder);
  if (steps.length > 0) addRoundStage(steps, plain, paving);
  for (const collider of stage.colliders) {
    if (collider.shape === 'ramp') addRamp(collider, plain);
    else if (collider.kind === 'column' && collider.shape === 'cylinder') addColumn(collider, plain);
    else if (collider.kind === 'tree' && collider.shape === 'cylinder') addTreeRing(collider, plain);
    else if (collider.kind === 'planter' && collider.shape === 'box') addPlanter(collider, plain);
    else if (collider.kind === 'pool' && collider.shape === 'box') addKerb(collider, plain);
    else if (collider.kind === 'bench' && collider.shape === 'box') addBenchFeet(collider, plain);
  }
  const arcade = findArcade(stage);
  if (arcade) addArches(arcade, plain);
  addBalustrade(stage, plain);
}

const place = (x: number, y: number, z: number, yaw = 0): Matrix4 =>
  new Matrix4().makeRotationY(yaw).setPosition(x, y, z);

/** Steps share one axis; one lathe with a small nosing gives risers and treads, the deck is paved in rings. */
function addRoundStage(steps: readonly Cylinder[], plain: MeshBatch, paving: MeshBatch): void {
  const rising = [...steps].sort((a, b) => b.radius - a.radius);
  const profile: Vector2[] = [];
  let below = 0;
  for (const step of rising) {
    const top = step.centre[1] + step.halfHeight;
    const r = step.radius;
    profile.push(
      new Vector2(r - 0.02, below),
      new Vector2(r - 0.02, top - 0.045),
      new Vector2(r, top - 0.035),
    );
    profile.push(new Vector2(r, top - 0.008), new Vector2(r - 0.008, top));
    below = top;
  }
  const deck = rising[rising.length - 1];
  profile.push(new Vector2(deck.radius - 0.42, below));
  const [x, , z] = deck.centre;
  const lathe = toCreasedNormals(new LatheGeometry(profile, 96), CREASE_RAD);
  plain.add(lathe, { matrix: place(x, 0, z), tint: TINT.pale, groundShade: 0.12 });
  paving.add(ringDisc(0, deck.radius - 0.42, 96, 5), {
    matrix: place(x, below, z),
    tint: TINT.deck,
    keepUv: true,
    footY: -9,
  });
}

/** A flat ring whose paving runs around its middle. */
export function ringDisc(inner: number, outer: number, segments: number, rings: number): BufferGeometry {
  const points: Vector2[] = [];
  for (let i = 0; i <= rings; i++) points.push(new Vector2(outer + ((inner - outer) * i) / rings, 0));
  const disc = new LatheGeometry(points, segments);
  const uv = disc.getAttribute('uv');
  const position = disc.getAttribute('position');
  const around = Math.max(1, Math.round((Math.PI * (inner + outer)) / STONE_TILE_M));
  for (let i = 0; i < uv.count; i++) {
    const radius = Math.hypot(position.getX(i), position.getZ(i));
    uv.setXY(i, uv.getX(i) * around, radius / STONE_TILE_M);
  }
  return disc;
}

function addRamp(ramp: Ramp, batch: MeshBatch): void {
  const run = Math.hypot(ramp.to[0] - ramp.from[0], ramp.to[2] - ramp.from[2]);
  const rise = ramp.to[1] - ramp.from[1];
  const wedge = new Shape([
    new Vector2(0, 0),
    new Vector2(run, 0),
    new Vector2(run, rise),
    new Vector2(0, 0.004),
  ]);
  const geometry = new ExtrudeGeometry(wedge, { depth: ramp.width, bevelEnabled: false });
  geometry.translate(0, 0, -ramp.width / 2);
  const yaw = Math.atan2(-(ramp.to[2] - ramp.from[2]), ramp.to[0] - ramp.from[0]);
  batch.add(geometry, {
    matrix: place(ramp.from[0], ramp.from[1], ramp.from[2], yaw),
    tint: TINT.pale,
    groundShade: 0.1,
  });
}

function addColumn(column: Cylinder, batch: MeshBatch): void {
  const r = column.radius * 0.86;
  const spring = ARCADE.springM;
  const profile = [
    [column.radius, 0],
    [column.radius, 0.16],
    [column.radius * 0.96, 0.2],
    [column.radius * 0.96, 0.26],
    [r, 0.32],
    [r * 1.02, 1.2],
    [r * 0.86, spring - 0.36],
    [r * 0.98, spring - 0.34],
    [r * 0.98, spring - 0.28],
    [r * 0.9, spring - 0.26],
    [r * 1.3, spring - 0.1],
    [r * 1.3, spring - 0.08],
  ].map(([radius, y]) => new Vector2(radius, y));
  const [x, , z] = column.centre;
  batch.add(toCreasedNormals(new LatheGeometry(profile, 24), CREASE_RAD), {
    matrix: place(x, 0, z),
    tint: TINT.pale,
  });
  batch.add(new BoxGeometry(0.78, 0.1, 0.78), { matrix: place(x, spring - 0.04, z), tint: TINT.pale });
}

/** Wall with round arches over the columns, the roof, its cornice and the gallery wall up to it. */
function addArches(arcade: Arcade, batch: MeshBatch): void {
  const { columns, wall } = arcade;
  const { springM, topM, thickM, roofM, overhangM, endM } = ARCADE;
  const x = columns[0].centre[0];
  const first = columns[0].centre[2];
  const last = columns[columns.length - 1].centre[2];
  const outline = new Shape();
  outline.moveTo(first - endM, springM);
  for (let i = 1; i < columns.length; i++) {
    const left = columns[i - 1].centre[2];
    const right = columns[i].centre[2];
    const radius = (right - left) / 2 - 0.36;
    outline.lineTo(left + 0.36, springM);
    const arc = new Path().absarc((left + right) / 2, springM, radius, Math.PI, 0, true);
    for (const point of arc.getPoints(20)) outline.lineTo(point.x, point.y);
    outline.lineTo(right - 0.36, springM);
  }
  outline.lineTo(last + endM, springM);
  outline.lineTo(last + endM, topM);
  outline.lineTo(first - endM, topM);
  outline.closePath();
  const arches = new ExtrudeGeometry(outline, { depth: thickM, bevelEnabled: false });
  // The shape lies in (z, y); turn it so that the extrusion runs along -x.
  arches.applyMatrix4(new Matrix4().set(0, 0, -1, x + thickM / 2, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1));
  batch.add(toCreasedNormals(arches, CREASE_RAD), { tint: TINT.wall, groundShade: 0 });

  const length = last - first + endM * 2 + overhangM * 2;
  const back = wall.centre[0] - wall.half[0] - overhangM;
  const front = x + thickM / 2 + overhangM;
  const middleZ = (first + last) / 2;
  const slab = (y: number, height: number, grow: number): void => {
    batch.add(new BoxGeometry(front - back + grow * 2, height, length + grow * 2), {
      matrix: place((front + back) / 2, y, middleZ),
      tint: TINT.pale,
      footY: -9,
    });
  };
  slab(topM + roofM / 2, roofM, 0);
  slab(topM + roofM + 0.05, 0.1, 0.09);
  batch.add(new BoxGeometry(wall.half[0] * 2, topM, wall.half[2] * 2), {
    matrix: place(wall.centre[0], topM / 2, wall.centre[2]),
    tint: TINT.wall,
    groundShade: 0.35,
  });
}

function addTreeRing(tree: Cylinder, batch: MeshBatch): void {
  const r = tree.radius;
  const profile = [
    [r, 0],
    [r, 0.42],
    [r - 0.015, 0.44],
    [r - 0.12, 0.44],
    [r - 0.13, 0.36],
    [0, 0.36],
  ].map(([radius, y]) => new Vector2(radius, y));
  batch.add(toCreasedNormals(new LatheGeometry(profile, 28), CREASE_RAD), {
    matrix: place(tree.centre[0], 0, tree.centre[2]),
    tint: TINT.kerb,
  });
}

function addPlanter(planter: Box, batch: MeshBatch): void {
  const [x, y, z] = planter.centre;
  const [hx, hy, hz] = planter.half;
  frame(batch, { x, z, yaw: planter.yaw, hx, hz, top: y + hy, rim: 0.1 });
  batch.add(new BoxGeometry(hx * 2 - 0.2, 0.02, hz * 2 - 0.2), {
    matrix: place(x, y + hy - 0.08, z, planter.yaw),
    tint: TINT.soil,
    groundShade: 0,
  });
}

function addKerb(pool: Box, batch: MeshBatch): void {
  const [x, y, z] = pool.centre;
  frame(batch, { x, z, yaw: pool.yaw, hx: pool.half[0], hz: pool.half[2], top: y + pool.half[1], rim: 0.34 });
}

interface Frame {
  readonly x: number;
  readonly z: number;
  readonly yaw: number;
  readonly hx: number;
  readonly hz: number;
  readonly top: number;
  readonly rim: number;
}

/** Four stone bars around an opening. */
function frame(batch: MeshBatch, f: Frame): void {
  const bars: [number, number, number, number][] = [
    [0, f.hz - f.rim / 2, f.hx * 2, f.rim],
    [0, -f.hz + f.rim / 2, f.hx * 2, f.rim],
    [f.hx - f.rim / 2, 0, f.rim, (f.hz - f.rim) * 2],
    [-f.hx + f.rim / 2, 0, f.rim, (f.hz - f.rim) * 2],
  ];
  for (const [dx, dz, wide, deep] of bars) {
    const cos = Math.cos(f.yaw);
    const sin = Math.sin(f.yaw);
    batch.add(new BoxGeometry(wide, f.top, deep), {
      matrix: place(f.x + cos * dx + sin * dz, f.top / 2, f.z - sin * dx + cos * dz, f.yaw),
      tint: TINT.kerb,
    });
  }
}

function addBenchFeet(bench: Box, batch: MeshBatch): void {
  const [x, , z] = bench.centre;
  const [hx, hy, hz] = bench.half;
  for (const side of [-1, 1]) {
    const reach = side * (hx - 0.16);
    batch.add(new BoxGeometry(0.16, hy * 2 - 0.05, hz * 2 - 0.06), {
      matrix: place(x + Math.cos(bench.yaw) * reach, hy - 0.025, z - Math.sin(bench.yaw) * reach, bench.yaw),
      tint: TINT.kerb,
      groundShade: 0.4,
    });
  }
}

/** A low balustrade around the square; open in the south where guests come in, and where the gallery stands. */
function addBalustrade(stage: StageFile, batch: MeshBatch): void {
  const x = stage.size[0] / 2 + 0.35;
  const z = stage.size[1] / 2 + 0.35;
  const rail = (fromX: number, fromZ: number, toX: number, toZ: number): void => {
    const length = Math.hypot(toX - fromX, toZ - fromZ);
    const yaw = Math.atan2(-(toZ - fromZ), toX - fromX);
    const mid = (y: number): Matrix4 => place((fromX + toX) / 2, y, (fromZ + toZ) / 2, yaw);
    batch.add(new BoxGeometry(length, 0.12, 0.34), { matrix: mid(0.86), tint: TINT.pale, footY: -9 });
    batch.add(new BoxGeometry(length, 0.16, 0.42), { matrix: mid(0.08), tint: TINT.kerb });
    const count = Math.round(length / 0.42);
    for (let i = 0; i < count; i++) {
      const t = (i + 0.5) / count;
      const post = i % 12 === 0;
      const shape = post
        ? new BoxGeometry(0.36, 0.72, 0.36)
        : new CylinderGeometry(0.05, 0.085, 0.64, 6, 1, true);
      batch.add(shape, {
        matrix: place(fromX + (toX - fromX) * t, post ? 0.5 : 0.48, fromZ + (toZ - fromZ) * t, yaw),
        tint: TINT.pale,
      });
    }
  };
  rail(-x, -z, x, -z);
  rail(x, -z, x, z);
  rail(-x, z, -5, z);
  rail(5, z, x, z);
  rail(-x, -z, -x, z);
}

import { isWalkable, type StageCollider, type StageFile } from '@troupe/client-sdk/protocol';

/** Triangles of a stage for the navigation mesh: flat positions (x, y, z) and indices. */
export interface Triangles {
  readonly positions: number[];
  readonly indices: number[];
}

/** A corner of the top of a prism: x, z, and its height, m. */
type Corner = readonly [x: number, z: number, top: number];

const CIRCLE_SEGMENTS = 24;
/** What is in the way is a wall to the mesh, however low: nobody strolls over a bench or through the pool. */
const OBSTACLE_TOP_M = 2.4;
const FLOOR_BOTTOM_M = -0.5;
const RAMP_BOTTOM_M = -0.2;

/** The floor and every collider as closed prisms. */
export function stageTriangles(stage: StageFile): Triangles {
  const mesh: Triangles = { positions: [], indices: [] };
  const [x, z] = [stage.size[0] / 2, stage.size[1] / 2];
  addPrism(mesh, rectangle(0, 0, x, z, 0, 0), FLOOR_BOTTOM_M);
  for (const collider of stage.colliders) addCollider(mesh, collider);
  return mesh;
}

function addCollider(mesh: Triangles, collider: StageCollider): void {
  if (collider.shape === 'ramp') {
    addRamp(mesh, collider);
    return;
  }
  const [x, y, z] = collider.centre;
  if (collider.shape === 'cylinder') {
    const top = topOf(collider, y + collider.halfHeight);
    addPrism(mesh, circle(x, z, collider.radius, top), y - collider.halfHeight);
  } else {
    const [hx, hy, hz] = collider.half;
    addPrism(mesh, rectangle(x, z, hx, hz, collider.yaw, topOf(collider, y + hy)), y - hy);
  }
}

function topOf(collider: StageCollider, topM: number): number {
  return isWalkable(collider) ? topM : Math.max(topM, OBSTACLE_TOP_M);
}

function circle(x: number, z: number, radius: number, top: number): Corner[] {
  return Array.from({ length: CIRCLE_SEGMENTS }, (_, i): Corner => {
    const angle = (i / CIRCLE_SEGMENTS) * 2 * Math.PI;
    return [x + Math.sin(angle) * radius, z + Math.cos(angle) * radius, top];
  });
}

function rectangle(x: number, z: number, hx: number, hz: number, yaw: number, top: number): Corner[] {
  const [sin, cos] = [Math.sin(yaw), Math.cos(yaw)];
  const corners = [
    [-hx, -hz],
    [-hx, hz],
    [hx, hz],
    [hx, -hz],
  ];
  return corners.map(([lx, lz]): Corner => [x + cos * lx + sin * lz, z - sin * lx + cos * lz, top]);
}

function addRamp(mesh: Triangles, ramp: Extract<StageCollider, { shape: 'ramp' }>): void {
  const [ax, ay, az] = ramp.from;
  const [bx, by, bz] = ramp.to;
  const run = Math.hypot(bx - ax, bz - az);
  const nx = ((bz - az) / run) * (ramp.width / 2);
  const nz = (-(bx - ax) / run) * (ramp.width / 2);
  addPrism(
    mesh,
    [
      [ax - nx, az - nz, ay],
      [ax + nx, az + nz, ay],
      [bx + nx, bz + nz, by],
      [bx - nx, bz - nz, by],
    ],
    Math.min(ay, by) + RAMP_BOTTOM_M,
  );
}

/** A prism under a convex ring of corners, which may run either way: the top is made to face up, or nobody stands on it. */
function addPrism(mesh: Triangles, corners: readonly Corner[], bottom: number): void {
  const ring = facesUp(corners) ? corners : [...corners].reverse();
  const first = mesh.positions.length / 3;
  const n = ring.length;
  for (const [x, z, top] of ring) mesh.positions.push(x, top, z);
  for (const [x, z] of ring) mesh.positions.push(x, bottom, z);
  for (let i = 1; i + 1 < n; i++) mesh.indices.push(first, first + i, first + i + 1);
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    mesh.indices.push(first + i, first + n + i, first + j, first + j, first + n + i, first + n + j);
  }
}

/** True when the normal of the ring points up (+Y). */
function facesUp(ring: readonly Corner[]): boolean {
  let doubleArea = 0;
  ring.forEach(([x, z], i) => {
    const [nextX, nextZ] = ring[(i + 1) % ring.length];
    doubleArea += z * nextX - x * nextZ;
  });
  return doubleArea > 0;
}

import { isWalkable, type StageCollider, type StageFile } from '@troupe/client-sdk/protocol';

/** Triangles of a stage for the navigation mesh: flat positions (x, y, z) and indices. */
export interface Triangles {
  readonly positions: number[];
  readonly indices: number[];
}

const CIRCLE_SEGMENTS = 24;
/** What is in the way is a wall to the mesh, however low: nobody strolls over a bench or through the pool. */
const OBSTACLE_TOP_M = 2.4;

/** The floor and every collider as closed prisms. */
export function stageTriangles(stage: StageFile): Triangles {
  const mesh: Triangles = { positions: [], indices: [] };
  const [x, z] = [stage.size[0] / 2, stage.size[1] / 2];
  addPrism(
    mesh,
    [
      [-x, -z],
      [-x, z],
      [x, z],
      [x, -z],
    ],
    -0.5,
    () => 0,
  );
  for (const collider of stage.colliders) addCollider(mesh, collider);
  return mesh;
}

function addCollider(mesh: Triangles, collider: StageCollider): void {
  if (collider.shape === 'cylinder') {
    const ring = Array.from({ length: CIRCLE_SEGMENTS }, (_, i): [number, number] => {
      const angle = (i / CIRCLE_SEGMENTS) * 2 * Math.PI;
      return [
        collider.centre[0] + Math.sin(angle) * collider.radius,
        collider.centre[2] + Math.cos(angle) * collider.radius,
      ];
    });
    const top = topOf(collider, collider.centre[1] + collider.halfHeight);
    addPrism(mesh, ring.reverse(), collider.centre[1] - collider.halfHeight, () => top);
  } else if (collider.shape === 'box') {
    const [hx, hy, hz] = collider.half;
    const [sin, cos] = [Math.sin(collider.yaw), Math.cos(collider.yaw)];
    const ring = [
      [-hx, -hz],
      [-hx, hz],
      [hx, hz],
      [hx, -hz],
    ].map(([lx, lz]): [number, number] => [
      collider.centre[0] + cos * lx + sin * lz,
      collider.centre[2] - sin * lx + cos * lz,
    ]);
    const top = topOf(collider, collider.centre[1] + hy);
    addPrism(mesh, ring, collider.centre[1] - hy, () => top);
  } else {
    addRamp(mesh, collider);
  }
}

function topOf(collider: StageCollider, topM: number): number {
  return isWalkable(collider) ? topM : Math.max(topM, OBSTACLE_TOP_M);
}

function addRamp(mesh: Triangles, ramp: Extract<StageCollider, { shape: 'ramp' }>): void {
  const [ax, ay, az] = ramp.from;
  const [bx, by, bz] = ramp.to;
  const run = Math.hypot(bx - ax, bz - az);
  const nx = ((bz - az) / run) * (ramp.width / 2);
  const nz = (-(bx - ax) / run) * (ramp.width / 2);
  const ring: [number, number][] = [
    [ax - nx, az - nz],
    [ax + nx, az + nz],
    [bx + nx, bz + nz],
    [bx - nx, bz - nz],
  ];
  addPrism(mesh, ring, Math.min(ay, by) - 0.2, (corner) => (corner < 2 ? ay : by));
}

/** A prism over a convex ring; corners run so that the top faces up: from (-x, -z) over (-x, +z) to (+x, +z). */
function addPrism(
  mesh: Triangles,
  ring: readonly (readonly [number, number] | number[])[],
  bottom: number,
  top: (corner: number) => number,
): void {
  const first = mesh.positions.length / 3;
  const n = ring.length;
  ring.forEach(([x, z], i) => {
    mesh.positions.push(x, top(i), z);
  });
  for (const [x, z] of ring) mesh.positions.push(x, bottom, z);
  for (let i = 1; i + 1 < n; i++) mesh.indices.push(first, first + i, first + i + 1);
  for (let i = 0; i < n; i++) {
    const j = (i + 1) % n;
    mesh.indices.push(first + i, first + n + i, first + j, first + j, first + n + i, first + n + j);
  }
}

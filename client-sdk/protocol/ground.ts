import { isWalkable, type StageCollider, type StageFile } from './stage-file.ts';

/** People keep this far from walls, m. */
export const BODY_RADIUS_M = 0.28;

/** What can be asked of the ground of a stage; pure, and the same on server and client. */
export interface Ground {
  /** Height of the walking surface at (x, z), m. */
  heightAt(x: number, z: number): number;
  /**
   * Moves a disc of `radius` out of everything solid and into the bounds; writes x, z to `out`.
   * Returns true when it had to move.
   */
  pushOut(x: number, z: number, radius: number, out: Float64Array | number[]): boolean;
  /** True when (x, z) is finite and inside the bounds. */
  inside(x: number, z: number): boolean;
}

interface Surface {
  readonly collider: StageCollider;
  readonly reach: number;
  readonly x: number;
  readonly z: number;
}

/** How far inside the edge of the stage people are stopped, m. */
const EDGE_M = 0.4;
/** Solving a corner takes a few passes; more never helps on convex obstacles. */
const PUSH_PASSES = 3;

/** Builds the ground of a stage. */
export function createGround(stage: StageFile): Ground {
  const surfaces = stage.colliders.filter(isWalkable).map(withReach);
  const obstacles = stage.colliders.filter((collider) => !isWalkable(collider)).map(withReach);
  const limitX = stage.size[0] / 2 - EDGE_M;
  const limitZ = stage.size[1] / 2 - EDGE_M;
  return {
    inside: (x, z) => Math.abs(x) <= limitX && Math.abs(z) <= limitZ,
    heightAt(x, z) {
      let height = 0;
      for (const surface of surfaces) {
        if (Math.abs(x - surface.x) > surface.reach || Math.abs(z - surface.z) > surface.reach) continue;
        height = Math.max(height, surfaceHeight(surface.collider, x, z));
      }
      return height;
    },
    pushOut(x, z, radius, out) {
      let moved = clampInto(x, z, limitX, limitZ, out);
      for (let pass = 0; pass < PUSH_PASSES; pass++) {
        let hit = false;
        for (const obstacle of obstacles) {
          const reach = obstacle.reach + radius;
          if (Math.abs(out[0] - obstacle.x) > reach || Math.abs(out[1] - obstacle.z) > reach) continue;
          if (pushFrom(obstacle.collider, radius, out)) hit = true;
        }
        if (!hit) break;
        moved = true;
      }
      return clampInto(out[0], out[1], limitX, limitZ, out) || moved;
    },
  };
}

function withReach(collider: StageCollider): Surface {
  if (collider.shape === 'ramp') {
    const x = (collider.from[0] + collider.to[0]) / 2;
    const z = (collider.from[2] + collider.to[2]) / 2;
    const run = Math.hypot(collider.to[0] - collider.from[0], collider.to[2] - collider.from[2]);
    return { collider, x, z, reach: Math.hypot(run, collider.width) / 2 };
  }
  const reach = collider.shape === 'box' ? Math.hypot(collider.half[0], collider.half[2]) : collider.radius;
  return { collider, x: collider.centre[0], z: collider.centre[2], reach };
}

function surfaceHeight(collider: StageCollider, x: number, z: number): number {
  if (collider.shape === 'cylinder') {
    const dx = x - collider.centre[0];
    const dz = z - collider.centre[2];
    if (dx * dx + dz * dz > collider.radius * collider.radius) return 0;
    return collider.centre[1] + collider.halfHeight;
  }
  if (collider.shape === 'box') {
    const sin = Math.sin(collider.yaw);
    const cos = Math.cos(collider.yaw);
    const dx = x - collider.centre[0];
    const dz = z - collider.centre[2];
    const lx = cos * dx - sin * dz;
    const lz = sin * dx + cos * dz;
    if (Math.abs(lx) > collider.half[0] || Math.abs(lz) > collider.half[2]) return 0;
    return collider.centre[1] + collider.half[1];
  }
  const ax = collider.to[0] - collider.from[0];
  const az = collider.to[2] - collider.from[2];
  const run = Math.hypot(ax, az);
  const along = ((x - collider.from[0]) * ax + (z - collider.from[2]) * az) / run;
  const across = ((x - collider.from[0]) * az - (z - collider.from[2]) * ax) / run;
  if (along < 0 || along > run || Math.abs(across) > collider.width / 2) return 0;
  return collider.from[1] + ((collider.to[1] - collider.from[1]) * along) / run;
}

function clampInto(
  x: number,
  z: number,
  limitX: number,
  limitZ: number,
  out: Float64Array | number[],
): boolean {
  out[0] = Math.min(limitX, Math.max(-limitX, x));
  out[1] = Math.min(limitZ, Math.max(-limitZ, z));
  return out[0] !== x || out[1] !== z;
}

/** Pushes the disc out of one obstacle along the shortest way; true when it overlapped. */
function pushFrom(collider: StageCollider, radius: number, out: Float64Array | number[]): boolean {
  if (collider.shape === 'ramp') return false;
  const dx = out[0] - collider.centre[0];
  const dz = out[1] - collider.centre[2];
  if (collider.shape === 'cylinder') {
    const least = collider.radius + radius;
    const distance = Math.hypot(dx, dz);
    if (distance >= least) return false;
    const share = distance > 1e-6 ? least / distance : 0;
    out[0] = collider.centre[0] + (share > 0 ? dx * share : least);
    out[1] = collider.centre[2] + (share > 0 ? dz * share : 0);
    return true;
  }
  return pushFromBox(collider, dx, dz, radius, out);
}

function pushFromBox(
  box: Extract<StageCollider, { shape: 'box' }>,
  dx: number,
  dz: number,
  radius: number,
  out: Float64Array | number[],
): boolean {
  const sin = Math.sin(box.yaw);
  const cos = Math.cos(box.yaw);
  let lx = cos * dx - sin * dz;
  let lz = sin * dx + cos * dz;
  const nearX = Math.min(box.half[0], Math.max(-box.half[0], lx));
  const nearZ = Math.min(box.half[2], Math.max(-box.half[2], lz));
  const gap = Math.hypot(lx - nearX, lz - nearZ);
  if (gap >= radius) return false;
  if (gap > 1e-6) {
    const share = radius / gap;
    lx = nearX + (lx - nearX) * share;
    lz = nearZ + (lz - nearZ) * share;
  } else if (box.half[0] - Math.abs(lx) < box.half[2] - Math.abs(lz)) {
    lx = Math.sign(lx || 1) * (box.half[0] + radius);
  } else {
    lz = Math.sign(lz || 1) * (box.half[2] + radius);
  }
  out[0] = box.centre[0] + cos * lx + sin * lz;
  out[1] = box.centre[2] - sin * lx + cos * lz;
  return true;
}

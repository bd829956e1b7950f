import type { BodySpace } from '../fit/body-space.ts';
import { CHART_PARTS, chartBody } from '../understand/body-chart.ts';

/** Girths of a body at rest, m: around the trunk at the height of chest, waist and hip. */
export interface Girths {
  readonly chest: number;
  readonly waist: number;
  readonly hip: number;
}

/** Heights as shares of the way from hip joints to the neck. */
const LEVELS = { chest: 0.74, waist: 0.36, hip: -0.02 } as const;

/** Tape around the convex outline of the trunk, without arms. */
export function measureBody(space: BodySpace, positions: Float32Array, joints: Float32Array): Girths {
  const chart = chartBody(space.model, positions, joints);
  const names = space.model.manifest.bones;
  const low = joints[names.indexOf('leftUpperLeg') * 3 + 1];
  const high = joints[names.indexOf('neck') * 3 + 1];
  const trunk = new Set([CHART_PARTS.indexOf('trunk'), CHART_PARTS.indexOf('leg')]);
  const girth = (level: number): number => {
    const y = low + (high - low) * level;
    const cut: [number, number][] = [];
    const { triangles } = space.model;
    for (let t = 0; t < triangles.length; t += 3) {
      for (let k = 0; k < 3; k++) {
        const [a, b] = [triangles[t + k], triangles[t + ((k + 1) % 3)]];
        if (!trunk.has(chart.part[a]) || !trunk.has(chart.part[b])) continue;
        const [ya, yb] = [positions[a * 3 + 1], positions[b * 3 + 1]];
        if (ya < y === yb < y) continue;
        const s = (y - ya) / (yb - ya);
        const at = (axis: number) => positions[a * 3 + axis] * (1 - s) + positions[b * 3 + axis] * s;
        cut.push([at(0), at(2)]);
      }
    }
    return hullLength(cut);
  };
  return { chest: girth(LEVELS.chest), waist: girth(LEVELS.waist), hip: girth(LEVELS.hip) };
}

/** Length of the convex hull of points in the plane (Andrew's monotone chain). */
export function hullLength(points: readonly (readonly [number, number])[]): number {
  const sorted = [...points].sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  const half = (list: readonly (readonly [number, number])[]) => {
    const chain: (readonly [number, number])[] = [];
    for (const p of list) {
      while (chain.length > 1) {
        const [a, b] = [chain[chain.length - 2], chain[chain.length - 1]];
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        chain.pop();
      }
      chain.push(p);
    }
    return chain.slice(0, -1);
  };
  const hull = [...half(sorted), ...half(sorted.reverse())];
  return hull.reduce((sum, p, i) => {
    const q = hull[(i + 1) % hull.length];
    return sum + Math.hypot(p[0] - q[0], p[1] - q[1]);
  }, 0);
}

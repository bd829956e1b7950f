import {
  DataTexture,
  LinearFilter,
  LinearMipmapLinearFilter,
  NoColorSpace,
  RGBAFormat,
  SRGBColorSpace,
} from 'three';
import type { StageCollider, StageFile } from '../../protocol/index.ts';
import { tileFbm } from './noise.ts';

/** A lamp that lights the floor: position in m, reach in m, relative strength. */
export interface FloorLamp {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly strength: number;
}

/** Warm light of paper and bulbs, linear. */
const LAMP_COLOUR = [1, 0.58, 0.25] as const;

/**
 * What stands on the floor darkens it, and lamps that never move warm it: both are computed once on the CPU into two
 * small textures over the whole stage (`uv1` = position / size), so that no point light is paid for per pixel.
 */
export interface GroundLight {
  /** R: ambient occlusion, G: roughness (dry to damp). */
  readonly surface: DataTexture;
  /** Light of the lamps, sRGB-encoded; multiply by `lightScale`. */
  readonly lamps: DataTexture;
  readonly lightScale: number;
}

/** Extent along one side that the textures cover, m: the stage and a margin for what lies around it. */
export const GROUND_COVER_M = 72;
const LIGHT_SCALE = 6;

/** Bakes the floor of a stage. */
export function bakeGroundLight(stage: StageFile, lamps: readonly FloorLamp[], sizePx = 512): GroundLight {
  const surface = new Uint8Array(sizePx * sizePx * 4);
  const light = new Uint8Array(sizePx * sizePx * 4);
  const solid = stage.colliders.filter((collider) => collider.kind !== 'floor' && collider.kind !== 'easel');
  for (let row = 0; row < sizePx; row++) {
    const z = ((row + 0.5) / sizePx - 0.5) * GROUND_COVER_M;
    for (let column = 0; column < sizePx; column++) {
      const x = ((column + 0.5) / sizePx - 0.5) * GROUND_COVER_M;
      const i = (row * sizePx + column) * 4;
      let occlusion = 1;
      for (const collider of solid) {
        const gap = footprintDistance(collider, x, z);
        if (gap < 3) occlusion *= 1 - 0.5 * Math.exp(-Math.max(0, gap) / 0.42);
      }
      const u = column / sizePx;
      const v = row / sizePx;
      const wear = tileFbm(u, v, { period: 9, octaves: 4, seed: 41 });
      surface[i] = 255 * occlusion * (0.86 + 0.28 * (wear - 0.25));
      surface[i + 1] = 255 * Math.min(0.95, Math.max(0.28, 0.98 - smooth(0.42, 0.62, wear) * 0.55));
      surface[i + 3] = 255;
      let sum = 0;
      for (const lamp of lamps) {
        const d2 = (lamp.x - x) ** 2 + (lamp.z - z) ** 2;
        if (d2 > 160) continue;
        const r2 = d2 + lamp.y * lamp.y;
        sum += (lamp.strength * lamp.y) / (r2 * Math.sqrt(r2));
      }
      for (let c = 0; c < 3; c++) light[i + c] = encode((sum * LAMP_COLOUR[c]) / LIGHT_SCALE);
      light[i + 3] = 255;
    }
  }
  return {
    surface: texture(surface, sizePx, false),
    lamps: texture(light, sizePx, true),
    lightScale: LIGHT_SCALE,
  };
}

const smooth = (from: number, to: number, value: number): number => {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

const encode = (linear: number): number => {
  const v = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055));
};

/** Distance on the floor from (x, z) to what a collider covers; negative inside. */
export function footprintDistance(collider: StageCollider, x: number, z: number): number {
  if (collider.shape === 'cylinder')
    return Math.hypot(x - collider.centre[0], z - collider.centre[2]) - collider.radius;
  let dx: number;
  let dz: number;
  let halfX: number;
  let halfZ: number;
  if (collider.shape === 'ramp') {
    const ax = collider.to[0] - collider.from[0];
    const az = collider.to[2] - collider.from[2];
    const run = Math.hypot(ax, az);
    const rx = x - (collider.from[0] + collider.to[0]) / 2;
    const rz = z - (collider.from[2] + collider.to[2]) / 2;
    dx = (rx * ax + rz * az) / run;
    dz = (rx * az - rz * ax) / run;
    halfX = run / 2;
    halfZ = collider.width / 2;
  } else {
    const sin = Math.sin(collider.yaw);
    const cos = Math.cos(collider.yaw);
    const rx = x - collider.centre[0];
    const rz = z - collider.centre[2];
    dx = cos * rx - sin * rz;
    dz = sin * rx + cos * rz;
    halfX = collider.half[0];
    halfZ = collider.half[2];
  }
  const outX = Math.abs(dx) - halfX;
  const outZ = Math.abs(dz) - halfZ;
  return Math.hypot(Math.max(outX, 0), Math.max(outZ, 0)) + Math.min(0, Math.max(outX, outZ));
}

function texture(bytes: Uint8Array, sizePx: number, isColour: boolean): DataTexture {
  const made = new DataTexture(bytes as Uint8Array<ArrayBuffer>, sizePx, sizePx, RGBAFormat);
  made.colorSpace = isColour ? SRGBColorSpace : NoColorSpace;
  made.magFilter = LinearFilter;
  made.minFilter = LinearMipmapLinearFilter;
  made.generateMipmaps = true;
  made.channel = 1;
  made.needsUpdate = true;
  return made;
}

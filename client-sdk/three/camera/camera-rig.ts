import type { PerspectiveCamera } from 'three';
import { createGround, type Ground, type StageFile } from '../../protocol/index.ts';

/** How the camera behaves. Lengths in m, angles in rad, times in s. */
export const CAMERA_DEFAULTS = {
  /** Vertical field of view: about a 40 mm lens. */
  fovDeg: 34,
  distanceM: 4.4,
  distanceMinM: 1.6,
  distanceMaxM: 26,
  pitchMin: -0.12,
  pitchMax: 0.75,
  /** Time constants of the damped moves. */
  followS: 0.16,
  watchS: 0.55,
  swingS: 0.22,
  /** Nearer than this to a head the camera steps aside. */
  headM: 0.75,
  /** The camera keeps this far from walls, columns and trees. */
  radiusM: 0.3,
  /** Sideways shift, so that the own back hides nobody. */
  shoulderM: 0.42,
} as const;

interface Point {
  x: number;
  y: number;
  z: number;
}

/** What stands too tall to look over. */
const TALL = new Set(['wall', 'column', 'tree', 'curtain']);
const turnOf = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle));

/**
 * An operator with steady hands: eye height, damped, around a subject. It never goes through walls, columns, trees or
 * heads. Yaw 0 looks to -Z, so the camera stands at +Z of its subject.
 */
export class CameraRig {
  yaw = 0;
  pitch = 0.05;
  distanceM: number = CAMERA_DEFAULTS.distanceM;
  /** Whom or what it looks at, damped. */
  readonly target: Point = { x: 0, y: 1.5, z: 0 };
  #yawNow = 0;
  #pitchNow = 0.05;
  #distanceNow = 6;
  #shoulder = 0;
  #placed = false;
  readonly #solid: Ground;
  readonly #ground: Ground;
  readonly #limit: readonly [number, number];
  readonly #out = [0, 0];

  constructor(stage: StageFile) {
    this.#solid = createGround({
      ...stage,
      colliders: stage.colliders.filter((collider) => TALL.has(collider.kind)),
    });
    this.#ground = createGround(stage);
    this.#limit = [stage.size[0] / 2 + 1.5, stage.size[1] / 2 + 6];
  }

  /** Turns and tilts by a drag, rad. */
  swing(yaw: number, pitch: number): void {
    this.yaw = turnOf(this.yaw + yaw);
    this.pitch = clamp(this.pitch + pitch, CAMERA_DEFAULTS.pitchMin, CAMERA_DEFAULTS.pitchMax);
  }

  /** Goes nearer (factor below 1) or farther. */
  dolly(factor: number): void {
    this.distanceM = clamp(
      this.distanceM * factor,
      CAMERA_DEFAULTS.distanceMinM,
      CAMERA_DEFAULTS.distanceMaxM,
    );
  }

  /** Puts the camera at once where it wants to be: for the first picture and for cuts. */
  cut(): void {
    this.#placed = false;
  }

  /**
   * Moves the camera for one picture.
   *
   * @param subject what to look at (m); for a person the middle of the head
   * @param heads heads of people near by, as x, y, z triples; the subject's own may be among them
   */
  update(
    camera: PerspectiveCamera,
    subject: Point,
    options: { dtS: number; follow: boolean; heads: ArrayLike<number>; headCount: number },
  ): void {
    const { dtS, follow } = options;
    const settle = (timeS: number): number => (this.#placed ? 1 - Math.exp(-dtS / timeS) : 1);
    const move = settle(follow ? CAMERA_DEFAULTS.followS : CAMERA_DEFAULTS.watchS);
    this.target.x += (subject.x - this.target.x) * move;
    this.target.y += (subject.y - this.target.y) * settle(0.35);
    this.target.z += (subject.z - this.target.z) * move;
    const swing = settle(CAMERA_DEFAULTS.swingS);
    this.#yawNow += turnOf(this.yaw - this.#yawNow) * swing;
    this.#pitchNow += (this.pitch - this.#pitchNow) * swing;
    this.#distanceNow += (this.distanceM - this.#distanceNow) * swing;
    const shoulder = follow ? CAMERA_DEFAULTS.shoulderM * clamp(this.#distanceNow / 3, 0, 1) : 0;
    this.#shoulder += (shoulder - this.#shoulder) * swing;
    this.#placed = true;

    const sin = Math.sin(this.#yawNow);
    const cos = Math.cos(this.#yawNow);
    const level = Math.cos(this.#pitchNow) * this.#distanceNow;
    const lookX = this.target.x + cos * this.#shoulder;
    const lookZ = this.target.z - sin * this.#shoulder;
    let x = lookX + sin * level;
    let z = lookZ + cos * level;
    [x, z] = this.#clearOfWalls(lookX, lookZ, x, z);
    const free = Math.hypot(x - lookX, z - lookZ);
    // Near a face one looks at the face; from afar at the middle of the body, so that feet are in the picture.
    const lowered = clamp((free - 1.8) / 2.8, 0, 1) * 0.42;
    const lookY = this.target.y - 0.04 - lowered;
    const rise = Math.sin(this.#pitchNow) * this.#distanceNow;
    let y = this.target.y - lowered * 0.2 + rise * clamp(free / Math.max(level, 0.1), 0.2, 1);
    [x, z] = this.#clearOfHeads(x, y, z, options);
    x = clamp(x, -this.#limit[0], this.#limit[0]);
    z = clamp(z, -this.#limit[1], this.#limit[1]);
    y = Math.max(y, this.#ground.heightAt(x, z) + 0.55);
    camera.position.set(x, y, z);
    camera.lookAt(lookX, lookY, lookZ);
  }

  /** True when nothing tall stands between a place and a camera that looks at it so. */
  sees(
    at: { readonly x: number; readonly z: number },
    yaw: number,
    pitch: number,
    distanceM: number,
  ): boolean {
    const level = Math.cos(pitch) * distanceM;
    const steps = Math.ceil(level / 0.3);
    for (let i = 1; i <= steps; i++) {
      const x = at.x + (Math.sin(yaw) * level * i) / steps;
      const z = at.z + (Math.cos(yaw) * level * i) / steps;
      if (!this.#ground.inside(x, z) || this.#solid.pushOut(x, z, CAMERA_DEFAULTS.radiusM, this.#out))
        return false;
    }
    return true;
  }

  /** Walks from the subject outwards and stops before the first tall thing. */
  #clearOfWalls(fromX: number, fromZ: number, toX: number, toZ: number): [number, number] {
    const steps = 14;
    for (let i = 1; i <= steps; i++) {
      const t = i / steps;
      const x = fromX + (toX - fromX) * t;
      const z = fromZ + (toZ - fromZ) * t;
      if (!this.#ground.inside(x, z)) return [x, z];
      this.#solid.pushOut(x, z, CAMERA_DEFAULTS.radiusM, this.#out);
      const moved = Math.hypot(this.#out[0] - x, this.#out[1] - z);
      if (moved < 1e-4) continue;
      // Thin things (a column) are passed at their side, thick ones end the way.
      if (moved < 0.25 || i > 2) return [this.#out[0], this.#out[1]];
    }
    return [toX, toZ];
  }

  #clearOfHeads(
    x: number,
    y: number,
    z: number,
    people: { heads: ArrayLike<number>; headCount: number },
  ): [number, number] {
    let outX = x;
    let outZ = z;
    for (let i = 0; i < people.headCount; i++) {
      const dx = outX - people.heads[i * 3];
      const dz = outZ - people.heads[i * 3 + 2];
      if (Math.abs(y - people.heads[i * 3 + 1]) > 0.8) continue;
      const gap = Math.hypot(dx, dz);
      if (gap >= CAMERA_DEFAULTS.headM) continue;
      const share = gap > 1e-3 ? CAMERA_DEFAULTS.headM / gap : 0;
      outX = people.heads[i * 3] + (share > 0 ? dx * share : CAMERA_DEFAULTS.headM);
      outZ = people.heads[i * 3 + 2] + (share > 0 ? dz * share : 0);
    }
    return [outX, outZ];
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

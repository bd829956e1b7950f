import { DataTexture, FloatType, NearestFilter, RGBAFormat } from 'three';

const JOINTS = 52;
/** Two texels a joint: rotation, and where the joint moves its bind position to. */
const TEXELS = JOINTS * 2;

/**
 * Poses of everybody in one float texture, a row each. A joint is a rotation q and a translation t, so that a vertex of
 * the T-pose moves to q v + t: 7 numbers instead of the 12 of a matrix, and 40 % less to upload.
 */
export class BoneTexture {
  #data: Float32Array<ArrayBuffer>;
  #texture: DataTexture;
  #free: number[] = [];
  #rows = 0;
  #capacity: number;

  constructor(capacity = 64) {
    this.#capacity = capacity;
    this.#data = new Float32Array(TEXELS * 4 * capacity);
    this.#texture = this.#make();
  }

  get texture(): DataTexture {
    return this.#texture;
  }

  #make(): DataTexture {
    const texture = new DataTexture(this.#data, TEXELS, this.#capacity, RGBAFormat, FloatType);
    texture.magFilter = NearestFilter;
    texture.minFilter = NearestFilter;
    texture.generateMipmaps = false;
    texture.needsUpdate = true;
    return texture;
  }

  /** Takes a row; grows (a new texture) when all are in use. */
  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#rows === this.#capacity) {
      this.#capacity *= 2;
      const larger = new Float32Array(TEXELS * 4 * this.#capacity);
      larger.set(this.#data);
      this.#data = larger;
      this.#texture.dispose();
      this.#texture = this.#make();
    }
    return this.#rows++;
  }

  release(row: number): void {
    this.#free.push(row);
  }

  /** Writes one person: world rotations and positions of its joints, and how its body hangs on them. */
  write(
    row: number,
    positions: Float64Array,
    rotations: Float64Array,
    shape: { readonly bind: Float32Array; readonly bindTurn: Float32Array },
  ): void {
    const { bind, bindTurn } = shape;
    const out = this.#data;
    let at = row * TEXELS * 4;
    for (let j = 0; j < JOINTS; j++) {
      const qx = rotations[j * 4];
      const qy = rotations[j * 4 + 1];
      const qz = rotations[j * 4 + 2];
      const qw = rotations[j * 4 + 3];
      const bx = bind[j * 3];
      const by = bind[j * 3 + 1];
      const bz = bind[j * 3 + 2];
      const tx = 2 * (qy * bz - qz * by);
      const ty = 2 * (qz * bx - qx * bz);
      const tz = 2 * (qx * by - qy * bx);
      const ex = bindTurn[j * 4];
      const ey = bindTurn[j * 4 + 1];
      const ez = bindTurn[j * 4 + 2];
      const ew = bindTurn[j * 4 + 3];
      out[at] = qw * ex + qx * ew + qy * ez - qz * ey;
      out[at + 1] = qw * ey - qx * ez + qy * ew + qz * ex;
      out[at + 2] = qw * ez + qx * ey - qy * ex + qz * ew;
      out[at + 3] = qw * ew - qx * ex - qy * ey - qz * ez;
      out[at + 4] = positions[j * 3] - (bx + qw * tx + qy * tz - qz * ty);
      out[at + 5] = positions[j * 3 + 1] - (by + qw * ty + qz * tx - qx * tz);
      out[at + 6] = positions[j * 3 + 2] - (bz + qw * tz + qx * ty - qy * tx);
      at += 8;
    }
  }

  /** Marks the frame's rows for upload. */
  commit(): void {
    this.#texture.needsUpdate = true;
  }

  dispose(): void {
    this.#texture.dispose();
  }
}

import { BufferGeometry, type Color, Float32BufferAttribute, type Matrix4, Vector3 } from 'three';

export interface BatchOptions {
  readonly matrix?: Matrix4;
  readonly tint: Color;
  /** Keep the uv of the geometry instead of projecting along the nearest axis. */
  readonly keepUv?: boolean;
  /** Darkens towards this height (m) by up to `groundShade`, as if dirt and shade gathered at the foot. */
  readonly footY?: number;
  readonly groundShade?: number;
}

/**
 * Gathers many geometries into one draw call: world-space positions, flat-projected uv in tiles of `tileM` metres,
 * and a vertex colour that carries tint and a soft shade near the ground.
 */
export class MeshBatch {
  readonly #position: number[] = [];
  readonly #normal: number[] = [];
  readonly #uv: number[] = [];
  readonly #colour: number[] = [];
  readonly #tileM: number;

  constructor(tileM: number) {
    this.#tileM = tileM;
  }

  /** Adds a copy of a geometry; the geometry itself is disposed. */
  add(geometry: BufferGeometry, options: BatchOptions): void {
    const flat = geometry.index ? geometry.toNonIndexed() : geometry;
    if (options.matrix) flat.applyMatrix4(options.matrix);
    const position = flat.getAttribute('position');
    const normal = flat.getAttribute('normal');
    const uv = flat.getAttribute('uv');
    const at = new Vector3();
    const facing = new Vector3();
    for (let i = 0; i < position.count; i++) {
      at.fromBufferAttribute(position, i);
      facing.fromBufferAttribute(normal, i);
      this.#position.push(at.x, at.y, at.z);
      this.#normal.push(facing.x, facing.y, facing.z);
      if (options.keepUv && uv) this.#uv.push(uv.getX(i), uv.getY(i));
      else this.#uv.push(...this.#project(at, facing));
      const foot = options.footY ?? 0;
      const shade = 1 - (options.groundShade ?? 0.25) * Math.exp(-Math.max(0, at.y - foot) / 0.35);
      this.#colour.push(options.tint.r * shade, options.tint.g * shade, options.tint.b * shade);
    }
    geometry.dispose();
    flat.dispose();
  }

  #project(at: Vector3, facing: Vector3): [number, number] {
    const x = Math.abs(facing.x);
    const y = Math.abs(facing.y);
    const z = Math.abs(facing.z);
    if (y >= x && y >= z) return [at.x / this.#tileM, at.z / this.#tileM];
    return x > z ? [at.z / this.#tileM, at.y / this.#tileM] : [at.x / this.#tileM, at.y / this.#tileM];
  }

  /** Triangles gathered so far. */
  get triangles(): number {
    return this.#position.length / 9;
  }

  build(): BufferGeometry {
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new Float32BufferAttribute(this.#position, 3));
    geometry.setAttribute('normal', new Float32BufferAttribute(this.#normal, 3));
    geometry.setAttribute('uv', new Float32BufferAttribute(this.#uv, 2));
    geometry.setAttribute('color', new Float32BufferAttribute(this.#colour, 3));
    geometry.computeBoundingSphere();
    return geometry;
  }
}

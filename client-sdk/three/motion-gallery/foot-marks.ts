import { Group, Mesh, MeshBasicMaterial, RingGeometry, SphereGeometry } from 'three';
import type { MotionReel } from '../../protocol/index.ts';

const AMBER = 0xf2b263;
const SEA = 0x6fb7c9;
const QUIET = 0x5d6278;
const OUTER_M = 0.14;
const FLOOR_GAP_M = 0.004;

/** Draws what the feet do: a ring under each toe (filled amber while planted) and a ball where IK wants it. */
export class FootMarks {
  readonly group = new Group();
  readonly #rings: Mesh[];
  readonly #discs: Mesh[];
  readonly #balls: Mesh[];

  constructor() {
    const flat = (inner: number, color: number): Mesh => {
      const mesh = new Mesh(
        new RingGeometry(inner, OUTER_M, 40),
        new MeshBasicMaterial({ color, transparent: true, opacity: 0.9, depthWrite: false }),
      );
      mesh.rotation.x = -Math.PI / 2;
      return mesh;
    };
    this.#rings = [flat(0.13, QUIET), flat(0.13, QUIET)];
    this.#discs = [flat(0, AMBER), flat(0, AMBER)];
    this.#balls = [0, 1].map(
      () =>
        new Mesh(
          new SphereGeometry(0.03, 16, 12),
          new MeshBasicMaterial({ color: SEA, depthTest: false, transparent: true, opacity: 0.95 }),
        ),
    );
    for (const ball of this.#balls) ball.renderOrder = 3;
    this.group.add(...this.#rings, ...this.#discs, ...this.#balls);
  }

  /** @param toes world places of left and right toe joint, 2 x 3 (m) */
  update(reel: MotionReel, frame: number, toes: readonly (readonly [number, number, number])[]): void {
    toes.forEach(([x, y, z], foot) => {
      const planted = (reel.contacts[frame] & (1 << foot)) !== 0;
      const floor = planted ? Math.max(0, y - 0.03) : 0;
      this.#rings[foot].position.set(x, floor + FLOOR_GAP_M, z);
      this.#discs[foot].position.set(x, floor + FLOOR_GAP_M, z);
      this.#rings[foot].visible = !planted;
      this.#discs[foot].visible = planted;
      const at = frame * 6 + foot * 3;
      const [tx, ty, tz] = reel.footTargets.subarray(at, at + 3);
      this.#balls[foot].visible = Number.isFinite(tx + ty + tz);
      if (this.#balls[foot].visible) this.#balls[foot].position.set(tx, ty, tz);
    });
  }

  dispose(): void {
    for (const mesh of [...this.#rings, ...this.#discs, ...this.#balls]) {
      mesh.geometry.dispose();
      (mesh.material as MeshBasicMaterial).dispose();
    }
  }
}

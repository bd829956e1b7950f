import type { BodyProportions } from '@troupe/avatars/motion';
import type { BodyInfo, World } from '../world/index.ts';

/** Finds the bodies that came to a stage since the motion model was last told, by comparing references. */
export class KnownBodies {
  readonly #known: (BodyInfo | BodyProportions)[];

  constructor(bodies: readonly (BodyInfo | BodyProportions)[]) {
    this.#known = [...bodies];
  }

  /** Calls `tell` for each new one; free places (no id) are nobody's. */
  update(world: World, tell: (index: number, body: BodyProportions) => void): void {
    for (let i = world.castBodies; i < world.bodies.length; i++) {
      const body = world.bodies[i];
      if (this.#known[i] === body) continue;
      this.#known[i] = body;
      if (body.id === '') continue;
      const { id, hipsHeightM, legLengthM, restOffsets } = body;
      tell(i, { id, hipsHeightM, legLengthM, restOffsets });
    }
  }
}

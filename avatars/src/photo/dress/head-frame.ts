import type { BodySpace } from '../fit/body-space.ts';
import type { RestBody } from './make-garments.ts';
import type { Vector } from './vector.ts';

/** Where the head is. */
export interface HeadFrame {
  readonly centre: Vector;
  readonly chinY: number;
  /** Vertex of the chin. */
  readonly chin: number;
  /** From the chin to the top. */
  readonly heightM: number;
}

/** Centre, chin and height of the head, as the builder of the kit measures them. */
export function headOf(space: BodySpace, rest: RestBody): HeadFrame {
  const head = space.model.manifest.bones.indexOf('head');
  let top = -9;
  let chin = 0;
  let chinY = 9;
  let depth = 0;
  let n = 0;
  for (let v = 0; v < space.vertices; v++) {
    let share = 0;
    for (let k = 0; k < 4; k++) {
      if (space.model.skinJoints[v * 4 + k] === head) share += space.model.skinWeights[v * 4 + k] / 255;
    }
    if (share <= 0.6) continue;
    top = Math.max(top, rest.positions[v * 3 + 1]);
    const front = Math.abs(space.mean[v * 3]) < 0.03 && space.mean[v * 3 + 2] > 0.08;
    if (front && rest.positions[v * 3 + 1] < chinY) [chin, chinY] = [v, rest.positions[v * 3 + 1]];
    depth += rest.positions[v * 3 + 2];
    n++;
  }
  return { centre: [0, top - 0.115, (depth / n) * 0.3 + 0.02], chinY, chin, heightM: top - chinY };
}

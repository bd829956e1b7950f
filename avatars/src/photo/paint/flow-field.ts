/** Smooth colours over the surface of a part, from where the photos show it to where they do not. */
import { smoothStep } from '../../maths/angle.ts';
import type { Part } from '../dress/part.ts';
import type { Rgb } from '../understand/colour.ts';
import type { PaintPlan } from './paint-plan.ts';
import { bilinear, isOthers, shownShare, type VertexLook } from './sample-photos.ts';
import type { PaintScene } from './scene.ts';

const FLOW_ROUNDS = 40;
/** How far each step goes beyond the mean of its neighbours; below 2 it settles. */
const OVER = 1.5;
/** How strongly what was never seen goes over to the part's own colour. */
const UNSEEN_PULL = 0.02;
/** How strongly what was seen of the other side alone goes over to its colour: cloth takes up the light of what lies around it. */
const MIRRORED_PULL = 0.5;
const MIRRORED_CLOTH_PULL = 0.04;
/** What a place that is not of the part's main colour says of the places around it: a panel, a print or a trimming ends. */
const TRIMMING_SAY = 0.04;

/** Smooth colours on the points of the surface: seen ones hold, mirrored ones guide, the rest flows. */
export function flowField(
  scenes: readonly PaintScene[],
  plan: PaintPlan,
  looks: readonly VertexLook[],
): Float32Array {
  const { part } = plan;
  const count = 1 + part.point.reduce((most, p) => Math.max(most, p), 0);
  const values = new Float32Array(count * 3);
  const hold = new Float32Array(count);
  const says = new Float32Array(count).fill(1);
  const alike = new Uint8Array(count).fill(1);
  const colour: [number, number, number] = [0, 0, 0];
  const sharp: [number, number, number] = [0, 0, 0];
  scenes.forEach((scene, s) => {
    const { facing, pixels } = looks[s];
    for (let v = 0; v < part.point.length; v++) {
      const weight = smoothStep(0.3, 0.6, facing[v]);
      if (weight === 0) continue;
      const x = pixels[v * 3];
      const y = pixels[v * 3 + 1];
      const shown = weight * shownShare(scene, x, y, pixels[v * 3 + 2]);
      const p = part.point[v];
      if (shown < 0.05 || shown <= hold[p]) continue;
      bilinear(scene.soft, x, y, colour);
      bilinear(scene.picture, x, y, sharp);
      if (!plan.acceptSoft(colour, v) || !plan.acceptSoft(sharp, v)) continue;
      if (isOthers(scene, plan, looks[s], [x, y, pixels[v * 3 + 2]], sharp)) continue;
      hold[p] = shown;
      says[p] = !plan.main || plan.main(colour) ? 1 : TRIMMING_SAY;
      alike[p] = !plan.known || plan.known(colour) ? 1 : 0;
      for (let k = 0; k < 3; k++) values[p * 3 + k] = colour[k];
    }
  });
  // Cloth that nobody saw is as the rest of it looks without the photo's light.
  const unseen = plan.main
    ? meanOf(
        values,
        hold.map((h, p) => (says[p] === 1 ? h : 0)),
        plan.fallback,
      )
    : plan.fallback;
  const wanted = values.slice();
  const pull = hold.slice();
  part.point.forEach((p, v) => {
    const q = part.mirror ? part.mirror[v] : -1;
    if (hold[p] > 0 || q < 0 || q >= count || hold[q] === 0 || !alike[q]) return;
    pull[p] = (plan.main && says[q] === 1 ? MIRRORED_CLOTH_PULL : MIRRORED_PULL) * hold[q];
    says[p] = says[q];
    for (let k = 0; k < 3; k++) wanted[p * 3 + k] = values[q * 3 + k];
  });
  for (let p = 0; p < count; p++) {
    if (pull[p] > 0) continue;
    pull[p] = UNSEEN_PULL;
    wanted.set(unseen, p * 3);
  }
  values.set(wanted);
  flow(values, wanted, pull, neighboursOf(part, says));
  return values;
}

function meanOf(values: Float32Array, hold: Float32Array, fallback: Rgb): Rgb {
  const sum = [0, 0, 0];
  let total = 0;
  hold.forEach((h, p) => {
    total += h;
    for (let k = 0; k < 3; k++) sum[k] += h * values[p * 3 + k];
  });
  return total > 3 ? [sum[0] / total, sum[1] / total, sum[2] / total] : fallback;
}

/** Successive over-relaxation, in place: colours go as far in so many rounds as in four times as many that go step by step. */
function flow(values: Float32Array, wanted: Float32Array, pull: Float32Array, near: Neighbours): void {
  const count = pull.length;
  const { starts, beside, shares } = near;
  for (let round = 0; round < FLOW_ROUNDS; round++) {
    // There and back by turns, so that no direction is led.
    const back = round % 2 === 1;
    for (let n = 0; n < count; n++) {
      const p = back ? count - 1 - n : n;
      const end = starts[p + 1];
      if (starts[p] === end) continue;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let j = starts[p]; j < end; j++) {
        const q = beside[j];
        const share = shares[j];
        red += share * values[q];
        green += share * values[q + 1];
        blue += share * values[q + 2];
      }
      const at = p * 3;
      const h = 0.9 * pull[p];
      const rest = 1 - h;
      values[at] += OVER * (h * wanted[at] + rest * red - values[at]);
      values[at + 1] += OVER * (h * wanted[at + 1] + rest * green - values[at + 1]);
      values[at + 2] += OVER * (h * wanted[at + 2] + rest * blue - values[at + 2]);
    }
  }
}

/** Points beside each point, as places in a table of colours, and what share each has in the point's colour. */
interface Neighbours {
  readonly starts: Int32Array;
  readonly beside: Int32Array;
  readonly shares: Float32Array;
}

/** An edge of two triangles counts twice. @param says how much each point says of those beside it */
function neighboursOf({ point, triangles }: Part, says: Float32Array): Neighbours {
  const count = says.length;
  const starts = new Int32Array(count + 1);
  const first = (t: number) => point[triangles[t]];
  const second = (t: number) => point[triangles[t % 3 === 2 ? t - 2 : t + 1]];
  for (let t = 0; t < triangles.length; t++) {
    starts[first(t) + 1]++;
    starts[second(t) + 1]++;
  }
  for (let p = 0; p < count; p++) starts[p + 1] += starts[p];
  const beside = new Int32Array(starts[count]);
  const filled = starts.slice();
  for (let t = 0; t < triangles.length; t++) {
    const a = first(t);
    const b = second(t);
    beside[filled[a]++] = b * 3;
    beside[filled[b]++] = a * 3;
  }
  const shares = new Float32Array(beside.length);
  for (let p = 0; p < count; p++) {
    let sum = 0;
    for (let j = starts[p]; j < starts[p + 1]; j++) sum += says[beside[j] / 3];
    for (let j = starts[p]; j < starts[p + 1]; j++) shares[j] = says[beside[j] / 3] / sum;
  }
  return { starts, beside, shares };
}

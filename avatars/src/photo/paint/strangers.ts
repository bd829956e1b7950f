/**
 * Pixels where a garment was drawn and something else is seen: skin at a hem, the belt of another garment, a wall between arm
 * and hip.
 *
 * CONTRIBUTOR NOTES: the fitted body is some px beside the person, so what lies along a garment's edge may be its neighbour. Such
 * a neighbour comes in from the edge, and a print does not: what is of none of the garment's colours all the way from its edge is
 * somebody else's. Farther in than a fit is ever off it is the garment's again, and of a garment of many colours only the rim is
 * judged.
 *
 * Tried: to let strangers begin only where they are seen beyond the edge too, so that prints under an edge stay: no print of seven
 * photos was saved. To leave the rule of wide sleeves (an arm before the part) to this one: black cuffs of a second colour came
 * onto the chest.
 */
import type { PaintPlan } from './paint-plan.ts';
import type { PaintScene } from './scene.ts';

/** A fit is off by this at most, m. */
const REACH_M = 0.07;
/** The outline is known this well, in widths of its blur. */
const RIM_EDGES = 2;
/** A garment of which more than this share is of no colour that was read off it has many colours. */
const MANY_COLOURS = 0.3;
/** Every so many pixels across and down tell that share. */
const STRIDE = 3;

type Asked = Pick<PaintScene, 'picture' | 'soft' | 'mask' | 'owners' | 'hair' | 'camera' | 'edgePx' | 'hits'>;

/** @returns 1 where something else is seen; undefined of parts whose colours are not told by name */
export function strangersOf(
  scene: Asked,
  plan: Pick<PaintPlan, 'known' | 'number' | 'accept'>,
): Uint8Array | undefined {
  const { known, number } = plan;
  if (!known) return undefined;
  const own = ownPixels(scene.owners, number);
  const isOwn = ownColour(scene, known);
  const out = new Uint8Array(scene.owners.length);
  leaveRim(scene, own, number, out);
  const { others, reach } = lookOver(scene, own, isOwn, plan.accept);
  const isInside = (i: number) => !out[i] && scene.owners[i] === number && !scene.hair?.[i];
  const isStranger = (i: number) => isInside(i) && !isOwn(i);
  const around = aroundOf(scene);
  const edge = own.filter((i) => isInside(i) && !around.every((step) => isInside(i + step)));
  comeIn(around, edge, reach, isStranger, out);
  // A lock of hair or a hand in the middle: what is mixed with it is not the garment's either.
  comeIn(around, others, RIM_EDGES * scene.edgePx, isStranger, out);
  return out;
}

const aroundOf = ({ picture }: Asked) => [-1, 1, -picture.width, picture.width];

function ownPixels(owners: Uint8Array, number: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < owners.length; i++) if (owners[i] === number) out.push(i);
  return out;
}

/**
 * Where the garment was drawn wider than the person is, it seems to face the camera at the person's very edge, where it turns
 * away: as far in as it was drawn too far out it is not believed.
 */
function leaveRim(scene: Asked, own: readonly number[], number: number, out: Uint8Array) {
  const { owners, mask } = scene;
  const around = aroundOf(scene);
  const outside = (i: number) => mask.values[i] >= 0;
  let edge = own.filter((i) => outside(i) && around.some((step) => owners[i + step] === 0));
  const left = new Map<number, number>(edge.map((i) => [i, 1]));
  for (const i of edge) out[i] = 1;
  while (edge.length > 0) {
    const next: number[] = [];
    for (const from of edge) {
      const still = left.get(from)!;
      for (const step of around) {
        const i = from + step;
        if (out[i] || owners[i] !== number) continue;
        const then = outside(i) ? still + 1 : still - 1;
        if (then <= 0) continue;
        out[i] = 1;
        left.set(i, then);
        next.push(i);
      }
    }
    edge = next;
  }
}

/** Lets strangers in from where they are seen, step by step. */
function comeIn(
  around: readonly number[],
  from: readonly number[],
  steps: number,
  isStranger: (i: number) => boolean,
  out: Uint8Array,
): void {
  let edge = from;
  for (let step = 0; step < steps && edge.length > 0; step++) {
    const next: number[] = [];
    for (const i of edge) {
      if (!isStranger(i)) continue;
      out[i] = 1;
      for (const to of around) next.push(i + to);
    }
    edge = next;
  }
}

/** Whether a pixel and what is around it are of the garment's colours: neither noise nor a blurred edge decides alone. */
function ownColour({ picture, soft }: Asked, known: NonNullable<PaintPlan['known']>) {
  const { data } = picture;
  const at = (from: Uint8Array, i: number) => known([from[i * 3], from[i * 3 + 1], from[i * 3 + 2]]);
  return (i: number): boolean => at(soft.data, i) && at(data, i);
}

/** Looks at some of the garment's pixels: which of them are hair's or a hand's, and how far in strangers may come, px. */
function lookOver(
  scene: Asked,
  own: readonly number[],
  isOwn: (i: number) => boolean,
  accept: PaintPlan['accept'],
): { readonly others: readonly number[]; readonly reach: number } {
  const { hits, camera, edgePx, picture } = scene;
  const { data, width } = picture;
  const others: number[] = [];
  let [asked, strange, depth] = [0, 0, 0];
  for (const i of own) {
    if ((i % width) % STRIDE || Math.floor(i / width) % STRIDE || scene.mask.values[i] > -edgePx) continue;
    asked++;
    depth += hits.depth[i];
    if (isOwn(i)) continue;
    strange++;
    if (accept([data[i * 3], data[i * 3 + 1], data[i * 3 + 2]], [], []) === 0) others.push(i);
  }
  const rim = RIM_EDGES * edgePx;
  const reach = (REACH_M * camera.focalPx * asked) / Math.max(depth, 1e-6);
  return { others, reach: strange > MANY_COLOURS * asked ? rim : Math.max(rim, reach) };
}

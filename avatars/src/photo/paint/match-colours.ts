/**
 * Two photos of one person have two exposures and two white balances. Where both show the same skin or cloth, the median
 * ratio of their linear light is one gain a channel that brings the later photo to the earlier one's colours.
 */
import { projectAll } from '../fit/camera.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { toLinear, toSrgb } from '../understand/colour.ts';
import type { PaintPlan } from './paint-plan.ts';
import { bilinear, shownShare } from './sample-photos.ts';
import type { PaintScene } from './scene.ts';

/** A place must be seen this well by both. */
const SHOWN_LEAST = 0.5;
const FACING_LEAST = 0.45;
/** Fewer shared places say nothing. */
const PLACES_LEAST = 150;
/** Natural logarithms: how far the ratios may lie apart (median), channels from one another, and each from 1. */
const SPREAD_MOST = 0.25;
const TINT_MOST = 0.6;
const GAIN_MOST = 1.1;
/** Darker and lighter bytes than these are clipped or noise. */
const DARK = 12;
const LIGHT = 250;

type Shown = Omit<PaintScene, 'soft' | 'hands' | 'owners'>;

/**
 * The scene in the colours of the earlier ones; as it was when it shares too little with them.
 *
 * @param s number of the scene in the plans
 */
export function matchColours(
  earlier: readonly Shown[],
  scene: Shown,
  plans: readonly PaintPlan[],
  s: number,
): Shown {
  if (earlier.length === 0) return scene;
  const ratios: [number[], number[], number[]] = [[], [], []];
  for (const plan of plans) {
    const own = coloursOf(scene, plan, s);
    earlier.forEach((other, e) => {
      const wanted = coloursOf(other, plan, e);
      for (const [point, colour] of own) {
        const to = wanted.get(point);
        if (to) for (let k = 0; k < 3; k++) ratios[k].push(to[k] / colour[k]);
      }
    });
  }
  const gains = gainsOf(ratios);
  if (!gains) return scene;
  const tables = gains.map((gain) =>
    Uint8Array.from({ length: 256 }, (_, byte) => Math.round(toSrgb(toLinear(byte) * gain))),
  );
  const { picture } = scene;
  const data = picture.data.map((byte, i) => tables[i % 3][byte]);
  return { ...scene, picture: { ...picture, data } };
}

/**
 * A gain a channel from ratios of linear light at shared places.
 *
 * @returns undefined when they are too few or disagree: edges seen from before and from behind, a wall beside the person
 */
export function gainsOf(ratios: readonly (readonly number[])[]): number[] | undefined {
  if (ratios[0].length < PLACES_LEAST) return undefined;
  const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1];
  const logs = ratios.map((list) => list.map(Math.log));
  const gains = logs.map((list) => middle([...list]));
  const spread = logs.map((list, k) => middle(list.map((x) => Math.abs(x - gains[k]))));
  const tint = Math.max(...gains) - Math.min(...gains);
  const most = Math.max(...gains.map(Math.abs));
  if (Math.max(...spread) > SPREAD_MOST || tint > TINT_MOST || most > GAIN_MOST) return undefined;
  return gains.map(Math.exp);
}

/** Linear light of the points of a part that a scene shows well. */
function coloursOf(scene: Shown, plan: PaintPlan, s: number): Map<number, readonly number[]> {
  const { part } = plan;
  const posed = plan.posed[s];
  const pixels = projectAll(scene.camera, posed);
  const normals = vertexNormals(posed, part.triangles);
  const out = new Map<number, readonly number[]>();
  const colour: [number, number, number] = [0, 0, 0];
  part.point.forEach((point, v) => {
    const i = v * 3;
    const toCamera = -(normals[i] * posed[i] + normals[i + 1] * posed[i + 1] + normals[i + 2] * posed[i + 2]);
    const facing = toCamera / Math.hypot(posed[i], posed[i + 1], posed[i + 2]);
    if (out.has(point) || facing < FACING_LEAST) return;
    if (shownShare(scene, pixels[i], pixels[i + 1], pixels[i + 2]) < SHOWN_LEAST) return;
    bilinear(scene.picture, pixels[i], pixels[i + 1], colour);
    if (Math.min(...colour) > DARK && Math.max(...colour) < LIGHT) out.set(point, colour.map(toLinear));
  });
  return out;
}

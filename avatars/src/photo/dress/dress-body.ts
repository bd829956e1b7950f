import type { BodySpace } from '../fit/body-space.ts';
import type { BodyChart } from '../understand/body-chart.ts';
import type { Look } from '../understand/look.ts';
import { type GarmentFields, garmentFields, ontoShoes, smoothArmholes } from './garment-fields.ts';
import { headOf } from './head-frame.ts';
import { makeBound, makeEyes, makeInMouth, makeLashes, makeSkin } from './make-features.ts';
import { hidesSkin, makeShell, makeSkirt, type RestBody } from './make-garments.ts';
import { makeGlasses } from './make-glasses.ts';
import { makeHair } from './make-hair.ts';
import { hatField, makeHat } from './make-hat.ts';
import type { Part } from './part.ts';

/** A garment whose sleeves end before this has none: its edge runs around the armholes. */
const SLEEVELESS = 0.05;
const SHOE = 'shoes03';
/** The kit's shoe has a sock; above this it is left out where legs are bare, m. */
const SHOE_TOP_M = 0.085;

/** The part without triangles that lie wholly above a height. */
function below(part: Part, topY: number): Part {
  const low = (v: number) => part.positions[v * 3 + 1] < topY;
  const kept: number[] = [];
  for (let t = 0; t < part.triangles.length; t += 3) {
    const corners = part.triangles.subarray(t, t + 3);
    if (corners.some(low)) kept.push(...corners);
  }
  return { ...part, triangles: Uint32Array.from(kept) };
}

/** How far clothes stand off the body where there are any. */
const wornOver = ({ upper, lower }: GarmentFields, thickness: Float32Array): Float32Array =>
  thickness.map((off, v) => (upper[v] >= 0 || lower[v] >= 0 ? off + 0.004 : 0));

/**
 * Everything a person of these looks consists of, in the rest pose.
 *
 * @param thicknessOf how far cloth stands off each vertex, m
 */
export function dressBody(
  space: BodySpace,
  rest: RestBody,
  chart: BodyChart,
  look: Look,
  thicknessOf: (fields: GarmentFields) => Float32Array,
): Part[] {
  const fields = garmentFields(chart, ontoShoes(look));
  if (look.upper.sleeve < SLEEVELESS) smoothArmholes(fields, chart, space.model.triangles);
  const thickness = thicknessOf(fields);
  const soleY = rest.positions.reduce((low, y, i) => (i % 3 === 1 ? Math.min(low, y) : low), 9);
  const topY = soleY + (look.lower.length > 1.6 ? SHOE_TOP_M * 1.6 : SHOE_TOP_M);
  const shoes = new Set(
    [...space.kit.hides(SHOE)].filter((v) => look.shoes && rest.positions[v * 3 + 1] < topY - 0.012),
  );
  const hidden = (v: number) =>
    hidesSkin(fields.upper, thickness, v) || hidesSkin(fields.lower, thickness, v) || shoes.has(v);
  const scale = headOf(space, rest).heightM / space.kit.manifest.headHeightM;
  const skirt = look.lower.kind === 'skirt';
  const lower = skirt
    ? makeSkirt(space, rest, fields, { thicknessM: 0.012, flare: 0.04 })
    : makeShell(space, rest, 'cloth_lower', fields.lower, thickness, 0);
  const upper = makeShell(space, rest, 'cloth_upper', fields.upper, thickness, 0.004);
  const shod =
    look.shoes &&
    below(
      makeBound(space, rest, `shoe.${SHOE}`, 1, { name: 'shoes', roughness: 0.45, doubleSided: true }),
      topY,
    );
  const { hat, hatColour } = look.hair;
  const capped = hat && hatColour ? hatField(space, rest, chart) : undefined;
  const cap = capped && makeHat(space, rest, capped, hatColour ?? look.hair.colour);
  const hair = makeHair(space, rest, look, { capped, worn: wornOver(fields, thickness) });
  const { glasses, frame } = look.face;
  const worn = glasses === 'seen' || glasses === 'told' ? makeGlasses(space, rest, frame) : undefined;
  return [
    ...makeSkin(space, rest, hidden),
    makeLashes(space, rest, scale),
    makeInMouth(space, rest, 'teeth', scale, [0.24, 0.2, 0.16, 1]),
    makeInMouth(space, rest, 'tongue', scale, [0.3, 0.08, 0.08, 1]),
    ...makeEyes(space, rest, scale),
    ...[lower, upper, shod, hair, cap, worn].filter((part) => part !== undefined),
  ];
}

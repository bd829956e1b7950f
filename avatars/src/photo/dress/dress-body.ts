import type { BodySpace } from '../fit/body-space.ts';
import type { BodyChart } from '../understand/body-chart.ts';
import type { Look } from '../understand/look.ts';
import { type GarmentFields, garmentFields } from './garment-fields.ts';
import { makeBound, makeEyes, makeSkin } from './make-features.ts';
import { makeShell, makeSkirt, type RestBody } from './make-garments.ts';
import { headOf, makeHair } from './make-hair.ts';
import type { Part } from './part.ts';

/** Skin fully under cloth at least this deep is left out, m. */
const HIDDEN_M = 0.02;
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
  const fields = garmentFields(chart, look);
  const thickness = thicknessOf(fields);
  const soleY = rest.positions.reduce((low, y, i) => (i % 3 === 1 ? Math.min(low, y) : low), 9);
  const topY = soleY + (look.lower.length > 1.6 ? SHOE_TOP_M * 1.6 : SHOE_TOP_M);
  const shoes = new Set(
    [...space.kit.hides(SHOE)].filter((v) => look.shoes && rest.positions[v * 3 + 1] < topY - 0.012),
  );
  const hidden = (v: number) => fields.upper[v] > HIDDEN_M || fields.lower[v] > HIDDEN_M || shoes.has(v);
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
  const hair = makeHair(space, rest, look);
  const dark = (name: string, colour: [number, number, number, number], roughness: number) => ({
    name,
    colour,
    roughness,
  });
  return [
    ...makeSkin(space, rest, hidden),
    makeBound(space, rest, 'lashes', scale, {
      name: 'lashes',
      roughness: 0.6,
      cutoff: 0.4,
      doubleSided: true,
      image: { mime: 'image/png', bytes: space.kit.image('lashes.png') },
    }),
    makeBound(space, rest, 'teeth', scale, dark('teeth', [0.16, 0.14, 0.12, 1], 0.4)),
    makeBound(space, rest, 'tongue', scale, dark('tongue', [0.43, 0.1, 0.1, 1], 0.4)),
    ...makeEyes(space, rest, scale),
    ...[lower, upper, shod, hair].filter((part) => part !== undefined),
  ];
}

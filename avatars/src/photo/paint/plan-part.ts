/** How each part of a person is painted: what of the photo may be it. */
import { smoothStep } from '../../maths/angle.ts';
import type { Part } from '../dress/part.ts';
import type { BodySpace } from '../fit/body-space.ts';
import { colourDistance, type Lab, labOf, type Rgb } from '../understand/colour.ts';
import type { Look } from '../understand/look.ts';
import { featureShares } from './feature-shares.ts';
import { strandLike } from './forehead.ts';
import type { PaintMeans } from './paint-means.ts';
import type { PaintPlan } from './paint-plan.ts';
import { type PaintedModel, posedForPhoto, type StoodBody } from './paint-view.ts';

const SIZES: Readonly<Record<string, number>> = {
  skin_face: 1024,
  skin_body: 1024,
  cloth_upper: 1024,
  cloth_lower: 1024,
  skirt: 512,
  shoes: 512,
};

const SKIN_NEAR = 24;
const SKIN_STRICT = 15;
/** With the light taken out, what is much darker or paler on a face is a strand of hair or a cap. */
const FACE_LIGHT_SHARE = 0.7;
/** Hair this far from skin can be told from it. */
const HAIR_APART = 14;
const CLOTH_NEAR = 10;
/** At the outline the background shines through: what is seen there must be one of the cloth's own colours, in any light. */
const KNOWN_NEAR = 16;
const KNOWN_LIGHT = 0.4;
/** A hand in shade over pale cloth is told from it by hue more than by light. */
const HAND_LIGHT = 0.5;
const HUE_RAD = 0.45;
const CHROMA_MIN = 9;

/** How a part is painted; undefined when it is not painted from a photo. */
export function planOf(
  model: PaintedModel,
  bodies: readonly StoodBody[],
  part: Part,
  look: Look,
  { number, means }: { readonly number: number; readonly means: PaintMeans },
): PaintPlan | undefined {
  const sizePx = SIZES[part.name];
  if (!sizePx) return undefined;
  const posed = bodies.map((body) => posedForPhoto(body, part));
  const how = part.name.startsWith('skin') ? skinPlan(model, part, look, means) : clothPlan(part, look);
  return { part, number, posed, sizePx, ...how };
}

type How = Omit<PaintPlan, 'part' | 'number' | 'posed' | 'sizePx'>;

function skinPlan({ space, facePoints }: PaintedModel, part: Part, look: Look, means: PaintMeans): How {
  const skin = labOf(...look.skin);
  const isHair = hairUnlike(skin, look);
  const face = part.name === 'skin_face';
  const features = face ? featureShares(space, facePoints, look) : new Float32Array(0);
  const { folds, forehead } = means;
  const tile = means.detail[part.name];
  const doubtful = Uint8Array.from(forehead, (share, v) => (share > 0 || folds[v] > 0 ? 1 : 0));
  const strand = strandLike(skin, look);
  return {
    accept: (c, corners, shares) => {
      const off = colourDistance(labOf(c[0], c[1], c[2]), skin, face ? FACE_LIGHT_SHARE : 0.3);
      const alike = smoothStep(SKIN_NEAR + 8, SKIN_NEAR - 6, off);
      if (!face) return alike === 0 || isHair(c) ? 0 : alike;
      const [a, b, d] = [part.point[corners[0]], part.point[corners[1]], part.point[corners[2]]];
      if (alike === 1 && !doubtful[a] && !doubtful[b] && !doubtful[d]) return 1;
      let [feature, bare, fold] = [0, 0, 0];
      for (let j = 0; j < 3; j++) {
        const v = part.point[corners[j]];
        feature += shares[j] * features[v];
        bare += shares[j] * forehead[v];
        fold += shares[j] * folds[v];
      }
      return Math.max(alike * (bare > 0 ? 1 - bare * strand(c) : 1), feature) * (1 - fold);
    },
    offColour: ({ colour }, i) =>
      colourDistance(labOf(colour[i * 3], colour[i * 3 + 1], colour[i * 3 + 2]), skin, FACE_LIGHT_SHARE),
    acceptSoft: (c, vertex) => {
      if (colourDistance(labOf(c[0], c[1], c[2]), skin, 0.3) >= SKIN_STRICT) return false;
      if (!face || vertex === undefined) return true;
      const v = part.point[vertex];
      return folds[v] < 0.5 && forehead[v] * strand(c) < 0.5;
    },
    ...(face ? {} : { underHair: 'beyond' as const }),
    fallback: look.skin,
    detail: (i, k) => tile[i * 3 + k] / 128,
    finish: inTurn([
      evenSkin(part, look.skin, face ? features : undefined),
      ...(look.hair.style === 'none' ? [] : [scalpPainter(space, part, look)]),
    ]),
  };
}

/** On neck, shoulders and arms lies what hangs from the head; only hair unlike skin can be told. */
function hairUnlike(skin: Lab, { hair }: Look): (c: Rgb) => boolean {
  if (hair.style === 'none') return () => false;
  const kinds = [hair.colour, hair.tip]
    .map((c) => labOf(...c))
    .filter((kind) => colourDistance(kind, skin, 0.6) > HAIR_APART);
  return (c) => {
    const lab = labOf(c[0], c[1], c[2]);
    const off = 0.8 * colourDistance(lab, skin, 0.5);
    return kinds.some((kind) => colourDistance(lab, kind, 0.5) < off);
  };
}

/** Of a garment: its own colours and not those of hands, hair and skin. */
export function clothPlan(part: Part, look: Look): How {
  const shoes = look.shoes ?? look.lower;
  const garment = part.name === 'cloth_upper' ? look.upper : part.name === 'shoes' ? shoes : look.lower;
  const [cloth, skin] = [garment.colour, look.skin].map((c) => labOf(...c));
  const kinds = [cloth, ...(garment.second ? [labOf(...garment.second)] : [])];
  const skinHued = hasHueOf(cloth, skin);
  const belongs = (c: Rgb) => {
    const lab = labOf(c[0], c[1], c[2]);
    if (kinds.some((kind) => colourDistance(lab, kind, 0.4) < CLOTH_NEAR)) return true;
    // Arms before the cloth: a hand in shadow keeps its hue, so hue decides, not lightness. Beige has skin's hue.
    if (!hasHueOf(lab, skin)) return true;
    return skinHued && colourDistance(lab, cloth, HAND_LIGHT) < colourDistance(lab, skin, HAND_LIGHT);
  };
  return {
    accept: (c) => (belongs(c) ? 1 : 0),
    acceptSoft: belongs,
    ...(part.name === 'shoes'
      ? {}
      : {
          main: (c: Rgb) => colourDistance(labOf(c[0], c[1], c[2]), cloth, 0.4) < CLOTH_NEAR,
          known: (c: Rgb) => {
            const lab = labOf(c[0], c[1], c[2]);
            return kinds.some(
              (kind) => colourDistance(lab, kind, KNOWN_LIGHT) < KNOWN_NEAR || isDyedAs(lab, kind, skin),
            );
          },
        }),
    avoid: (c) => {
      const lab = labOf(c[0], c[1], c[2]);
      return colourDistance(lab, skin, HAND_LIGHT) < colourDistance(lab, cloth, HAND_LIGHT);
    },
    underHair: 'anywhere',
    fallback: garment.colour,
  };
}

/** True for a colour that is more than grey and of the other's hue. */
function hasHueOf(lab: Lab, other: Lab): boolean {
  const turn = Math.atan2(lab[2], lab[1]) - Math.atan2(other[2], other[1]);
  return (
    Math.hypot(lab[1], lab[2]) > CHROMA_MIN && Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn))) < HUE_RAD
  );
}

/** A dye that is no skin's is known by its hue, however pale or strong it comes out. */
const DYED = 25;

const isDyedAs = (lab: Lab, kind: Lab, skin: Lab): boolean =>
  Math.hypot(kind[1], kind[2]) > DYED && !hasHueOf(kind, skin) && hasHueOf(lab, kind);

type Finish = NonNullable<PaintPlan['finish']>;

const inTurn =
  (list: readonly Finish[]): Finish =>
  (corners, shares, seen, colour) => {
    for (const finish of list) finish(corners, shares, seen, colour);
  };

/** How far the hue of plain skin goes over to the skin's own on the face, and below it; and of what is bluer than skin can be: sky, noise of a small picture. */
const EVENED = 0.35;
const EVENED_LIMBS = 0.5;
const EVENED_BLUE = 0.85;
/** So many times as light or as dark as skin is left alone, and so much (in powers) is kept of what goes farther. */
const LIGHT_FREE = 1.13;
const SHADE_KEPT = 0.5;

/**
 * Evens the hue of skin, and takes cast shadows and the sun on shoulders down, where neither brows, eyes, lips nor beard are.
 *
 * @param features how surely each point of the body is a feature of the face; without it none is
 */
export function evenSkin(part: Part, skin: Rgb, features?: Float32Array): Finish {
  const light = (c: ArrayLike<number>) => 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2];
  const own = light(skin);
  const blueOfRed = skin[2] / Math.max(1, skin[0]);
  const evened = features ? EVENED : EVENED_LIMBS;
  return (corners, shares, _seen, colour) => {
    let feature = 0;
    if (features) for (let j = 0; j < 3; j++) feature += shares[j] * features[part.point[corners[j]]];
    const blue = smoothStep(blueOfRed + 0.12, blueOfRed + 0.3, colour[2] / Math.max(1, colour[0]));
    const share = (evened + (EVENED_BLUE - evened) * blue) * (1 - feature);
    const was = Math.max(1, light(colour)) / own;
    const free = Math.min(LIGHT_FREE, Math.max(1 / LIGHT_FREE, was));
    const gain = was === free ? 1 : (free / was) ** ((1 - SHADE_KEPT) * (1 - feature));
    for (let k = 0; k < 3; k++) colour[k] = gain * (colour[k] + share * (skin[k] * was - colour[k]));
  };
}

/** Skin under hair takes the hair's colour, so that no bald patch shines between the strands. */
function scalpPainter(space: BodySpace, part: Part, look: Look): Finish {
  const { hairline } = space.kit;
  const root = look.hair.colour.map((x) => x * 0.8);
  return (corners, shares, _seen, colour) => {
    let above = 0;
    for (let j = 0; j < 3; j++) above += shares[j] * hairline[part.point[corners[j]]];
    const t = Math.min(1, Math.max(0, (above + 2) / 12));
    const share = t * t * (3 - 2 * t);
    for (let k = 0; k < 3; k++) colour[k] = colour[k] * (1 - share) + root[k] * share;
  };
}

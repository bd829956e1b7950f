import { createDistanceField } from '../fit/distance-field.ts';
import type { Sight } from '../see/see.ts';
import { colourDistance, labOf } from '../understand/colour.ts';
import type { Look } from '../understand/look.ts';
import { boxOf } from './scene.ts';

/** FaceMesh points at forehead and chin. */
const FOREHEAD = 10;
const CHIN = 152;
/** Hair begins within this of the middle of the face, and hangs no farther from it; heights of the face. */
const BEGINS = 1;
const REACHES = 4;
/** Nearer than this the skin is that of face and neck, whose shade is like hair. */
const BEYOND = 1.1;
const HAIR_NEAR = 17;
const LIGHT_SHARE = 0.55;
/** Before cloth it must be nearer to hair than to cloth by this share, and cloth so far from hair's colours. */
const NEARER = 0.7;
const CLOTH_APART = 8.5;
/** Strands in the light between and beside those that were found, in widths of the outline's blur. */
const AROUND_EDGES = 1.5;
/** Its shadow on the cloth beside it, in the same. */
const SHADE_EDGES = 3.5;

/**
 * Pixels where hair hangs before body and clothes: of hair's colour all the way from the head. A print of the same colour has
 * cloth around it.
 *
 * @returns 1 where hair hangs about face and neck, 2 where it hangs beyond, 3 in its shadow; undefined where no face is seen, no hair, or none that can be told from the clothes
 */
export function hairPixels(
  sight: Pick<Sight, 'picture' | 'mask' | 'extentPx'> & Partial<Pick<Sight, 'face'>>,
  look: Pick<Look, 'hair' | 'skin' | 'upper' | 'lower'>,
  edgePx: number,
): Uint8Array | undefined {
  const { face, picture } = sight;
  if (!face || look.hair.style === 'none') return undefined;
  const { width, height, data } = picture;
  const at = (k: number) => [face.points[k * 3], face.points[k * 3 + 1]] as const;
  const [top, chin] = [at(FOREHEAD), at(CHIN)];
  const middle = [(top[0] + chin[0]) / 2, (top[1] + chin[1]) / 2] as const;
  const faceHeight = Math.hypot(top[0] - chin[0], top[1] - chin[1]);
  const like = hairLike(look);
  const found = new Uint8Array(width * height);
  const open: number[] = [];
  const visit = (x: number, y: number, reach: number) => {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    const i = y * width + x;
    if (found[i] || sight.mask[i] <= 127) return;
    if (Math.hypot(x - middle[0], y - middle[1]) > reach * faceHeight) return;
    if (!like(data[i * 3], data[i * 3 + 1], data[i * 3 + 2])) return;
    found[i] = 1;
    open.push(i);
  };
  const radius = Math.ceil(BEGINS * faceHeight);
  for (let dy = -radius; dy <= radius; dy++)
    for (let dx = -radius; dx <= radius; dx++)
      visit(Math.round(middle[0]) + dx, Math.round(middle[1]) + dy, BEGINS);
  if (open.length === 0) return undefined;
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    const x = i % width;
    const y = Math.floor(i / width);
    visit(x - 1, y, REACHES);
    visit(x + 1, y, REACHES);
    visit(x, y - 1, REACHES);
    visit(x, y + 1, REACHES);
  }
  return around(found, width, height, SHADE_EDGES * edgePx, (x, y, px) => {
    if (px >= AROUND_EDGES * edgePx) return 3;
    return Math.hypot(x - middle[0], y - middle[1]) < BEYOND * faceHeight ? 1 : 2;
  });
}

/** What was found and what lies so near to it, as `kindOf` its place; 0 elsewhere. Only the box around it is looked at. */
function around(
  found: Uint8Array,
  width: number,
  height: number,
  reachPx: number,
  kindOf: (x: number, y: number, px: number) => number,
): Uint8Array {
  const box = boxOf(width, height, (i) => found[i] === 1);
  const rim = Math.ceil(reachPx) + 1;
  const [x0, y0] = [Math.max(0, box.x0 - rim), Math.max(0, box.y0 - rim)];
  const [x1, y1] = [Math.min(width, box.x1 + rim), Math.min(height, box.y1 + rim)];
  const wide = x1 - x0;
  const { values } = createDistanceField(
    (i) => found[(y0 + Math.floor(i / wide)) * width + x0 + (i % wide)] === 1,
    wide,
    y1 - y0,
  );
  const out = new Uint8Array(width * height);
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const px = values[(y - y0) * wide + x - x0];
      if (px < reachPx) out[y * width + x] = kindOf(x, y, px);
    }
  }
  return out;
}

function hairLike({ hair, skin, upper, lower }: Pick<Look, 'hair' | 'skin' | 'upper' | 'lower'>) {
  const kinds = [hair.colour, hair.tip].map((c) => labOf(...c));
  const skinLab = labOf(...skin);
  const clothes = [upper.colour, lower.colour].map((c) => labOf(...c));
  return (r: number, g: number, b: number): boolean => {
    const lab = labOf(r, g, b);
    const off = Math.min(
      colourDistance(lab, kinds[0], LIGHT_SHARE),
      colourDistance(lab, kinds[1], LIGHT_SHARE),
    );
    if (off >= HAIR_NEAR || off >= colourDistance(lab, skinLab, LIGHT_SHARE)) return false;
    const worn = Math.min(
      colourDistance(lab, clothes[0], LIGHT_SHARE),
      colourDistance(lab, clothes[1], LIGHT_SHARE),
    );
    return off < NEARER * worn && worn > CLOTH_APART;
  };
}

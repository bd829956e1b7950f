/**
 * What makes a person recognisable in a picture, whatever the pose: shape of the face, outline of head and hair, and
 * colours from hair to shoes. Read alike from a photo and from a drawing of the body made of it.
 */
import type { Sight } from '../see/see.ts';
import { type Lab, labOf, medianColour } from '../understand/colour.ts';
import { isPerson, pixelAt } from '../understand/seen-body.ts';
import { faceDistance, faceShape } from './face-distance.ts';

/** A person as a picture shows them. */
export interface Likeness {
  readonly face: Float64Array;
  /** How far head and hair reach from the middle of the face, by direction, in heights of the face. */
  readonly outline: Float64Array;
  /** Hair above and beside the face, cheeks, chest, belly, thighs, shins. */
  readonly colours: readonly (Lab | undefined)[];
}

const DIRECTIONS = 28;
/** From straight down over the side to straight up and down again, without the stretch where the shoulders are. */
const OPEN_RAD = 0.9;
const REACH_MAX = 2.2;

export function readLikeness(sight: Sight): Likeness {
  return { face: faceShape(sight.face.points), outline: headOutline(sight), colours: coloursOf(sight) };
}

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** Middle and height of the face: forehead to chin. */
function faceFrame({ face }: Sight): Frame {
  const [top, chin] = [10, 152].map((k) => [face.points[k * 3], face.points[k * 3 + 1]]);
  return {
    x: (top[0] + chin[0]) / 2,
    y: (top[1] + chin[1]) / 2,
    height: Math.hypot(top[0] - chin[0], top[1] - chin[1]),
  };
}

function headOutline(sight: Sight): Float64Array {
  const { x, y, height } = faceFrame(sight);
  return Float64Array.from({ length: DIRECTIONS }, (_, i) => {
    // 0 points down; both ends leave the neck and shoulders out.
    const angle = OPEN_RAD + ((2 * Math.PI - 2 * OPEN_RAD) * i) / (DIRECTIONS - 1);
    const [dx, dy] = [Math.sin(angle), Math.cos(angle)];
    let reach = 0;
    for (let r = 0; r < REACH_MAX * height; r++) if (isPerson(sight, x + dx * r, y + dy * r)) reach = r;
    return reach / height;
  });
}

function coloursOf(sight: Sight): (Lab | undefined)[] {
  const { x, y, height } = faceFrame(sight);
  const l = sight.pose.landmarks;
  const between = (a: number, b: number, share: number): [number, number] => [
    l[a].x + (l[b].x - l[a].x) * share,
    l[a].y + (l[b].y - l[a].y) * share,
  ];
  const middle = (a: readonly number[], b: readonly number[], share: number): [number, number] => [
    a[0] + (b[0] - a[0]) * share,
    a[1] + (b[1] - a[1]) * share,
  ];
  const [shoulders, hips] = [between(11, 12, 0.5), between(23, 24, 0.5)];
  const at = (k: number): [number, number] => [sight.face.points[k * 3], sight.face.points[k * 3 + 1]];
  const spots: [number, number][][] = [
    [[x, y - height * 0.66]],
    [
      [x - height * 0.5, y],
      [x + height * 0.5, y],
    ],
    [at(50), at(280)],
    [middle(shoulders, hips, 0.3)],
    [middle(shoulders, hips, 0.75)],
    [between(23, 25, 0.5), between(24, 26, 0.5)],
    [between(25, 27, 0.5), between(26, 28, 0.5)],
  ];
  return spots.map((places) => colourAround(sight, places, Math.max(2, height * 0.09)));
}

function colourAround(sight: Sight, places: readonly [number, number][], radius: number): Lab | undefined {
  const found = places.flatMap(([x, y]) => {
    const out = [];
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        const colour = isPerson(sight, x + dx, y + dy) ? pixelAt(sight, x + dx, y + dy) : undefined;
        if (colour) out.push(colour);
      }
    }
    return out;
  });
  const colour = medianColour(found);
  return colour && labOf(...colour);
}

/** Where nothing of the person is in one picture, and something in the other. */
const MISSING_LAB = 40;

/** How different two people look, each measure by itself. */
export function compareLikeness(
  a: Likeness,
  b: Likeness,
): { face: number; outline: number; colours: number } {
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  return {
    face: faceDistance(a.face, b.face),
    outline: mean([...a.outline].map((x, i) => Math.abs(x - b.outline[i]))),
    colours: mean(
      a.colours.map((one, i) => {
        const other = b.colours[i];
        if (!one || !other) return one === other ? 0 : MISSING_LAB;
        // Light and shade differ between a photo and a drawing more than hue does.
        return Math.hypot((one[0] - other[0]) * 0.7, one[1] - other[1], one[2] - other[2]);
      }),
    ),
  };
}

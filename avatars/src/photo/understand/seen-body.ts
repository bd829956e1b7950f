import type { Sight } from '../see/see.ts';
import type { BodyChart } from './body-chart.ts';
import { colourDistance, type Lab, labOf, medianColour, type Rgb } from './colour.ts';

/** The fitted body as the camera sees it. */
export interface SeenBody {
  readonly sight: Sight;
  readonly chart: BodyChart;
  /** Vertices x 3: px, px, distance in m. */
  readonly pixels: Float32Array;
  /** 1 where nothing stands before the vertex and it faces the camera. */
  readonly visible: Uint8Array;
  /** Body drawn over the picture: nearest vertex of each pixel, or -1. */
  readonly vertexAt: Int32Array;
  /** mm above the hairline of each vertex. */
  readonly hairline: Int8Array;
  readonly head: SeenHead;
}

/** The body's head where it was seen: what is seen of it becomes shorter as it tilts, and includes the throat. */
export interface SeenHead {
  /** Row of the chin, px. */
  readonly chinPx: number;
  /** From the chin to the top, as large as it is at its distance, px. */
  readonly heightPx: number;
}

/** What skin looks like in this photo. */
export interface SkinModel {
  readonly colour: Rgb;
  readonly lab: Lab;
}

/** FaceMesh points on cheeks, forehead and chin. */
const SKIN_POINTS = [50, 280, 205, 425, 101, 330, 151, 9, 117, 346, 36, 266];
const SKIN_NEAR = 15;

/** A photo and the face in it. */
export type FaceOf = Pick<Sight, 'picture' | 'face'>;

export function pixelAt(sight: Pick<Sight, 'picture'>, x: number, y: number): Rgb | undefined {
  const { data, width, height } = sight.picture;
  const [px, py] = [Math.floor(x), Math.floor(y)];
  if (px < 0 || py < 0 || px >= width || py >= height) return undefined;
  const at = (py * width + px) * 3;
  return [data[at], data[at + 1], data[at + 2]];
}

export function isPerson(sight: Sight, x: number, y: number): boolean {
  const [px, py] = [Math.floor(x), Math.floor(y)];
  const { width, height } = sight.picture;
  return px >= 0 && py >= 0 && px < width && py < height && sight.mask[py * width + px] > 127;
}

export function readSkin(sight: FaceOf): SkinModel {
  const found: Rgb[] = [];
  for (const k of SKIN_POINTS) {
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        const c = pixelAt(sight, sight.face.points[k * 3] + dx, sight.face.points[k * 3 + 1] + dy);
        if (c) found.push(c);
      }
    }
  }
  const colour = medianColour(found) ?? [190, 150, 130];
  return { colour, lab: labOf(...colour) };
}

export const isSkin = (skin: SkinModel, c: Rgb): boolean =>
  colourDistance(labOf(...c), skin.lab, 0.3) < SKIN_NEAR;

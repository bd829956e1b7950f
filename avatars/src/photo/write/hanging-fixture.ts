/** A dressed body of our own with hair and clothes that hang, without pictures: for tests of what swings. */
import { fileURLToPath } from 'node:url';
import { readBodyModel } from '../../body/index.ts';
import { dressBody } from '../dress/dress-body.ts';
import { createBodySpace, restBody } from '../fit/body-space.ts';
import { readPhotoKit } from '../kit/photo-kit.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { chartBody } from '../understand/body-chart.ts';
import type { Look } from '../understand/look.ts';
import { restSkeleton } from './rest-skeleton.ts';
import { addSprings, type SprungBody } from './spring-bones.ts';
import { writeVrm } from './write-vrm.ts';

const MODEL = fileURLToPath(new URL('../../../../assets/models/body', import.meta.url));
const CLOTH_M = 0.008;

export interface HangingBody extends SprungBody {
  readonly vrm: Uint8Array;
}

/** @param lower how far the lower garment reaches: 1 is the knee */
export function hangingBody(
  style: Look['hair']['style'],
  lower: { kind: 'trousers' | 'skirt'; length: number },
): HangingBody {
  const model = readBodyModel(MODEL);
  const space = createBodySpace(model, readPhotoKit(MODEL));
  const { positions, joints } = restBody(space, new Float64Array(space.shapeCount), true);
  const rest = { positions, joints, normals: vertexNormals(positions, model.triangles) };
  const look: Look = {
    skin: [200, 160, 140],
    iris: [60, 40, 30],
    hair: {
      style,
      colour: [40, 30, 25],
      tip: [40, 30, 25],
      belowChin: style === 'long' ? 1 : 0.3,
      hat: false,
    },
    upper: { colour: [90, 90, 90], sleeve: 1, hem: 0.3, neckline: 0.95 },
    lower: { colour: [60, 60, 90], ...lower, waist: 0.3 },
    shoes: { colour: [50, 50, 50] },
  };
  const thickness = () => new Float32Array(space.vertices).fill(CLOTH_M);
  const parts = dressBody(space, rest, chartBody(model, positions, joints), look, thickness).map((part) => {
    const { image: _, ...material } = part.material;
    return { ...part, material };
  });
  const groundY = Math.min(...positions.filter((_, i) => i % 3 === 1));
  const sprung = addSprings(space, rest, restSkeleton(model, joints, groundY), parts);
  const meta = { name: 'Hanging', author: 'test', about: 'test' };
  return { ...sprung, vrm: writeVrm(model, sprung.skeleton, sprung.parts, meta, sprung.extension) };
}

/** A dressed body of our own with hair and clothes that hang, without pictures: for tests of what swings. */
import { fileURLToPath } from 'node:url';
import { readBodyModel } from '../../body/index.ts';
import { dressBody } from '../dress/dress-body.ts';
import { createBodySpace, restBody } from '../fit/body-space.ts';
import { readPhotoKit } from '../kit/photo-kit.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { chartBody } from '../understand/body-chart.ts';
import type { Look } from '../understand/look.ts';
import { plainLook } from '../understand/look-fixture.ts';
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
  const hair = { style, belowChin: style === 'long' ? 1 : 0.3, fringe: true };
  const look = plainLook({ hair, lower });
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

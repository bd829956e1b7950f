/** The mean head with looks of one's choice, for tests of what it wears. */
import { fileURLToPath } from 'node:url';
import { restBody } from '../fit/body-space.ts';
import { readFitModel } from '../fit/fit-model.ts';
import { vertexNormals } from '../render/vertex-normals.ts';
import { chartBody } from '../understand/body-chart.ts';
import type { Look } from '../understand/look.ts';
import { plainLook } from '../understand/look-fixture.ts';
import { makeHair } from './make-hair.ts';
import { hatField, makeHat } from './make-hat.ts';

const MODEL = fileURLToPath(new URL('../../../../assets/models/body', import.meta.url));

/** Space, rest pose, and what is worn by the mean body. */
export function meanHead(hair: Partial<Look['hair']>) {
  const { space } = readFitModel(MODEL);
  const { positions, joints } = restBody(space, new Float64Array(space.shapeCount), true);
  const rest = { positions, joints, normals: vertexNormals(positions, space.model.triangles) };
  const chart = chartBody(space.model, positions, joints);
  const look = plainLook({ hair });
  const field = hatField(space, rest, chart);
  const hat = look.hair.hatColour && makeHat(space, rest, field, look.hair.hatColour);
  return {
    space,
    rest,
    chart,
    look,
    field,
    hat,
    hair: makeHair(space, rest, look, { capped: hat ? field : undefined }),
  };
}

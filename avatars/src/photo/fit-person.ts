import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBodyModel } from '../body/index.ts';
import { garmentFields, verticesAt } from './dress/garment-fields.ts';
import type { RestBody } from './dress/make-garments.ts';
import { type BodySpace, createBodySpace, restBody } from './fit/body-space.ts';
import { type Camera, guessCamera, projectAll } from './fit/camera.ts';
import { createDistanceField, type DistanceField } from './fit/distance-field.ts';
import { fitOutline, fitPoseAndFace } from './fit/fit-body.ts';
import type { FacePoint, FitTask } from './fit/fit-task.ts';
import type { Cover } from './fit/outline.ts';
import { type FitState, type PosedBones, poseBones, skinBody } from './fit/pose-state.ts';
import type { ShapePrior } from './fit/shape-prior.ts';
import { startPose } from './fit/start-pose.ts';
import { readPhotoKit } from './kit/photo-kit.ts';
import { drawDepth } from './paint/scene.ts';
import { vertexNormals } from './render/vertex-normals.ts';
import type { Sight } from './see/see.ts';
import { regressShape, type ToldShape } from './shape/regress-shape.ts';
import { type BodyChart, CHART_PARTS, chartBody } from './understand/body-chart.ts';
import type { Look } from './understand/look.ts';
import { understand } from './understand/understand.ts';

/** A body fitted to a photo, before it is dressed. */
export interface FittedPerson {
  readonly space: BodySpace;
  readonly sight: Sight;
  readonly camera: Camera;
  readonly mask: DistanceField;
  readonly state: FitState;
  readonly task: FitTask;
  readonly posed: PosedBones;
  /** Vertices x 3 of the body with the expression of the photo: at rest, and as it stood there (camera's frame), m. */
  readonly shaped: Float32Array;
  readonly points: Float32Array;
  readonly rest: RestBody;
  readonly chart: BodyChart;
  readonly look: Look;
}

/** What a fit needs of the model's folder. */
interface FitModel {
  readonly space: BodySpace;
  readonly facePoints: readonly (FacePoint | null)[];
}

const models = new Map<string, FitModel>();

/** Reads a folder once. */
export function readFitModel(modelFolder: string): FitModel {
  const known = models.get(modelFolder);
  if (known) return known;
  const model = loadFitModel(modelFolder);
  models.set(modelFolder, model);
  return model;
}

function loadFitModel(modelFolder: string): FitModel {
  const { points } = JSON.parse(readFileSync(join(modelFolder, 'face-points.json'), 'utf8')) as {
    points: (FacePoint | null)[];
  };
  return {
    space: createBodySpace(readBodyModel(modelFolder), readPhotoKit(modelFolder)),
    facePoints: points,
  };
}

/**
 * Body, pose, face and looks of the person seen. The learned regressor says where shape and cloth start and how sure that is;
 * pose and face are fitted around it; then it is understood what lies over the skin, and the outline refines everything.
 *
 * @param found what an earlier run of the same photo with the same wishes found
 */
export async function fitPerson(
  sight: Sight,
  modelFolder: string,
  told: ToldShape,
  tell: (step: string) => void,
  found?: { readonly state: FitState; readonly look: Look },
): Promise<FittedPerson> {
  const { space, facePoints } = readFitModel(modelFolder);
  const { width, height } = sight.picture;
  const camera = guessCamera(width, height);
  const prior: ShapePrior = await regressShape(sight, modelFolder, told);
  const task: FitTask = {
    space,
    sight,
    camera,
    facePoints,
    mask: createDistanceField((i) => sight.mask[i] > 127, width, height),
    prior,
    cover: () => 'hidden',
    ...(told.heightM ? { heightM: told.heightM } : {}),
  };
  if (found) return { ...personOf(task, found.state), look: found.look };
  const start = startPose(space, sight, camera);
  start.shape.set(prior.mean.subarray(0, space.bodyCount));
  const say = (what: string) => tell(`fitting: ${what}`);
  const posed = personOf(task, fitPoseAndFace(task, start, say));
  tell('understanding clothes and hair');
  const look = understandPerson(posed);
  const clothed = { ...task, cover: coverOf(posed.chart, look) };
  return { ...personOf(clothed, fitOutline(clothed, posed.state, say)), look };
}

function personOf(task: FitTask, state: FitState): Omit<FittedPerson, 'look'> {
  const { space, sight, camera, mask } = task;
  const { positions, joints } = restBody(space, state.shape, true);
  const rest = { positions, joints, normals: vertexNormals(positions, space.model.triangles) };
  const posed = poseBones(space, state, false);
  const shaped = restBody(space, state.shape).positions;
  return {
    space,
    sight,
    camera,
    mask,
    state,
    task,
    posed,
    shaped,
    points: skinBody(posed, shaped),
    rest,
    chart: chartBody(space.model, positions, joints),
  };
}

function understandPerson(person: Omit<FittedPerson, 'look'>): Look {
  const { space, sight, camera, points, chart } = person;
  const pixels = projectAll(camera, points);
  const { width, height } = sight.picture;
  const hits = drawDepth(width, height, camera, [{ points, triangles: space.model.triangles }]);
  const normals = vertexNormals(points, space.model.triangles);
  const visible = new Uint8Array(space.vertices);
  for (let v = 0; v < space.vertices; v++) {
    const [x, y] = [Math.floor(pixels[v * 3]), Math.floor(pixels[v * 3 + 1])];
    if (x < 0 || y < 0 || x >= width || y >= height || normals[v * 3 + 2] < 0.25) continue;
    if (pixels[v * 3 + 2] <= hits.depth[y * width + x] + 0.015) visible[v] = 1;
  }
  return understand({
    sight,
    chart,
    pixels,
    visible,
    vertexAt: verticesAt(hits, space.model.triangles),
    hairline: space.kit.hairline,
  });
}

/** Hems are known this well, m. */
const HEM_M = 0.03;
/** Above this the trunk may lie under long hair. */
const HAIR_ALONG = 0.72;

/** What lies over each vertex. Fingers move on their own and say nothing of the shape. */
function coverOf(chart: BodyChart, look: Look): (vertex: number) => Cover {
  const fields = garmentFields(chart, look);
  const skirt = look.lower.kind === 'skirt';
  const hair = ['bob', 'shoulder', 'long'].includes(look.hair.style) && look.hair.belowChin > 0.1;
  return (v) => {
    const part = CHART_PARTS[chart.part[v]];
    if (part === 'hand') return 'none';
    if (part === 'foot') return look.shoes ? 'hidden' : 'bare';
    if (part === 'head' || (hair && part === 'neck')) return 'hidden';
    if (hair && part === 'trunk' && chart.along[v] > HAIR_ALONG) return 'hidden';
    const [upper, lower] = [fields.upper[v], fields.lower[v]];
    if (upper > HEM_M) return 'upper';
    if (lower > HEM_M) return skirt ? 'hidden' : 'lower';
    return upper < -HEM_M && lower < -HEM_M ? 'bare' : 'hidden';
  };
}

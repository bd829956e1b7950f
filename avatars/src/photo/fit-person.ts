import { garmentFields, verticesAt } from './dress/garment-fields.ts';
import { type HeadFrame, headOf } from './dress/head-frame.ts';
import type { RestBody } from './dress/make-garments.ts';
import { combineFaces, type SeenFace } from './face/combine-faces.ts';
import { type FaceFit, fitFace } from './face/fit-face.ts';
import { heldFace } from './face/held-face.ts';
import { readFaceRegressor, regressFace } from './face/regress-face.ts';
import { type BodySpace, restBody } from './fit/body-space.ts';
import { type Camera, guessCamera, projectAll } from './fit/camera.ts';
import { createDistanceField, type DistanceField } from './fit/distance-field.ts';
import { fitOutline, fitPoseAndFace } from './fit/fit-body.ts';
import { type FurtherView, facesCamera, fitFurther, viewOf } from './fit/fit-further.ts';
import { readFitModel } from './fit/fit-model.ts';
import type { FacePoint, FitTask } from './fit/fit-task.ts';
import type { Cover } from './fit/outline.ts';
import { type FitState, type PosedBones, poseBones, skinBody, vertexPlace } from './fit/pose-state.ts';
import { combinePriors, type ShapePrior } from './fit/shape-prior.ts';
import { startPose } from './fit/start-pose.ts';
import { glanceAt, limbBefore } from './paint/scene.ts';
import { vertexNormals } from './render/vertex-normals.ts';
import type { Sight } from './see/see.ts';
import type { FaceSight, FurtherSight } from './see/see-further.ts';
import { readShapeRegressor, regressShape, type ToldShape } from './shape/regress-shape.ts';
import { type BodyChart, CHART_PARTS, chartBody } from './understand/body-chart.ts';
import type { Look } from './understand/look.ts';
import type { SeenHead } from './understand/seen-body.ts';
import { understand, understandFace } from './understand/understand.ts';

/** A body fitted to a photo, before it is dressed. */
export interface FittedPerson {
  readonly space: BodySpace;
  readonly sight: Sight;
  readonly camera: Camera;
  readonly mask: DistanceField;
  readonly facePoints: readonly (FacePoint | null)[];
  readonly state: FitState;
  readonly task: FitTask;
  readonly posed: PosedBones;
  /** Vertices x 3 of the body with the expression of the photo: at rest, and as it stood there (camera's frame), m. */
  readonly shaped: Float32Array;
  readonly points: Float32Array;
  readonly rest: RestBody;
  readonly chart: BodyChart;
  readonly look: Look;
  /** How the further photos saw them. */
  readonly views: readonly FurtherView[];
}

/** Reads everything that a fit needs beside the photo; asked again it is there. */
export async function prepareFit(modelFolder: string): Promise<void> {
  readFitModel(modelFolder);
  readFaceRegressor(modelFolder);
  await readShapeRegressor(modelFolder);
}

/** What an earlier run of the same photos with the same wishes found. */
export interface FoundFit {
  readonly state: FitState;
  readonly look: Look;
  /** States of the further photos, in order. */
  readonly further: readonly FitState[];
}

/**
 * Body, pose, face and looks of the person seen. The learned regressor says where shape and cloth start and how sure that is;
 * pose and face are fitted around it; then it is understood what lies over the skin, and the outline refines everything.
 * Close-ups join in what is believed of the face, further photos from the front in what is believed of the body.
 */
export async function fitPerson(
  sight: Sight,
  modelFolder: string,
  told: ToldShape,
  tell: (step: string) => void,
  options: { readonly further?: readonly FurtherSight[]; readonly found?: FoundFit } = {},
): Promise<FittedPerson> {
  const { further = [], found } = options;
  const { space, facePoints } = readFitModel(modelFolder);
  const { width, height } = sight.picture;
  const camera = guessCamera(width, height);
  const prior = combinePriors(await beliefsOf([sight, ...bodiesFacing(further)], modelFolder, told));
  const seenFace = ({ face }: Pick<Sight, 'face'>): SeenFace => ({
    belief: regressFace(face, space, facePoints, modelFolder),
    eyeToMouthPx: face.eyeToMouthPx,
  });
  const closer = further.flatMap((one) => (one.kind === 'face' ? [seenFace(one.sight)] : []));
  const task: FitTask = {
    space,
    sight,
    camera,
    facePoints,
    mask: createDistanceField((i) => sight.mask[i] > 127, width, height),
    prior,
    face: combineFaces([seenFace(sight), ...closer]),
    cover: () => 'hidden',
    ...(told.heightM ? { heightM: told.heightM } : {}),
  };
  if (found) {
    const views = further.map((one, i) => viewOf(task, one, found.further[i]));
    return { ...personOf(task, found.state), look: found.look, views };
  }
  const start = startPose(space, sight, camera);
  start.shape.set(prior.mean.subarray(0, space.bodyCount));
  const say = (what: string) => tell(`fitting: ${what}`);
  const first = fitPoseAndFace(task, start, say);
  const face = fitFace(
    { space, facePoints, ...nearestFace(task, first, further), belief: task.face },
    first.shape,
  );
  first.shape.set(face, space.bodyCount);
  const posed = personOf(task, first);
  tell('understanding clothes and hair');
  const look = understandPerson(posed);
  const clothed = { ...task, face: heldFace(space, face), cover: coverOf(posed.chart, look) };
  const state = fitOutline(clothed, first, say);
  const views = fitFurther(clothed, state, further, say);
  return { ...personOf(clothed, state), look: lookCloser(look, further), views };
}

/** The face is fitted where it is seen largest; in the body's own photo it is as far away as the body. */
function nearestFace(
  { space, sight, camera, facePoints }: FitTask,
  state: FitState,
  further: readonly FurtherSight[],
): Pick<FaceFit, 'face' | 'camera' | 'depthM'> {
  const nearest = largestFace(further);
  if (nearest && nearest.face.eyeToMouthPx > sight.face.eyeToMouthPx)
    return { face: nearest.face, camera: nearest.camera };
  const posed = poseBones(space, state, false);
  const known = facePoints.flatMap((point) => (point ? [point] : []));
  const depths = known.map(({ vertices, shares }) =>
    vertices.reduce((sum, v, c) => sum - shares[c] * vertexPlace(posed, v)[2], 0),
  );
  const depthM = depths.reduce((sum, depth) => sum + depth, 0) / depths.length;
  return { face: sight.face, camera, depthM };
}

/** The largest face of the close-ups. */
function largestFace(further: readonly FurtherSight[]): FaceSight | undefined {
  const faces = further.flatMap((one) => (one.kind === 'face' ? [one.sight] : []));
  return faces.sort((a, b) => b.face.eyeToMouthPx - a.face.eyeToMouthPx)[0];
}

const bodiesFacing = (further: readonly FurtherSight[]): Sight[] =>
  further.flatMap((one) => (one.kind === 'body' && facesCamera(one.sight) ? [one.sight] : []));

async function beliefsOf(
  sights: readonly Sight[],
  modelFolder: string,
  told: ToldShape,
): Promise<ShapePrior[]> {
  const out: ShapePrior[] = [];
  for (const one of sights) out.push(await regressShape(one, modelFolder, told));
  return out;
}

/** Eyes, brows, beard and glasses are read off the largest face. */
function lookCloser(look: Look, further: readonly FurtherSight[]): Look {
  const nearest = largestFace(further);
  return nearest ? { ...look, ...understandFace(nearest) } : look;
}

function personOf(task: FitTask, state: FitState): Omit<FittedPerson, 'look' | 'views'> {
  const { space, sight, camera, mask, facePoints } = task;
  const { positions, joints } = restBody(space, state.shape, true);
  const rest = { positions, joints, normals: vertexNormals(positions, space.model.triangles) };
  const posed = poseBones(space, state, false);
  const shaped = restBody(space, state.shape).positions;
  return {
    space,
    sight,
    camera,
    mask,
    facePoints,
    state,
    task,
    posed,
    shaped,
    points: skinBody(posed, shaped),
    rest,
    chart: chartBody(space.model, positions, joints),
  };
}

/** Beside an arm or leg before the belly its clothes are seen so far and not what lies behind, m; the belly ends so far up the trunk. */
const SLEEVE_M = 0.045;
const BELLY_TO = 0.6;
const TRUNK = CHART_PARTS.indexOf('trunk');

function understandPerson(person: Omit<FittedPerson, 'look' | 'views'>): Look {
  const { space, sight, camera, points, chart, rest } = person;
  const pixels = projectAll(camera, points);
  const { width, height } = sight.picture;
  const hits = glanceAt(width, height, camera, [{ points, triangles: space.model.triangles }]);
  const normals = vertexNormals(points, space.model.triangles);
  const visible = new Uint8Array(space.vertices);
  for (let v = 0; v < space.vertices; v++) {
    const [x, y] = [Math.floor(pixels[v * 3]), Math.floor(pixels[v * 3 + 1])];
    if (x < 0 || y < 0 || x >= width || y >= height || normals[v * 3 + 2] < 0.25) continue;
    const depth = pixels[v * 3 + 2];
    if (depth > hits.depth[y * width + x] + 0.015) continue;
    const belly = chart.part[v] === TRUNK && chart.along[v] < BELLY_TO;
    const at = [pixels[v * 3], pixels[v * 3 + 1], depth] as const;
    visible[v] = belly && limbBefore(hits, camera, at, SLEEVE_M) ? 0 : 1;
  }
  return understand({
    sight,
    chart,
    pixels,
    visible,
    vertexAt: verticesAt(hits, space.model.triangles),
    hairline: space.kit.hairline,
    head: seenHead(headOf(space, rest), camera, pixels),
  });
}

/** What hangs before the shoulders is as far away as the chin. */
function seenHead({ chin, heightM }: HeadFrame, camera: Camera, pixels: Float32Array): SeenHead {
  const [, chinPx, awayM] = pixels.subarray(chin * 3, chin * 3 + 3);
  return { chinPx, heightPx: (heightM * camera.focalPx) / awayM };
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

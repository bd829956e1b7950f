import { type BodyFile, type BodySource, buildStageLods, createBodyFile } from '../body/index.ts';
import { dressBody } from './dress/dress-body.ts';
import type { RestBody } from './dress/make-garments.ts';
import { headOf } from './dress/make-hair.ts';
import type { Part } from './dress/part.ts';
import { clothThickness } from './dress/thickness.ts';
import { reprojection } from './fit/fit-body.ts';
import { poseSkinned } from './fit/pose-state.ts';
import { type FittedPerson, fitPerson } from './fit-person.ts';
import { paintParts } from './paint/paint-body.ts';
import { drawDepth } from './paint/scene.ts';
import { turntableSheet } from './render/turntable.ts';
import { readPhoto } from './see/read-photo.ts';
import { type Sight, see } from './see/see.ts';
import type { Look } from './understand/look.ts';
import { type RestSkeleton, restSkeleton } from './write/rest-skeleton.ts';
import { writeStageSource } from './write/stage-source.ts';
import { writeVrm } from './write/write-vrm.ts';

/** What a giver may say besides the photo. Nothing of this is guessed. */
export interface PhotoWishes {
  readonly heightM?: number;
  /** 0 feminine .. 1 masculine build as the prior of the shape. */
  readonly presentation?: number;
  readonly ageYears?: number;
  readonly name?: string;
  readonly author?: string;
}

/** How the making went. */
export interface PhotoReport {
  /** Mean distance of joints to landmarks, share of the body's extent. */
  readonly reprojection: number;
  /** Overlap of the dressed body with the person's mask. */
  readonly iou: number;
  readonly heightM: number;
  /** Shares of the painted surface: seen by the camera, mirrored, filled. */
  readonly surface: { readonly seen: number; readonly mirrored: number; readonly filled: number };
  readonly look: Look;
  readonly triangles: number;
  /** What was not told and therefore assumed. */
  readonly assumed: readonly string[];
}

/** A body as the stage keeps it. */
export interface StageBody {
  readonly lods: readonly Uint8Array[];
  readonly body: BodyFile;
}

/** The body behind the picture, as numbers. */
export interface PhotoFit {
  /** Components of body and face, then units of expression. */
  readonly shape: Float64Array;
  /** Bones x 3 in the photo's pose, m, in the camera's frame. */
  readonly joints: Float64Array;
  /** Body components as the regressor gave them, before the refinement. */
  readonly start: Float64Array;
}

export interface MadeBody {
  readonly vrm: Uint8Array;
  readonly report: PhotoReport;
  /** Parameters and joints of the fit. */
  readonly fit: PhotoFit;
  /** The stage's levels of detail (glb), near to far, and what server and clients must know of the body. */
  readonly stage: (id: string) => Promise<StageBody>;
  /** Draws photo and result from all sides (PNG). */
  readonly sheet: () => Promise<Uint8Array>;
}

/**
 * One photograph to a dressed, painted, rigged VRM 1.0.
 *
 * @param bytes the file as it came
 * @param modelFolder assets/models/body
 * @throws PhotoRefused when the photo cannot become a body
 */
export async function makeBodyFromPhoto(
  bytes: Uint8Array,
  modelFolder: string,
  wishes: PhotoWishes = {},
  tell: (step: string) => void = () => {},
): Promise<MadeBody> {
  tell('reading the picture');
  const picture = await readPhoto(bytes);
  const sight = await see(picture, (what) => tell(`looking: ${what}`));
  const person = await fitPerson(sight, modelFolder, wishes, tell);
  const { look } = person;
  tell('dressing');
  const parts = dressPerson(person, look);
  tell('painting');
  const painted = await paintParts(person, parts, look);
  const groundY = painted.parts.reduce(
    (low, part) => part.positions.reduce((least, y, i) => (i % 3 === 1 ? Math.min(least, y) : least), low),
    9,
  );
  tell('writing');
  const skeleton = restSkeleton(person.space.model, person.rest.joints, groundY);
  const report: PhotoReport = {
    reprojection: reprojection(person.task, person.state),
    iou: overlap(person, painted.parts),
    heightM: statureOfRest(person.rest),
    surface: painted.surface,
    look,
    triangles: painted.parts.reduce((sum, part) => sum + part.triangles.length / 3, 0),
    assumed: assumptions(wishes, sight),
  };
  const about =
    `Made from one photograph with the consent of the person shown. Of the surface ` +
    `${Math.round(report.surface.seen * 100)} % was seen, ${Math.round(report.surface.mirrored * 100)} % mirrored, ` +
    `${Math.round(report.surface.filled * 100)} % filled in.`;
  const meta = { name: wishes.name ?? 'A person', author: wishes.author ?? 'the person shown', about };
  const head = headOf(person.space, person.rest);
  return {
    vrm: writeVrm(person.space.model, skeleton, painted.parts, meta),
    report,
    fit: photoFitOf(person),
    stage: (id) => stageBody(person, skeleton, painted.parts, look, { id, name: wishes.name ?? 'A person' }),
    sheet: () =>
      turntableSheet(picture, painted.parts, { topY: head.chinY + head.heightM, chinY: head.chinY }),
  };
}

/** The fit without anything that is drawn; for measuring. @throws PhotoRefused */
export async function fitPhoto(
  bytes: Uint8Array,
  modelFolder: string,
  wishes: PhotoWishes = {},
): Promise<PhotoFit & { readonly reprojection: number }> {
  const sight = await see(await readPhoto(bytes), () => {}, { hands: false });
  const person = await fitPerson(sight, modelFolder, wishes, () => {});
  return { ...photoFitOf(person), reprojection: reprojection(person.task, person.state) };
}

function photoFitOf(person: FittedPerson): PhotoFit {
  return {
    shape: person.state.shape,
    joints: person.posed.places,
    start: person.task.prior.mean.slice(0, person.space.bodyCount),
  };
}

function dressPerson(person: FittedPerson, look: Look): Part[] {
  const { space, rest, chart, camera, mask, points } = person;
  const body = { posed: points, triangles: space.model.triangles };
  return dressBody(space, rest, chart, look, (fields) => clothThickness(body, camera, mask, chart, fields));
}

/** Overlap of everything drawn in the photo's pose with the person's mask. */
function overlap(person: FittedPerson, parts: readonly Part[]): number {
  const { width, height } = person.sight.picture;
  const meshes = parts.map((part) => ({
    points: poseSkinned(person.posed, part.positions, part.joints, part.weights),
    triangles: part.triangles,
  }));
  const hits = drawDepth(width, height, person.camera, meshes);
  let both = 0;
  let either = 0;
  for (let i = 0; i < width * height; i++) {
    const [drawn, there] = [hits.triangle[i] >= 0, person.sight.mask[i] > 127];
    if (drawn && there) both++;
    if (drawn || there) either++;
  }
  return both / Math.max(1, either);
}

async function stageBody(
  person: FittedPerson,
  skeleton: RestSkeleton,
  parts: readonly Part[],
  look: Look,
  who: { id: string; name: string },
): Promise<StageBody> {
  const lods = await buildStageLods(await writeStageSource(person.space, person.rest, skeleton, parts, look));
  const body = createBodyFile(
    bodySource(who.id, who.name, skeleton, statureOfRest(person.rest)),
    lods.map((lod) => lod.triangles),
  );
  const licence = 'VRM 1.0, strictest terms: only the person shown may use this body';
  return { lods: lods.map((lod) => lod.bytes), body: { ...body, licence } };
}

/** What body.json is made of. */
function bodySource(id: string, name: string, skeleton: RestSkeleton, heightM: number): BodySource {
  const at = (bone: string) => {
    const b = skeleton.names.indexOf(bone) * 3;
    return [...skeleton.offsets.subarray(b, b + 3)];
  };
  const length = (bone: string) => Math.hypot(...at(bone));
  return {
    id,
    name: { en: name, ko: name },
    heightM,
    hipsHeightM: at('hips')[1],
    legLengthM: length('leftLowerLeg') + length('leftFoot'),
    offsets: Object.fromEntries(skeleton.names.map((bone) => [bone, at(bone)])),
  };
}

function statureOfRest(rest: RestBody): number {
  let low = 9;
  let high = -9;
  for (let i = 1; i < rest.positions.length; i += 3) {
    low = Math.min(low, rest.positions[i]);
    high = Math.max(high, rest.positions[i]);
  }
  return high - low;
}

function assumptions(wishes: PhotoWishes, sight: Sight): string[] {
  const out: string[] = [];
  if (wishes.heightM === undefined)
    out.push('height unknown: the mean of adults was assumed (± 9 cm); give --height');
  if (wishes.presentation === undefined)
    out.push('build: from the outline alone, around the mean of everybody; give --presentation');
  if (wishes.ageYears === undefined) out.push('age: not judged; give --age');
  out.push('lens: 47° across was assumed');
  const { eyeToMouthPx } = sight.face;
  if (eyeToMouthPx < 40)
    out.push(`the face is small (${Math.round(eyeToMouthPx * 3)} px high): a closer photo is more alike`);
  return out;
}

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
import { drawFit, drawLandmarks, drawMask, drawTexture, type Preview } from './preview.ts';
import { turntableSheet } from './render/turntable.ts';
import { readPhoto } from './see/read-photo.ts';
import { type Sight, see } from './see/see.ts';
import type { Rgb } from './understand/colour.ts';
import type { Look } from './understand/look.ts';
import { correctLook, fingerprint, fitOf, sightOf, type Understood, understoodOf } from './understood.ts';
import { type RestSkeleton, restSkeleton } from './write/rest-skeleton.ts';
import { addSprings } from './write/spring-bones.ts';
import { writeStageSource } from './write/stage-source.ts';
import { type VrmMeta, writeVrm } from './write/write-vrm.ts';

/** What a giver may say besides the photo. Nothing of this is guessed. */
export interface PhotoWishes {
  readonly heightM?: number;
  /** 0 feminine .. 1 masculine build as the prior of the shape. */
  readonly presentation?: number;
  readonly ageYears?: number;
  readonly name?: string;
  readonly author?: string;
  /** The giver's consent in their own words; goes into the file's metadata. */
  readonly consent?: string;
  /** Corrections of what was seen. */
  readonly hair?: { readonly style?: Look['hair']['style']; readonly colour?: Rgb };
}

/** What goes on beside the making. */
export interface MakeOptions {
  readonly tell?: (step: string) => void;
  /** Is given a small picture of each step; without it none is drawn. */
  readonly show?: (preview: Preview) => void;
  /** From an earlier run of the same photo: what was seen then is not looked for again. */
  readonly known?: Understood;
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
  readonly understood: Understood;
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
  options: MakeOptions = {},
): Promise<MadeBody> {
  const { tell = () => {}, show, known } = options;
  tell('reading the picture');
  const picture = await readPhoto(bytes);
  const photo = fingerprint(bytes);
  const seen = sightOf(known, picture, photo);
  const sight = seen ?? (await see(picture, (what) => tell(`looking: ${what}`)));
  if (show) {
    show(await drawLandmarks(sight));
    show(await drawMask(sight));
  }
  const found = seen && known && fitOf(known, wishes);
  const person = await fitPerson(sight, modelFolder, wishes, tell, found);
  if (show)
    show(await drawFit(picture, drawDepth(picture.width, picture.height, person.camera, [bodyOf(person)])));
  const look = correctLook(person.look, wishes);
  tell('dressing');
  const parts = dressPerson(person, look);
  tell('painting');
  const painted = await paintParts(person, parts, look);
  const head = headOf(person.space, person.rest);
  if (show) show(await drawTexture(painted.parts, head.chinY + head.heightM));
  tell('writing');
  const skeleton = restSkeleton(person.space.model, person.rest.joints, groundOf(painted.parts));
  const report: PhotoReport = {
    reprojection: reprojection(person.task, person.state),
    iou: overlap(person, painted.parts),
    heightM: statureOfRest(person.rest),
    surface: painted.surface,
    look,
    triangles: painted.parts.reduce((sum, part) => sum + part.triangles.length / 3, 0),
    assumed: assumptions(wishes, sight),
  };
  return {
    vrm: writeSprung(person, skeleton, painted.parts, metaOf(wishes, report)),
    report,
    fit: photoFitOf(person),
    understood: understoodOf(sight, person.state, person.look, wishes, photo),
    stage: (id) => stageBody(person, skeleton, painted.parts, look, { id, name: nameOf(wishes) }),
    sheet: () =>
      turntableSheet(picture, painted.parts, { topY: head.chinY + head.heightM, chinY: head.chinY }),
  };
}

function writeSprung(
  person: FittedPerson,
  skeleton: RestSkeleton,
  parts: readonly Part[],
  meta: VrmMeta,
): Uint8Array {
  const sprung = addSprings(person.space, person.rest, skeleton, parts);
  return writeVrm(person.space.model, sprung.skeleton, sprung.parts, meta, sprung.extension);
}

const nameOf = (wishes: PhotoWishes): string => wishes.name ?? 'A person';

const bodyOf = (person: FittedPerson) => ({ points: person.points, triangles: person.space.model.triangles });

/** Height of the lowest point, m. */
function groundOf(parts: readonly Part[]): number {
  return parts.reduce(
    (low, part) => part.positions.reduce((least, y, i) => (i % 3 === 1 ? Math.min(least, y) : least), low),
    9,
  );
}

/** What the file says of itself: whose it is, who agreed to what, and what of it was seen. */
function metaOf(wishes: PhotoWishes, { surface }: PhotoReport): VrmMeta {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const agreed = wishes.consent
    ? `Made from one photograph; consent of ${wishes.author ?? 'the person shown'}: "${wishes.consent}". `
    : 'Made from one photograph with the consent of the person shown. ';
  const about =
    `${agreed}Of the surface ${percent(surface.seen)} was seen, ${percent(surface.mirrored)} mirrored, ` +
    `${percent(surface.filled)} filled in.`;
  return { name: nameOf(wishes), author: wishes.author ?? 'the person shown', about };
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

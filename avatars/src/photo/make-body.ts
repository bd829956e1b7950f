import { dressBody } from './dress/dress-body.ts';
import { headOf } from './dress/head-frame.ts';
import type { Part } from './dress/part.ts';
import { clothThickness } from './dress/thickness.ts';
import { readFitModel } from './fit/fit-model.ts';
import { poseSkinned } from './fit/pose-state.ts';
import { reprojection } from './fit/reprojection.ts';
import { type FittedPerson, fitPerson, prepareFit } from './fit-person.ts';
import { paintParts } from './paint/paint-body.ts';
import { paintMeans } from './paint/paint-means.ts';
import { openPaintThread } from './paint/paint-thread.ts';
import { drawDepth, glanceAt } from './paint/scene.ts';
import { assumptions, metaOf, type PhotoReport, usesOf, warningsOf } from './photo-report.ts';
import { drawFit, drawLandmarks, drawMask, drawTexture, type Preview } from './preview.ts';
import { turntableSheet } from './render/sheet.ts';
import { lookFurther } from './see/look-further.ts';
import { NETWORKS_HERE, type Networks } from './see/networks.ts';
import { readPhoto } from './see/read-photo.ts';
import { type Sight, see } from './see/see.ts';
import type { FurtherSight } from './see/see-further.ts';
import { seeHands } from './see/see-hands.ts';
import type { Look } from './understand/look.ts';
import { correctLook, fingerprint, fitOf, sightOf, type Understood, understoodOf } from './understood.ts';
import { nameOf, type PhotoWishes } from './wishes.ts';
import { type RestSkeleton, restSkeleton } from './write/rest-skeleton.ts';
import { addSprings } from './write/spring-bones.ts';
import { type StageBody, stageBody, statureOfRest } from './write/stage-body.ts';
import { type VrmMeta, writeVrm } from './write/write-vrm.ts';

/** What goes on beside the making. */
export interface MakeOptions {
  readonly tell?: (step: string) => void;
  /** Is given a small picture of each step; without it none is drawn. */
  readonly show?: (preview: Preview) => void;
  /** From an earlier run of the same photos: what was seen then is not looked for again. */
  readonly known?: Understood;
  /** Further photos of the same person, as they came: a close-up of the face, the body from other sides. */
  readonly also?: readonly Uint8Array[];
  /** Where the networks run; closed after the last look. */
  readonly networks?: Networks;
  /** Paints in a thread beside this one too. */
  readonly paintBeside?: boolean;
}

/** The body behind the picture, as numbers. */
export interface PhotoFit {
  /** Components of body and face, then units of expression. */
  readonly shape: Float64Array;
  /** Bones x 3 in the photo's pose, m, in the camera's frame. */
  readonly joints: Float64Array;
  /** Body components as the regressor gave them, before the refinement. */
  readonly start: Float64Array;
  /** Vertices x 3 at rest without expression, m. */
  readonly neutral: Float32Array;
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
  const threads: Closed[] = options.networks ? [options.networks] : [];
  try {
    return await make({ bytes, modelFolder, wishes, options, threads });
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

/** What must be let go of, however the work ends. */
interface Closed {
  close(): Promise<void>;
}

interface Order {
  readonly bytes: Uint8Array;
  readonly modelFolder: string;
  readonly wishes: PhotoWishes;
  readonly options: MakeOptions;
  /** Threads that were begun; more are added. */
  readonly threads: Closed[];
}

async function make({ bytes, modelFolder, wishes, options, threads }: Order): Promise<MadeBody> {
  const { tell = () => {}, show, known, also = [], networks = NETWORKS_HERE } = options;
  tell('reading the picture');
  const picture = await readPhoto(bytes);
  const photo = fingerprint(bytes);
  const seen = sightOf(known, picture, photo);
  // The hands' network waits behind the largest one.
  const meanwhile = () => Promise.all([prepare(modelFolder), networks.load('hand_landmark_full')]);
  const sight =
    seen ?? (await see(picture, (what) => tell(`looking: ${what}`), { meanwhile }, networks.load));
  const seeingHands = seen && known ? Promise.resolve(known.hands) : seeHands(sight, networks.load);
  // Whoever waits for them hears what went wrong.
  seeingHands.catch(() => {});
  if (show) {
    show(await drawLandmarks(sight, await seeingHands));
    show(await drawMask(sight));
  }
  const further = await lookFurther(also, known, tell, networks.load);
  void seeingHands.then(networks.close, networks.close);
  const beside = options.paintBeside ? openPaintThread(modelFolder) : undefined;
  if (beside) threads.push(beside);
  const prints = also.map(fingerprint);
  const found = seen && known && fitOf(known, wishes, prints);
  const person = await fitPerson(sight, modelFolder, wishes, tell, { further, ...(found ? { found } : {}) });
  if (show)
    show(await drawFit(picture, drawDepth(picture.width, picture.height, person.camera, [bodyOf(person)])));
  const look = correctLook(person.look, wishes);
  tell('dressing');
  const parts = dressPerson(person, look);
  tell('painting');
  const hands = await seeingHands;
  const painted = await paintParts({ ...person, hands }, parts, look, {
    also: person.views.map(({ paint }) => paint),
    ...(beside ? { beside } : {}),
  });
  const head = headOf(person.space, person.rest);
  if (show) show(await drawTexture(painted.parts, head.chinY + head.heightM));
  tell('writing');
  const skeleton = restSkeleton(person.space.model, person.rest.joints, groundOf(painted.parts));
  const report = reportOf({ sight, further, wishes, person, look }, painted);
  return {
    vrm: writeSprung(person, skeleton, painted.parts, metaOf(wishes, report)),
    report,
    fit: photoFitOf(person),
    understood: understoodOf(person, hands, further, wishes, [photo, ...prints]),
    stage: (id) => stageBody(person, skeleton, painted.parts, look, { id, name: nameOf(wishes) }),
    sheet: () =>
      turntableSheet(
        { picture, camera: person.camera, posed: person.posed, mask: sight.mask, face: sight.face.points },
        painted.parts,
        { topY: head.chinY + head.heightM, chinY: head.chinY },
      ),
  };
}

/** Reads what fit and paint need: while the largest network is loaded, and not before it is known that there will be a fit. */
const prepare = (modelFolder: string) =>
  Promise.all([prepareFit(modelFolder), paintMeans(readFitModel(modelFolder))]);

interface Made {
  readonly sight: Sight;
  readonly further: readonly FurtherSight[];
  readonly wishes: PhotoWishes;
  readonly person: FittedPerson;
  readonly look: Look;
}

function reportOf(
  { sight, further, wishes, person, look }: Made,
  painted: Awaited<ReturnType<typeof paintParts>>,
): PhotoReport {
  return {
    reprojection: reprojection(person.task, person.state),
    iou: overlap(person, painted.parts),
    heightM: statureOfRest(person.rest),
    surface: painted.surface,
    look,
    triangles: painted.parts.reduce((sum, part) => sum + part.triangles.length / 3, 0),
    photos: usesOf(sight, further, painted.seenBy),
    assumed: assumptions(wishes, sight, further),
    warnings: warningsOf(person),
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

const bodyOf = (person: FittedPerson) => ({ points: person.points, triangles: person.space.model.triangles });

/** Height of the lowest point, m. */
function groundOf(parts: readonly Part[]): number {
  return parts.reduce(
    (low, part) => part.positions.reduce((least, y, i) => (i % 3 === 1 ? Math.min(least, y) : least), low),
    9,
  );
}

/** The fit without anything that is drawn; for measuring. @throws PhotoRefused */
export async function fitPhoto(
  bytes: Uint8Array,
  modelFolder: string,
  wishes: PhotoWishes = {},
  also: readonly Uint8Array[] = [],
): Promise<PhotoFit & { readonly reprojection: number }> {
  const sight = await see(await readPhoto(bytes));
  const further = await lookFurther(also, undefined, () => {});
  const person = await fitPerson(sight, modelFolder, wishes, () => {}, { further });
  return { ...photoFitOf(person), reprojection: reprojection(person.task, person.state) };
}

function photoFitOf(person: FittedPerson): PhotoFit {
  return {
    shape: person.state.shape,
    joints: person.posed.places,
    start: person.task.prior.mean.slice(0, person.space.bodyCount),
    neutral: person.rest.positions,
  };
}

/** A fitted person's skin, hair and clothes at rest, without paint. */
export function dressPerson(person: FittedPerson, look: Look): Part[] {
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
  const hits = glanceAt(width, height, person.camera, meshes);
  let both = 0;
  let either = 0;
  for (let i = 0; i < width * height; i++) {
    const [drawn, there] = [hits.triangle[i] >= 0, person.sight.mask[i] > 127];
    if (drawn && there) both++;
    if (drawn || there) either++;
  }
  return both / Math.max(1, either);
}

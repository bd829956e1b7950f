/**
 * The face's own shape so that its places lie where the photo's points are: turn and place of the head, components of the
 * face and units of its expression, all at once before the photo's lens.
 *
 * CONTRIBUTOR NOTES: points on features are pulled to where the network draws them on our mesh (face-points.json). Points of
 * the jaw are of the outline, whatever lies there: each is compared with what of the mesh stands out farthest near it, across
 * the outline only. Depth is the network's guess and is not asked: it takes short faces for faces that nod, and the other way.
 *
 * Before, the shape was what the regressor believes, put right where the network read a plain drawing of it otherwise than the photo
 * (in a front view, after its own guess of the turn). Seven photos' faces became short (brows to chin 0.85 to 0.96 of what the
 * points show before the photo's own lens) and their jaws wide (1.00 to 1.08); now 0.97 to 1.01 and 0.97 to 1.05. That judge liked itself:
 * by its own reading of faces drawn from the front it named 3 of 7 right, and named as many then (5 of 7 since hair is as it is seen), while in the sheets all seven are far more alike.
 * On 10 drawn people (browless, 30 px from eyes to mouth) the front of the face is 2.25 mm off (before 2.16, the mean face 2.76). Before the
 * distance was told and units were pinned at their ends it was 2.29; without the belief 2.43, with points half as firm and it 2.21.
 */
import { type BodySpace, UNIT_MOST } from '../fit/body-space.ts';
import { type Camera, project } from '../fit/camera.ts';
import type { FacePoint } from '../fit/fit-task.ts';
import {
  addPull,
  addRow,
  createNormalEquations,
  type NormalEquations,
  pinAtEnd,
  solveStep,
} from '../fit/normal-equations.ts';
import { multiply, turnOf } from '../fit/pose-state.ts';
import type { FaceReading } from '../see/read-face.ts';
import { frontalFace, meanFacePoints } from './face-frame.ts';
import { type FacePlace, type FacePlaces, facePlaces, placeWith } from './face-places.ts';
import type { FaceBelief } from './regress-face.ts';

const ITERATIONS = 20;
const ATTEMPTS = 5;
/** A step that wins less than this share of the cost is the last. */
const DONE = 1e-3;
/** Standard deviations of a point on a feature and of one on the outline, shares of eyes to mouth: neighbours err alike. */
const FEATURE = 0.05;
const OUTLINE = 0.06;
const LEAST_PX = 0.6;
/** Points farther off than this many deviations lose their vote (Geman-McClure). */
const REACH = 4;
/** Components deviate by 1 among people; there is rather no expression. */
const COMPONENT_PULL = 1;
const UNIT_PULL = 3.5;
/** Points whose place on the surface is less sure are not asked, mm. */
const SPREAD_MOST_MM = 8;
/** A face's size against its body's and the body's place deviate by this together, share of the distance. */
const DEPTH = 0.04;
/** Turn and place; the distance is the last of them. */
const RIGID = 6;

/** FaceMesh points along the jaw, ear to ear over the chin. */
export const JAW = [58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288];
const NOSE_TIP = 1;
/** What stands out is sought within this distance of where a point lies on the mean face, and this far along the outline, m. */
const NEAR_M = 0.018;
const ALONG_M = 0.006;

/** A face to fit. */
export interface FaceFit {
  readonly space: BodySpace;
  readonly camera: Camera;
  readonly facePoints: readonly (FacePoint | null)[];
  readonly face: FaceReading;
  readonly belief: FaceBelief;
  /** How far the face is from the lens, by the body, m; without it the face is as large as faces are. */
  readonly depthM?: number;
}

/** How the head stands before the camera, and what the face is like. */
interface Guess {
  readonly turn: Float64Array;
  readonly place: Float64Array;
  readonly weights: Float64Array;
}

/** What does not change while a face is fitted. */
interface Work extends FaceFit {
  readonly places: FacePlaces;
  /** Places that may stand out at each point of the jaw. */
  readonly edges: readonly (readonly FacePlace[])[];
  readonly believed: Believed;
}

/** One point of the outline: the place that stands out there, and which way is out, px. */
interface Edge {
  readonly point: number;
  readonly place: FacePlace;
  readonly out: readonly [number, number];
}

/** @returns components of the face, given those of the body; expression left out */
export function fitFace(task: FaceFit, shape: Float64Array): Float64Array {
  const places = facePlaces(task.space, task.facePoints, shape);
  const work: Work = {
    ...task,
    places,
    edges: JAW.map((point) => places.near(point, NEAR_M)),
    believed: believedOf(task, shape),
  };
  let guess = firstGuess(work);
  let damping = 1e-3;
  for (let i = 0; i < ITERATIONS; i++) {
    const edges = edgesOf(work, guess);
    const equations = gather(work, guess, edges, true);
    pinUnits(work, guess, equations);
    let accepted = false;
    let cost = equations.cost;
    for (let attempt = 0; attempt < ATTEMPTS && !accepted; attempt++) {
      const step = solveStep(equations, damping);
      const next = step && stepped(work, guess, step);
      if (next) cost = gather(work, next, edges, false).cost;
      accepted = next !== undefined && cost < equations.cost;
      if (accepted && next) guess = next;
      damping = accepted ? Math.max(1e-6, damping / 5) : damping * 8;
    }
    if (!accepted || equations.cost - cost < DONE * cost) break;
  }
  return guess.weights.slice(0, task.space.faceCount);
}

/** Units stay between their ends. */
function pinUnits({ space }: Work, { weights }: Guess, equations: NormalEquations): void {
  for (let c = space.faceCount; c < weights.length; c++)
    pinAtEnd(equations, RIGID + c, weights[c], 0, UNIT_MOST);
}

/** The mean face turned, sized and placed as the points lie. */
function firstGuess({ space, camera, facePoints, face, places }: Work): Guess {
  const { turn, pxPerM } = frontalFace(face.points, meanFacePoints(space, facePoints), facePoints);
  const known = facePoints.flatMap((point, k) => (point ? [k] : []));
  const middle = [0, 1].map(
    (axis) => known.reduce((sum, k) => sum + face.points[k * 3 + axis], 0) / known.length,
  );
  return {
    turn: Float64Array.from({ length: 9 }, (_, i) => turn[(i % 3) * 3 + Math.floor(i / 3)]),
    place: Float64Array.of(
      (middle[0] - camera.cx) / pxPerM,
      -(middle[1] - camera.cy) / pxPerM,
      -camera.focalPx / pxPerM,
    ),
    weights: new Float64Array(places.weights),
  };
}

function stepped({ space }: Work, guess: Guess, step: Float64Array): Guess {
  const by = turnOf(step[0], step[1], step[2]);
  const turn = new Float64Array(9);
  multiply(by, 0, guess.turn, 0, turn, 0);
  const weights = guess.weights.map((x, c) => {
    const next = x + step[RIGID + c];
    return c < space.faceCount ? next : Math.min(UNIT_MOST, Math.max(0, next));
  });
  return { turn, place: guess.place.map((x, k) => x + step[3 + k]), weights };
}

const turned = (turn: Float64Array, p: readonly number[]): [number, number, number] => [
  turn[0] * p[0] + turn[1] * p[1] + turn[2] * p[2],
  turn[3] * p[0] + turn[4] * p[1] + turn[5] * p[2],
  turn[6] * p[0] + turn[7] * p[1] + turn[8] * p[2],
];

const pictureOf = (camera: Camera, place: Float64Array, p: readonly number[]): [number, number] =>
  project(camera, p[0] + place[0], p[1] + place[1], p[2] + place[2]);

/** What stands out farthest at each point of the jaw. */
function edgesOf({ camera, face, edges }: Work, guess: Guess): Edge[] {
  const seen = (k: number): [number, number] => [face.points[k * 3], face.points[k * 3 + 1]];
  const reach = (ALONG_M * camera.focalPx) / -guess.place[2];
  const nose = seen(NOSE_TIP);
  return JAW.flatMap((point, i) => {
    const at = seen(point);
    const [before, after] = [seen(JAW[Math.max(0, i - 1)]), seen(JAW[Math.min(JAW.length - 1, i + 1)])];
    const length = Math.hypot(after[0] - before[0], after[1] - before[1]);
    if (length === 0) return [];
    const along = [(after[0] - before[0]) / length, (after[1] - before[1]) / length];
    const away = along[1] * (at[0] - nose[0]) - along[0] * (at[1] - nose[1]) > 0 ? 1 : -1;
    const out: [number, number] = [away * along[1], -away * along[0]];
    let best: { readonly place: FacePlace; readonly far: number } | undefined;
    for (const place of edges[i]) {
      const [x, y] = pictureOf(camera, guess.place, turned(guess.turn, placeWith(place, guess.weights)));
      const [dx, dy] = [x - at[0], y - at[1]];
      if (Math.abs(dx * along[0] + dy * along[1]) > reach) continue;
      const far = dx * out[0] + dy * out[1];
      if (!best || far > best.far) best = { place, far };
    }
    return best ? [{ point, place: best.place, out }] : [];
  });
}

const OF_JAW: ReadonlySet<number> = new Set(JAW);

function gather(work: Work, guess: Guess, edges: readonly Edge[], derivatives: boolean): NormalEquations {
  const { space, facePoints, face, places } = work;
  const size = RIGID + places.weights;
  const equations = createNormalEquations(size);
  const rows = new Float64Array(size * 2);
  const add = (residual: number, row: number, weight: number, far: number) => {
    if (derivatives) addRow(equations, rows, row * size, residual, weight / (1 + far));
    equations.cost += (weight * residual) ** 2 / (1 + far);
  };
  const down = eyeToMouth(face.points);
  const [feature, sigma] = [FEATURE, OUTLINE].map((share) => Math.max(LEAST_PX, share * down));
  facePoints.forEach((point, k) => {
    const place = places.points[k];
    if (!point || !place || point.spreadMm > SPREAD_MOST_MM || OF_JAW.has(k)) return;
    const sigma = feature * (0.6 + point.spreadMm / 3);
    const [x, y] = look(work, guess, place, derivatives ? rows : undefined);
    const [dx, dy] = [x - face.points[k * 3], y - face.points[k * 3 + 1]];
    const far = (dx * dx + dy * dy) / (REACH * sigma) ** 2;
    add(dx, 0, 1 / sigma, far);
    add(dy, 1, 1 / sigma, far);
  });
  for (const { point, place, out } of edges) {
    const [x, y] = look(work, guess, place, derivatives ? rows : undefined);
    const off = out[0] * (x - face.points[point * 3]) + out[1] * (y - face.points[point * 3 + 1]);
    for (let c = 0; c < size; c++) rows[c] = out[0] * rows[c] + out[1] * rows[size + c];
    add(off, 0, 1 / sigma, (off / (REACH * sigma)) ** 2);
  }
  guess.weights.forEach((weight, c) => {
    addPull(equations, RIGID + c, weight, c < space.faceCount ? COMPONENT_PULL : UNIT_PULL);
  });
  addBelief(equations, work.believed, guess.weights);
  if (work.depthM) addPull(equations, RIGID - 1, guess.place[2] + work.depthM, 1 / (DEPTH * work.depthM));
  return equations;
}

/** What is believed of the face's components once the body’s are known: w·square·w + 2 line·w, and a constant. */
interface Believed {
  readonly square: Float64Array;
  readonly line: Float64Array;
}

/** (modes(shape) − wanted)ᵀ precision (modes(shape) − wanted), as a function of the face's components alone. */
function believedOf({ space, belief }: FaceFit, shape: Float64Array): Believed {
  const { modes, middle, wanted, precision } = belief;
  const [count, size, from] = [wanted.length, space.bodyCount + space.faceCount, space.bodyCount];
  const off = Float64Array.from(wanted, (want, m) => {
    let sum = -want;
    for (let c = 0; c < size; c++) sum += modes[m * size + c] * ((c < from ? shape[c] : 0) - middle[c]);
    return sum;
  });
  const line = new Float64Array(space.faceCount);
  const square = new Float64Array(space.faceCount ** 2);
  const firm = new Float64Array(space.faceCount);
  for (let n = 0; n < count; n++) {
    firm.fill(0);
    for (let m = 0; m < count; m++) {
      const p = precision[m * count + n];
      for (let c = 0; c < firm.length; c++) firm[c] += p * modes[m * size + from + c];
    }
    for (let c = 0; c < firm.length; c++) {
      line[c] += firm[c] * off[n];
      for (let d = 0; d < firm.length; d++)
        square[c * firm.length + d] += firm[c] * modes[n * size + from + d];
    }
  }
  return { square, line };
}

function addBelief(equations: NormalEquations, { square, line }: Believed, weights: Float64Array): void {
  const { size, matrix, gradient } = equations;
  for (let c = 0; c < line.length; c++) {
    let pull = line[c];
    for (let d = 0; d < line.length; d++) pull += square[c * line.length + d] * weights[d];
    equations.cost += weights[c] * (pull + line[c]);
    gradient[RIGID + c] += pull;
    for (let d = 0; d <= c; d++) matrix[(RIGID + c) * size + RIGID + d] += square[c * line.length + d];
  }
}

/** Eyes to mouth, px. */
function eyeToMouth(points: ArrayLike<number>): number {
  const [x, y] = [0, 1].map((k) => (points[33 * 3 + k] + points[263 * 3 + k]) / 2 - points[13 * 3 + k]);
  return Math.hypot(x, y);
}

/** Picture of a place, px; `rows` become derivatives of both by turn, place and weights. */
function look(
  { camera, places }: Work,
  { turn, place: at, weights }: Guess,
  place: FacePlace,
  rows?: Float64Array,
): [number, number] {
  const p = turned(turn, placeWith(place, weights));
  if (!rows) return pictureOf(camera, at, p);
  const size = RIGID + places.weights;
  const depth = -(p[2] + at[2]);
  const scale = camera.focalPx / depth;
  const [u, v] = [(p[0] + at[0]) / depth, (p[1] + at[1]) / depth];
  const put = (column: number, dx: number, dy: number, dz: number) => {
    rows[column] = scale * (dx + u * dz);
    rows[size + column] = -scale * (dy + v * dz);
  };
  put(0, 0, -p[2], p[1]);
  put(1, p[2], 0, -p[0]);
  put(2, -p[1], p[0], 0);
  put(3, 1, 0, 0);
  put(4, 0, 1, 0);
  put(5, 0, 0, 1);
  const { moves } = place;
  for (let c = 0; c < places.weights; c++) {
    const [x, y, z] = [moves[c * 3], moves[c * 3 + 1], moves[c * 3 + 2]];
    put(
      RIGID + c,
      turn[0] * x + turn[1] * y + turn[2] * z,
      turn[3] * x + turn[4] * y + turn[5] * z,
      turn[6] * x + turn[7] * y + turn[8] * z,
    );
  }
  return pictureOf(camera, at, p);
}

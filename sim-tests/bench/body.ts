/**
 * One photo to a body, on people of whom everything is known: random shapes, faces, clothes, poses and cameras, drawn
 * from our own body model. Beside the fit stands the mean body (scaled to the given height), so that a figure says
 * what the photo told. The people are drawn, not photographed: figures on real people are worse (clothes, hair, lens).
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readBodyModel } from '@troupe/avatars/body';
import {
  type BodySpace,
  createBodySpace,
  drawSyntheticPerson,
  measureBody,
  PhotoRefused,
  readPhotoKit,
  restBody,
  runPhoto,
  type SyntheticPerson,
} from '@troupe/avatars/photo';
import { publish, round } from './report.ts';

const MODEL = fileURLToPath(new URL('../../assets/models/body', import.meta.url));

/** What one person scored. */
interface Score {
  readonly pveTMm: number;
  readonly pveTScMm: number;
  readonly girthMm: number;
  readonly mpjpeMm: number;
  readonly meanPveTMm: number;
  readonly meanPveTScMm: number;
  readonly meanGirthMm: number;
  readonly iou: number;
  readonly reprojection: number;
  readonly seconds: number;
  readonly peakMiB: number;
  readonly groups: readonly string[];
}

/** `troupe bench body`. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      people: { type: 'string', default: '24' },
      first: { type: 'string', default: '1000' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const people = Number(values.people);
  const first = Number(values.first);
  if (!(people >= 3 && people <= 2000)) throw new Error('--people: a number from 3 to 2000');
  const space = createBodySpace(readBodyModel(MODEL), readPhotoKit(MODEL));
  const scores: Score[] = [];
  const refused: string[] = [];
  for (let k = 0; k < people; k++) {
    const person = await drawSyntheticPerson(space, first + k);
    try {
      scores.push(await scoreOf(space, person));
    } catch (error) {
      if (!(error instanceof PhotoRefused)) throw error;
      refused.push(error.code);
    }
    if ((k + 1) % 6 === 0) console.error(`${k + 1}/${people} people, ${refused.length} refused`);
  }
  if (scores.length === 0) throw new Error(`all ${people} people were refused: ${refused.join(', ')}`);
  publish('body', { people, refused: refused.length, ...summary(scores), groups: groupTable(scores) }, args);
}

async function scoreOf(space: BodySpace, person: SyntheticPerson): Promise<Score> {
  const start = performance.now();
  const made = await runPhoto(person.photo, { modelFolder: MODEL, wishes: { heightM: person.heightM } });
  const seconds = (performance.now() - start) / 1000;
  const truth = restBody(space, person.state.shape, true);
  const found = restBody(space, made.fit.shape, true);
  const mean = restBody(space, new Float64Array(space.shapeCount), true);
  scaleTo(mean, person.heightM);
  const own = compare(truth.positions, found.positions);
  const average = compare(truth.positions, mean.positions);
  const girth = (body: { positions: Float32Array; joints: Float32Array }) => {
    const [a, b] = [
      measureBody(space, truth.positions, truth.joints),
      measureBody(space, body.positions, body.joints),
    ];
    return (1000 / 3) * (Math.abs(a.chest - b.chest) + Math.abs(a.waist - b.waist) + Math.abs(a.hip - b.hip));
  };
  return {
    pveTMm: own.plain,
    pveTScMm: own.scaled,
    girthMm: girth(found),
    mpjpeMm: jointError(person.joints, made.fit.joints),
    meanPveTMm: average.plain,
    meanPveTScMm: average.scaled,
    meanGirthMm: girth(mean),
    iou: made.report.iou,
    reprojection: made.report.reprojection,
    seconds,
    peakMiB: made.peakMiB,
    groups: groupsOf(person),
  };
}

function scaleTo(body: { positions: Float32Array; joints: Float32Array }, heightM: number): void {
  let low = 9;
  let high = -9;
  for (let i = 1; i < body.positions.length; i += 3) {
    low = Math.min(low, body.positions[i]);
    high = Math.max(high, body.positions[i]);
  }
  const scale = heightM / (high - low);
  for (const array of [body.positions, body.joints]) for (let i = 0; i < array.length; i++) array[i] *= scale;
}

/** Mean distance of vertices in mm after moving the means together; and after the best scale too. */
function compare(truth: Float32Array, found: Float32Array): { plain: number; scaled: number } {
  const [a, b] = [centred(truth), centred(found)];
  let dot = 0;
  let own = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i] * b[i];
    own += b[i] * b[i];
  }
  const distance = (scale: number) => {
    let sum = 0;
    for (let i = 0; i < a.length; i += 3) {
      sum += Math.hypot(a[i] - scale * b[i], a[i + 1] - scale * b[i + 1], a[i + 2] - scale * b[i + 2]);
    }
    return (1000 * sum * 3) / a.length;
  };
  return { plain: distance(1), scaled: distance(dot / own) };
}

function centred(points: Float32Array): Float64Array {
  const middle = [0, 1, 2].map((k) => {
    let sum = 0;
    for (let i = k; i < points.length; i += 3) sum += points[i];
    return (sum * 3) / points.length;
  });
  return Float64Array.from(points, (x, i) => x - middle[i % 3]);
}

/** Mean distance of the body's joints (no fingers) after moving the hips together, mm. */
function jointError(truth: Float64Array, found: Float64Array): number {
  const main = [1, 2, 4, 5, 8, 9, 10, 11, 12, 13, 32, 33, 34, 35, 36, 37];
  const sum = main.reduce((total, b) => {
    const d = [0, 1, 2].map((k) => truth[b * 3 + k] - truth[k] - found[b * 3 + k] + found[k]);
    return total + Math.hypot(...d);
  }, 0);
  return (1000 * sum) / main.length;
}

function groupsOf(person: SyntheticPerson): string[] {
  const { semantics, look } = person;
  const light = (look.skin[0] + look.skin[1] + look.skin[2]) / 3;
  return [
    semantics.sex < 0.5 ? 'build feminine' : 'build masculine',
    semantics.age < 0.4 ? 'age younger' : 'age older',
    semantics.weight < 0.4 ? 'weight light' : semantics.weight > 0.6 ? 'weight heavy' : 'weight middle',
    light > 170 ? 'skin light' : light > 110 ? 'skin middle' : 'skin dark',
    `clothes ${look.lower.kind}`,
  ];
}

const mean = (values: readonly number[]): number => round(values.reduce((a, b) => a + b, 0) / values.length);

function median(values: readonly number[]): number {
  return round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]);
}

function summary(scores: readonly Score[]) {
  const of = (pick: (s: Score) => number) => scores.map(pick);
  return {
    pveTMm: mean(of((s) => s.pveTMm)),
    pveTScMm: mean(of((s) => s.pveTScMm)),
    girthMm: mean(of((s) => s.girthMm)),
    mpjpeMm: mean(of((s) => s.mpjpeMm)),
    meanBody: {
      pveTMm: mean(of((s) => s.meanPveTMm)),
      pveTScMm: mean(of((s) => s.meanPveTScMm)),
      girthMm: mean(of((s) => s.meanGirthMm)),
    },
    iouMedian: median(of((s) => s.iou)),
    reprojectionMedian: round(100 * median(of((s) => s.reprojection))) / 100,
    secondsMedian: median(of((s) => s.seconds)),
    peakMiB: Math.max(...of((s) => s.peakMiB)),
  };
}

/** Scale-corrected error a group, and how far the worst lies above the best of its kind. */
function groupTable(scores: readonly Score[]) {
  const names = [...new Set(scores.flatMap((s) => s.groups))].sort();
  const rows = names.map((name) => {
    const group = scores.filter((s) => s.groups.includes(name));
    return {
      name,
      people: group.length,
      pveTScMm: mean(group.map((s) => s.pveTScMm)),
      iou: mean(group.map((s) => s.iou)),
    };
  });
  const worst = rows.reduce((a, b) => (b.pveTScMm > a.pveTScMm ? b : a));
  const best = rows.reduce((a, b) => (b.pveTScMm < a.pveTScMm ? b : a));
  return { rows, worst: worst.name, gapMm: round(worst.pveTScMm - best.pveTScMm) };
}

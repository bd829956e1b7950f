/**
 * One photo to a body, on people of whom everything is known: random shapes, faces, clothes, lenses, each in three poses,
 * drawn from our own body model. Beside the fit stand the regressor without refinement and the mean body (both scaled to the
 * given height), so that a figure says what the photo and what the refinement told. The people are drawn, not
 * photographed: figures on real people are worse (clothes, hair, lens).
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { GIRTHS, type Score, type ShapeError } from './body-score.ts';
import { scoreViews, viewsOf } from './body-views.ts';
import type { BodyAnswer, BodyOrder } from './body-worker.ts';
import { publish, round } from './report.ts';

const MODEL = fileURLToPath(new URL('../../assets/models/body', import.meta.url));
const WORKER = fileURLToPath(new URL('./body-worker.ts', import.meta.url));
const PEOPLE_MAX = 2000;
const WORKERS_MAX = 16;
/** People of a crossed group below this say nothing. */
const CELL_LEAST = 5;

/** `troupe bench body`. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      people: { type: 'string', default: '200' },
      first: { type: 'string', default: '1000' },
      whole: { type: 'string', default: '5' },
      views: { type: 'string' },
      workers: { type: 'string', default: String(Math.min(2, availableParallelism())) },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const number = (name: 'people' | 'first' | 'whole' | 'workers', low: number, high: number) => {
    const value = Number(values[name]);
    if (!(Number.isInteger(value) && value >= low && value <= high))
      throw new Error(`--${name}: a whole number from ${low} to ${high}`);
    return value;
  };
  const people = number('people', 3, PEOPLE_MAX);
  const first = number('first', 0, 1e6);
  const wholeEvery = number('whole', 1, PEOPLE_MAX);
  const workers = number('workers', 1, WORKERS_MAX);
  if (values.views !== undefined) {
    publish('body views', await scoreViews(MODEL, viewsOf(values.views), people, first), args);
    return;
  }
  const start = performance.now();
  const { scores, refused } = await scoreAll(people, first, wholeEvery, workers);
  if (scores.length === 0) throw new Error(`every photo was refused: ${[...new Set(refused)].join(', ')}`);
  const minutes = round((performance.now() - start) / 60_000);
  publish(
    'body',
    {
      people,
      photos: scores.length,
      refused: refused.length,
      ...summary(scores),
      minutes,
      ...groups(scores),
    },
    args,
  );
}

const PROGRESS_EVERY = 30;

async function scoreAll(people: number, first: number, wholeEvery: number, workers: number) {
  const scores: Score[] = [];
  const refused: string[] = [];
  const seeds = Array.from({ length: people }, (_, k) => first + k);
  await Promise.all(
    Array.from({ length: workers }, (_, w) =>
      runWorker(
        { modelFolder: MODEL, wholeEvery, seeds: seeds.filter((_, k) => k % workers === w) },
        (answer) => {
          if ('score' in answer) scores.push(answer.score);
          if ('refused' in answer) refused.push(answer.refused);
          const done = scores.length + refused.length;
          if (done > 0 && done % PROGRESS_EVERY === 0) {
            console.error(
              `${done} photos, ${refused.length} refused, shape ${of(scores, (s) => s.fit.pveTScMm)} mm off`,
            );
          }
        },
      ),
    ),
  );
  return { scores, refused };
}

function runWorker(order: BodyOrder, take: (answer: BodyAnswer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(WORKER, [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    let done = false;
    child.on('message', (message) => {
      const answer = message as BodyAnswer;
      if ('done' in answer) done = true;
      else take(answer);
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (done) resolve();
      else
        reject(new Error(`a worker of the bench ended early with code ${code}; what it said stands above`));
    });
  });
}

function of<T>(rows: readonly T[], pick: (row: T) => number): number {
  return round(rows.reduce((sum, row) => sum + pick(row), 0) / rows.length);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function shapes(scores: readonly Score[], pick: (s: Score) => ShapeError) {
  const girths = Object.fromEntries(GIRTHS.map((name) => [`${name}Mm`, of(scores, (s) => pick(s)[name])]));
  return {
    pveTScMm: of(scores, (s) => pick(s).pveTScMm),
    pveTMm: of(scores, (s) => pick(s).pveTMm),
    girthMm: of(scores, (s) => girthOf(pick(s))),
    ...girths,
  };
}

const girthOf = (e: ShapeError): number => (e.chest + e.waist + e.hip) / 3;

function summary(scores: readonly Score[]) {
  const whole = scores.flatMap((s) => (s.made ? [s.made] : []));
  const texture = (side: string) => of(whole, (m) => m.textureDeltaE[side]);
  const cheap = scores.filter((s) => !s.made);
  return {
    ...shapes(scores, (s) => s.fit),
    mpjpeMm: of(scores, (s) => s.mpjpeMm),
    reprojectionMedian: round(1000 * median(scores.map((s) => s.reprojection))) / 1000,
    regressor: shapes(scores, (s) => s.regressor),
    meanBody: shapes(scores, (s) => s.mean),
    ...(whole.length > 0
      ? {
          wholeBodies: whole.length,
          iouMedian: round(median(whole.map((m) => m.iou))),
          textureDeltaE: { threeQuarter: texture('threeQuarter'), back: texture('back') },
        }
      : {}),
    secondsOfSeeAndFit: round(median((cheap.length > 0 ? cheap : scores).map((s) => s.seconds))),
  };
}

/** The errors a group, and crossed groups; how far the worst lies above the best. */
function groups(scores: readonly Score[]) {
  const row = (name: string, group: readonly Score[]) => ({
    name,
    photos: group.length,
    pveTScMm: of(group, (s) => s.fit.pveTScMm),
    pveTMm: of(group, (s) => s.fit.pveTMm),
    girthMm: of(group, (s) => girthOf(s.fit)),
    mpjpeMm: of(group, (s) => s.mpjpeMm),
  });
  const by = (nameOf: (s: Score) => string) => {
    const names = [...new Set(scores.map(nameOf))].sort();
    return names.map((name) =>
      row(
        name,
        scores.filter((s) => nameOf(s) === name),
      ),
    );
  };
  const attributes = Object.keys(scores[0].groups);
  const rows = [
    ...attributes.flatMap((a) => by((s) => `${a} ${s.groups[a]}`)),
    ...by((s) => `pose ${s.pose}`),
  ];
  const crossed = by((s) => attributes.map((a) => s.groups[a]).join(' ')).filter(
    (r) => r.photos >= CELL_LEAST * 3,
  );
  return {
    groups: { rows, ...spread(rows) },
    crossedGroups: { count: crossed.length, rows: crossed, ...spread(crossed) },
  };
}

const MEASURES = ['pveTScMm', 'pveTMm', 'girthMm', 'mpjpeMm'] as const;
type GroupRow = { readonly name: string } & Readonly<Record<(typeof MEASURES)[number], number>>;

/** The worst group and how far it lies above the best: of the shape, and of every measure. */
function spread(rows: readonly GroupRow[]) {
  if (rows.length === 0) return {};
  const of = (measure: (typeof MEASURES)[number]) => {
    const sorted = [...rows].sort((a, b) => a[measure] - b[measure]);
    const [best, worst] = [sorted[0], sorted[sorted.length - 1]];
    return { worst: worst.name, worstMm: worst[measure], gapMm: round(worst[measure] - best[measure]) };
  };
  const shape = of('pveTScMm');
  return {
    worst: shape.worst,
    worstPveTScMm: shape.worstMm,
    gapMm: shape.gapMm,
    measures: Object.fromEntries(MEASURES.map((measure) => [measure, of(measure)])),
  };
}

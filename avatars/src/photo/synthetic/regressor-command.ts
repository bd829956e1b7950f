import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { deserialize } from 'node:v8';
import { readBodyModel } from '../../body/index.ts';
import { FEATURE_COUNT, FEATURES, mirrorFeatures } from '../shape/person-features.ts';
import { runWorkers } from './run-workers.ts';
import { errorDeviation, ROWS_PER_PERSON, SAMPLE_TRUTH, type SeenRun, WIDTHS_FROM } from './samples.ts';
import type { SamplesOrder } from './samples-worker.ts';
import { train, wholeNumber } from './train.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const WORKER = fileURLToPath(new URL('./samples-worker.ts', import.meta.url));
const PEOPLE_MAX = 20_000;
const WORKERS_MAX = 16;
/**
 * A photo that was really read counts as so many samples (a multiple of the rows of a person): about as much as all drawn
 * samples together. What errors have to do with the person and the pose only these tell; on 120 photos kept apart, 87.4 % of
 * the variance is explained without them, 88.2 % at 20 rows, 88.6 % at 60 to 120, 85.1 % at 1,000.
 */
const RUN_ROWS = 8 * ROWS_PER_PERSON;

/** `troupe body regressor`: drawn people to assets/models/body/shape-regressor.*. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      people: { type: 'string', default: '4500' },
      runs: { type: 'string', default: '700' },
      workers: { type: 'string', default: '2' },
      python: { type: 'string', default: '/usr/bin/python3' },
    },
  });
  const people = wholeNumber(values.people, 'people', 100, PEOPLE_MAX);
  const runs = wholeNumber(values.runs, 'runs', 20, PEOPLE_MAX);
  const workers = wholeNumber(values.workers, 'workers', 1, WORKERS_MAX);
  const folder = mkdtempSync(join(tmpdir(), 'troupe-regressor-'));
  try {
    const model = join(ROOT, 'assets/models/body');
    await makeSampleFiles({ folder, model, people, runs, workers });
    train({
      python: values.python,
      script: 'train_regressor.py',
      args: ['--samples', folder, '--model', model],
      needs: 'numpy, torch and onnx',
    });
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeSampleFiles(plan: {
  folder: string;
  model: string;
  people: number;
  runs: number;
  workers: number;
}): Promise<void> {
  const { folder, model, people, runs, workers } = plan;
  const file = (name: string, w: number) => join(folder, `${name}.${w}`);
  const list = Array.from({ length: workers }, (_, w) => w);
  const share = (total: number, w: number) => {
    const each = Math.ceil(total / workers);
    return { first: w * each, count: Math.min(each, total - w * each) };
  };
  const files = list.map((w) => file('runs', w));
  const orders = (of: (w: number) => SamplesOrder) => list.map(of);
  await runWorkers(
    WORKER,
    'photos read',
    runs,
    orders((w) => ({ kind: 'runs', modelFolder: model, ...share(runs, w), out: files[w] })),
  );
  await runWorkers(
    WORKER,
    'people drawn',
    people,
    orders((w) => ({
      kind: 'samples',
      modelFolder: model,
      ...share(people, w),
      runs: files,
      features: file('features', w),
      truth: file('truth', w),
    })),
  );
  const found = files.flatMap((path) => deserialize(readFileSync(path)) as SeenRun[]);
  // What was really read goes first, so that it is learned from and not measured on.
  for (const run of found) {
    for (let k = 0; k < RUN_ROWS; k++) {
      appendFileSync(join(folder, 'features.f32'), new Uint8Array(run.features.buffer));
      appendFileSync(join(folder, 'truth.f32'), new Uint8Array(Float32Array.from(run.truth).buffer));
    }
  }
  for (const w of list) {
    for (const name of ['features', 'truth']) {
      appendFileSync(join(folder, `${name}.f32`), readFileSync(file(name, w)));
      rmSync(file(name, w));
    }
  }
  // Signed numbers of features, sent through the mirror, tell which feature comes from where.
  const mirror = mirrorFeatures(Float32Array.from({ length: FEATURE_COUNT }, (_, i) => i + 1));
  const about = {
    features: FEATURE_COUNT,
    components: readBodyModel(model).manifest.components,
    truth: SAMPLE_TRUTH,
    rowsPerPerson: ROWS_PER_PERSON,
    widths: [WIDTHS_FROM, WIDTHS_FROM + FEATURES.widths],
    people,
    networkRuns: found.length,
    readRows: found.length * RUN_ROWS,
    errorDeviation: errorDeviation(found.map((run) => run.error)),
    mirrorFrom: [...mirror].map((x) => Math.abs(x) - 1),
    mirrorSign: [...mirror].map(Math.sign),
  };
  writeFileSync(join(folder, 'samples.json'), JSON.stringify(about));
}

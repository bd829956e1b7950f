import { fork, spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { deserialize } from 'node:v8';
import { readBodyModel } from '../../body/index.ts';
import { FEATURE_COUNT, FEATURES, mirrorFeatures } from '../shape/person-features.ts';
import { errorDeviation, ROWS_PER_PERSON, SAMPLE_TRUTH, type SeenRun, WIDTHS_FROM } from './samples.ts';
import type { SamplesOrder } from './samples-worker.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const WORKER = fileURLToPath(new URL('./samples-worker.ts', import.meta.url));
const PEOPLE_MAX = 20_000;
const WORKERS_MAX = 16;
/** A photo that was really read counts as so many samples; a multiple of the rows of a person. */
const RUN_ROWS = 2 * ROWS_PER_PERSON;

/** `troupe body regressor`: drawn people to assets/models/body/shape-regressor.*. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      people: { type: 'string', default: '3300' },
      runs: { type: 'string', default: '160' },
      workers: { type: 'string', default: '2' },
      python: { type: 'string', default: '/usr/bin/python3' },
    },
  });
  const number = (name: 'people' | 'runs' | 'workers', low: number, high: number) => {
    const value = Number(values[name]);
    if (!(Number.isInteger(value) && value >= low && value <= high))
      throw new Error(`--${name}: a whole number from ${low} to ${high}`);
    return value;
  };
  const [people, runs] = [number('people', 100, PEOPLE_MAX), number('runs', 20, PEOPLE_MAX)];
  const workers = number('workers', 1, WORKERS_MAX);
  const folder = mkdtempSync(join(tmpdir(), 'troupe-regressor-'));
  try {
    const model = join(ROOT, 'assets/models/body');
    await makeSampleFiles({ folder, model, people, runs, workers });
    const script = join(ROOT, 'avatars/train/body/train_regressor.py');
    const made = spawnSync(values.python, [script, '--samples', folder, '--model', model], {
      stdio: ['ignore', 2, 2],
    });
    if (made.error)
      throw new Error(`${values.python} is not there; install python3 with numpy, torch and onnx`);
    if (made.status !== 0)
      throw new Error(`the training ended with code ${made.status}; what it said stands above`);
    console.error('now run node assets/make-manifest.mjs');
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
  await runWorkers(
    'photos read',
    runs,
    list.map((w) => ({ kind: 'runs', modelFolder: model, ...share(runs, w), out: files[w] })),
  );
  await runWorkers(
    'people drawn',
    people,
    list.map((w) => ({
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
    errorDeviation: errorDeviation(found.map((run) => run.error)),
    mirrorFrom: [...mirror].map((x) => Math.abs(x) - 1),
    mirrorSign: [...mirror].map(Math.sign),
  };
  writeFileSync(join(folder, 'samples.json'), JSON.stringify(about));
}

async function runWorkers(what: string, total: number, orders: readonly SamplesOrder[]): Promise<void> {
  const done = orders.map(() => 0);
  await Promise.all(
    orders.map(
      (order, w) =>
        new Promise<void>((resolve, reject) => {
          const child = fork(WORKER, [JSON.stringify(order)], {
            stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
          });
          child.on('message', (message) => {
            done[w] = (message as { done: number }).done;
            console.error(`${done.reduce((a, b) => a + b, 0)}/${total} ${what}`);
          });
          child.on('error', reject);
          child.on('exit', (code) =>
            code === 0 ? resolve() : reject(new Error(`a sample worker ended with code ${code}`)),
          );
        }),
    ),
  );
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { FaceOrder } from './face-samples-worker.ts';
import { runWorkers } from './run-workers.ts';
import { train, wholeNumber } from './train.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const WORKER = fileURLToPath(new URL('./face-samples-worker.ts', import.meta.url));
const PEOPLE_MAX = 20_000;
const WORKERS_MAX = 16;
const VIEWS_MAX = 12;

/** `troupe body faces`: drawn heads to assets/models/body/face-regressor.*. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      people: { type: 'string', default: '900' },
      views: { type: 'string', default: '3' },
      workers: { type: 'string', default: '2' },
      python: { type: 'string', default: '/usr/bin/python3' },
    },
  });
  const people = wholeNumber(values.people, 'people', 100, PEOPLE_MAX);
  const views = wholeNumber(values.views, 'views', 1, VIEWS_MAX);
  const workers = wholeNumber(values.workers, 'workers', 1, WORKERS_MAX);
  const folder = mkdtempSync(join(tmpdir(), 'troupe-faces-'));
  try {
    const model = join(ROOT, 'assets/models/body');
    const each = Math.ceil(people / workers);
    const orders = Array.from(
      { length: workers },
      (_, w): FaceOrder => ({
        modelFolder: model,
        first: w * each,
        people: Math.min(each, people - w * each),
        views,
        out: join(folder, `rows.${w}.f32`),
      }),
    );
    await runWorkers(WORKER, 'heads drawn and read', people, orders);
    const files = orders.map(({ out }) => out);
    train({
      python: values.python,
      script: 'train_face.py',
      args: ['--samples', ...files, '--model', model],
      needs: 'numpy',
    });
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

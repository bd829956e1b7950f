import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type BodySource, createBodyFile } from './body-file.ts';
import { buildStageLods } from './stage-lods.ts';
import { checkVrm } from './vrm-check.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const BUILDER = join(ROOT, 'avatars/train/body/build_cast.py');

/**
 * `troupe cast build`: recipes (assets/bodies/cast.json) to bodies. The Python builder makes the VRM masters and the
 * merged sources; here the levels of detail and body.json are written and every VRM is checked.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      out: { type: 'string', default: join(ROOT, 'assets/bodies') },
      cast: { type: 'string', default: join(ROOT, 'assets/bodies/cast.json') },
      only: { type: 'string', default: '' },
      python: { type: 'string', default: '/usr/bin/python3' },
      json: { type: 'boolean' },
    },
  });
  if (values.data) await makeMasters({ ...values, data: values.data });
  const ids = readdirSync(values.out, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(values.out, entry.name, 'stage-source.glb')))
    .map((entry) => entry.name);
  if (ids.length === 0) {
    throw new Error(
      `${values.out} holds no sources; give the unpacked mesh data: troupe cast build --data DIR/body-mesh`,
    );
  }
  const report = [];
  for (const [i, id] of ids.entries()) {
    const made = await finishBody(join(values.out, id));
    report.push(made);
    console.error(
      `${i + 1}/${ids.length} ${id}: lods ${made.triangles.join(', ')} triangles, ${Math.round(made.bytes / 1000)} kB`,
    );
  }
  const faults = report.flatMap((made) => made.faults.map((fault) => `${made.id}: ${fault}`));
  for (const fault of faults) console.error(fault);
  if (values.json) console.log(JSON.stringify({ bodies: report }));
  return faults.length > 0 ? 1 : 0;
}

async function makeMasters(options: {
  data: string;
  out: string;
  cast: string;
  only: string;
  python: string;
}): Promise<void> {
  const args = [
    BUILDER,
    '--data',
    options.data,
    '--cast',
    options.cast,
    '--out',
    options.out,
    '--only',
    options.only,
  ];
  const child = spawn(options.python, args, { stdio: ['ignore', 2, 2] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', () =>
      reject(new Error(`${options.python} is not there; install python3 with numpy, scipy and pil`)),
    );
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`the body builder ended with code ${code}; what it said stands above`);
}

/** Levels of detail and body.json of one body; its sources are removed. */
async function finishBody(folder: string) {
  const source = JSON.parse(readFileSync(join(folder, 'body.source.json'), 'utf8')) as BodySource;
  const lods = await buildStageLods(readFileSync(join(folder, 'stage-source.glb')));
  const triangles = lods.map((lod) => lod.triangles);
  lods.forEach((lod, i) => {
    writeFileSync(join(folder, `lod${i}.glb`), lod.bytes);
  });
  writeFileSync(join(folder, 'body.json'), `${JSON.stringify(createBodyFile(source, triangles), null, 1)}\n`);
  const vrm = readFileSync(join(folder, `${source.id}.vrm`));
  rmSync(join(folder, 'stage-source.glb'));
  rmSync(join(folder, 'body.source.json'));
  const bytes = vrm.length + lods.reduce((sum, lod) => sum + lod.bytes.length, 0);
  return { id: source.id, triangles, bytes, faults: checkVrm(vrm) };
}

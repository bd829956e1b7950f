import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildFacePoints } from './build-face-points.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** `troupe body kit`: the CC0 mesh data to assets/models/body/photo-kit.* and face-points.json. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { data: { type: 'string' }, python: { type: 'string', default: '/usr/bin/python3' } },
  });
  if (!values.data) throw new Error('give the unpacked mesh data: troupe body kit --data DIR/body-mesh');
  const out = join(ROOT, 'assets/models/body');
  const builder = join(ROOT, 'avatars/train/body/build_photo_kit.py');
  const made = spawnSync(values.python, [builder, '--data', values.data, '--out', out], {
    stdio: ['ignore', 2, 2],
  });
  if (made.error) throw new Error(`${values.python} is not there; install python3 with numpy, scipy and pil`);
  if (made.status !== 0)
    throw new Error(`the kit builder ended with code ${made.status}; what it said stands above`);
  const bodies = join(ROOT, 'assets/bodies');
  const ids = readdirSync(bodies).filter((id) => existsSync(join(bodies, id, `${id}.vrm`)));
  const found = await buildFacePoints(bodies, ids, out);
  console.error(`${found} of 468 face points placed; now run node assets/make-manifest.mjs`);
  return 0;
}

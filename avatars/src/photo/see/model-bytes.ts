import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** Models that @mediapipe/holistic ships (Apache-2.0). */
export type ModelName =
  | 'pose_detection'
  | 'pose_landmark_lite'
  | 'pose_landmark_full'
  | 'pose_landmark_heavy'
  | 'face_landmark'
  | 'hand_landmark_full';

/** Models that are files of their own in the package. */
const PLAIN: readonly ModelName[] = ['pose_landmark_lite', 'pose_landmark_full', 'pose_landmark_heavy'];

/** Bytes of a model: a plain file, or a stretch of the packed assets whose table stands in their loader script. */
export function modelBytes(name: ModelName): Uint8Array {
  const folder = dirname(require.resolve('@mediapipe/holistic/package.json'));
  if (PLAIN.includes(name)) return readFileSync(join(folder, `${name}.tflite`));
  const loader = readFileSync(join(folder, 'holistic_solution_packed_assets_loader.js'), 'utf8');
  const entry = /"start": (\d+), "end": (\d+)/.exec(
    loader.slice(Math.max(0, loader.indexOf(`/${name}.tflite"`))),
  );
  if (!entry) throw new Error(`@mediapipe/holistic holds no ${name}; run npm ci again`);
  return readStretch(
    join(folder, 'holistic_solution_packed_assets.data'),
    Number(entry[1]),
    Number(entry[2]),
  );
}

/** Bytes start..end of a file; the rest of the 17 MB never comes into memory. */
function readStretch(path: string, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - start);
  const file = openSync(path, 'r');
  try {
    for (let at = 0; at < bytes.length; ) {
      const count = readSync(file, bytes, at, bytes.length - at, start + at);
      if (count === 0) throw new Error(`${path} ends at byte ${start + at}; run npm ci again`);
      at += count;
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}

/** Folder of the wasm that LiteRT.js runs on. */
export function litertFolder(): string {
  return join(dirname(fileURLToPath(import.meta.resolve('@litertjs/core'))), '../wasm/');
}

/**
 * LiteRT.js in Node with the models that @mediapipe/holistic ships.
 *
 * CONTRIBUTOR NOTES: LiteRT.js is made for browsers: it fetches its wasm script by importScripts. The shim below runs
 * that script in this process; it touches `self`, `require` and `importScripts` of the global object, so use it in a
 * process of its own. face_landmark_with_attention needs a custom op that LiteRT.js lacks: it logs an error and `run`
 * returns rubbish; face_landmark (468 points) works. All models of the pose road load in 0.7 s.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import type * as LiteRt from '@litertjs/core';

const require = createRequire(import.meta.url);

/** Runs one model: a float picture in, every output as a float array. */
export interface Network {
  run(input: Float32Array, shape: readonly number[]): Promise<Float32Array[]>;
}

export type ModelName =
  | 'pose_detection'
  | 'pose_landmark_full'
  | 'pose_landmark_heavy'
  | 'face_landmark'
  | 'hand_landmark_full';

/** Models that are files of their own in the package. */
const PLAIN: readonly ModelName[] = ['pose_landmark_full', 'pose_landmark_heavy'];

let runtime: Promise<typeof LiteRt> | undefined;

async function startRuntime(): Promise<typeof LiteRt> {
  const root = globalThis as Record<string, unknown>;
  root.self ??= globalThis;
  root.require ??= require;
  root.importScripts = (address: unknown) => {
    const path = String(address).startsWith('file:') ? fileURLToPath(String(address)) : String(address);
    const body = `(function(require,__filename,__dirname){${readFileSync(path, 'utf8')}\n;globalThis.ModuleFactory=ModuleFactory;})`;
    vm.runInThisContext(body, { filename: path })(require, path, dirname(path));
  };
  const lib = await quietly(() => import('@litertjs/core'));
  const folder = join(dirname(fileURLToPath(import.meta.resolve('@litertjs/core'))), '../wasm/');
  await quietly(() => lib.loadLiteRt(folder as never));
  return lib;
}

/** LiteRT.js warns of missing WebGPU and NPU on every start; both are expected here. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const kept = { warn: console.warn, error: console.error, log: console.log, info: console.info };
  const silent = () => {};
  Object.assign(console, { warn: silent, error: silent, log: silent, info: silent });
  try {
    return await work();
  } finally {
    Object.assign(console, kept);
  }
}

const loaded = new Map<ModelName, Promise<Network>>();

/** Loads one of the shipped models, once a process. @throws Error when the package is not installed whole */
export function loadModel(name: ModelName): Promise<Network> {
  const network = loaded.get(name) ?? compileModel(name);
  loaded.set(name, network);
  return network;
}

async function compileModel(name: ModelName): Promise<Network> {
  runtime ??= startRuntime();
  const lib = await runtime;
  const model = await quietly(() => lib.loadAndCompile(modelBytes(name), { accelerator: 'wasm' }));
  return {
    async run(input, shape) {
      const tensor = new lib.Tensor(input, [...shape]);
      const outputs = (await model.run(tensor)) as LiteRt.Tensor[];
      const out: Float32Array[] = [];
      for (const output of outputs) {
        out.push(Float32Array.from((await output.data()) as Float32Array));
        output.delete();
      }
      tensor.delete();
      return out;
    },
  };
}

/** Bytes of a model: a plain file, or a stretch of the packed assets whose table stands in their loader script. */
export function modelBytes(name: ModelName): Uint8Array {
  const folder = dirname(require.resolve('@mediapipe/holistic/package.json'));
  if (PLAIN.includes(name)) return new Uint8Array(readFileSync(join(folder, `${name}.tflite`)));
  const loader = readFileSync(join(folder, 'holistic_solution_packed_assets_loader.js'), 'utf8');
  const entry = new RegExp(`"filename": "[^"]*/${name}\\.tflite", "start": (\\d+), "end": (\\d+)`).exec(
    loader,
  );
  if (!entry) throw new Error(`@mediapipe/holistic holds no ${name}; run npm ci again`);
  const packed = readFileSync(join(folder, 'holistic_solution_packed_assets.data'));
  return new Uint8Array(packed.subarray(Number(entry[1]), Number(entry[2])));
}

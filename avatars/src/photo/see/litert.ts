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
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import type * as LiteRt from '@litertjs/core';
import { litertFolder, type ModelName, modelBytes } from './model-bytes.ts';
import { createNetwork, type Network, quietly } from './run-network.ts';

const require = createRequire(import.meta.url);

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
  await quietly(() => lib.loadLiteRt(litertFolder() as never));
  return lib;
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
  return quietly(() => createNetwork(lib, modelBytes(name)));
}

/**
 * The worker that sees: pictures come in, numbers go out, and pictures are let go at once.
 *
 * CONTRIBUTOR NOTES: LiteRT.js loads its script by importScripts, which throws in module workers; `loadScript` does the
 * same by a synchronous request, and works in both kinds. The worker holds one picture at a time: who sends a second
 * before the first is answered is not answered.
 */

import * as LiteRt from '@litertjs/core';
import { createNetwork, type Network, quietly } from '@troupe/avatars/sight';
import { PersonSight, type Seen } from './person-sight.ts';

export type SightAsk =
  | { readonly kind: 'start'; readonly url: string }
  | { readonly kind: 'look'; readonly picture: ImageBitmap; readonly atMs: number };
export type SightAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'seen';
      readonly seen: Seen | undefined;
      readonly atMs: number;
      readonly tookMs: number;
    };

interface Scope {
  importScripts: (url: string | URL) => void;
  Module: { locateFile(name: string): string };
  postMessage(answer: SightAnswer): void;
  onmessage: ((event: MessageEvent<SightAsk>) => void) | null;
}
const scope = globalThis as unknown as Scope;

function loadScript(url: string | URL): void {
  const request = new XMLHttpRequest();
  request.open('GET', String(url), false);
  request.send();
  if (request.status !== 200) throw new Error(`${url}: HTTP ${request.status}`);
  // biome-ignore lint/security/noGlobalEval: the stage's own script, as importScripts would run it
  globalThis.eval(request.responseText);
}

async function start(base: string): Promise<PersonSight> {
  scope.importScripts = loadScript;
  // A script that was not loaded by its address does not know where its wasm lies.
  scope.Module = { locateFile: (name) => `${base}/sight/wasm/${name}` };
  await LiteRt.loadLiteRt(`${base}/sight/wasm/` as never);
  const [people, pose, face, hand] = await Promise.all(
    ['pose_detection', 'pose_landmark_lite', 'face_landmark', 'hand_landmark_full'].map((name) =>
      loadNetwork(`${base}/sight/${name}.tflite`),
    ),
  );
  return new PersonSight({ people, pose, face, hand });
}

async function loadNetwork(url: string): Promise<Network> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return createNetwork(LiteRt, bytes);
}

let canvas: OffscreenCanvas | undefined;

/** Red, green and blue of a picture; the picture is let go. */
function pixelsOf(picture: ImageBitmap) {
  const { width, height } = picture;
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d', { willReadFrequently: true })!;
  pen.drawImage(picture, 0, 0);
  picture.close();
  const { data: from } = pen.getImageData(0, 0, width, height);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0, o = 0; i < from.length; i += 4, o += 3) {
    data[o] = from[i];
    data[o + 1] = from[i + 1];
    data[o + 2] = from[i + 2];
  }
  return { data, width, height };
}

let sight: Promise<PersonSight> | undefined;

scope.onmessage = async ({ data: ask }) => {
  try {
    if (ask.kind === 'start') {
      sight = quietly(() => start(ask.url));
      await sight;
      scope.postMessage({ kind: 'ready' });
      return;
    }
    const began = performance.now();
    const seen = await (await sight!).look(pixelsOf(ask.picture));
    scope.postMessage({ kind: 'seen', seen, atMs: ask.atMs, tookMs: performance.now() - began });
  } catch (error) {
    scope.postMessage({ kind: 'failed', message: (error as Error).message ?? String(error) });
  }
};

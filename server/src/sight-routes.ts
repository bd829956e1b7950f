import { litertFolder, type ModelName, modelBytes } from '@troupe/avatars/sight-models';
import express from 'express';

/** What a page needs to see a guest by itself: the lighter networks, 17 MB in all with the wasm. */
const MODELS: readonly ModelName[] = [
  'pose_detection',
  'pose_landmark_lite',
  'face_landmark',
  'hand_landmark_full',
];
const AGE_S = 86_400;

/**
 * Mounts `GET /sight/MODEL.tflite` and `GET /sight/wasm/FILE`: networks that a guest's own page runs on its camera. Nothing
 * of the camera ever comes here.
 */
export function mountSight(app: express.Application): void {
  const kept = new Map<ModelName, Buffer>();
  // The same for everybody and no secret: a page of another origin may run them too.
  app.use('/sight', (_request, response, next) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    next();
  });
  for (const name of MODELS) {
    app.get(`/sight/${name}.tflite`, (_request, response) => {
      const bytes = kept.get(name) ?? Buffer.from(modelBytes(name));
      kept.set(name, bytes);
      response.setHeader('Cache-Control', `public, max-age=${AGE_S}`);
      response.type('application/octet-stream').send(bytes);
    });
  }
  app.use('/sight/wasm', express.static(litertFolder(), { index: false, maxAge: AGE_S * 1000 }));
}

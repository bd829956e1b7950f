import express from 'express';
import { TokenBucket } from './gate/token-bucket.ts';
import type { Visit } from './rooms/index.ts';
import { judgeWav, type OpenAiTranscriber, SENTENCE_LIMITS } from './transcribe/index.ts';

/** Sentences a second of one guest, and how many at once. */
const RATE = { perSecond: 0.5, burst: 4 } as const;

export interface TranscribeRoutes {
  /** Undefined: nobody writes down what is said here. */
  readonly transcriber: OpenAiTranscriber | undefined;
  readonly visitOf: (request: express.Request) => Visit | undefined;
  readonly nowMs: () => number;
}

/**
 * Mounts `GET /transcriptions` ({ on, model }) and `POST /transcriptions` (a WAV of one sentence; answers { text }). Who may
 * call is decided before, with the other routes of a guest. The sound is passed on and let go; what comes back is the
 * guest's to send as a sense, or not.
 */
export function mountTranscriptions(app: express.IRouter, options: TranscribeRoutes): void {
  const { transcriber, visitOf, nowMs } = options;
  const buckets = new WeakMap<Visit, TokenBucket>();
  app.get('/transcriptions', (_request, response) => {
    response.json({ on: transcriber !== undefined, model: transcriber?.name ?? '' });
  });
  app.post(
    '/transcriptions',
    express.raw({ type: () => true, limit: SENTENCE_LIMITS.bytesMax }),
    async (request, response) => {
      const visit = visitOf(request);
      if (!transcriber || !visit) {
        response.status(404).json({ code: 'off', message: 'this stage does not write down what is said' });
        return;
      }
      const bucket = buckets.get(visit) ?? new TokenBucket(RATE, nowMs());
      buckets.set(visit, bucket);
      if (!bucket.take(nowMs())) {
        response.status(429).json({ code: 'rate', message: 'one sentence in two seconds' });
        return;
      }
      const wav: Uint8Array<ArrayBuffer> = Buffer.isBuffer(request.body)
        ? Uint8Array.from(request.body)
        : new Uint8Array();
      const judged = judgeWav(wav);
      if (!judged.ok) {
        response.status(422).json({ code: 'shape', message: judged.message });
        return;
      }
      const written = await transcriber.write(wav, request.query.lang === 'ko' ? 'ko' : 'en');
      if (written.ok) response.json({ text: written.text });
      else response.status(503).json({ code: written.code, message: written.message });
    },
  );
  app.use('/transcriptions', ((error, _request, response, next) => {
    if (error.type !== 'entity.too.large') return next(error);
    response.status(413).json({ code: 'size', message: `at most ${SENTENCE_LIMITS.bytesMax} bytes` });
  }) as express.ErrorRequestHandler);
}

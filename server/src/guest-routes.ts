import type { IncomingMessage } from 'node:http';
import { SENSE_LIMITS } from '@troupe/client-sdk/protocol';
import express from 'express';
import { originAllowed } from './gate/origin-allowlist.ts';
import type { RoomHost, Visit } from './rooms/index.ts';
import type { OpenAiTranscriber } from './transcribe/index.ts';
import { mountTranscriptions } from './transcribe-routes.ts';

/** Largest body, bytes: the largest event of all. */
const BODY_BYTES_MAX = Math.max(...Object.values(SENSE_LIMITS).map(({ bytesMax }) => bytesMax));

const ROUTES = ['/senses', '/memories', '/transcriptions'];

/**
 * Mounts what a guest does by HTTP with the token of its visit: `POST /senses` (one large sense event as JSON), `GET /memories`
 * (what is kept and thought of it), `DELETE /memories` (forget me), and `/transcriptions` (see transcribe-routes.ts).
 */
export function mountGuestRoutes(
  app: express.IRouter,
  {
    hosts,
    origins,
    transcriber,
    nowMs,
  }: {
    /** The stages of this process: a visit belongs to one of them, and its token says to which. */
    readonly hosts: readonly RoomHost[];
    readonly origins: readonly string[];
    readonly transcriber?: OpenAiTranscriber;
    readonly nowMs: () => number;
  },
): void {
  app.use(ROUTES, (request, response, next) => {
    const { origin } = request.headers;
    if (!originAllowed({ allowed: origins }, origin, request.headers.host)) {
      response.status(403).json({ code: 'origin', message: 'this page may not speak with this stage' });
      return;
    }
    if (origin !== undefined) response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Headers', 'authorization, content-type');
    response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE');
    response.setHeader('Cache-Control', 'no-store');
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  });
  const hostOf = (request: IncomingMessage): RoomHost | undefined =>
    hosts.find(({ visits }) => visits.has(tokenOf(request)));
  // The token is looked at before a byte of the body is read.
  app.use(ROUTES, (request, response, next) => {
    if (hostOf(request)) next();
    else
      response
        .status(401)
        .json({ code: 'token', message: 'send `Authorization: Bearer` with welcome.senseToken' });
  });
  const visitOf = (request: IncomingMessage): Visit | undefined =>
    hostOf(request)?.visits.get(tokenOf(request));
  mountTranscriptions(app, { transcriber, visitOf, nowMs });
  app.post('/senses', express.text({ type: () => true, limit: BODY_BYTES_MAX }), (request, response) => {
    const text = typeof request.body === 'string' ? request.body : '';
    let raw: unknown;
    try {
      raw = JSON.parse(text);
    } catch {
      response.status(400).json({ code: 'shape', message: 'the body is not JSON' });
      return;
    }
    const refusal = visitOf(request)?.sense(raw, Buffer.byteLength(text));
    if (refusal) response.status(refusal.code === 'rate' ? 429 : 422).json(refusal);
    else response.status(202).json({ ok: true });
  });
  app.get('/memories', async (request, response) => {
    const visit = visitOf(request);
    const kept = visit && (await hostOf(request)?.memoriesOf(visit.netId));
    response.json(kept ?? { memories: [], reflections: [] });
  });
  app.delete('/memories', (request, response) => {
    const visit = visitOf(request);
    if (visit) hostOf(request)?.post({ type: 'forget', netId: visit.netId });
    response.status(202).json({ ok: true });
  });
  app.use('/senses', ((error, _request, response, next) => {
    if (error.type !== 'entity.too.large') return next(error);
    response.status(413).json({ code: 'size', message: `at most ${BODY_BYTES_MAX} bytes` });
  }) as express.ErrorRequestHandler);
}

/** Token of a visit that a request shows, or ''. */
export function tokenOf(request: IncomingMessage): string {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

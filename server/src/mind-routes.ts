import type { IRouter } from 'express';
import { originAllowed } from './gate/origin-allowlist.ts';
import { tokenOf } from './guest-routes.ts';
import { listMinds, viewDecision, viewMind } from './mind-view.ts';
import type { StageHost } from './rooms/index.ts';

/**
 * Mounts what minds are told of themselves: `GET /minds`, `/minds/<netId>` (live) and `/minds/<netId>/why/<decision>`. With the
 * token of a visit a guest is told what is remembered of it too.
 */
export function mountMindRoutes(
  app: IRouter,
  { host, origins }: { readonly host: StageHost; readonly origins: readonly string[] },
): void {
  app.use('/minds', (request, response, next) => {
    const { origin } = request.headers;
    if (!originAllowed({ allowed: origins }, origin, request.headers.host)) {
      response.status(403).json({ code: 'origin', message: 'this page may not speak with this stage' });
      return;
    }
    if (origin !== undefined) response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Headers', 'authorization');
    response.setHeader('Cache-Control', 'no-store');
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  });
  const { world } = host.stage;
  const viewerOf = (request: Parameters<typeof tokenOf>[0]): number =>
    host.visits.get(tokenOf(request))?.netId ?? 0;
  app.get('/minds', (_request, response) => {
    response.json({ minds: listMinds(world) });
  });
  app.get('/minds/:netId', (request, response) => {
    const mind = viewMind(world, Number(request.params.netId), viewerOf(request));
    if (mind) response.json(mind);
    else
      response
        .status(404)
        .json({ code: 'missing', message: 'nobody with a mind has this id; GET /minds tells who has' });
  });
  app.get('/minds/:netId/why/:decision', (request, response) => {
    const { netId, decision } = request.params;
    const why = viewDecision(world, Number(netId), Number(decision), viewerOf(request));
    if (why) response.json(why);
    else
      response.status(404).json({ code: 'missing', message: 'this decision is forgotten or was never made' });
  });
}

import express from 'express';
import { originAllowed } from './gate/origin-allowlist.ts';
import type { StageHost } from './rooms/index.ts';
import { showMessage } from './rooms/index.ts';
import type { ShowDesk } from './show-desk.ts';
import { SHOW_LIMITS, type ShowCommand, TICK_MS } from './world/index.ts';

export interface ShowRoutesOptions {
  readonly host: StageHost;
  readonly desk: () => ShowDesk | undefined;
  /** Secret an operator from elsewhere must send (`Authorization: Bearer …`); '' lets only this machine in. */
  readonly token: string;
}

const PLAIN = ['play', 'pause', 'go', 'stop', 'panic'] as const;

/** The operator's routes. From this machine without a token; never for pages of other origins, never past a proxy unasked. */
export function mountShowRoutes(app: express.Application, { host, desk, token }: ShowRoutesOptions): void {
  const post = (command: ShowCommand): void => host.mailbox.post({ type: 'show', command });
  const routes = express.Router();
  routes.use((request, response, next) => {
    if (mayOperate(request, token)) return next();
    const problem = 'the show is run from its own machine, or with the token of SHOW_TOKEN';
    return response.status(403).json({ ok: false, problem });
  });
  routes.get('/', (_request, response) => {
    const { world } = host.stage;
    response.json({ ok: true, show: showMessage(world, world.tick * TICK_MS) ?? null });
  });
  routes.get('/cues', (_request, response) => {
    const { run } = host.stage.world.show;
    response.json({
      ok: true,
      scenes: run?.program.scenes ?? [],
      cast: run?.program.cast ?? [],
      frames: run?.frames ?? [],
    });
  });
  for (const op of PLAIN)
    routes.post(`/${op}`, (_request, response) => {
      post({ op });
      response.json({ ok: true });
    });
  routes.post('/seek', (request, response) =>
    number(request, response, (seconds) => post({ op: 'seek', seconds })),
  );
  routes.post('/rate', (request, response) =>
    number(request, response, (rate) => post({ op: 'rate', rate })),
  );
  routes.post(
    '/load',
    express.text({ type: () => true, limit: SHOW_LIMITS.textBytesMax }),
    (request, response, next) => {
      const open = desk();
      const text = typeof request.body === 'string' ? request.body : '';
      if (!open) response.status(503).json({ ok: false, problem: 'the stage is still opening; try again' });
      else
        open
          .load(text, request.query.play !== '0')
          .then(({ ok, problems }) => response.status(ok ? 200 : 422).json({ ok, problems }), next);
    },
  );
  app.use('/show', routes);
}

function mayOperate(request: express.Request, token: string): boolean {
  if (token !== '') return request.headers.authorization === `Bearer ${token}`;
  const { origin, host } = request.headers;
  if (origin !== undefined && !originAllowed({ allowed: [] }, origin, host)) return false;
  // A page of elsewhere whose name leads to this machine says so in Host.
  if (!/^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/.test(host ?? '')) return false;
  if (request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined)
    return false;
  const address = request.socket.remoteAddress ?? '';
  return address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

function number(request: express.Request, response: express.Response, done: (value: number) => void): void {
  const value = Number(request.query.value);
  if (request.query.value === undefined || !Number.isFinite(value)) {
    response.status(400).json({ ok: false, problem: 'say ?value=NUMBER' });
    return;
  }
  done(value);
  response.json({ ok: true });
}

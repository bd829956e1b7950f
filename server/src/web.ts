import { join } from 'node:path';
import { HUMAN_JOINTS, JOINT_PARENTS } from '@troupe/avatars/skeleton';
import express from 'express';
import { FAR_MOTIONS } from './load-assets.ts';
import { type ProcessHealth, prometheusText } from './observe/health.ts';

/** What is shown of how a stage, or a process, does. */
export interface WatchOptions {
  readonly health: () => ProcessHealth;
  /** Durations of the ticks after the first `count`. */
  readonly ticksSince: (count: number) => { readonly count: number; readonly tickMs: readonly number[] };
}

export interface WebOptions extends WatchOptions {
  /** The checkout: assets/ and client-sdk/studio/dist are served from here. */
  readonly root: string;
  /** Folders of bodies outside the checkout, by id. */
  readonly bodyFolders: ReadonlyMap<string, string>;
  /** Settles when the page is built; until then / answers that it is on its way. */
  readonly studio: Promise<void>;
}

const BUILDING_PAGE = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="1"><title>Troupe</title>
<body style="background:#14151c;color:#ecebe6;font:15px/1.5 system-ui;display:grid;place-items:center;height:100vh;margin:0">
<p>The page is being built for the first time; it opens by itself in a moment.<br>페이지를 처음 만들고 있어요. 곧 저절로 열려요.</p>`;

/** Mounts the page, the assets and the health routes on an express app. */
export function mountWeb(app: express.Application, options: WebOptions): void {
  let state: 'building' | 'ready' | 'failed' = 'building';
  let failure = '';
  options.studio.then(
    () => {
      state = 'ready';
    },
    (error: Error) => {
      state = 'failed';
      failure = error.message;
    },
  );

  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Permissions-Policy', 'geolocation=(), payment=()');
    next();
  });
  mountWatch(app, options);
  app.get('/skeletons/human-52', (_request, response) => {
    response.json({ id: 'human-52', joints: HUMAN_JOINTS, parents: JOINT_PARENTS });
  });
  for (const [id, folder] of options.bodyFolders)
    app.use(`/assets/bodies/${id}`, express.static(folder, { index: false, maxAge: '1h' }));
  app.get('/assets/far-motions.bin', (_request, response) => {
    response.sendFile(join(options.root, FAR_MOTIONS), { maxAge: '1h' });
  });
  for (const folder of ['stages', 'bodies', 'shows']) {
    app.use(
      `/assets/${folder}`,
      express.static(join(options.root, 'assets', folder), {
        fallthrough: false,
        index: false,
        maxAge: '1h',
      }),
    );
  }
  app.get('/', (_request, response, next) => {
    if (state === 'ready') return next();
    if (state === 'failed') return response.status(500).type('text/plain').send(failure);
    return response.type('html').send(BUILDING_PAGE);
  });
  app.use(
    express.static(join(options.root, 'client-sdk/studio/dist'), {
      maxAge: '1h',
      setHeaders: noCacheForPages,
    }),
  );
}

/** Mounts `/healthz`, `/metrics` and `/debug/ticks`. */
export function mountWatch(app: express.IRouter, { health, ticksSince }: WatchOptions): void {
  app.get('/healthz', (_request, response) => {
    response.json(health());
  });
  app.get('/metrics', (_request, response) => {
    response.type('text/plain').send(prometheusText(health()));
  });
  app.get('/debug/ticks', (request, response) => {
    const since = Number(request.query.since ?? 0);
    response.json(ticksSince(Number.isInteger(since) && since >= 0 ? since : 0));
  });
}

function noCacheForPages(response: express.Response, path: string): void {
  if (path.endsWith('.html')) response.setHeader('Cache-Control', 'no-cache');
}

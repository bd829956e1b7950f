import express from 'express';
import { z } from 'zod';
import type { Bridges } from './bridges/index.ts';
import { mayOperate } from './gate/may-operate.ts';
import type { StageHost } from './rooms/index.ts';
import { showMessage } from './rooms/index.ts';
import type { ShowDesk } from './show-desk.ts';
import { countHands, planShow, showJsonSchema } from './shows/index.ts';
import { SHOW_LIMITS, type ShowCommand, type ShowRun, TICK_HZ, TICK_MS, type World } from './world/index.ts';

export interface ShowRoutesOptions {
  readonly host: StageHost;
  readonly desk: () => ShowDesk | undefined;
  /** Side doors that are open, and how they do. */
  readonly bridges: () => Bridges | undefined;
  /** Secret an operator from elsewhere must send (`Authorization: Bearer …`); '' lets only this machine in. */
  readonly token: string;
}

const SEEK_BYTES_MAX = 65_536;
/** How polls, holds and Q&A are taken to have gone, when somebody looks at a way the show has not gone. */
const DECISIONS = z
  .array(
    z.strictObject({ cue: z.string().max(64), clock: z.number().int().min(0), value: z.string().max(64) }),
  )
  .max(256)
  .optional();
const PLAIN = ['play', 'pause', 'go', 'stop', 'panic'] as const;

/** The operator's routes. From this machine without a token; never for pages of other origins, never past a proxy unasked. */
export function mountShowRoutes(
  app: express.IRouter,
  { host, desk, bridges, token }: ShowRoutesOptions,
): void {
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
  routes.get('/bridges', (_request, response) => {
    response.json({ ok: true, bridges: bridges()?.status() ?? [] });
  });
  routes.get('/cues', (_request, response) => {
    const { run } = host.stage.world.show;
    response.json({
      ok: true,
      scenes: run?.program.scenes ?? [],
      cast: run?.program.cast ?? [],
      frames: run?.frames ?? [],
      music: run?.slow.music ?? null,
      problems: desk()?.problems ?? [],
      audience: audienceOf(host.stage.world),
      bridges: bridges()?.status() ?? [],
    });
  });
  routes.get('/plan', (_request, response) => {
    const { run } = host.stage.world.show;
    response.json({ ok: true, plan: run ? planShow(run.program, run.decisions) : null });
  });
  for (const op of PLAIN)
    routes.post(`/${op}`, (_request, response) => {
      post({ op });
      response.json({ ok: true });
    });
  routes.post('/seek', express.json({ limit: SEEK_BYTES_MAX }), (request, response) => {
    const decisions = DECISIONS.safeParse(request.body?.decisions);
    if (decisions.success)
      number(request, response, (seconds) => post({ op: 'seek', seconds, decisions: decisions.data }));
    else
      response.status(400).json({ ok: false, problem: 'decisions: a list of {cue, clock (ticks), value}' });
  });
  routes.get('/take', (_request, response) => {
    const { run } = host.stage.world.show;
    response.json({ ok: true, take: run ? takeOf(run, desk()?.text ?? '') : null });
  });
  routes.post('/replay', express.json({ limit: SEEK_BYTES_MAX }), (request, response) => {
    const decisions = DECISIONS.safeParse(request.body?.decisions);
    if (!decisions.success || !decisions.data) {
      response.status(400).json({ ok: false, problem: 'decisions: a list of {cue, clock (ticks), value}' });
      return;
    }
    post({ op: 'seek', seconds: 0, decisions: decisions.data, again: true });
    post({ op: 'play' });
    response.json({ ok: true });
  });
  routes.post('/rate', (request, response) =>
    number(request, response, (rate) => post({ op: 'rate', rate })),
  );
  mountTexts(routes, desk);
  mountRecordings(routes, desk);
  app.use('/show', routes);
}

/** A performance so far: its text and what was decided in it, which is all that it takes to play it again. */
function takeOf({ program, decisions, clock }: ShowRun, text: string): unknown {
  return { take: 1, show: program.id, sha256: program.sha256, seconds: clock / TICK_HZ, decisions, text };
}

/** What the desk draws of a recording. */
function mountRecordings(routes: express.Router, desk: ShowRoutesOptions['desk']): void {
  routes.get('/recording', (request, response, next) => {
    const track = String(request.query.track ?? '');
    Promise.resolve(desk()?.draw(track)).then((drawing) => {
      if (drawing) response.json({ ok: true, drawing });
      else response.status(404).json({ ok: false, problem: 'track: a recording that the show plays' });
    }, next);
  });
}

/** The text of the show: read, checked, taken. */
function mountTexts(routes: express.Router, desk: ShowRoutesOptions['desk']): void {
  routes.get('/text', (_request, response) => {
    response.json({ ok: true, text: desk()?.text ?? '' });
  });
  routes.get('/schema', (_request, response) => {
    response.json(showJsonSchema());
  });
  const textBody = express.text({ type: () => true, limit: SHOW_LIMITS.textBytesMax });
  const answer = (
    request: express.Request,
    response: express.Response,
    next: express.NextFunction,
    what: (open: ShowDesk, text: string) => Promise<{ ok: boolean; problems: readonly unknown[] }>,
  ): void => {
    const open = desk();
    const text = typeof request.body === 'string' ? request.body : '';
    if (!open) response.status(503).json({ ok: false, problem: 'the stage is still opening; try again' });
    else
      what(open, text).then(
        ({ ok, problems, ...rest }) =>
          response
            .status(ok ? 200 : 422)
            .json({ ok, problems, changes: 'changes' in rest ? rest.changes : [] }),
        next,
      );
  };
  routes.post('/check', textBody, (request, response, next) =>
    answer(request, response, next, (open, text) => open.look(text)),
  );
  routes.put('/text', textBody, (request, response, next) =>
    answer(request, response, next, (open, text) => open.save(text)),
  );
  routes.post('/load', textBody, (request, response, next) =>
    answer(request, response, next, (open, text) => open.load(text, request.query.play !== '0')),
  );
}

/** Who is there, what is asked, and how the newest poll stands: for the operator alone. */
function audienceOf(world: World): unknown {
  const { run } = world.show;
  const { guests, hands } = countHands(world);
  const names = new Map<number, string>();
  for (let slot = 0; slot < world.humans.count; slot++)
    names.set(world.humans.netId[slot], world.social.names[slot]?.en ?? '');
  const { queue = [], applause = 0, answered = 0 } = run?.audience ?? {};
  return {
    guests,
    hands,
    applause,
    answered,
    questions: queue.map(({ netId, text, atTick }) => {
      return {
        name: names.get(netId) ?? '',
        text,
        waitS: Math.round(((world.tick - atTick) * TICK_MS) / 1000),
      };
    }),
  };
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

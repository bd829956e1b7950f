import express from 'express';
import { type WatchedStage, windowsOf } from './serve-common.ts';
import { mountWatch } from './web.ts';
import { HUMAN_KIND, type World } from './world/index.ts';

/** A stage as its neighbours at the door know it. */
interface ListedStage extends WatchedStage {
  readonly name: { readonly en: string; readonly ko: string };
  /** Mounts the operator's and the minds' routes of this stage; an edge has none. */
  mount?(router: express.IRouter): void;
}

/**
 * Mounts `GET /stages` (which stages there are, who is on them and what is played), and all routes of each stage below
 * `/stages/<id>`: `/stages/studio-hall/show/go` and so on. The first stage's routes are at the root too.
 */
export function mountStages(app: express.IRouter, stages: readonly ListedStage[]): void {
  app.get('/stages', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    // Nothing of anybody is told; a page of another origin may offer the choice too.
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.json({ stages: stages.map(describe) });
  });
  for (const stage of stages) {
    const router = express.Router();
    mountWatch(router, windowsOf([stage]));
    stage.mount?.(router);
    app.use(`/stages/${stage.id}`, router);
  }
  app.use('/stages', (request, response) => {
    const [, id] = request.path.split('/', 2);
    const known = stages.map((stage) => stage.id);
    const problem = known.includes(id)
      ? `the stage "${id}" has no such route`
      : `there is no stage "${id.slice(0, 64)}" here; the stages are ${known.join(', ')}`;
    response.status(404).json({ ok: false, code: 'missing', problem });
  });
}

function describe({ id, name, host }: ListedStage, place: number) {
  const show = host.show();
  return {
    id,
    name,
    first: place === 0,
    performers: countOf(host.world, HUMAN_KIND.performer),
    guests: countOf(host.world, HUMAN_KIND.guest),
    show: show ? { id: show.show, title: show.title, status: show.status } : null,
  };
}

function countOf({ humans }: World, kind: number): number {
  let count = 0;
  for (let slot = 0; slot < humans.count; slot++) if (humans.kind[slot] === kind) count += 1;
  return count;
}

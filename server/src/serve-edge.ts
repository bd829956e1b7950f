import { randomBytes } from 'node:crypto';
import { matchMaker, Server } from '@colyseus/core';
import type { ServeConfig } from './config.ts';
import { EdgeHost, openRedisLine } from './edge/index.ts';
import { mountGuestRoutes } from './guest-routes.ts';
import { loadBodies, loadFarMotions, loadStage } from './load-assets.ts';
import { stageRoomFor } from './rooms/index.ts';
import {
  bodyFolders,
  CLOCK,
  clusterOptions,
  createTransport,
  guardMatchmaking,
  openTranscriber,
  portOf,
  ROOT,
  roomOf,
  windowsOf,
} from './serve-common.ts';
import { mountSight } from './sight-routes.ts';
import { mountStages } from './stages-routes.ts';
import { mountWeb } from './web.ts';
import { createWorld } from './world/index.ts';

/** Close code of a connection whose stage began anew: the client comes back by itself. */
const SERVICE_RESTART = 1012;
/** How long a stage is looked for before the operator is told, ms. */
const SEARCH_MS = 3_000;

/** A running edge. */
export interface RunningEdge {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * `troupe serve --edge`: guests of a stage that lives in another process. Keeps its newest poses, chooses and sends for its
 * own guests, and passes on what they do. Neither minds nor motion nor physics run here.
 *
 * @throws Error when there is no Redis
 */
export async function serveEdge(config: ServeConfig): Promise<RunningEdge> {
  const log = (message: string): void => console.error(message);
  const [{ id: stageId }] = config.stages;
  const file = loadStage(ROOT, stageId);
  const line = await openRedisLine(config.redis, log);
  const bodies = loadBodies(ROOT, config.bodies);
  const world = createWorld({ stage: file, bodies, seed: config.seed, actionNames: [] });
  const transport = createTransport(config);
  let roomId = '';
  const host = new EdgeHost({
    world,
    id: randomBytes(6).toString('base64url'),
    processId: () => matchMaker.processId,
    cluster: config.cluster,
    stageId,
    far: loadFarMotions(ROOT),
    pub: line.pub,
    sub: line.sub,
    nowMs: CLOCK.nowMs,
    onProblem: log,
    onNewLife() {
      for (const client of matchMaker.getLocalRoomById(roomId)?.clients ?? []) {
        client.leave(SERVICE_RESTART, 'the stage began anew');
      }
    },
  });
  const stage = { id: stageId, host, name: file.name };
  await host.open();
  const transcriber = openTranscriber(config);
  guardMatchmaking(config, [stageId]);
  const server = new Server({
    transport,
    ...clusterOptions(line, config),
    greet: false,
    gracefullyShutdown: false,
    express: (app) => {
      mountGuestRoutes(app, { hosts: [host], origins: config.origins, transcriber, nowMs: CLOCK.nowMs });
      mountSight(app);
      mountStages(app, [stage]);
      // The page is the stage's to build; here it is served when it is there.
      const studio = Promise.resolve();
      mountWeb(app, { root: ROOT, bodyFolders: bodyFolders(config), studio, ...windowsOf([stage]) });
    },
  });
  const { spawn } = file;
  const parts = { host, stageId, spawn, guestsMax: config.guestsMax, nowMs: CLOCK.nowMs };
  server.define(roomOf(stageId), stageRoomFor(parts)).sortBy({ clients: 1 });
  await server.listen(config.port, config.host);
  const search = setTimeout(
    () => log(`no stage "${stageId}" yet; start one with \`troupe serve --edges\` and the same REDIS_URL`),
    SEARCH_MS,
  );
  // Nobody is placed here before there is something to see.
  void host.opened.then(async () => {
    clearTimeout(search);
    ({ roomId } = await matchMaker.createRoom(roomOf(stageId), {}));
  });
  return {
    port: portOf(transport),
    async stop() {
      clearTimeout(search);
      transcriber?.close();
      await host.close();
      await server.gracefullyShutdown(false);
      line.close();
    },
  };
}

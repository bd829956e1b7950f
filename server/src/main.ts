import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Server } from '@colyseus/core';
import { MEMORY_FILE, readConfig, type ServeConfig } from './config.ts';
import { openRedisLine } from './edge/index.ts';
import { createEye } from './eye/index.ts';
import { createMotionGallery } from './gallery/motion-gallery.ts';
import { mountGuestRoutes } from './guest-routes.ts';
import { loadStage } from './load-assets.ts';
import { type MemoryStore, openPostgresMemory, openSqliteMemory, shareStore } from './memory/index.ts';
import type { OpenStage } from './open-stage.ts';
import { createPainter } from './paint/painter.ts';
import { createPicturePort } from './paint/picture-port.ts';
import { createPhotoBodies, type PhotoBodies } from './photo-bodies/photo-bodies.ts';
import type { GuestBodies, StageHost } from './rooms/index.ts';
import {
  bodyFolders,
  CLOCK,
  clusterOptions,
  createTransport,
  guardMatchmaking,
  openTranscriber,
  portOf,
  ROOT,
  windowsOf,
} from './serve-common.ts';
import { serveEdge } from './serve-edge.ts';
import { defineRoom, openServedStages, type ServedStage, type SharedParts } from './served-stage.ts';
import { createShowChecker, type ShowChecker } from './show-checker.ts';
import { mountSight } from './sight-routes.ts';
import { stageOrders } from './stage-orders.ts';
import { mountStages } from './stages-routes.ts';
import { buildStudio, studioIsStale } from './studio-build.ts';
import { createEspeakVoice, OpenAiVoice, type Voice, withFallback } from './voice/index.ts';
import { mountWeb } from './web.ts';

export { readConfig } from './config.ts';

/** A running server. */
export interface RunningServer {
  readonly port: number;
  /** The stages, in the order that was asked for. */
  readonly stages: readonly ServedStage[];
  /** Of the first stage. */
  readonly host: StageHost;
  readonly open: OpenStage;
  stop(): Promise<void>;
}

const onProblem = (message: string): void => console.error(message);

/** Starts stages with Tilda and a cast each, and everything that serves them. */
export async function serve(config: ServeConfig): Promise<RunningServer> {
  for (const { id } of config.stages) loadStage(ROOT, id);
  const orders = stageOrders(config);
  const studio = config.page && studioIsStale(ROOT) ? buildStudio(ROOT) : Promise.resolve();
  studio.catch((error: Error) => console.error(error.message));
  const photoBodies = openPhotoBodies(config);
  const shared = await openShared(config, photoBodies);
  const stages = await openServedStages(config, orders, shared);
  const line = config.edges ? await openRedisLine(config.redis, console.error) : undefined;
  const transport = createTransport(config);
  const gallery = openGallery(stages[0].open);
  const transcriber = openTranscriber(config);
  const hosts = stages.map(({ host }) => host);
  guardMatchmaking(
    config,
    stages.map(({ id }) => id),
  );
  const server = new Server({
    transport,
    ...clusterOptions(line, config),
    greet: false,
    gracefullyShutdown: false,
    express: (app) => {
      gallery.mount(app);
      mountGuestRoutes(app, { hosts, origins: config.origins, transcriber, nowMs: CLOCK.nowMs });
      photoBodies.mount(app);
      mountSight(app);
      mountStages(app, stages);
      stages[0].mount(app);
      mountWeb(app, { root: ROOT, bodyFolders: bodyFolders(config), studio, ...windowsOf(stages) });
    },
  });
  for (const stage of stages) defineRoom(server, stage, config, shared.guestBodies);
  await server.listen(config.port, config.host);
  for (const stage of stages) await stage.enter(portOf(transport), line);
  const voice = config.voice === 'none' ? undefined : openVoice(stages, config.speech);
  return {
    port: portOf(transport),
    stages,
    host: stages[0].host,
    open: stages[0].open,
    async stop() {
      for (const stage of stages) await stage.stop();
      await shared.close();
      transcriber?.close();
      await voice?.close();
      await gallery.close();
      photoBodies.close();
      await server.gracefullyShutdown(false);
      line?.close();
      for (const stage of stages) await stage.close();
    },
  };
}

/** What the stages of this process have in common. */
async function openShared(
  config: ServeConfig,
  photoBodies: PhotoBodies,
): Promise<SharedParts & { close(): Promise<void> }> {
  const checker = checkAhead(config);
  const painter = createPainter({ remote: config.picture && createPicturePort(config.picture), onProblem });
  // What looks at pictures of guests; its process starts with the first.
  const eye = createEye({ onProblem });
  const store = await openMemory(config);
  return {
    checker,
    painter,
    store: store && shareStore(store, config.stages.length),
    guestBodies: guestBodies(photoBodies),
    lookAt: (bytes) => eye.look(bytes),
    async close() {
      eye.close();
      await Promise.all([checker.close(), painter.close()]);
    },
  };
}

function openGallery({ bodies }: OpenStage): ReturnType<typeof createMotionGallery> {
  const folder = join(ROOT, 'assets/models/motion');
  return createMotionGallery({ folder, bodies, onProblem });
}

function openPhotoBodies(config: ServeConfig): PhotoBodies {
  return createPhotoBodies({
    modelFolder: join(ROOT, 'assets/models/body'),
    nowMs: CLOCK.nowMs,
    origins: { allowed: config.origins },
    onProblem,
  });
}

/**
 * The thread that checks shows. It begins with the first show that is served, beside the opening of the stage: one that
 * crashed is wanted back at once. What is wrong with it is told by the desk.
 */
function checkAhead({ clips, shows }: ServeConfig): ShowChecker {
  const checker = createShowChecker(ROOT, clips);
  try {
    if (shows.length > 0) checker.check(readFileSync(shows[0], 'utf8')).catch(() => {});
  } catch {
    // A file that cannot be read is told by the desk too.
  }
  return checker;
}

/** What performers remember beyond a visit: in a file, or a database where one is named; nothing when it is not wanted. */
async function openMemory({ memory, database }: ServeConfig): Promise<MemoryStore | undefined> {
  if (memory === 'none') return undefined;
  return memory === undefined && database !== undefined
    ? await openPostgresMemory(database, { onProblem })
    : openSqliteMemory(memory ?? MEMORY_FILE);
}

/** Gives stages that run their voice; it gets ready by and by, and they go on when it is gone. */
function openVoice(stages: readonly ServedStage[], speech: ServeConfig['speech']): Voice {
  const tell = (ready: boolean): void => {
    for (const { host } of stages) host.mailbox.post({ type: 'voiceReady', ready });
  };
  const espeak = createEspeakVoice({
    onReady: (ready) => tell(ready || speech !== undefined),
    onProblem,
  });
  const voice = speech ? withFallback(new OpenAiVoice(speech), espeak, onProblem) : espeak;
  if (speech) tell(true);
  for (const stage of stages) stage.speak(voice);
  return voice;
}

/** The store of photo bodies as rooms see it. */
function guestBodies({ store }: PhotoBodies): GuestBodies {
  const onGone = new Set<(bodyId: string) => void>();
  store.onGone = (bodyId) => {
    for (const listener of onGone) listener(bodyId);
  };
  return {
    body: (id) => store.body(id)?.file,
    mayWear: (id, secret) => store.mayWear(id, secret),
    worn: (id, change) => store.worn(id, change),
    onGone,
  };
}

/** `troupe serve`. */
export async function run(args: string[]): Promise<number> {
  const config = readConfig(args, process.env);
  let server: Pick<RunningServer, 'port' | 'stop'>;
  try {
    server = config.edge ? await serveEdge(config) : await serve(config);
  } catch (error) {
    if ((error as { code?: string }).code === 'EADDRINUSE') {
      throw new Error(`port ${config.port} is taken; stop what runs there or choose another with --port`);
    }
    throw error;
  }
  console.log(greeting(config, server.port));
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await server.stop();
  return 0;
}

function greeting({ edge, stages }: ServeConfig, port: number): string {
  const [first, ...others] = stages;
  const url = `http://localhost:${port}`;
  if (edge) return `an edge of the stage "${first.id}": ${url}  (Ctrl+C ends it)`;
  const lines = [`Tilda is on stage: ${url}  (${first.performers} performers; Ctrl+C ends the show)`];
  for (const { id, performers } of others)
    lines.push(`  and at ${url}/?stage=${id}  (${performers} performers)`);
  return lines.join('\n');
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { matchMaker, Server } from '@colyseus/core';
import { type Bridges, readBridges } from './bridges/index.ts';
import { MEMORY_FILE, readConfig, type ServeConfig } from './config.ts';
import { EdgeHub, openRedisLine, type RedisLine } from './edge/index.ts';
import { createEye } from './eye/index.ts';
import { createMotionGallery } from './gallery/motion-gallery.ts';
import { mountGuestRoutes } from './guest-routes.ts';
import { loadFarMotions } from './load-assets.ts';
import { mountMcp } from './mcp/index.ts';
import { createStageMemory, openPostgresMemory, openSqliteMemory, type StageMemory } from './memory/index.ts';
import { mountMindRoutes } from './mind-routes.ts';
import { castMessages, type OpenStage, openStage } from './open-stage.ts';
import { mountPaintRoutes } from './paint/paint-routes.ts';
import { createPainter, type Painter } from './paint/painter.ts';
import { createPicturePort } from './paint/picture-port.ts';
import { createPhotoBodies, type PhotoBodies } from './photo-bodies/photo-bodies.ts';
import { createRecorder } from './record/index.ts';
import { OpenAiBrain } from './remote-brain/index.ts';
import { type GuestBodies, type StageHost, stageRoomFor, startStageHost } from './rooms/index.ts';
import { openStageBridges } from './serve-bridges.ts';
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
import { createShowChecker, type ShowChecker } from './show-checker.ts';
import { createShowDesk, type ShowDesk } from './show-desk.ts';
import { mountShowRoutes } from './show-routes.ts';
import { mountSight } from './sight-routes.ts';
import { buildStudio, studioIsStale } from './studio-build.ts';
import {
  createEspeakVoice,
  createStageVoices,
  OpenAiVoice,
  type Voice,
  withFallback,
} from './voice/index.ts';
import { mountWeb } from './web.ts';

export { readConfig } from './config.ts';

/** A running server. */
export interface RunningServer {
  readonly port: number;
  readonly host: StageHost;
  readonly open: OpenStage;
  stop(): Promise<void>;
}

/** Starts a stage with Tilda and a cast and everything that serves it. */
export async function serve(config: ServeConfig): Promise<RunningServer> {
  const bridging = config.bridges === undefined ? undefined : readBridges(config.bridges);
  const studio = config.page && studioIsStale(ROOT) ? buildStudio(ROOT) : Promise.resolve();
  studio.catch((error: Error) => console.error(error.message));
  const checker = checkAhead(config);
  const open = await openStageOf(config);
  const memory = await openMemory(config);
  const host = startHost(open, config, memory);
  const line = config.edges ? await openRedisLine(config.redis, console.error) : undefined;
  const transport = createTransport(config);
  const gallery = openGallery(open);
  let desk: ShowDesk | undefined;
  let bridges: Bridges | undefined;
  let agents: { close(): Promise<void> } | undefined;
  const photoBodies = openPhotoBodies(config);
  const painter = openPainter(host, config);
  const eye = openEye(host);
  const transcriber = openTranscriber(config);
  guardMatchmaking(config);
  const server = new Server({
    transport,
    ...clusterOptions(line, config),
    greet: false,
    gracefullyShutdown: false,
    express: (app) => {
      gallery.mount(app);
      mountShowRoutes(app, { host, desk: () => desk, bridges: () => bridges, token: config.showToken ?? '' });
      mountGuestRoutes(app, { host, origins: config.origins, transcriber, nowMs: CLOCK.nowMs });
      const token = config.mcpToken ?? '';
      if (config.mcp) agents = mountMcp(app, { host, shows: () => desk, token, nowMs: CLOCK.nowMs });
      photoBodies.mount(app);
      painter.mount(app);
      mountSight(app);
      mountWeb(app, { root: ROOT, bodyFolders: bodyFolders(config), studio, ...windowsOf(host) });
    },
  });
  // Whoever joins goes where the fewest are.
  server.define('stage', stageRoomFor(roomParts(host, open, config, photoBodies))).sortBy({ clients: 1 });
  await server.listen(config.port, config.host);
  const hub = line && (await openHub(line, host, config));
  bridges = await openStageBridges(bridging, host, config);
  desk = await openShowDesk(config, host, portOf(transport), checker);
  await matchMaker.createRoom('stage', {});
  const brain = config.brain && openBrain(host, open, config.brain);
  const voice = config.voice === 'none' ? undefined : openVoice(host, config.speech);
  return {
    port: portOf(transport),
    host,
    open,
    async stop() {
      host.stop();
      await agents?.close();
      await bridges?.close();
      hub?.close();
      await desk?.close();
      brain?.close();
      transcriber?.close();
      eye.close();
      await voice?.close();
      await Promise.all([gallery.close(), painter.close()]);
      photoBodies.close();
      await server.gracefullyShutdown(false);
      line?.close();
      await host.memory?.close();
      await open.close();
    },
  };
}

function openGallery({ bodies }: OpenStage): ReturnType<typeof createMotionGallery> {
  const folder = join(ROOT, 'assets/models/motion');
  return createMotionGallery({ folder, bodies, onProblem: (message) => console.error(message) });
}

function openPhotoBodies(config: ServeConfig): PhotoBodies {
  return createPhotoBodies({
    modelFolder: join(ROOT, 'assets/models/body'),
    nowMs: CLOCK.nowMs,
    origins: { allowed: config.origins },
    onProblem: (message) => console.error(message),
  });
}

/** What looks at pictures of guests; its process starts with the first. */
function openEye(host: StageHost): { close(): void } {
  const eye = createEye({ onProblem: (message) => console.error(message) });
  host.lookAt = (bytes) => eye.look(bytes);
  return eye;
}

/**
 * The thread that checks shows. It begins with the show that is served, beside the opening of the stage: one that crashed is
 * wanted back at once. What is wrong with it is told by the desk.
 */
function checkAhead({ clips, show }: ServeConfig): ShowChecker {
  const checker = createShowChecker(ROOT, clips);
  try {
    if (show !== undefined) checker.check(readFileSync(show, 'utf8')).catch(() => {});
  } catch {
    // A file that cannot be read is told by the desk too.
  }
  return checker;
}

function openStageOf(config: ServeConfig): Promise<OpenStage> {
  return openStage({
    root: ROOT,
    stageId: config.stage,
    seed: config.seed,
    motion: 'worker',
    onProblem: (message) => console.error(message),
    gestureFolder: config.gestureModel,
    clipsFolder: config.clips,
    bodyFolders: config.bodies,
  });
}

/** Publishes the stage to its edges. */
async function openHub(line: RedisLine, host: StageHost, config: ServeConfig): Promise<EdgeHub> {
  const hub = new EdgeHub({
    host,
    cluster: config.cluster,
    stageId: config.stage,
    pub: line.pub,
    sub: line.sub,
    nowMs: CLOCK.nowMs,
    forgetProcess: async (processId) => await line.driver.cleanup(processId),
    onProblem: (message) => console.error(message),
  });
  await hub.open();
  return hub;
}

/** What a room of this stage needs. */
function roomParts(host: StageHost, open: OpenStage, config: ServeConfig, photoBodies: PhotoBodies) {
  return {
    host,
    stageId: config.stage,
    spawn: open.file.spawn,
    guestsMax: config.guestsMax,
    nowMs: CLOCK.nowMs,
    guestBodies: guestBodies(photoBodies),
  };
}

/** Where shows come from and are kept: the file that is served, and the journal of this port. */
function openShowDesk(
  config: ServeConfig,
  host: StageHost,
  port: number,
  checker: ShowChecker,
): Promise<ShowDesk> {
  return createShowDesk({
    checker,
    stageId: config.stage,
    host,
    file: config.show,
    journal: join(ROOT, '.troupe', `show-${config.stage}-${port}.json`),
    nowMs: () => Date.now(),
    log: (line) => console.error(line),
  });
}

/** What performers remember beyond a visit: in a file, or a database where one is named; nothing when it is not wanted. */
async function openMemory({ memory, database }: ServeConfig): Promise<StageMemory | undefined> {
  if (memory === 'none') return undefined;
  const onProblem = (message: string): void => console.error(message);
  const store =
    memory === undefined && database !== undefined
      ? await openPostgresMemory(database, { onProblem })
      : openSqliteMemory(memory ?? MEMORY_FILE);
  return createStageMemory(store, Date.now, onProblem);
}

/** Gives a stage that runs its voice; it gets ready by and by, and the stage goes on when it is gone. */
function openVoice(host: StageHost, speech: ServeConfig['speech']): Voice {
  const onProblem = (message: string): void => console.error(message);
  const espeak = createEspeakVoice({
    onReady: (ready) => host.mailbox.post({ type: 'voiceReady', ready: ready || speech !== undefined }),
    onProblem,
  });
  const voice = speech ? withFallback(new OpenAiVoice(speech), espeak, onProblem) : espeak;
  if (speech) host.mailbox.post({ type: 'voiceReady', ready: true });
  host.voices = createStageVoices(voice, onProblem);
  return voice;
}

/** Gives a stage a brain outside: asked first, and whatever it does not answer the offline brain does. */
function openBrain(host: StageHost, open: OpenStage, config: NonNullable<ServeConfig['brain']>): OpenAiBrain {
  const brain = new OpenAiBrain({
    ...config,
    personaOf: (id) => open.personas.get(id) ?? open.personas.get('cast')!,
    pictureOf(key) {
      const kept = host.pictures.get(key);
      return kept && { mime: kept.mime, base64: Buffer.from(kept.bytes).toString('base64') };
    },
    onProblem: (message) => console.error(message),
  });
  host.askBrain = (asks, post) => {
    for (const ask of asks) void brain.ask(ask, (answer) => post({ type: 'thought', ...answer }));
  };
  host.mailbox.post({ type: 'brain', name: brain.name });
  return brain;
}

/** Gives a stage its painter: the own engine, and an image model before it when the operator names one; and minds their routes. */
function openPainter(
  host: StageHost,
  config: ServeConfig,
): Pick<Painter, 'close'> & { mount(app: Parameters<typeof mountPaintRoutes>[0]): void } {
  const painter = createPainter({
    remote: config.picture && createPicturePort(config.picture),
    onProblem: (message) => console.error(message),
  });
  host.askPainter = (asks, post) => painter.ask(asks, post);
  return {
    close: () => painter.close(),
    mount(app) {
      mountMindRoutes(app, { host, origins: config.origins });
      mountPaintRoutes(app, { painter, works: () => host.world.social.works.works });
    },
  };
}

/** Sets the stage going, with Tilda and the cast on it. */
function startHost(open: OpenStage, config: ServeConfig, memory: StageMemory | undefined): StageHost {
  const host = startStageHost({
    stage: open.stage,
    clock: CLOCK,
    far: loadFarMotions(ROOT),
    recorder: config.record ? createRecorder(config.record, open.header) : undefined,
    onError: (error) => console.error('tick failed:', error),
  });
  host.memory = memory;
  for (const message of castMessages(open, config.performers)) host.mailbox.post(message);
  return host;
}

/** The store of photo bodies as a room sees it. */
function guestBodies({ store }: PhotoBodies): GuestBodies {
  return {
    body: (id) => store.body(id)?.file,
    mayWear: (id, secret) => store.mayWear(id, secret),
    worn: (id, change) => store.worn(id, change),
    set onGone(listener: (bodyId: string) => void) {
      store.onGone = listener;
    },
    get onGone() {
      return store.onGone;
    },
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
  console.log(
    config.edge
      ? `an edge of the stage "${config.stage}": http://localhost:${server.port}  (Ctrl+C ends it)`
      : `Tilda is on stage: http://localhost:${server.port}  (${config.performers} performers; Ctrl+C ends the show)`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await server.stop();
  return 0;
}

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { matchMaker, Server } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import { readConfig, type ServeConfig } from './config.ts';
import { createMotionGallery } from './gallery/motion-gallery.ts';
import { originAllowed } from './gate/origin-allowlist.ts';
import { mountGuestRoutes } from './guest-routes.ts';
import { createStageMemory, openSqliteMemory, type StageMemory } from './memory/index.ts';
import { castMessages, type OpenStage, openStage } from './open-stage.ts';
import { createPhotoBodies, type PhotoBodies } from './photo-bodies/photo-bodies.ts';
import { createRecorder } from './record/index.ts';
import { OpenAiBrain } from './remote-brain/index.ts';
import { type GuestBodies, type StageHost, stageRoomFor, startStageHost } from './rooms/index.ts';
import { createShowDesk, type ShowDesk } from './show-desk.ts';
import { mountShowRoutes } from './show-routes.ts';
import { buildStudio, studioIsStale } from './studio-build.ts';
import type { RunnerClock } from './tick/index.ts';
import { createEspeakVoice, createStageVoices, type Voice } from './voice/index.ts';
import { mountWeb } from './web.ts';
import { HUMAN_KIND } from './world/index.ts';

export { readConfig } from './config.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const CLOCK: RunnerClock = {
  nowMs: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** A running server. */
export interface RunningServer {
  readonly port: number;
  readonly host: StageHost;
  readonly open: OpenStage;
  stop(): Promise<void>;
}

/** Starts a stage with Tilda and a cast and everything that serves it. */
export async function serve(config: ServeConfig): Promise<RunningServer> {
  const studio = studioIsStale(ROOT) ? buildStudio(ROOT) : Promise.resolve();
  studio.catch((error: Error) => console.error(error.message));
  const open = await openStage({
    root: ROOT,
    stageId: config.stage,
    seed: config.seed,
    motion: 'worker',
    onProblem: (message) => console.error(message),
    gestureFolder: config.gestureModel,
    clipsFolder: config.clips,
    bodyFolders: config.bodies,
  });
  const host = startHost(open, config);
  const transport = createTransport(config);
  const gallery = createMotionGallery({
    folder: join(ROOT, 'assets/models/motion'),
    bodies: open.bodies,
    onProblem: (message) => console.error(message),
  });
  let desk: ShowDesk | undefined;
  const photoBodies = createPhotoBodies({
    modelFolder: join(ROOT, 'assets/models/body'),
    nowMs: CLOCK.nowMs,
    origins: { allowed: config.origins },
    onProblem: (message) => console.error(message),
  });
  guardMatchmaking(config);
  const server = new Server({
    transport,
    greet: false,
    gracefullyShutdown: false,
    express: (app) => {
      gallery.mount(app);
      mountShowRoutes(app, { host, desk: () => desk, token: config.showToken ?? '' });
      mountGuestRoutes(app, { host, origins: config.origins });
      photoBodies.mount(app);
      mountWeb(app, { root: ROOT, bodyFolders: bodyFolders(config), studio, health: () => health(host) });
    },
  });
  const parts = {
    host,
    spawn: open.file.spawn,
    guestsMax: config.guestsMax,
    nowMs: CLOCK.nowMs,
    guestBodies: guestBodies(photoBodies),
  };
  server.define('stage', stageRoomFor(parts));
  await server.listen(config.port, config.host);
  desk = await openShowDesk(config, host, portOf(transport));
  await matchMaker.createRoom('stage', {});
  const brain = config.brain && openBrain(host, open, config.brain);
  const voice = config.voice === 'none' ? undefined : openVoice(host);
  return {
    port: portOf(transport),
    host,
    open,
    async stop() {
      host.stop();
      await desk?.close();
      brain?.close();
      await voice?.close();
      await gallery.close();
      photoBodies.close();
      await server.gracefullyShutdown(false);
      host.memory?.close();
      await open.close();
    },
  };
}

/** Where shows come from and are kept: the file that is served, and the journal of this port. */
function openShowDesk(config: ServeConfig, host: StageHost, port: number): Promise<ShowDesk> {
  return createShowDesk({
    root: ROOT,
    stageId: config.stage,
    host,
    file: config.show,
    journal: join(ROOT, '.troupe', `show-${config.stage}-${port}.json`),
    nowMs: () => Date.now(),
    log: (line) => console.error(line),
  });
}

function portOf(transport: WebSocketTransport): number {
  return (transport.server as { address(): { port: number } }).address().port;
}

/** What performers remember beyond a visit; nothing when it is not wanted. */
function openMemory({ memory }: ServeConfig): StageMemory | undefined {
  if (memory === 'none') return undefined;
  return createStageMemory(openSqliteMemory(memory), Date.now, (message) => console.error(message));
}

/** Gives a stage that runs its voice; it gets ready by and by, and the stage goes on when it is gone. */
function openVoice(host: StageHost): Voice {
  const onProblem = (message: string): void => console.error(message);
  const voice = createEspeakVoice({
    onReady: (ready) => host.mailbox.post({ type: 'voiceReady', ready }),
    onProblem,
  });
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

/** Sets the stage going, with Tilda and the cast on it. */
function startHost(open: OpenStage, config: ServeConfig): StageHost {
  const host = startStageHost({
    stage: open.stage,
    clock: CLOCK,
    recorder: config.record ? createRecorder(config.record, open.header) : undefined,
    onError: (error) => console.error('tick failed:', error),
  });
  host.memory = openMemory(config);
  for (const message of castMessages(open, config.performers)) host.mailbox.post(message);
  return host;
}

function createTransport(config: ServeConfig): WebSocketTransport {
  return new WebSocketTransport({
    pingInterval: 3_000,
    pingMaxRetries: 3,
    maxPayload: WIRE_LIMITS.clientMessageBytesMax,
    perMessageDeflate: false,
    verifyClient: ({ origin, req }: { origin: string; req: { headers: { host?: string } } }) =>
      originAllowed({ allowed: config.origins }, origin, req.headers.host),
  });
}

/** Folders of bodies besides the cast's, by the id that their files are served under. */
function bodyFolders(config: ServeConfig): Map<string, string> {
  const idOf = (folder: string): string => JSON.parse(readFileSync(join(folder, 'body.json'), 'utf8')).id;
  return new Map(config.bodies.map((folder) => [idOf(folder), resolve(folder)]));
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

/** Colyseus reflects any Origin with credentials; only ours and the listed ones may read a seat reservation. */
function guardMatchmaking(config: ServeConfig): void {
  matchMaker.controller.getCorsHeaders = (headers) => {
    const origin = headers.get('origin') ?? undefined;
    const allowed = originAllowed({ allowed: config.origins }, origin, headers.get('host') ?? undefined);
    const corsHeaders: Record<string, string> = { Vary: 'Origin' };
    if (origin !== undefined && allowed) corsHeaders['Access-Control-Allow-Origin'] = origin;
    return corsHeaders;
  };
}

function health(host: StageHost) {
  const { world } = host.stage;
  let performers = 0;
  let guests = 0;
  for (let slot = 0; slot < world.humans.count; slot++) {
    if (world.humans.kind[slot] === HUMAN_KIND.performer) performers += 1;
    if (world.humans.kind[slot] === HUMAN_KIND.guest) guests += 1;
  }
  return {
    ok: true,
    uptimeS: Math.round(process.uptime()),
    tick: world.tick,
    tickMsP50: host.times.quantile(0.5),
    tickMsP99: host.times.quantile(0.99),
    lateTicks: host.times.late,
    performers,
    guests,
    rssBytes: process.memoryUsage.rss(),
    counters: { ...world.counters },
  };
}

/** `troupe serve`. */
export async function run(args: string[]): Promise<number> {
  const config = readConfig(args, process.env);
  let server: RunningServer;
  try {
    server = await serve(config);
  } catch (error) {
    if ((error as { code?: string }).code === 'EADDRINUSE') {
      throw new Error(`port ${config.port} is taken; stop what runs there or choose another with --port`);
    }
    throw error;
  }
  console.log(
    `Tilda is on stage: http://localhost:${server.port}  (${config.performers} performers; Ctrl+C ends the show)`,
  );
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await server.stop();
  return 0;
}

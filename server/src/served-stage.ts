// CONTRIBUTOR NOTES
// All that is one stage's own in a process that may serve several: world and clock, room, minds, memory of who is here,
// show desk, bridges, record, edges. What is the same for all of them (networks that see and paint, eSpeak, the checker of
// shows, the store of memories, bodies from photos) comes in from main.ts, and none of it holds state of a stage.
import { join } from 'node:path';
import { matchMaker, type Server } from '@colyseus/core';
import type { IRouter } from 'express';
import type { Bridges, BridgesConfig } from './bridges/index.ts';
import type { ServeConfig, StageWish } from './config.ts';
import { EdgeHub, type RedisLine } from './edge/index.ts';
import { loadFarMotions } from './load-assets.ts';
import { mountMcp } from './mcp/index.ts';
import { createStageMemory, type MemoryStore } from './memory/index.ts';
import { mountMindRoutes } from './mind-routes.ts';
import { castMessages, type OpenStage, openStage } from './open-stage.ts';
import { mountPaintRoutes } from './paint/paint-routes.ts';
import type { Painter } from './paint/painter.ts';
import { createRecorder } from './record/index.ts';
import { OpenAiBrain } from './remote-brain/index.ts';
import { type GuestBodies, type StageHost, stageRoomFor, startStageHost } from './rooms/index.ts';
import { openStageBridges } from './serve-bridges.ts';
import { CLOCK, ROOT, roomOf } from './serve-common.ts';
import type { ShowChecker } from './show-checker.ts';
import { createShowDesk, type ShowDesk } from './show-desk.ts';
import { mountShowRoutes } from './show-routes.ts';
import { createStageVoices, type Voice } from './voice/index.ts';

const log = (line: string): void => console.error(line);

/** What the stages of a process share. */
export interface SharedParts {
  readonly painter: Painter;
  readonly checker: ShowChecker;
  readonly guestBodies: GuestBodies;
  /** Undefined: nothing outlives a visit. */
  readonly store: MemoryStore | undefined;
  readonly lookAt: NonNullable<StageHost['lookAt']>;
}

/** What belongs to one stage by what the operator said. */
export interface StageOrders {
  readonly wish: StageWish;
  /** Show that is played from the start. */
  readonly show: string | undefined;
  readonly bridging: BridgesConfig | undefined;
  readonly record: string | undefined;
}

/** A stage with its room, desk and doors. */
export interface ServedStage {
  readonly id: string;
  readonly name: { readonly en: string; readonly ko: string };
  readonly open: OpenStage;
  readonly host: StageHost;
  /** Its routes: for operators, agents, and who looks into minds. */
  mount(router: IRouter): void;
  /** Room, edges, bridges and desk: when the server listens on `port`. */
  enter(port: number, line: RedisLine | undefined): Promise<void>;
  /** Gives its lines a voice. */
  speak(voice: Voice): void;
  /** Lets go of whatever must end before the connections do. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Loads stages and sets them going, with Tilda and a cast on each. All are loaded before the first runs: loading takes the
 * thread for longer than a tick.
 */
export async function openServedStages(
  config: ServeConfig,
  orders: readonly StageOrders[],
  shared: SharedParts,
): Promise<ServedStage[]> {
  const opens = await Promise.all(orders.map(({ wish }) => openStageOf(config, wish.id)));
  return orders.map((order, i) => servedStage(config, order, shared, opens[i]));
}

function servedStage(
  config: ServeConfig,
  orders: StageOrders,
  shared: SharedParts,
  open: OpenStage,
): ServedStage {
  const { id, performers } = orders.wish;
  const host = startHost(open, performers, orders.record);
  host.memory = shared.store && createStageMemory(shared.store, Date.now, log);
  host.askPainter = (asks, post) => shared.painter.ask(asks, post);
  host.lookAt = shared.lookAt;
  let desk: ShowDesk | undefined;
  let bridges: Bridges | undefined;
  let hub: EdgeHub | undefined;
  const agents: { close(): Promise<void> }[] = [];
  const brain = config.brain && openBrain(host, open, config.brain);
  return {
    id,
    name: open.file.name,
    open,
    host,
    mount(router) {
      mountShowRoutes(router, {
        host,
        desk: () => desk,
        bridges: () => bridges,
        token: config.showToken ?? '',
      });
      const token = config.mcpToken ?? '';
      if (config.mcp) agents.push(mountMcp(router, { host, shows: () => desk, token, nowMs: CLOCK.nowMs }));
      mountMindRoutes(router, { host, origins: config.origins });
      mountPaintRoutes(router, { painter: shared.painter, works: () => host.world.social.works.works });
    },
    async enter(port, line) {
      hub = line && (await openHub(line, host, { cluster: config.cluster, stageId: id }));
      bridges = await openStageBridges(orders.bridging, host, { stage: id, port });
      desk = await openShowDesk({ host, stageId: id, file: orders.show, checker: shared.checker }, port);
      await matchMaker.createRoom(roomOf(id), {});
    },
    speak(voice) {
      host.voices = createStageVoices(voice, log);
    },
    async stop() {
      host.stop();
      await Promise.all(agents.map((one) => one.close()));
      await bridges?.close();
      hub?.close();
      desk?.close();
      brain?.close();
    },
    async close() {
      await host.memory?.close();
      await open.close();
    },
  };
}

/** Defines the room of a stage. */
export function defineRoom(
  server: Server,
  { id, host, open }: ServedStage,
  { guestsMax }: ServeConfig,
  guestBodies: GuestBodies,
): void {
  const { spawn } = open.file;
  const parts = { host, stageId: id, spawn, guestsMax, nowMs: CLOCK.nowMs, guestBodies };
  // Whoever joins goes where the fewest are.
  server.define(roomOf(id), stageRoomFor(parts)).sortBy({ clients: 1 });
}

function openStageOf(config: ServeConfig, stageId: string): Promise<OpenStage> {
  return openStage({
    root: ROOT,
    stageId,
    seed: config.seed,
    motion: 'worker',
    onProblem: log,
    gestureFolder: config.gestureModel,
    clipsFolder: config.clips,
    bodyFolders: config.bodies,
  });
}

function startHost(open: OpenStage, performers: number, record: string | undefined): StageHost {
  const host = startStageHost({
    stage: open.stage,
    clock: CLOCK,
    far: loadFarMotions(ROOT),
    recorder: record === undefined ? undefined : createRecorder(record, open.header),
    onError: (error) => console.error('tick failed:', error),
  });
  if (record !== undefined) host.afterTick.add(() => tellForgotten(host, record));
  for (const message of castMessages(open, performers)) host.mailbox.post(message);
  return host;
}

/** What is recorded is the operator's to erase: a record that is being written cannot be run again. */
function tellForgotten(host: StageHost, record: string): void {
  for (const netId of host.world.social.memory.forgets)
    log(
      `a guest asked to be forgotten; when this record is closed: npx troupe record forget ${record} --guest ${netId}`,
    );
}

/** Publishes the stage to its edges. */
async function openHub(
  line: RedisLine,
  host: StageHost,
  names: { readonly cluster: string; readonly stageId: string },
): Promise<EdgeHub> {
  const hub = new EdgeHub({
    ...names,
    host,
    pub: line.pub,
    sub: line.sub,
    nowMs: CLOCK.nowMs,
    forgetProcess: async (processId) => await line.driver.cleanup(processId),
    onProblem: log,
  });
  await hub.open();
  return hub;
}

/** Where shows come from and are kept: the file that is served, and the journal of this port. */
function openShowDesk(
  parts: Omit<Parameters<typeof createShowDesk>[0], 'journal' | 'nowMs' | 'log'>,
  port: number,
): Promise<ShowDesk> {
  return createShowDesk({
    ...parts,
    journal: join(ROOT, '.troupe', `show-${parts.stageId}-${port}.json`),
    nowMs: () => Date.now(),
    log,
  });
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
    onProblem: log,
  });
  host.askBrain = (asks, post) => {
    for (const ask of asks) void brain.ask(ask, (answer) => post({ type: 'thought', ...answer }));
  };
  host.mailbox.post({ type: 'brain', name: brain.name });
  return brain;
}

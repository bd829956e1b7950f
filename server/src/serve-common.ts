/** What a stage's own server and an edge's have in common. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { matchMaker, ServerError } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import type { ServeConfig } from './config.ts';
import type { RedisLine } from './edge/index.ts';
import { originAllowed } from './gate/origin-allowlist.ts';
import { type Health, healthOfAll } from './observe/health.ts';
import type { RoomHost, StageHost } from './rooms/index.ts';
import type { RunnerClock } from './tick/index.ts';
import { OpenAiTranscriber } from './transcribe/index.ts';
import type { WatchOptions } from './web.ts';
import { HUMAN_KIND } from './world/index.ts';

/** A stage of this process: its name, its host, and the times of its ticks where it has any. */
export interface WatchedStage {
  readonly id: string;
  readonly host: RoomHost & { readonly times?: StageHost['times'] };
}

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const CLOCK: RunnerClock = {
  nowMs: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** The WebSocket side of a server: small messages in, no compression, listed origins only. */
export function createTransport(config: ServeConfig): WebSocketTransport {
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
export function bodyFolders(config: ServeConfig): Map<string, string> {
  const idOf = (folder: string): string => JSON.parse(readFileSync(join(folder, 'body.json'), 'utf8')).id;
  return new Map(config.bodies.map((folder) => [idOf(folder), resolve(folder)]));
}

/** Where clients knock; which stage's room that is, `stage` of what they join with says. */
const DOOR = 'stage';
/** Name of the room of a stage. */
export const roomOf = (stageId: string): string => `${DOOR}-${stageId}`;
/** Who asks for a seat is answered by HTTP. */
const NOT_FOUND = 404;
const INVOKE = matchMaker.controller.invokeMethod.bind(matchMaker.controller);

/**
 * Colyseus reflects any Origin with credentials; only ours and the listed ones may read a seat reservation. And it knows
 * rooms by name: who asks for a stage gets its room, who asks for none the first one's.
 */
export function guardMatchmaking(config: ServeConfig, ids: readonly string[]): void {
  matchMaker.controller.getCorsHeaders = (headers) => {
    const origin = headers.get('origin') ?? undefined;
    const allowed = originAllowed({ allowed: config.origins }, origin, headers.get('host') ?? undefined);
    const corsHeaders: Record<string, string> = { Vary: 'Origin' };
    if (origin !== undefined && allowed) corsHeaders['Access-Control-Allow-Origin'] = origin;
    return corsHeaders;
  };
  matchMaker.controller.invokeMethod = (method, roomName, options, auth) =>
    INVOKE(method, roomName === DOOR ? roomOf(stageAsked(options, ids)) : roomName, options, auth);
}

/** @throws ServerError that lists the stages of this server */
function stageAsked(options: { readonly stage?: unknown } | undefined, ids: readonly string[]): string {
  const asked = options?.stage;
  if (asked === undefined || asked === '') return ids[0];
  if (typeof asked === 'string' && ids.includes(asked)) return asked;
  const name = typeof asked === 'string' ? asked.slice(0, 64) : typeof asked;
  throw new ServerError(NOT_FOUND, `there is no stage "${name}" here; the stages are ${ids.join(', ')}`);
}

/** Port that the system gave. */
export function portOf(transport: WebSocketTransport): number {
  return (transport.server as { address(): { port: number } }).address().port;
}

/** What a server lets be seen of itself, as the web side wants it; ticks are the first stage's. */
export function windowsOf(stages: readonly WatchedStage[]): WatchOptions {
  const { times } = stages[0].host;
  return {
    health: () => healthOfAll(stages.map((stage) => [stage.id, healthOf(stage)])),
    // Durations of single ticks, for load tests: quantiles of quantiles would be none.
    ticksSince: (count) => ({ count: times?.count ?? 0, tickMs: times?.since(count) ?? [] }),
  };
}

/** How far clients are behind with reading. */
function backlog({ sender }: RoomHost): { bufferedBytesMax: number; posesSkipped: number } {
  let bufferedBytesMax = 0;
  let posesSkipped = 0;
  for (const { sink, skipped } of sender.clients) {
    bufferedBytesMax = Math.max(bufferedBytesMax, sink.bufferedBytes());
    posesSkipped += skipped;
  }
  return { bufferedBytesMax, posesSkipped };
}

/** What /healthz tells; an edge has no tick times of its own. */
function healthOf({ host }: WatchedStage): Health {
  const { world, times } = host;
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
    tickMsP50: times?.quantile(0.5) ?? 0,
    tickMsP99: times?.quantile(0.99) ?? 0,
    lateTicks: times?.late ?? 0,
    performers,
    guests,
    rssBytes: process.memoryUsage.rss(),
    ...backlog(host),
    counters: { ...world.counters },
  };
}

/**
 * Options of a Colyseus server that shares its rooms with others: joins are placed by the list in Redis, each process makes
 * its own room, and clients are told where that is. None without Redis.
 */
export function clusterOptions(line: RedisLine | undefined, config: ServeConfig) {
  if (!line) return {};
  if (config.port === 0 && !config.publicAddress)
    throw new Error('--port: a server that shares a stage needs a port that clients can be told, not 0');
  const name = config.host === '0.0.0.0' ? 'localhost' : config.host;
  return {
    presence: line.presence,
    driver: line.driver,
    publicAddress: config.publicAddress ?? `${name}:${config.port}`,
    selectProcessIdToCreateRoom: async () => matchMaker.processId,
  };
}

/** Who writes down what guests say; undefined when nobody is asked to. */
export function openTranscriber({ transcribe }: ServeConfig): OpenAiTranscriber | undefined {
  return (
    transcribe && new OpenAiTranscriber({ ...transcribe, onProblem: (message) => console.error(message) })
  );
}

import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { z } from 'zod';
import { endChild, wordOf } from '../bench/child.ts';
import type { StageServerOrder } from '../bench/stage-server.ts';
import type { CastName, Spot } from './behaviours/behaviour.ts';
import type { Scenario } from './scenario.ts';

const SERVER = fileURLToPath(new URL('../bench/stage-server.ts', import.meta.url));
/** Seats beyond the bots: one that comes back may hold two for a moment. */
const SPARE_SEATS = 64;
const GUESTS_MAX = 2_000;
const ASK_MS = 5_000;
const PERSON = z.object({ id: z.string(), name: z.object({ en: z.string(), ko: z.string() }) });
const CAST = z.object({ people: z.array(PERSON).min(1) });
const HEALTH = z.object({ performers: z.number() });

/** The stage that is tested. */
export interface StageUnderTest {
  /** http address. */
  readonly url: string;
  /** True: started for this run alone. */
  readonly own: boolean;
  readonly bodyIds: readonly string[];
  readonly spots: readonly Spot[];
  readonly names: readonly CastName[];
  stop(): Promise<void>;
}

/** ws:// and http:// mean the same server. @throws Error when it is neither */
export function httpUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error(`--url ${text}: give an address such as ws://127.0.0.1:2567`);
  }
  const scheme = { 'ws:': 'http:', 'wss:': 'https:', 'http:': 'http:', 'https:': 'https:' }[url.protocol];
  if (!scheme) throw new Error(`--url ${text}: give ws://, wss://, http:// or https://`);
  return `${scheme}//${url.host}`;
}

/** Finds a running stage. @throws Error when nobody answers there */
export async function findStage(url: string): Promise<StageUnderTest> {
  return { url, own: false, ...(await lookAround(url)), stop: async () => {} };
}

/**
 * Starts a stage for one run on a free port of the loopback: no page, no memory, room for all bots.
 *
 * @param logFile where its words go
 */
export async function startStage({ stage, bots, seed }: Scenario, logFile: string): Promise<StageUnderTest> {
  const order: StageServerOrder = {
    performers: stage.performers,
    guestsMax: Math.min(GUESTS_MAX, bots + SPARE_SEATS),
    serve: ['--no-page', '--memory', 'none', '--seed', String(seed), ...stage.serve],
  };
  const log = openSync(logFile, 'w');
  const child = fork(SERVER, [JSON.stringify(order)], {
    serialization: 'advanced',
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  try {
    const { port } = await wordOf<{ port: number }>(child).catch((error: Error) => {
      throw new Error(`the stage did not start (${error.message}); see ${logFile}`);
    });
    const url = `http://127.0.0.1:${port}`;
    return { url, own: true, ...(await lookAround(url)), stop: () => stopChild(child) };
  } catch (error) {
    await stopChild(child);
    throw error;
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  await endChild(child);
  child.kill('SIGKILL');
}

/** Bodies to wear, places to go to, people to speak to. */
async function lookAround(url: string): Promise<Pick<StageUnderTest, 'bodyIds' | 'spots' | 'names'>> {
  const { performers } = HEALTH.parse(await ask(`${url}/healthz`));
  const { people } = CAST.parse(await ask(`${url}/assets/bodies/cast.json`));
  const file = await ask(`${url}/assets/stages/plaza/stage.json`).catch(() => undefined);
  const marks = file ? Object.values(parseStageFile(file, 'stage.json').marks) : [];
  const spots = marks.map(({ x, z }) => ({ x, z }));
  return {
    bodyIds: people.map(({ id }) => id),
    spots: spots.length > 0 ? spots : [{ x: 0, z: 0 }],

    names: [...people]
      .sort(castOrder)
      .slice(0, Math.max(1, performers))
      .map(({ name }) => name),
  };
}

async function ask(url: string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ASK_MS) }).catch((error: Error) => {
    const why = (error.cause as Error | undefined)?.message ?? error.message;
    throw new Error(
      `no stage answers at ${url} (${why}); start one with \`troupe serve\`, or leave --url out`,
    );
  });
  if (!response.ok) throw new Error(`${url} answers ${response.status}; is this a stage of Troupe?`);
  return await response.json();
}

/** The stage casts Tilda first, then the others by id. */
function castOrder(a: { id: string }, b: { id: string }): number {
  return Number(b.id === 'tilda') - Number(a.id === 'tilda') || a.id.localeCompare(b.id);
}

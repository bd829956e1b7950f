// A real MCP client, by HTTP and by standard input and output, against a stage that ticks by its own clock.
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import express from 'express';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { perform } from '../behaviour/index.ts';
import { createKnowledgeBase, createOfflineBrain, parseKnowledge, parsePersona } from '../brain/index.ts';
import { type StageHost, startStageHost } from '../rooms/index.ts';
import { senseGuests } from '../senses/index.ts';
import { CLOCK, ROOT } from '../serve-common.ts';
import { createShowChecker } from '../show-checker.ts';
import { createShowDesk, type ShowDesk } from '../show-desk.ts';
import { noteShow, runShow } from '../shows/index.ts';
import { createStage } from '../tick/index.ts';
import { createWorld, type StageEvent, slotOf } from '../world/index.ts';
import { AGENT_LIMITS, type Heard } from './agent-desk.ts';
import { mountMcp } from './mcp-routes.ts';

const json = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, 'assets', path), 'utf8'));
const plaza = parseStageFile(json('stages/plaza/stage.json'), 'stage.json');
const knowledge = createKnowledgeBase(parseKnowledge(json('stages/plaza/knowledge.json'), 'knowledge.json'));
const personas = new Map(
  ['tilda', 'cast'].map((id) => [id, parsePersona(json(`personas/${id}.json`), `${id}.json`)]),
);
const measures = { heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const bodies = [{ id: 'tilda', ...measures }];
const folder = mkdtempSync(join(tmpdir(), 'troupe-mcp-'));

let host: StageHost;
let desk: ShowDesk;
let server: Server;
let mounted: { close(): Promise<void> };
let url: URL;
let guest = 0;
const said: StageEvent[] = [];
const open: Client[] = [];

beforeAll(async () => {
  const world = createWorld({ stage: plaza, bodies, seed: 3, actionNames: ['wave', 'bow'], capacity: 8 });
  const motion = { submit: () => true, ready: () => false, collect: () => {}, finish: async () => {} };
  const phases = [senseGuests, createOfflineBrain(personas, knowledge), runShow, perform, noteShow];
  host = startStageHost({
    stage: createStage({ world, motion, phases }),
    clock: CLOCK,
    onError: (error) => {
      throw error;
    },
  });
  host.afterTick.add(() => said.push(...world.social.events.filter(({ kind }) => kind === 'say')));
  const place = { bodyIndex: 0, z: 0, yaw: 0 };
  const name = { en: 'Tilda', ko: '틸다' };
  host.mailbox.post({ type: 'perform', key: 'p', name, personaId: 'tilda', x: 0, ...place });
  ({ netId: guest } = await host.join(
    { type: 'join', key: 'g', name: 'Min', locale: 'en', x: 2, ...place },
    'token',
  ));
  desk = await createShowDesk({
    checker: createShowChecker(ROOT, undefined),
    stageId: 'plaza',
    host,
    journal: join(folder, 'show.json'),
    nowMs: () => Date.now(),
    log: () => {},
  });
  const app = express();
  mounted = mountMcp(app, { host, shows: () => desk, token: '', nowMs: CLOCK.nowMs });
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = new URL(`http://127.0.0.1:${(server.address() as { port: number }).port}/mcp`);
});
afterEach(async () => {
  for (const client of open.splice(0)) {
    // Gives the brain back, whatever a test left.
    await client.callTool({ name: 'brain.give', arguments: {} }).catch(() => {});
    const { transport } = client;
    if (transport instanceof StreamableHTTPClientTransport) await transport.terminateSession();
    await client.close();
  }
});
afterAll(async () => {
  await mounted.close();
  server.closeAllConnections();
  server.close();
  await desk.close();
  host.stop();
  rmSync(folder, { recursive: true });
});

async function agent(): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(url));
  open.push(client);
  return client;
}

/** Calls a tool; its words, and whether it was refused. */
async function call(client: Client, name: string, args: object = {}) {
  const result = await client.callTool({ name, arguments: { ...args } });
  const [{ text }] = result.content as { text: string }[];
  return { text, refused: result.isError === true };
}

async function until<T>(what: () => T | undefined, ms = 8_000): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const found = what();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
const line = (text: string): StageEvent | undefined => said.find((one) => one.text.includes(text));
const mind = () => host.world.social.minds[0]!;

describe('an agent by MCP', () => {
  test('is told the tools and the scene', async () => {
    const client = await agent();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'say',
        'move',
        'gesture',
        'look',
        'paint',
        'cue.go',
        'show.load',
        'memory.forget',
        'listen',
      ]),
    );
    const scene = JSON.parse((await call(client, 'scene')).text);
    expect(scene).toMatchObject({ brain: 'offline', show: null, actions: ['wave', 'bow'] });
    expect(scene.people.map(({ name }: { name: string }) => name)).toEqual(['Tilda', 'Min']);
  });

  test('has a performer say, gesture, look and walk by itself, under its own name', async () => {
    const client = await agent();
    const words = '**Good evening.** *waves* Min: I hate this. Never said.';
    expect(await call(client, 'say', { performer: 'tilda', text: words, to: 'Min' })).toMatchObject({
      text: '1 sentences',
    });
    expect(await until(() => line('Good evening.'))).toMatchObject({ toNetId: guest, brain: 'mcp:agent' });
    expect(line('hate this')).toBeUndefined();
    await call(client, 'gesture', { performer: '틸다', what: 'bow' });
    await until(() => (host.world.humans.action[0] > 0 ? true : undefined));
    await call(client, 'look', { performer: 'Tilda', what: 'painting2' });
    await until(() => (mind().look.untilTick > host.world.tick ? true : undefined));
    await call(client, 'move', { performer: 'Tilda', what: 'centre' });
    const spot = host.world.social.spots.findIndex(({ id }) => id === 'centre');
    expect(spot).toBeGreaterThan(-1);
    await until(() => (mind().activitySpot === spot ? true : undefined));
    expect(mind().decisions.some(({ brain }) => brain === 'mcp:agent')).toBe(true);
  });

  test('what the policy does not allow is refused and counted', async () => {
    const client = await agent();
    const before = host.world.counters.toolsRefused;
    await call(client, 'gesture', { performer: 'Tilda', what: 'explode' });
    await call(client, 'move', { performer: 'Tilda', what: 'guest' });
    await until(() => (host.world.counters.toolsRefused === before + 2 ? true : undefined));
    expect(await call(client, 'say', { performer: 'Nobody', text: 'x' })).toEqual({
      text: 'there is no performer "Nobody" on stage; there are Tilda',
      refused: true,
    });
    expect((await call(client, 'say', { performer: 'Tilda', text: '<think>plot</think>' })).text).toMatch(
      /nothing of that can be said/,
    );
    expect((await call(client, 'say', { performer: 'Tilda', text: 5 })).refused).toBe(true);
  });

  test('is the brain: hears what a guest asks and answers it; a second agent cannot be', async () => {
    const client = await agent();
    const other = await agent();
    expect((await call(client, 'brain.take', { performers: ['Tilda'], name: 'Ada' })).text).toMatch(
      /mcp:Ada/,
    );
    expect((await call(other, 'brain.take', { performers: ['Tilda'] })).refused).toBe(true);
    await until(() => (host.world.social.thoughts.brain === 'mcp:Ada' ? true : undefined));
    host.post({ type: 'say', netId: guest, text: 'Tilda, what is behind the moon?', locale: 'en' });
    let heard: Heard = { lines: [], asks: [], next: 0 };
    for (let tries = 0; tries < 5 && heard.asks.length === 0; tries++)
      heard = JSON.parse((await call(client, 'listen', { after: heard.next, waitMs: 2_000 })).text);
    expect(heard.asks[0]).toMatchObject({ text: 'Tilda, what is behind the moon?', guestName: 'Min' });
    const ask = heard.asks[0].id;
    await call(client, 'gesture', { performer: 'Tilda', ask, what: 'wave' });
    await call(client, 'say', { performer: 'Tilda', ask, text: 'More moon, I was told.' });
    expect(await until(() => line('More moon'))).toMatchObject({ toNetId: guest, brain: 'mcp:Ada' });
    expect((await call(client, 'brain.give')).text).toBe('given back');
    await until(() => (host.world.social.thoughts.brain === '' ? true : undefined));
  });

  test('an agent that goes away leaves no guest waiting', async () => {
    const client = await agent();
    await call(client, 'brain.take', { performers: ['Tilda'] });
    await until(() => (host.world.social.thoughts.brain === 'mcp:agent' ? true : undefined));
    host.post({ type: 'say', netId: guest, text: 'Tilda, is there coffee?', locale: 'en' });
    await until(() => (mind().thinking ? true : undefined));
    await call(client, 'brain.give');
    expect(await until(() => line('Coffee only when Leo'))).toMatchObject({ brain: 'offline' });
  });

  test('acts are limited', async () => {
    const client = await agent();
    const tries = await Promise.all(
      Array.from({ length: AGENT_LIMITS.actsBurst + 6 }, () =>
        call(client, 'gesture', { performer: 'Tilda', what: 'wave' }),
      ),
    );
    expect(tries.some(({ refused, text }) => refused && text.startsWith('too much at once'))).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
  });

  test('forgets a guest', async () => {
    const client = await agent();
    host.post({ type: 'say', netId: guest, text: 'Tilda, my name is Minsoo.', locale: 'en' });
    await until(() => (mind().memories.length > 0 ? true : undefined));
    expect((await call(client, 'memory.forget', { guest: 'Min' })).text).toBe('erased');
    await until(() => (mind().memories.length === 0 ? true : undefined));
    expect(slotOf(host.world, guest)).toBe(1);
  });

  test('loads a show and gives GO; one that does not check changes nothing', async () => {
    const client = await agent();
    expect(await call(client, 'cue.go')).toMatchObject({ refused: true });
    const head = 'show: t\nversion: 1\ncast:\n  tilda: {body: tilda, at: stage}\nscenes:\n  main:\n';
    const bad = await call(client, 'show.load', { text: `${head}    - {at: 0, dance: {}}\n` });
    expect(bad).toMatchObject({ refused: true });
    expect(bad.text).toMatch(/^show:\d+:\d+ E\d+/);
    expect(host.world.show.run).toBeUndefined();
    const text = `${head}    - {at: 0, id: hi, say: {who: tilda, text: 'From the show.'}}\n    - {after: hi, hold: {note: wait}, id: wait}\n`;
    expect((await call(client, 'show.load', { text, play: true })).text).toMatch(/^loaded/);
    expect(await until(() => line('From the show.'))).toMatchObject({ brain: 'show' });
    expect((await call(client, 'cue.go')).text).toBe('GO');
  });

  test('by standard input and output', async () => {
    const client = new Client({ name: 'test', version: '1' });
    const cli = fileURLToPath(new URL('../../../cli/src/main.ts', import.meta.url));
    const script = `import(${JSON.stringify(cli)}).then(({ main }) => main(['mcp', '--url', ${JSON.stringify(url.origin)}])).then((code) => process.exit(code))`;
    await client.connect(
      new StdioClientTransport({ command: process.execPath, args: ['--input-type=module', '-e', script] }),
    );
    open.push(client);
    expect(JSON.parse((await call(client, 'scene')).text).people).toHaveLength(2);
  });
});

describe('who may', () => {
  test('pages of other origins and far names may not, and without a session nothing is answered', async () => {
    const post = (headers: Record<string, string>) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' });
    expect((await post({ origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await post({ 'x-forwarded-for': '10.0.0.1' })).status).toBe(403);
    expect((await post({ 'mcp-session-id': 'nobody' })).status).toBe(404);
    expect((await post({})).status).toBeGreaterThanOrEqual(400);
  });
  test('what is too large or no JSON is refused', async () => {
    const post = (body: string) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect((await post('x'.repeat(1_300_000))).status).toBe(413);
    expect((await post('{')).status).toBe(400);
  });
});

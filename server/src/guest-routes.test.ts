// What guests send by HTTP, through real sockets: sizes, tokens, shapes.
import { once } from 'node:events';
import type { Server } from 'node:http';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SenseGate } from './gate/sense-gate.ts';
import { mountGuestRoutes } from './guest-routes.ts';
import type { RoomHost, Visit } from './rooms/index.ts';

let server: Server;
let url = '';
const taken: unknown[] = [];
const posted: unknown[] = [];
const gates = new Map([1, 2].map((netId) => [netId, new SenseGate()]));
const visit = (netId: number): Visit => ({
  netId,
  sense(raw, bytes) {
    const result = gates.get(netId)!.take(raw, { bytes, road: 'post', nowMs: 0, stageMs: 10_000 });
    if (!result.ok) return result.refusal;
    taken.push({ netId, ...result.event });
    return undefined;
  },
});

beforeAll(async () => {
  const host = {
    visits: new Map([
      ['token-of-one', visit(1)],
      ['token-of-two', visit(2)],
    ]),
    memoriesOf: async (netId: number) => ({ memories: [{ value: `of ${netId}` }], reflections: [] }),
    post: (message: unknown) => posted.push(message),
  } as unknown as RoomHost;
  const app = express();
  mountGuestRoutes(app, { hosts: [host], origins: [], nowMs: () => 0 });
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const table = (over: object = {}) => ({
  v: 1,
  id: 't1',
  t0: 9_900,
  m: 'table',
  data: { table: { name: 'x', columns: [{ name: 'a', type: 'number' }], rows: [[1]] } },
  ...over,
});
const send = (body: string, token = 'token-of-one') =>
  fetch(`${url}/senses`, { method: 'POST', body, headers: { authorization: `Bearer ${token}` } });

test('ten megabytes of JSON are refused by their size, and the stage goes on', async () => {
  const rows = Array.from({ length: 400_000 }, (_, i) => [i]);
  const huge = JSON.stringify(
    table({ data: { table: { name: 'x', columns: [], rows } }, pad: 'x'.repeat(8e6) }),
  );
  expect(huge.length).toBeGreaterThan(10_000_000);
  const answer = await send(huge);
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ code: 'size' });
  expect((await send(JSON.stringify(table()))).status).toBe(202);
});
test('what is no JSON, is nested without end, or is of another shape is refused with a reason', async () => {
  expect((await send('{"v": 1,')).status).toBe(400);
  expect((await send('['.repeat(200_000))).status).toBe(400);
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
  expect((await send(deep)).status).toBe(422);
  const proto = await send('{"__proto__": {"m": "table"}, "constructor": 1}');
  expect(proto.status).toBe(422);
  expect(await proto.json()).toMatchObject({ code: 'modality' });
  expect(({} as { m?: string }).m).toBeUndefined();
});
test('a token that is none opens nothing; one guest cannot speak as another', async () => {
  for (const token of ['', 'token-of-three', '__proto__', 'token-of-one x'])
    expect((await send(JSON.stringify(table({ id: 'f' })), token)).status).toBe(401);
  const forged = { from: 1, netId: 1, to: 1, id: 'forged' };
  await send(JSON.stringify(table(forged)), 'token-of-two');
  expect(taken.at(-1)).toMatchObject({ netId: 2, id: 'forged' });
});
test('the same id again, a clock of tomorrow and one of yesterday are refused by name', async () => {
  const codes = [];
  for (const over of [{ id: 't1' }, { id: 'a', t0: 99_000 }, { id: 'b', t0: -1 }])
    codes.push((await (await send(JSON.stringify(table(over)))).json()).code);
  expect(codes).toEqual(['twice', 'clock', 'shape']);
});
test('what is kept is told to whom it is of, and forgotten for it alone', async () => {
  const headers = { authorization: 'Bearer token-of-two' };
  expect(await (await fetch(`${url}/memories`, { headers })).json()).toEqual({
    memories: [{ value: 'of 2' }],
    reflections: [],
  });
  await fetch(`${url}/memories`, { method: 'DELETE', headers });
  expect(posted).toEqual([{ type: 'forget', netId: 2 }]);
  expect((await fetch(`${url}/memories?netId=1`)).status).toBe(401);
});
test('pages of other origins are refused before anything is read', async () => {
  const headers = { authorization: 'Bearer token-of-one', origin: 'https://elsewhere.example' };
  expect((await fetch(`${url}/senses`, { method: 'POST', body: '{}', headers })).status).toBe(403);
});

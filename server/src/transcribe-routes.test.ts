import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mountGuestRoutes } from './guest-routes.ts';
import type { RoomHost } from './rooms/index.ts';
import type { OpenAiTranscriber } from './transcribe/index.ts';
import { toWav } from './voice/wav.ts';

const sentence = Uint8Array.from(toWav(new Int16Array(16_000).fill(500), 16_000));
const asked: string[] = [];
const ears = {
  name: 'ears',
  write: async (wav: Uint8Array, language: string) => {
    asked.push(`${wav.length} ${language}`);
    return asked.length > 3 ? { ok: false, code: 'away', message: 'gone' } : { ok: true, text: 'hello' };
  },
} as unknown as OpenAiTranscriber;
let nowMs = 0;
const servers: Server[] = [];

async function open(transcriber: OpenAiTranscriber | undefined): Promise<string> {
  const app = express();
  const visits = new Map([['t1', { netId: 3, sense: () => undefined }]]);
  mountGuestRoutes(app, {
    hosts: [{ visits } as unknown as RoomHost],
    origins: [],
    transcriber,
    nowMs: () => nowMs,
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/transcriptions`;
}
let on = '';
let off = '';
beforeAll(async () => {
  [on, off] = [await open(ears), await open(undefined)];
});
afterAll(() => {
  for (const server of servers) server.close();
});
const post = (url: string, body: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { authorization: 'Bearer t1', ...headers } });

test('only guests are heard, and only by pages that may speak with the stage', async () => {
  expect((await post(on, sentence, { authorization: 'Bearer other' })).status).toBe(401);
  expect((await post(on, sentence, { origin: 'https://elsewhere.example' })).status).toBe(403);
  expect(asked).toEqual([]);
});

test('a sentence is written down in its language; a flood, nonsense and a service that is away are told', async () => {
  const headers = { authorization: 'Bearer t1' };
  expect(await (await fetch(on, { headers })).json()).toEqual({ on: true, model: 'ears' });
  expect(await (await post(`${on}?lang=ko`, sentence)).json()).toEqual({ text: 'hello' });
  expect(asked).toEqual([`${sentence.length} ko`]);
  expect((await post(on, new Uint8Array(500))).status).toBe(422);
  expect((await post(on, new Uint8Array(1_500_000))).status).toBe(413);
  expect((await post(on, sentence)).status).toBe(200);
  const flood = await Promise.all([post(on, sentence), post(on, sentence), post(on, sentence)]);
  expect(flood.map(({ status }) => status)).toContain(429);
  nowMs += 60_000;
  const away = await post(on, sentence);
  expect([away.status, await away.json()]).toEqual([503, { code: 'away', message: 'gone' }]);
});

test('a stage without a transcription says so', async () => {
  const headers = { authorization: 'Bearer t1' };
  expect(await (await fetch(off, { headers })).json()).toEqual({ on: false, model: '' });
  expect((await post(off, sentence)).status).toBe(404);
});

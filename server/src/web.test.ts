import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mountWeb } from './web.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FILE = readFileSync(`${ROOT}/assets/shows/music/class.flac`);
const app = express();
const server = createServer(app);
let url = '';

beforeAll(async () => {
  const unasked = (): never => {
    throw new Error('nobody asks for this here');
  };
  mountWeb(app, {
    root: ROOT,
    bodyFolders: new Map(),
    health: unasked,
    ticksSince: unasked,
    studio: Promise.resolve(),
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));

describe('a recording of a show over HTTP', () => {
  test('comes whole, with its kind and an ETag, and not twice to who has it', async () => {
    const whole = await fetch(`${url}/assets/shows/music/class.flac`);
    expect(whole.headers.get('content-type')).toMatch(/^audio\/(x-)?flac/);
    expect(Buffer.from(await whole.arrayBuffer()).equals(FILE)).toBe(true);
    const etag = whole.headers.get('etag')!;
    // Not by fetch: that one tells servers not to answer from what is kept.
    const status = await new Promise((done) => {
      get(`${url}/assets/shows/music/class.flac`, { headers: { 'if-none-match': etag } }, (answer) => {
        answer.resume();
        done(answer.statusCode);
      });
    });
    expect(status).toBe(304);
  });
  test('comes in parts', async () => {
    const part = await fetch(`${url}/assets/shows/music/class.flac`, { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${FILE.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(FILE.subarray(100, 200))).toBe(true);
    const beyond = await fetch(`${url}/assets/shows/music/class.flac`, {
      headers: { range: 'bytes=99999999-' },
    });
    expect(beyond.status).toBe(416);
  });
  test.each([
    'music/none.flac',
    '%2e%2e/package.json',
    'music/..%2f..%2f..%2fpackage.json',
    'music/%00.flac',
  ])('%s is not given', async (path) => {
    const answer = await fetch(`${url}/assets/shows/${path}`);
    expect([400, 403, 404]).toContain(answer.status);
    expect(await answer.text()).not.toContain('workspaces');
  });
});

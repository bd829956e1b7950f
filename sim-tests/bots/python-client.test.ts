/**
 * The reference client in Python against the vectors and against real stages. It needs `python3`, 3.9 or newer, and nothing else;
 * PYTHON names another interpreter.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { endChild, startChild, wordOf } from '../bench/child.ts';
import type { ServerOrder } from '../bench/stream-server.ts';
import { type ServeChild, serveChild } from '../browser/serve-child.ts';

const FOLDER = fileURLToPath(new URL('../../client-sdk/python/', import.meta.url));
const GOLDEN = fileURLToPath(new URL('../golden/', import.meta.url));
const STREAM_SERVER = fileURLToPath(new URL('../bench/stream-server.ts', import.meta.url));
const PYTHON = process.env.PYTHON ?? 'python3';
/** So many, so far apart, that every layer is somebody's. */
const CROWD = 120;

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly words: string;
}

/** Runs the interpreter in the client's folder. */
function python(...args: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' };
    execFile(PYTHON, args, { cwd: FOLDER, env, timeout: 60_000 }, (error, out, words) => {
      const { code } = (error ?? { code: 0 }) as { code?: number | string };
      if (code === 'ENOENT')
        reject(
          new Error(`there is no ${PYTHON}: these tests need Python 3.9 or newer; set PYTHON to its path`),
        );
      else resolve({ code: typeof code === 'number' ? code : -1, out, words });
    });
  });
}

/** The commands that the guide gives, as it gives them. */
function guideCommands(): string[] {
  const guide = readFileSync(new URL('../../docs/write-a-client.md', import.meta.url), 'utf8');
  return [...guide.matchAll(/^python3 -m troupe_client .*$/gm)].map(([line]) => line);
}

/** Runs a command of the guide on another stage; what it reports. */
async function visitAs(url: string, command: string, ...more: string[]) {
  const [, ...args] = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare);
  const here = args.map((arg) => arg.replace('ws://localhost:2567', url.replace('http', 'ws')));
  const { code, out, words } = await python(...here, ...more);
  expect(words).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out);
}

const visit = (url: string, ...args: string[]): Promise<Answer> =>
  python('-m', 'troupe_client', url, ...args);

describe('the Python client alone', () => {
  test('reads the golden vectors byte for byte and never stumbles over broken bytes', {
    timeout: 60_000,
  }, async () => {
    const { code, out, words } = await python('tests/check_vectors.py');
    expect(words.trim()).toBe('');
    expect(code).toBe(0);
    const { messages } = JSON.parse(readFileSync(`${GOLDEN}vhp1.json`, 'utf8')) as { messages: unknown[] };
    const frames = JSON.parse(readFileSync(`${GOLDEN}vhp1-frames.json`, 'utf8')) as Record<string, unknown[]>;
    const report = JSON.parse(out) as Record<string, number>;
    expect(report).toMatchObject({
      messages: messages.length,
      frames: frames.toClient.length + frames.toStage.length,
      failures: 0,
    });
    expect(report.broken).toBeGreaterThan(20_000);
    expect(report.told).toBeGreaterThan(10_000);
  });

  test('and notices one wrong bit', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'troupe-vectors-'));
    cpSync(GOLDEN, folder, { recursive: true });
    for (const [name, at] of [
      ['vhp1.bin', 60],
      ['vhp1-frames.bin', 260],
    ] as const) {
      const bytes = readFileSync(`${GOLDEN}${name}`);
      bytes[at] ^= 4;
      writeFileSync(join(folder, name), bytes);
      const { code, words } = await python('tests/check_vectors.py', folder);
      expect(code, name).toBe(1);
      expect(words, name).toMatch(/is not/);
      cpSync(`${GOLDEN}${name}`, join(folder, name));
    }
    rmSync(folder, { recursive: true });
  });

  test('is one file of at most 400 lines and the standard library', async () => {
    const [file, ...others] = readdirSync(`${FOLDER}troupe_client`).filter((name) => name.endsWith('.py'));
    expect([file, ...others]).toEqual(['__init__.py', '__main__.py']);
    expect(
      readFileSync(`${FOLDER}troupe_client/${file}`, 'utf8').trimEnd().split('\n').length,
    ).toBeLessThanOrEqual(400);
    // -I: without the packages of this machine; -S: without any that are installed beside Python.
    const { code, words } = await python(
      '-I',
      '-S',
      '-c',
      "import sys; sys.path.insert(0, '.'); import troupe_client",
    );
    expect(words).toBe('');
    expect(code).toBe(0);
  });
});

describe('the Python client on a stage with a crowd', () => {
  let server: ReturnType<typeof startChild>;
  let url = '';

  beforeAll(async () => {
    const tape = { people: 3, ticks: 40 };
    const order: ServerOrder = { mode: 'vhp', performers: CROWD, guestsMax: 4, seed: 3, halfM: 110, tape };
    server = startChild(STREAM_SERVER, order);
    const { port } = await wordOf<{ port: number }>(server);
    url = `ws://127.0.0.1:${port}`;
  }, 60_000);
  afterAll(() => endChild(server));

  test('decodes every layer, as key and as delta, without a fault', { timeout: 30_000 }, async () => {
    const { code, out, words } = await visit(url, '--seconds', '5', '--json');
    expect(words).toBe('');
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report.roster).toHaveLength(CROWD);
    expect(report.bodies).toBe(CROWD);
    const wanted = [0, 1, 2, 3].flatMap((layer) => [`layer ${layer} delta`, `layer ${layer} key`]);
    expect(
      Object.keys(report.blocks)
        .filter((name) => name.startsWith('layer'))
        .sort(),
    ).toEqual(wanted);
    expect(report.problems).toEqual([]);
    expect(report.counters).toMatchObject({ malformed: 0, orphanDeltas: 0, unknownBlocks: 0 });
    expect(report.leftWith).toBe(4000);
  });

  test('says why it is refused', { timeout: 30_000 }, async () => {
    const { code, words } = await visit(url, '--body', 'nobody');
    expect(code).toBe(1);
    expect(words.trim()).toMatch(/^troupe_client: refused with code 4110: join: there is no body "nobody"/);
  });
});

describe('the Python client on stage', () => {
  let stage: ServeChild;
  beforeAll(async () => {
    stage = await serveChild(['--performers', '2', '--memory', 'none', '--voice', 'none'], {}, false);
  }, 60_000);
  afterAll(() => stage.stop());

  test('says a line, gets the reply, and is gone when it has left', { timeout: 60_000 }, async () => {
    const report = await visitAs(stage.url, guideCommands()[1], '--name', 'Mina', '--seconds', '40');
    const { netId } = report.welcome;
    expect(netId).toBeGreaterThan(0);
    expect(report.blocks.own).toBeGreaterThan(0);
    expect(report.lines[0]).toMatchObject({ name: 'Mina', netId, text: 'Hello Tilda, who are you?' });
    expect(report.lines.at(-1)).toMatchObject({ name: 'Tilda', toNetId: netId, brain: 'offline' });
    expect(report.lines.at(-1).text).toMatch(/\w+/);
    expect(report.stageMs).toBeGreaterThan(0);
    expect(report.leftWith).toBe(4000);
    const later = await visitAs(stage.url, guideCommands()[0]);
    expect(later.roster.map((human: { nameEn: string }) => human.nameEn)).toEqual(['Tilda', 'Amara']);
  });
});

describe('the Python client and a server that is none', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  const listen = (answer: (socket: Socket) => void): Promise<string> =>
    new Promise((done) => {
      const server = createServer((socket) => {
        sockets.push(socket);
        socket.on('error', () => {});
        socket.once('data', () => answer(socket));
      });
      servers.push(server);
      server.listen(0, '127.0.0.1', () =>
        done(`ws://127.0.0.1:${(server.address() as { port: number }).port}`),
      );
    });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers) server.close();
  });

  /** A matchmaker that gives a seat at a WebSocket server which sends one frame and closes. */
  async function stageThatSends(frame: Uint8Array): Promise<string> {
    const sockets2 = new WebSocketServer({ noServer: true });
    const { createServer: createHttp } = await import('node:http');
    const server = createHttp((_request, response) =>
      response.end('{"sessionId":"s","processId":"p","roomId":"r"}'),
    );
    server.on('upgrade', (request, socket, head) =>
      sockets2.handleUpgrade(request, socket, head, (ws) => {
        ws.send(frame);
        ws.close(4102, 'enough');
      }),
    );
    servers.push(server);
    return await new Promise((done) =>
      server.listen(0, '127.0.0.1', () =>
        done(`ws://127.0.0.1:${(server.address() as { port: number }).port}`),
      ),
    );
  }

  test.each([
    [
      'nobody there',
      () => Promise.resolve('ws://127.0.0.1:9'),
      /no seat at http:\/\/127.0.0.1:9: .*refused/i,
    ],
    ['no address', () => Promise.resolve('stage'), /no seat at stage/],
    [
      'noise instead of HTTP',
      () => listen((socket) => socket.end('\u0000\u0001nonsense\r\n\r\n')),
      /no seat at/,
    ],
    [
      'HTTP without a seat',
      () => listen((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')),
      /no seat at/,
    ],
    [
      'a cut message',
      () => stageThatSends(Uint8Array.of(13, 0xa5, 101)),
      /cut short: 5 bytes wanted at byte 2 of 3/,
    ],
    [
      'a frame of a later stage is passed over; what comes then',
      () => stageThatSends(Uint8Array.of(30, 1, 2)),
      /closed with code 4102: enough/,
    ],
    [
      'a refusal',
      () =>
        listen((socket) =>
          socket.end('HTTP/1.1 503 Full\r\nContent-Length: 22\r\n\r\n{"error":"it is full"}'),
        ),
      /no seat at .*it is full/,
    ],
    ['a close', () => stageThatSends(Uint8Array.of(17, 1)), /closed with code 4102: enough/],
  ])('%s ends in one line of words', { timeout: 20_000 }, async (_, open, words) => {
    const answer = await visit(await open());
    expect(answer.words).toMatch(words);
    expect(answer.words.trim().split('\n')).toHaveLength(1);
    expect(answer.code).toBe(1);
  });
});

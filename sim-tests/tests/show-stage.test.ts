import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StageClient } from '@troupe/client-sdk';
import type { CueMessage, ShowMessage } from '@troupe/client-sdk/protocol';
import { afterEach, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TEST_MS = 240_000;
const folder = mkdtempSync(join(tmpdir(), 'troupe-show-'));
const children: ChildProcess[] = [];
const clients: StageClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.leave().catch(() => {});
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(join(folder, 'show.yaml'), { force: true });
});

const scenes = (note: string): string => `show: long
version: 1
cast: {tilda: {body: tilda, at: stage}}
scenes:
  main:
${Array.from({ length: 200 }, (_, i) => `    - {at: ${i}, id: c${i}, marker: {name: ${note}${i}}}`).join('\n')}
    - {at: 1, id: vote, ask: {q: {en: Red?, ko: 빨강?}, options: [red, blue], for: 150, default: red}}
`;

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

/** A server of one's own; resolves when it says that it is there. */
async function serve(port: number, file: string): Promise<{ child: ChildProcess; words: () => string }> {
  const args = [
    join(ROOT, 'cli/bin/troupe.mjs'),
    'serve',
    '--port',
    String(port),
    '--performers',
    '2',
    '--show',
    file,
  ];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: '', HOST: '127.0.0.1' },
  });
  children.push(child);
  let words = '';
  child.stdout?.on('data', (chunk) => (words += chunk));
  child.stderr?.on('data', (chunk) => (words += chunk));
  await until(() => {
    if (child.exitCode !== null) throw new Error(words);
    return words.includes('on stage');
  });
  return { child, words: () => words };
}

async function until(done: () => boolean, mostMs = 60_000): Promise<void> {
  const start = performance.now();
  while (!done()) {
    if (performance.now() - start > mostMs) throw new Error('waited too long');
    await new Promise((next) => setTimeout(next, 5));
  }
}

async function join_(
  port: number,
  bodyId = '',
): Promise<{ client: StageClient; cues: CueMessage[]; show: () => ShowMessage | undefined }> {
  const client = new StageClient({ url: `http://127.0.0.1:${port}`, bodyId });
  clients.push(client);
  const cues: CueMessage[] = [];
  let show: ShowMessage | undefined;
  client.on('cue', (cue) => cues.push(cue));
  client.on('show', (message) => {
    show = message;
  });
  await client.connect();
  return { client, cues, show: () => show };
}

test(
  'a served show: two guests see each cue at one server time, an edit is taken, a broken one is not, and after kill -9 it goes on at the right cue',
  async () => {
    const port = await freePort();
    const file = join(folder, 'show.yaml');
    writeFileSync(file, scenes('first'));
    const { child, words } = await serve(port, file);
    const one = await join_(port, 'tilda');
    const two = await join_(port);
    await until(() => one.cues.length >= 4 && two.cues.length >= 3);
    expect(one.show()).toMatchObject({
      show: 'long',
      status: 'playing',
      scene: 'main',
      poll: { id: 'vote' },
    });
    for (const cue of two.cues)
      expect(one.cues.find((other) => other.cue === cue.cue && other.ev === cue.ev)?.atMs).toBe(cue.atMs);

    one.client.vote('blue');
    one.client.applaud();
    await until(() => one.show()?.poll?.options[1].votes === 1 && one.show()?.applause === 1);

    const before = one.cues.length;
    writeFileSync(file, 'show: long\nversion: 1\ncast: {}\n');
    await until(() => words().includes('the show goes on as it was'));
    await until(() => one.cues.length > before + 2);
    writeFileSync(file, scenes('second'));
    await until(() => one.cues.some(({ detail }) => String(detail.name).startsWith('second')));
    expect(one.show()?.status).toBe('playing');

    const answer = await fetch(`http://127.0.0.1:${port}/show/pause`, {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
    });
    expect(answer.status).toBe(403);

    const last = () =>
      Math.max(
        ...one.cues
          .filter(({ cue, ev }) => ev === 'started' && /^c\d/.test(cue))
          .map(({ cue }) => Number(cue.slice(1))),
      );
    const at = last();
    child.kill('SIGKILL');
    await one.client.leave();
    await two.client.leave();
    await serve(port, file);
    const again = await join_(port);
    await until(() => again.cues.some(({ ev }) => ev === 'started'));
    const next = Number(again.cues.find(({ ev }) => ev === 'started')!.cue.slice(1));
    expect(next).toBeGreaterThan(at);
    expect(again.show()?.clockMs).toBeGreaterThanOrEqual(at * 1000);
    expect(readFileSync(file, 'utf8')).toContain('second');
  },
  TEST_MS,
);

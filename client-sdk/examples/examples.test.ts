import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MODALITIES, SENSE_LIMITS } from '@troupe/client-sdk/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

describe('examples run against a real stage', () => {
  let url = '';
  let server: ReturnType<typeof spawn>;

  beforeAll(async () => {
    server = spawn(process.execPath, ['cli/bin/troupe.mjs', 'serve', '--port', '0', '--performers', '1'], {
      cwd: ROOT,
      env: { ...process.env, DATABASE_URL: '', HOST: '127.0.0.1' },
    });
    let words = '';
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        words += chunk;
        const port = /localhost:(\d+)/.exec(words)?.[1];
        if (!port) return;
        url = `http://127.0.0.1:${port}`;
        resolve();
      };
      server.stdout?.on('data', read);
      server.stderr?.on('data', read);
      server.once('exit', (code) => reject(new Error(`troupe serve ended (${code}):\n${words}`)));
    });
  }, 60_000);

  afterAll(async () => {
    server.removeAllListeners('exit');
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await gone;
  });

  test('01 watches Tilda', { timeout: 30_000 }, async () => {
    const child = spawn(process.execPath, [file('01-watch-tilda.ts'), url]);
    let words = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk) => {
        words += chunk;
        if (/Tilda stands at -?\d/.test(words)) resolve();
      });
      child.stderr.on('data', (chunk) => reject(new Error(String(chunk))));
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  test('02 is answered by Tilda', { timeout: 70_000 }, async () => {
    const { stdout } = await run(process.execPath, [file('02-talk-to-tilda.ts'), url]);
    expect(stdout).toMatch(/Mina: Hello Tilda/);
    expect(stdout).toMatch(/Tilda: \S+/);
  });

  test('06 is taken by the stage, event by event', { timeout: 60_000 }, async () => {
    const troupe = fileURLToPath(new URL('../../cli/bin/troupe.mjs', import.meta.url));
    const args = ['senses', 'replay', file('06-senses.jsonl'), '--url', url, '--json'];
    const { stdout } = await run(process.execPath, [troupe, ...args]);
    const report = JSON.parse(stdout.trim().split('\n').at(-1)!);
    expect(report).toMatchObject({ wrong: 0, refused: 0, problems: [] });
    const sendable = MODALITIES.filter((m) => SENSE_LIMITS[m].road !== 'stage');
    expect(Object.keys(report.modalities).sort()).toEqual([...sendable].sort());
  });

  test('04 writes joints that move', { timeout: 30_000 }, async () => {
    const { stdout } = await run(process.execPath, [file('04-joints-to-csv.ts'), url, 'tilda', '3']);
    const rows = stdout.trim().split('\n');
    expect(rows[0].split(',')).toHaveLength(4 + 208);
    expect(rows.length).toBeGreaterThan(10);
    expect(new Set(rows.slice(1).map((row) => row.split(',').slice(1).join())).size).toBeGreaterThan(5);
  });
});

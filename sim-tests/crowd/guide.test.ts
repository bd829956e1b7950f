import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { checkCores, checkFiles, sumUp } from './doctor.ts';
import { run as list } from './list.ts';
import { loadScenario } from './load-scenario.ts';
import { readRunFlags } from './run-flags.ts';
import { BEHAVIOUR_NAMES } from './scenario.ts';

const guide = readFileSync(fileURLToPath(new URL('../../docs/load-testing.md', import.meta.url)), 'utf8');
const blocks = (language: string): string[] =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text);
const folder = mkdtempSync(join(tmpdir(), 'troupe-guide-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the guide for load-testers', () => {
  test('every run it shows has flags and a scenario that exist', async () => {
    const runs = blocks('sh')
      .join('\n')
      .split('\n')
      .map((line) => line.split('#')[0].trim())
      .filter((line) => line.startsWith('npx troupe crowd run '));
    expect(runs.length).toBeGreaterThanOrEqual(4);
    for (const line of runs) {
      const flags = readRunFlags(line.split(/\s+/).slice(4));
      expect((await loadScenario(flags.scenario)).name).toBe(flags.scenario);
    }
  });

  test('the scenarios it writes are right', async () => {
    for (const [ending, texts] of [
      ['yaml', blocks('yaml')],
      ['ts', blocks('ts')],
    ] as const) {
      expect(texts).toHaveLength(1);
      // Outside the checkout the package cannot be found: the import is put where it is.
      const local = fileURLToPath(new URL('./scenario.ts', import.meta.url));
      const file = join(folder, `evening.${ending}`);
      writeFileSync(file, texts[0].replace('@troupe/sim-tests/crowd/scenario', local));
      expect((await loadScenario(file)).name).toBe('evening');
    }
  });

  test('it names every behaviour and every scenario', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await list(['--json']);
    const rows = JSON.parse(log.mock.calls[0][0]) as { name: string }[];
    log.mockRestore();
    for (const name of [...BEHAVIOUR_NAMES, ...rows.map((row) => row.name)])
      expect(guide).toContain(`\`${name}\``);
  });
});

describe('flags', () => {
  test('those of the Colyseus tester mean the same', () => {
    const flags = readRunFlags(
      'smoke --endpoint ws://127.0.0.1:2567 --numClients 9 --duration 12s --output x'.split(' '),
    );
    expect(flags).toMatchObject({ url: 'http://127.0.0.1:2567', bots: 9, seconds: 12, out: 'x', workers: 1 });
  });
  test.each([
    [[], /name one scenario/],
    [['smoke', '--bots', 'many'], /--bots many: give a whole number/],
    [['smoke', '--workers', '0'], /--workers 0/],
    [['smoke', '--threshold', 'fast'], /--threshold "fast"/],
    [['smoke', '--url', 'somewhere'], /--url somewhere/],
    [['smoke', '--botz', '3'], /botz/],
  ])('%j is refused with the flag named', (args, message) => {
    expect(() => readRunFlags(args)).toThrow(message);
  });
});

describe('doctor', () => {
  test('too few files fail and say what to do; enough are well', () => {
    expect(checkFiles(256, 1_000)).toMatchObject({
      state: 'fail',
      advice: 'raise it before the run: ulimit -n 1200',
    });
    expect(checkFiles(20_000, 1_000)).toMatchObject({ state: 'ok', advice: '' });
    expect(checkFiles(undefined, 1_000).state).toBe('warn');
  });
  test('one core cannot carry both; a busy machine is warned of', () => {
    expect(checkCores(1, 0).state).toBe('fail');
    expect(checkCores(2, 1.9).state).toBe('warn');
    expect(checkCores(8, 0.5).state).toBe('ok');
    expect(sumUp([checkCores(1, 0), checkFiles(20_000, 1_000)], 1_000)).toMatch(
      /cannot carry 1000 bots.*: cores\.$/,
    );
    expect(sumUp([checkCores(2, 1.9)], 9)).toMatch(/can carry 9 bots .*; mind its cores\.$/);
    expect(sumUp([checkCores(8, 0.5)], 9)).toBe('This machine can carry 9 bots and a stage.');
  });
});

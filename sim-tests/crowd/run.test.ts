import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, shellWord } from './run.ts';

test('a run that cannot begin leaves nothing behind, neither a folder nor an open port', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-crowd-run-'));
  const out = join(folder, 'out');
  const args = ['smoke', '--url', 'http://127.0.0.1:1', '--prometheus', '0', '--out', out];
  await expect(run(args)).rejects.toThrow(/no stage answers at/);
  expect(existsSync(out)).toBe(false);
  rmSync(folder, { recursive: true });
});

test('the command of a report can be pasted into a shell', () => {
  const args = ['smoke', '--threshold', 'rtt_ms:p99 <= 50', '--out', "it's here", '--seed', '3', '$HOME', ''];
  const line = args.map(shellWord).join(' ');
  expect(line.startsWith("smoke --threshold 'rtt_ms:p99 <= 50' --out ")).toBe(true);
  expect(execFileSync('sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })).toBe(
    `${args.join('\n')}\n`,
  );
});

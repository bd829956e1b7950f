import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Quantiles of a list of numbers. */
export function quantiles(values: readonly number[]): { p50: number; p90: number; p99: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: round(sorted.at(-1) ?? 0) };
}

/** Three decimals are what a noisy machine can give. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Where and on what a figure was measured; part of every report. */
export function machine(): { node: string; commit: string; load1: number } {
  let commit = 'unknown';
  try {
    commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // Not a checkout: the figure stands without a commit.
  }
  return { node: process.version, commit, load1: round(loadavg()[0]) };
}

/** Prints a bench: readable lines, and with --json one line of JSON last. With --record a row goes to results/NAME.csv. */
export function publish(name: string, result: Record<string, unknown>, args: readonly string[]): void {
  const full = { bench: name, ...result, ...machine() };
  if (!args.includes('--json')) {
    for (const [key, value] of Object.entries(full)) console.log(`${key.padEnd(28)} ${format(value)}`);
  }
  if (args.includes('--record')) record(name, full);
  if (args.includes('--json')) console.log(JSON.stringify(full));
}

function format(value: unknown): string {
  return typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([key, inner]) => `${key} ${format(inner)}`)
        .join('  ')
    : String(value);
}

/** Adds a row to a table; columns that are new to it, as those of a new style, stay empty in the older rows. */
export function addRow(table: string, row: Readonly<Record<string, unknown>>): string {
  const lines = table.split('\n').filter((line) => line !== '');
  const columns = lines.length ? lines[0].split(',') : [];
  const all = [...columns, ...Object.keys(row).filter((key) => !columns.includes(key))];
  const pad = ','.repeat(all.length - columns.length);
  const older = lines.slice(1).map((line) => line + pad);
  const cells = all.map((key) => (key in row ? String(row[key]).replaceAll(',', ';') : ''));
  return `${[all.join(','), ...older, cells.join(',')].join('\n')}\n`;
}

export function record(name: string, result: Record<string, unknown>): void {
  const file = fileURLToPath(new URL(`../results/${name}.csv`, import.meta.url));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, addRow(existsSync(file) ? readFileSync(file, 'utf8') : '', flatten(result)));
}

function flatten(value: Record<string, unknown>, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'object' && inner !== null
        ? Object.entries(flatten(inner as Record<string, unknown>, `${prefix}${key}.`))
        : [[`${prefix}${key}`, inner]],
    ),
  );
}

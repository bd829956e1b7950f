import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Comparison, compareRuns } from './compare-runs.ts';
import type { CrowdSummary } from './report/summary.ts';

const EXIT_WORSE = 2;

/** `troupe crowd compare`: two runs side by side. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      'fail-on-worse': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 2) throw new Error('name two runs: troupe crowd compare FOLDER FOLDER');
  const seed = Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0)
    throw new Error(`--seed ${values.seed}: give a whole number from 0 on`);
  const [a, b] = positionals.map(readSummary);
  const comparison = compareRuns(a, b, seed);
  console.log(
    values.json
      ? JSON.stringify({ a: positionals[0], b: positionals[1], ...comparison })
      : tableOf(comparison),
  );
  return values['fail-on-worse'] && comparison.worse ? EXIT_WORSE : 0;
}

/** Reads `summary.json` of a run. @throws Error when it is none */
function readSummary(path: string): CrowdSummary {
  let text: string;
  try {
    text = readFileSync(statSync(path).isDirectory() ? join(path, 'summary.json') : path, 'utf8');
  } catch (error) {
    throw new Error(
      `${path}: no run can be read there (${(error as Error).message}); give a folder of \`troupe crowd run\``,
    );
  }
  const parsed = (() => {
    try {
      return JSON.parse(text) as Partial<CrowdSummary>;
    } catch {
      return {};
    }
  })();
  if (parsed.schema !== 'troupe-crowd/1' || !Array.isArray(parsed.windows))
    throw new Error(`${path} is no summary.json of \`troupe crowd run\` (schema troupe-crowd/1)`);
  return parsed as CrowdSummary;
}

function tableOf({ rows, cautions }: Comparison): string {
  const number = (value: number): string => String(Math.round(value * 100) / 100).padStart(10);
  const lines = rows.map(({ metric, quantile, a, b, difference, low, high, p, change }) => {
    const percent = a === 0 ? '' : `${difference >= 0 ? '+' : ''}${Math.round((difference / a) * 100)} %`;
    return [
      `${metric} p${quantile * 100}`.padEnd(24),
      number(a),
      number(b),
      percent.padStart(8),
      `[${number(low).trim()}, ${number(high).trim()}]`.padStart(22),
      `p=${p < 0.001 ? '<0.001' : p.toFixed(3)}`.padStart(10),
      change === 'same' ? '' : `  ${change}`,
    ].join('');
  });
  return [
    ...cautions.map((caution) => `caution: ${caution}`),
    `${''.padEnd(24)}${'A'.padStart(10)}${'B'.padStart(10)}${'change'.padStart(8)}${'95 % of B - A'.padStart(22)}`,
    ...lines,
  ].join('\n');
}

import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareRuns } from './compare-runs.ts';
import { comparePage } from './report/compare-page.ts';
import { type ComparedRun, compareText } from './report/compare-text.ts';
import type { CrowdSummary } from './report/summary.ts';

const EXIT_WORSE = 2;
const EXIT_INVALID = 3;

/** `troupe crowd compare`: two runs side by side. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      'fail-on-worse': { type: 'boolean', default: false },
      html: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 2)
    throw new Error(`name two runs, not ${positionals.length}: troupe crowd compare FOLDER FOLDER`);
  const seed = Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0)
    throw new Error(`--seed ${values.seed}: give a whole number from 0 on`);
  const [a, b] = positionals.map((path): ComparedRun => ({ path, summary: readSummary(path) }));
  const comparison = compareRuns(a.summary, b.summary, seed);
  if (values.html) {
    mkdirSync(dirname(values.html), { recursive: true });
    writeFileSync(values.html, comparePage(comparison, a, b));
  }
  if (values.json) console.log(JSON.stringify({ a: a.path, b: b.path, ...comparison }));
  else console.log(`${compareText(comparison, a, b)}${values.html ? `\n\n  page: ${values.html}` : ''}`);
  if (!values['fail-on-worse']) return 0;
  // A gate that lets through what was never measured is no gate.
  if (!comparison.valid) return EXIT_INVALID;
  return comparison.worse ? EXIT_WORSE : 0;
}

/** Reads `summary.json` of a run. @throws Error when it is none */
function readSummary(path: string): CrowdSummary {
  let text: string;
  try {
    text = readFileSync(statSync(path).isDirectory() ? join(path, 'summary.json') : path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no finished run' : `no run can be read there (${message})`;
    throw new Error(
      `${path}: ${why}; give a folder that \`troupe crowd run\` wrote (--out), with its summary.json`,
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

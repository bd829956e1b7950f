import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkBridges } from './bridges/index.ts';
import { formatProblem } from './shows/index.ts';

/** `troupe bridges check FILE... [--json]`: every problem as `file:line:col CODE message (hint)`; 1 when there is one. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0) throw new Error('name one file or more: troupe bridges check FILE...');
  const results = positionals.map((file) => {
    const { problems } = checkBridges(readFileSync(file, 'utf8'));
    return { file, ok: problems.length === 0, problems };
  });
  const ok = results.every((result) => result.ok);
  if (values.json) console.log(JSON.stringify({ ok, results }));
  else
    for (const { file, problems } of results) {
      for (const problem of problems) console.log(formatProblem(file, problem));
      if (problems.length === 0) console.log(`${file}: fine`);
    }
  return ok ? 0 : 1;
}

import { parseArgs } from 'node:util';
import { runCodecChain } from '../tools/codec-chain.ts';
import { publish, round } from './report.ts';

/**
 * The pose codec and the sender's choices held to account: ten million joints, decoded by clients whose cameras, budgets and
 * sockets change at random, compared with the poses they were made from. Exit code 1 when one is wrong.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      comparisons: { type: 'string', default: '10000000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const comparisons = Number(values.comparisons);
  const seed = Number(values.seed);
  if (!Number.isInteger(comparisons) || comparisons < 1)
    throw new Error(`--comparisons: a whole number of joints, not "${values.comparisons}"`);
  if (!Number.isInteger(seed)) throw new Error(`--seed: a whole number, not "${values.seed}"`);
  const startMs = performance.now();
  const report = runCodecChain({ comparisons, seed });
  const errors = report.jointErrors + report.hipsErrors + report.strangers + report.malformed;
  publish('codec', { seed, errors, ...report, seconds: round((performance.now() - startMs) / 1000) }, args);
  return errors === 0 ? 0 : 1;
}

import { parseArgs } from 'node:util';
import { benchBargeIn } from './mind/barge-in.ts';
import { benchBrainCost } from './mind/brain-cost.ts';
import type { Part } from './mind/moments.ts';
import { benchRemoteHang } from './mind/remote-hang.ts';
import { type Scored, scoreAddressees, scoreGroundings } from './mind/score-moments.ts';
import { scoreRetrieval } from './mind/score-retrieval.ts';
import { publish, quantiles, round } from './report.ts';

const HELP = `troupe bench mind [--only addressee,grounding,retrieval,bargein,cost,hang] [--misses [tuned|all]] [--json] [--record]

Measures the offline mind on sim-tests/fixtures/mind: whom words are meant for, what they are about, what is found in knowledge
and memory, how fast a speaker falls silent, what a mind costs, and what a guest sees of a brain outside that hangs.
A third of every corpus (*-held.yaml) was written before anything was tuned; its score is told apart ("held").
  --misses        print every miss of the tuned part; --misses all those of the held part too (do not tune on them)`;

const PARTS: readonly Part[] = ['tuned', 'held'];
const CORPORA = {
  addressee: scoreAddressees,
  grounding: scoreGroundings,
  retrieval: scoreRetrieval,
} as const;
const KINDS = [...Object.keys(CORPORA), 'bargein', 'cost', 'hang'];

/** `troupe bench mind`: the figures of the mind in one run. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      only: { type: 'string', default: KINDS.join(',') },
      misses: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const only = values.only.split(',');
  const wrong = only.find((name) => !KINDS.includes(name));
  if (wrong !== undefined) throw new Error(`--only ${wrong}: any of ${KINDS.join(', ')}`);
  const scored = Object.entries(CORPORA).flatMap(([name, score]) =>
    only.includes(name) ? [{ name, all: PARTS.flatMap((part) => score(part)) }] : [],
  );
  if (values.misses) for (const { name, all } of scored) tellMisses(name, all, positionals.includes('all'));
  const corpora = Object.assign({}, ...scored.map(({ name, all }) => summaryOf(name, all)));
  const bargeIn = only.includes('bargein') ? bargeInOf(values.misses) : {};
  const cost = only.includes('cost') ? benchBrainCost() : undefined;
  const hang = only.includes('hang') ? hangOf(await benchRemoteHang()) : {};
  const brain = cost && {
    brainUsPerPerformerTick: round(cost.mean),
    brainUs: { p50: round(cost.p50), p99: round(cost.p99) },
  };
  publish('mind', { ...corpora, ...bargeIn, ...brain, ...hang }, args);
  return 0;
}

function bargeInOf(misses: boolean): Record<string, unknown> {
  const { ticks, exact, wrong, misses: all } = benchBargeIn();
  if (misses) for (const miss of all) process.stderr.write(`bargein ${miss}\n`);
  const sorted = [...ticks].sort((a, b) => a - b);
  const p95 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))];
  return {
    bargeInTicks: { p50: quantiles(ticks).p50, p95, max: quantiles(ticks).max },
    bargeIn: { cases: ticks.length, memoryExact: round(exact / ticks.length), wrong },
  };
}

/** The worst of the questions counts: nobody should wait longer. */
function hangOf({ reactionMs, wordMs, asked }: Awaited<ReturnType<typeof benchRemoteHang>>) {
  return {
    remoteHangMs: Math.round(Math.max(...reactionMs)),
    remoteHang: {
      asked,
      nodMs: Math.round(quantiles(reactionMs).p50),
      firstWordMsMax: Math.round(Math.max(...wordMs)),
    },
  };
}

function tellMisses(name: string, all: readonly Scored[], held: boolean): void {
  for (const one of all)
    if (!one.ok && (held || one.part === 'tuned'))
      process.stderr.write(
        `${name} ${one.id} (${one.category}) wanted ${one.wanted}, found ${one.found}: ${one.moment}\n`,
      );
}

function share(all: readonly Scored[], which: (one: Scored) => boolean = () => true): number {
  const some = all.filter(which);
  return some.length === 0 ? Number.NaN : round(some.filter(({ ok }) => ok).length / some.length);
}

/** Shares that are right: of all, of each part, language and category. */
function summaryOf(name: string, all: readonly Scored[]): Record<string, unknown> {
  const categories = [...new Set(all.map(({ category }) => category))].sort();
  const detail = {
    moments: all.length,
    tuned: share(all, ({ part }) => part === 'tuned'),
    held: share(all, ({ part }) => part === 'held'),
    en: share(all, ({ language }) => language === 'en'),
    ko: share(all, ({ language }) => language === 'ko'),
    by: Object.fromEntries(categories.map((one) => [one, share(all, ({ category }) => category === one)])),
  };
  if (name !== 'retrieval') return { [`${name}Accuracy`]: share(all), [name]: detail };
  const recall = (part: Part | '', language: 'en' | 'ko'): number =>
    share(
      all,
      (one) => one.language === language && one.category !== 'unknown' && (part === '' || one.part === part),
    );
  return {
    recallAt1: { en: recall('', 'en'), ko: recall('', 'ko') },
    recallAt1Held: { en: recall('held', 'en'), ko: recall('held', 'ko') },
    [name]: detail,
  };
}

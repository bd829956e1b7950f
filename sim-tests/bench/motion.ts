import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  canonicalBody,
  createSearchIndex,
  FEATURES,
  type MotionModel,
  type SearchIndex,
} from '@troupe/avatars/motion';
import {
  createLocalMotion,
  type LocalMotion,
  type MotionFiles,
  readMotionModel,
} from '@troupe/server/motion';
import { createCrowd } from '../tools/motion-crowd.ts';
import { publish, quantiles, round } from './report.ts';

const FOLDER = fileURLToPath(new URL('../../assets/models/motion', import.meta.url));
const WARM_TICKS = 200;
const QUERIES_MAX = 2_000;
const SEED = 20;

/** A search the engine really asked for. */
interface Query {
  readonly features: Float32Array;
  readonly penalty: Float64Array;
  readonly bound: number;
}

/**
 * Cost of the whole engine on one thread, network and JavaScript: a crowd that walks about at random, stops, idles,
 * acts and looks at one another. In the same run: the search against an exact scan over the same rows and queries, the
 * batch against one performer alone, and the int8 twin of the network, which is cheaper and trembles.
 */
export async function run(args: string[]): Promise<undefined> {
  const { values } = parseArgs({
    args,
    options: {
      performers: { type: 'string', default: '256' },
      ticks: { type: 'string', default: '400' },
      model: { type: 'string', default: FOLDER },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const performers = Number(values.performers);
  const ticks = Number(values.ticks);
  if (!(performers >= 1 && performers <= 2_000)) throw new Error('--performers: a number from 1 to 2000');
  if (!(ticks >= 20 && ticks <= 20_000)) throw new Error('--ticks: a number from 20 to 20000');
  const files = readMotionModel(values.model);
  const started = performance.now();
  const index = createSearchIndex(files.model);
  const indexMs = performance.now() - started;
  const queries: Query[] = [];
  const crowd = await measure(files, recording(index, queries), performers, ticks);
  const alone = await measure(files, index, 1, Math.max(ticks, 400));
  const twin = await measure(readMotionModel(values.model, 'int8'), index, performers, ticks);
  const search = compareSearch(files.model, index, queries);
  publish(
    'motion',
    {
      performers,
      ticks,
      usPerPerformerTick: crowd.usPerPerformerTick,
      cpuUsPerPerformerTick: crowd.cpuUs,
      int8UsPerPerformerTick: twin.usPerPerformerTick,
      breakdown: crowd.breakdown,
      rowsPerPerformerTick: crowd.rows,
      searchesPerPerformerS: crowd.searches,
      jumpsPerPerformerS: crowd.jumps,
      oracle: search,
      ratios: {
        bruteForceOverSearch: round(search.bruteForceUs / search.searchUs),
        aloneOverBatch: round(alone.usPerPerformerTick.p50 / crowd.usPerPerformerTick.p50),
        aloneDecodeOverBatch: round(alone.breakdown.decode / crowd.breakdown.decode),
      },
      performersPerCore: Math.floor(50_000 / crowd.usPerPerformerTick.p50),
      indexBuildMs: round(indexMs),
    },
    args,
  );
  return undefined;
}

async function measure(files: MotionFiles, index: SearchIndex, performers: number, ticks: number) {
  const motion = await createLocalMotion(files, {
    bodies: [canonicalBody(files.model.manifest)],
    capacity: performers,
    seed: SEED,
    index,
    nowMs: () => performance.now(),
  });
  const crowd = createCrowd({
    people: performers,
    seed: SEED,
    capsule: files.model.manifest.capsule,
    actions: files.model.manifest.actions.length,
    looks: true,
  });
  const spent = await runTicks(motion, crowd, ticks);
  await motion.decoder.release();
  const perTick = spent.total.map((ms) => (ms * 1_000) / performers);
  const us = (ms: number): number => round((ms * 1_000) / (performers * ticks));
  const seconds = ticks / 20;
  return {
    usPerPerformerTick: quantiles(perTick),
    // Time this thread really computed: what a busy machine takes away from the figure above is not in it.
    cpuUs: round(spent.cpuUs / (performers * ticks)),
    breakdown: {
      search: us(spent.searchMs),
      play: us(spent.advanceMs - spent.searchMs),
      decode: us(spent.decodeMs),
      post: us(spent.poseMs),
    },
    rows: round(spent.rows / (performers * ticks)),
    searches: round(spent.searches / performers / seconds),
    jumps: round(spent.jumps / performers / seconds),
  };
}

async function runTicks(motion: LocalMotion, crowd: ReturnType<typeof createCrowd>, ticks: number) {
  const { engine, decoder } = motion;
  const frame = motion.createFrame();
  const { people, controls } = crowd;
  const spent = {
    total: [] as number[],
    advanceMs: 0,
    decodeMs: 0,
    poseMs: 0,
    searchMs: 0,
    cpuUs: 0,
    rows: 0,
    searches: 0,
    jumps: 0,
  };
  let before = { ...engine.stats };
  for (let tick = 0; tick < WARM_TICKS + ticks; tick++) {
    if (tick === WARM_TICKS) before = { ...engine.stats };
    crowd.step();
    const cpu = process.threadCpuUsage();
    const start = performance.now();
    const rows = engine.advance(controls, people, tick);
    const advanced = performance.now();
    const decoded = await decoder.decode(engine.codes, rows);
    const answered = performance.now();
    engine.pose(decoded, controls, people, tick, frame);
    const end = performance.now();
    if (tick < WARM_TICKS) continue;
    const used = process.threadCpuUsage(cpu);
    spent.cpuUs += used.user + used.system;
    spent.total.push(end - start);
    spent.advanceMs += advanced - start;
    spent.decodeMs += answered - advanced;
    spent.poseMs += end - answered;
  }
  spent.rows = engine.stats.rows - before.rows;
  spent.searches = engine.stats.searches - before.searches;
  spent.jumps = engine.stats.jumps - before.jumps;
  spent.searchMs = engine.stats.searchMs - before.searchMs;
  return spent;
}

/** The same index, which also keeps what it is asked. */
function recording(index: SearchIndex, queries: Query[]): SearchIndex {
  return {
    groups: index.groups,
    lists: index.lists,
    rows: index.rows,
    findExact: (features, at, penalty, bound) => index.findExact(features, at, penalty, bound),
    cost: () => index.cost(),
    distance: (features, at, row) => index.distance(features, at, row),
    find(features, at, groupPenalty, bound) {
      if (queries.length < QUERIES_MAX * 2) {
        queries.push({ features: features.slice(at, at + FEATURES), penalty: groupPenalty.slice(), bound });
      }
      return index.find(features, at, groupPenalty, bound);
    },
  };
}

/** Time and answers of lists against an exact scan, on queries from the second half of what was kept. */
function compareSearch(model: MotionModel, index: SearchIndex, kept: readonly Query[]) {
  const queries = kept.slice(-QUERIES_MAX);
  const exactIndex = createSearchIndex(model, { rowStep: 1 });
  const time = (ask: (query: Query) => void): number => {
    for (const query of queries) ask(query);
    const start = performance.now();
    for (const query of queries) ask(query);
    return round(((performance.now() - start) * 1_000) / Math.max(1, queries.length));
  };
  let wrong = 0;
  let excess = 0;
  let jumps = 0;
  for (const query of queries) {
    const exact = index.findExact(query.features, 0, query.penalty, query.bound);
    const best = index.cost();
    const found = index.find(query.features, 0, query.penalty, query.bound);
    const cost = Math.min(index.cost(), query.bound);
    if (exact >= 0) jumps += 1;
    if (found !== exact) wrong += 1;
    if (exact >= 0 && Number.isFinite(cost)) excess += (cost - best) / Math.max(best, 0.1);
  }
  return {
    queries: queries.length,
    rows: index.rows,
    lists: index.lists,
    searchUs: time((query) => index.find(query.features, 0, query.penalty, query.bound)),
    bruteForceUs: time((query) => index.findExact(query.features, 0, query.penalty, query.bound)),
    bruteForceUnboundedUs: time((query) =>
      index.findExact(query.features, 0, query.penalty, Number.POSITIVE_INFINITY),
    ),
    bruteForceAllRowsUs: time((query) =>
      exactIndex.findExact(query.features, 0, query.penalty, Number.POSITIVE_INFINITY),
    ),
    wrongPercent: round((wrong / Math.max(1, queries.length)) * 100),
    excessCostPercent: round((excess / Math.max(1, jumps)) * 100),
  };
}

import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadShowResources } from './load-show-resources.ts';
import { checkShowFile } from './show-check-command.ts';
import { openShowStage, type PlayedShow, type PlayOptions, playShow } from './show-play.ts';
import { formatProblem, hashRun } from './shows/index.ts';
import { hashWorld, TICK_HZ } from './world/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PROGRESS_TICKS = 400;
/** Fresh stages that are played again to some of the moments, to compare the whole state, bodies and all. */
const REPLAYS = 2;

/**
 * `troupe show render FILE [--out timeline.json] [--seed 1] [--seeks 50] [--json]`: plays a show headless, tells how well it
 * kept its times and whether every moment can be sought, and writes its timeline.
 */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      seeks: { type: 'string', default: '50' },
      clips: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1) throw new Error('name one show: troupe show render FILE');
  const [file] = positionals;
  const check = checkShowFile(file, loadShowResources(ROOT, values.clips));
  for (const problem of check.problems) console.error(formatProblem(file, problem));
  if (!check.program || !check.stage) throw new Error(`${file} cannot be performed; see above`);
  const options: PlayOptions = {
    root: ROOT,
    stageId: check.stage,
    program: check.program,
    seed: whole('seed', values.seed, 2 ** 31),
    goAfterS: 1,
    clipsFolder: values.clips,
    onProblem: (message) => console.error(message),
  };
  const show = process.stderr.isTTY && !values.json;
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  const seeks = whole('seeks', values.seeks, 1_000);
  const played = await playShow(options, seeks, (tick) => {
    if (show && tick % PROGRESS_TICKS === 0) process.stderr.write(`\r${Math.round(tick / TICK_HZ)} s played`);
  });
  const wallS = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(startCpu);
  const sought = await seekAll(options, played);
  const result = {
    show: check.program.id,
    seconds: played.seconds,
    cues: played.cues.filter(({ ev }) => ev === 'started').length,
    timesRealTime: Math.round((played.seconds / wallS) * 10) / 10,
    // On a busy machine the wall tells of the others; processor time tells of the show.
    timesRealTimeOfCpu: Math.round((played.seconds / ((user + system) / 1e6)) * 10) / 10,
    load: Math.round(loadavg()[0] * 10) / 10,
    lateCues: played.late.length,
    cueErrorP99Ticks: played.errorP99Ticks,
    lateWalks: played.lateWalks,
    ...sought,
  };
  if (values.out !== undefined)
    writeFileSync(values.out, `${JSON.stringify(timelineOf(played, check.program.id), null, 1)}\n`);
  if (show) process.stderr.write('\r');
  if (values.json) console.log(JSON.stringify(result));
  else report(file, result, played);
  return played.late.length === 0 && sought.seekEqualsPlay ? 0 : 1;
}

interface Sought {
  readonly seekEqualsPlay: boolean;
  readonly seeks: number;
  /** Moments at which whole stages were compared, bodies and all. */
  readonly wholeSeeks: number;
  readonly differsAtS: readonly number[];
}

/** Seeks every moment on one stage and compares the show; plays fresh stages to every moment and compares everything. */
async function seekAll(options: PlayOptions, played: PlayedShow): Promise<Sought> {
  const moments = [...played.worldHashes.keys()];
  const differs: number[] = [];
  const stage = await openShowStage(options);
  const { world } = stage.open.stage;
  await stage.step();
  const decisions = played.decisions;
  for (const tick of moments) {
    world.show.run!.decisions = decisions.map((decision) => ({ ...decision }));
    await stage.step([
      { type: 'show', command: { op: 'pause' } },
      { type: 'show', command: { op: 'seek', seconds: tick / TICK_HZ } },
    ]);
    if (hashRun(world.show.run!) !== played.runHashes[tick]) differs.push(tick / TICK_HZ);
  }
  await stage.open.close();
  for (let round = 0; round < REPLAYS; round++) {
    const mine = moments.filter((_, i) => i % REPLAYS === round).sort((a, b) => a - b);
    const again = await openShowStage(options);
    let at = -1;
    for (const tick of mine) {
      for (; at < tick; at++) await again.step();
      if (hashWorld(again.open.stage.world) !== played.worldHashes.get(tick)) differs.push(tick / TICK_HZ);
    }
    await again.open.close();
  }
  return {
    seekEqualsPlay: differs.length === 0,
    seeks: moments.length,
    wholeSeeks: moments.length,
    differsAtS: differs,
  };
}

/** What was performed, for editors and pictures: seconds of the show. */
function timelineOf(played: PlayedShow, show: string): unknown {
  const cues = played.cues
    .filter(({ ev }) => ev === 'started' || ev === 'failed')
    .map(({ scene, cue, kind, line, due, end, ev, reason }) => {
      const over = played.cues.find(
        (other) => other.cue === cue && other.ev !== 'started' && other.due >= due,
      );
      const endTick = over?.due ?? (end < 0 ? due : end);
      return { scene, cue, kind, line, startS: due / TICK_HZ, endS: endTick / TICK_HZ, ev, reason };
    });
  return { show, seconds: played.seconds, cues };
}

function report(file: string, result: Sought & { timesRealTime: number }, played: PlayedShow): void {
  console.log(`${file}: ${played.seconds.toFixed(1)} s, played at ${result.timesRealTime} times real time`);
  console.log(
    `  cues late: ${played.late.length}, error of the start p99: ${played.errorP99Ticks} ticks of 50 ms`,
  );
  for (const { line, cue, reason } of played.late)
    console.log(`    line ${line} ${cue}: ${reason || 'late'}`);
  for (const walk of played.lateWalks) console.log(`  not there in time, ${walk}`);
  console.log(
    `  seek equals play at ${result.seeks} moments: ${result.seekEqualsPlay ? 'yes' : `no, ${result.differsAtS.join(', ')} s`}`,
  );
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new Error(`--${name}: a whole number from 0 to ${most}, not "${text}"`);
}

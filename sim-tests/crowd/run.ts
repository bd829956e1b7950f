import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { adjustScenario } from './adjust-scenario.ts';
import { type LivePort, openLivePort } from './live-port.ts';
import { loadScenario } from './load-scenario.ts';
import { createProgress } from './progress.ts';
import { htmlReport } from './report/html-report.ts';
import { junitReport } from './report/junit.ts';
import { prometheusReport } from './report/prometheus.ts';
import { type CrowdSummary, EXIT_CODE } from './report/summary.ts';
import { textReport } from './report/text-report.ts';
import { type RunFlags, readRunFlags } from './run-flags.ts';
import { runScenario } from './run-scenario.ts';
import { findStage, type StageUnderTest, startStage } from './stage-under-test.ts';

/**
 * `troupe crowd run`: a scenario against a stage. Exit codes: 0 everything held, 1 an error, 2 a threshold did not
 * hold, 3 the tester itself was the bottleneck and the run says nothing.
 */
export async function run(args: string[]): Promise<number> {
  const flags = readRunFlags(args);
  const scenario = adjustScenario(await loadScenario(flags.scenario), flags);
  const folder = flags.out ?? join('.troupe/crowd', `${scenario.name}-${stamp(new Date())}`);
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  say(`crowd: ${scenario.name}: ${scenario.summary}`);
  const live = flags.prometheusPort === undefined ? undefined : await openLivePort(flags.prometheusPort);
  let stage: StageUnderTest | undefined;
  try {
    // Whatever can be wrong with addresses and paths is found out before the crowd comes.
    if (flags.url) stage = await findStage(flags.url);
    for (const path of [folder, dirname(flags.junit ?? folder)]) mkdirSync(path, { recursive: true });
    if (!stage) {
      say(`crowd: starting a stage with ${scenario.stage.performers} performers`);
      stage = await startStage(scenario, join(folder, 'stage.log'));
    }
    say(
      `crowd: ${stage.url}, up to ${scenario.bots} bots from ${flags.workers === 1 ? '1 process' : `${flags.workers} processes`}`,
    );
    const summary = await underWatch(scenario, stage, flags, args, live);
    writeReports(folder, summary, flags);
    if (flags.json) console.log(JSON.stringify({ ...summary, windows: undefined, stage: undefined, folder }));
    else console.log(`${textReport(summary, wantsColour())}\n\n  report: ${join(folder, 'report.html')}`);
    return EXIT_CODE[summary.verdict];
  } finally {
    live?.close();
    await stage?.stop();
  }
}

async function underWatch(
  scenario: Parameters<typeof runScenario>[0]['scenario'],
  stage: StageUnderTest,
  flags: RunFlags,
  args: readonly string[],
  live: LivePort | undefined,
): Promise<CrowdSummary> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const progress = createProgress(scenario, process.stderr);
  try {
    return await runScenario({
      scenario,
      stage,
      room: flags.room,
      workers: flags.workers,
      command: `npx troupe crowd run ${args.map(shellWord).join(' ')}`,
      stop: stop.signal,
      onWindow(window, said) {
        progress.window(window, said);
        live?.update(window, said);
      },
    });
  } finally {
    progress.end();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

function writeReports(folder: string, summary: CrowdSummary, { junit }: RunFlags): void {
  writeFileSync(join(folder, 'summary.json'), `${JSON.stringify(summary)}\n`);
  writeFileSync(join(folder, 'report.html'), htmlReport(summary));
  writeFileSync(join(folder, 'metrics.prom'), prometheusReport(summary));
  writeFileSync(junit ?? join(folder, 'junit.xml'), junitReport(summary));
}

/** Colour for people only, and for those who want it (no-color.org). */
function wantsColour(): boolean {
  return process.stdout.isTTY && !process.env.NO_COLOR;
}

/** A word as a shell would read it back: thresholds hold spaces and `<`. */
export function shellWord(word: string): string {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function stamp(date: Date): string {
  return date.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
}

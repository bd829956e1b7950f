import { runAllBots, startDelayMs } from './bot-workers.ts';
import { describeMachine } from './machine.ts';
import { Histogram } from './measure/histogram.ts';
import type { BotsReport, Window } from './measure/recorder.ts';
import { type CrowdSummary, type RunRecord, type StageRow, summarise } from './report/summary.ts';
import type { Scenario } from './scenario.ts';
import { StageProbe, type StageSecond } from './stage-probe.ts';
import type { StageUnderTest } from './stage-under-test.ts';

export interface RunOptions {
  readonly scenario: Scenario;
  readonly stage: StageUnderTest;
  readonly room: string;
  readonly workers: number;
  /** How to repeat it. */
  readonly command: string;
  readonly stop?: AbortSignal;
  /** Each second, with what the stage said last. */
  onWindow?(window: Window, stage: StageSecond | undefined): void;
}

/** Runs a scenario against a stage and judges it. Never rejects for what happens during the run: it is a verdict. */
export async function runScenario(options: RunOptions): Promise<CrowdSummary> {
  const { scenario, stage, room, workers, command } = options;
  const about = {
    command,
    startedAt: new Date().toISOString(),
    url: stage.url,
    ownStage: stage.own,
    workers,
    machine: describeMachine(),
  };
  const windows: Window[] = [];
  const delayMs = startDelayMs(workers);
  const probe = new StageProbe(stage.url, performance.now() + delayMs);
  let reports: BotsReport[] = [];
  let broken: string | undefined;
  probe.start();
  try {
    const { url, bodyIds, spots, names } = stage;
    reports = await runAllBots(
      { scenario, url, room, bodyIds, spots, names, workers, startAtMs: Date.now() + delayMs },
      {
        onWindow(window) {
          windows.push(window);
          options.onWindow?.(window, probe.at(window.second) ?? probe.at(window.second - 1));
        },
        stop: options.stop,
      },
    );
  } catch (error) {
    broken = (error as Error).message;
  } finally {
    probe.stop();
  }
  const record: RunRecord = {
    scenario,
    windows: windows.map((window) => withStage(window, probe.at(window.second))),
    stage: [...probe.seconds.values()].map(rowOf),
    reports,
    about: { ...about, probeMisses: probe.misses },
    broken,
  };
  return summarise(record);
}

/** What the stage said belongs to the second it was said in. */
function withStage(window: Window, said: StageSecond | undefined): Window {
  if (!said) return window;
  const buffered = new Histogram();
  buffered.record(said.bufferedBytesMax);
  return {
    ...window,
    metrics: { ...window.metrics, server_tick_ms: said.tickMs, buffered_bytes: buffered.toSparse() },
  };
}

function rowOf({ second, rssBytes, guests, lateTicks, posesSkipped }: StageSecond): StageRow {
  return { second, rssBytes, guests, lateTicks, posesSkipped };
}

import { performance } from 'node:perf_hooks';
import { createRandom, hashSeed } from '@troupe/avatars/maths';
import { PoseDecoder } from '@troupe/client-sdk/protocol';
import { Agenda } from './agenda.ts';
import { type Arrival, planArrivals } from './arrivals.ts';
import type { CastName, Spot } from './behaviours/behaviour.ts';
import { BEHAVIOURS } from './behaviours/index.ts';
import { Bot, type BotGround } from './bot.ts';
import { type BotsReport, Recorder, type Window } from './measure/recorder.ts';
import { type Fault, phaseAt, type Scenario, scenarioSeconds } from './scenario.ts';

/** What one process is to do; plain data. */
export interface BotsOrder {
  readonly scenario: Scenario;
  readonly url: string;
  readonly room: string;
  readonly bodyIds: readonly string[];
  readonly spots: readonly Spot[];
  readonly names: readonly CastName[];
  /** This process takes every `workers`th arrival from the `worker`th on. */
  readonly worker: number;
  readonly workers: number;
  /** When the run begins, ms since 1970: the same for all processes. */
  readonly startAtMs: number;
}

export interface BotsHooks {
  onWindow(window: Window): void;
  readonly stop?: AbortSignal;
}

/** The agenda is turned this often; the kernel gives no less than 1 ms. */
const TURN_MS = 4;
/** Guests who leave properly are given so long before they are cut off. */
const LEAVE_MS = 800;

/** Runs the bots of one process from the first arrival to the last leave. */
export async function runBots(order: BotsOrder, hooks: BotsHooks): Promise<BotsReport> {
  const { scenario, worker, workers } = order;
  const recorder = new Recorder();
  const nowMs = (): number => performance.now();
  const agenda = new Agenda(
    { nowMs },
    {
      onLag: (lagMs) => recorder.noteOwn('generator_lag_ms', lagMs),
      onSkipped: (rounds) => recorder.count('actions_skipped', rounds),
    },
  );
  const { url, room, bodyIds, spots, names } = order;
  const ground: BotGround = {
    url,
    room,
    bodyIds,
    spots,
    names,
    agenda,
    recorder,
    nowMs,
    headers: new PoseDecoder(),
  };
  const startMs = nowMs() + Math.max(0, order.startAtMs - Date.now());
  const bots: Bot[] = [];
  for (const arrival of planArrivals(scenario).filter(({ index }) => index % workers === worker))
    agenda.at(startMs + arrival.atS * 1000, (dueMs) =>
      bots.push(arrive(arrival, ground, scenario.seed, dueMs)),
    );
  planFaults(order, agenda, startMs, bots);
  const seconds = scenarioSeconds(scenario);
  recorder.measuring = scenario.phases[0].measure;
  const meter = createMeter();
  const done = Promise.withResolvers<void>();
  for (let second = 1; second <= Math.ceil(seconds); second++) {
    agenda.at(startMs + second * 1000, () => {
      const live = bots.filter(({ state }) => state === 'live').length;
      const phase = phaseAt(scenario, second - 1).name;
      hooks.onWindow(recorder.takeWindow({ second: second - 1, phase, live, ...meter() }));
      recorder.measuring = phaseAt(scenario, second).measure;
      if (second >= seconds) done.resolve();
    });
  }
  hooks.stop?.addEventListener('abort', () => done.resolve(), { once: true });
  const timer = setInterval(() => agenda.turn(), TURN_MS);
  try {
    await done.promise;
  } finally {
    clearInterval(timer);
    for (const bot of bots) bot.leave();
    await new Promise((resolve) => setTimeout(resolve, LEAVE_MS));
    for (const bot of bots) bot.terminate();
  }
  return recorder.report();
}

function arrive(arrival: Arrival, ground: BotGround, seed: number, dueMs: number): Bot {
  const random = createRandom(hashSeed(seed, arrival.index));
  const bot = new Bot(arrival, BEHAVIOURS[arrival.behaviour](), ground, random);
  ground.recorder.enter(arrival.behaviour);
  void bot.join(dueMs);
  return bot;
}

function planFaults({ scenario, worker }: BotsOrder, agenda: Agenda, startMs: number, bots: Bot[]): void {
  const random = createRandom(hashSeed(scenario.seed, 77, worker));
  let phaseMs = startMs;
  for (const { faults, seconds } of scenario.phases) {
    for (const fault of faults) agenda.at(phaseMs + fault.atSecond * 1000, () => strike(fault, bots, random));
    phaseMs += seconds * 1000;
  }
}

function strike(fault: Fault, bots: readonly Bot[], random: () => number): void {
  const live = bots.filter(({ state }) => state === 'live');
  // A shuffle of as many as are struck (Fisher and Yates).
  const struck = Math.round(live.length * fault.share);
  for (let i = 0; i < struck; i++) {
    const j = i + Math.floor(random() * (live.length - i));
    [live[i], live[j]] = [live[j], live[i]];
    if (fault.kind === 'cut') live[i].cut();
    else if (fault.kind === 'leave') live[i].leave();
    else live[i].freeze(fault.seconds * 1000);
  }
}

/** How busy this process was since last asked. */
function createMeter(): () => Pick<Window, 'loopBusy' | 'cpuCores'> {
  let loop = performance.eventLoopUtilization();
  let cpu = process.cpuUsage();
  let atMs = performance.now();
  return () => {
    const passedMs = Math.max(1, performance.now() - atMs);
    const used = process.cpuUsage(cpu);
    const { utilization } = performance.eventLoopUtilization(performance.eventLoopUtilization(), loop);
    loop = performance.eventLoopUtilization();
    cpu = process.cpuUsage();
    atMs = performance.now();
    return { loopBusy: utilization, cpuCores: (used.user + used.system) / 1000 / passedMs };
  };
}

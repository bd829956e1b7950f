import type { RunFlags } from './run-flags.ts';
import { type Scenario, scenarioSeconds, unknownPhase } from './scenario.ts';

type Adjustments = Pick<RunFlags, 'bots' | 'seconds' | 'seed' | 'performers' | 'thresholds'>;

/**
 * A scenario as the command line wants it: other bots scale the arrival rates, so that as many come in the same time;
 * other seconds stretch every phase, with its rates and the moments of its faults.
 *
 * @throws Error when a threshold of the command line names a phase that the scenario has not
 */
export function adjustScenario(scenario: Scenario, flags: Adjustments): Scenario {
  const more = flags.bots === undefined ? 1 : flags.bots / scenario.bots;
  const longer = flags.seconds === undefined ? 1 : flags.seconds / scenarioSeconds(scenario);
  const rate = more / longer;
  const names = scenario.phases.map(({ name }) => name);
  for (const text of flags.thresholds) {
    const trouble = unknownPhase(text, names);
    if (trouble) throw new Error(`--threshold ${trouble}`);
  }
  return {
    ...scenario,
    bots: flags.bots ?? scenario.bots,
    seed: flags.seed ?? scenario.seed,
    stage: { ...scenario.stage, performers: flags.performers ?? scenario.stage.performers },
    thresholds: [...scenario.thresholds, ...flags.thresholds],
    phases: scenario.phases.map((phase) => ({
      ...phase,
      seconds: phase.seconds * longer,
      arrivals: phase.arrivals && {
        ...phase.arrivals,
        perSecond: phase.arrivals.perSecond * rate,
        ...(phase.arrivals.rampTo === undefined ? {} : { rampTo: phase.arrivals.rampTo * rate }),
      },
      faults: phase.faults.map((fault) => ({ ...fault, atSecond: fault.atSecond * longer })),
    })),
  };
}

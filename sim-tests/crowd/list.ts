import { builtInScenarios, loadScenario } from './load-scenario.ts';
import { scenarioSeconds } from './scenario.ts';

/** `troupe crowd list`: the scenarios that come along. */
export async function run(args: string[]): Promise<number> {
  const scenarios = await Promise.all(builtInScenarios().map(loadScenario));
  const rows = scenarios.map((scenario) => ({
    name: scenario.name,
    bots: scenario.bots,
    seconds: scenarioSeconds(scenario),
    summary: scenario.summary,
  }));
  if (args.includes('--json')) console.log(JSON.stringify(rows));
  else
    for (const { name, bots, seconds, summary } of rows)
      console.log(
        `${name.padEnd(16)} ${String(bots).padStart(5)} bots ${String(seconds).padStart(4)} s  ${summary}`,
      );
  return 0;
}

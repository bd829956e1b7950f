import { z } from 'zod';
import { SCENARIO_SCHEMA } from './scenario.ts';

/** JSON Schema of a scenario as it is written; kept as scenarios/scenario.schema.json for editors. */
export function scenarioJsonSchema(): unknown {
  return z.toJSONSchema(SCENARIO_SCHEMA, { io: 'input' });
}

/** `troupe crowd schema`. */
export async function run(): Promise<number> {
  console.log(JSON.stringify(scenarioJsonSchema(), null, 2));
  return 0;
}

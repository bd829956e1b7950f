import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { otioOfPlan } from './bridges/index.ts';
import { loadShowResources } from './load-show-resources.ts';
import { checkShowFile } from './show-check-command.ts';
import { formatProblem, planShow } from './shows/index.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FPS_MAX = 120;

/**
 * `troupe show export FILE --otio OUT.otio [--fps 25]`: the timeline of a show for editors of film and sound. Polls go as
 * their default, and an operator says GO after a second.
 */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { otio: { type: 'string' }, fps: { type: 'string', default: '25' } },
  });
  if (positionals.length !== 1 || values.otio === undefined)
    throw new Error('name a show and where to write: troupe show export FILE --otio OUT.otio');
  if (!values.otio.endsWith('.otio'))
    throw new Error(`--otio ${values.otio}: give a file that ends in .otio`);
  const fps = Number(values.fps);
  if (!(fps >= 1 && fps <= FPS_MAX))
    throw new Error(`--fps ${values.fps}: give a number from 1 to ${FPS_MAX}`);
  const [file] = positionals;
  const { program, problems } = checkShowFile(file, loadShowResources(ROOT));
  for (const problem of problems) console.error(formatProblem(file, problem));
  if (!program) throw new Error(`${file} cannot be performed; see above`);
  const plan = planShow(program, []);
  const cast = program.cast.map(({ id }) => id);
  const otio = otioOfPlan(plan, { name: program.id, cast, fps });
  writeFileSync(values.otio, `${JSON.stringify(otio, null, 2)}\n`);
  console.log(
    `${values.otio}: ${plan.seconds.toFixed(1)} s, ${plan.cues.length} cues of ${cast.length} performers`,
  );
  return 0;
}

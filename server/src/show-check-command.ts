import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadShowResources } from './load-show-resources.ts';
import { checkShow, formatProblem, type ShowCheck, type ShowResources } from './shows/index.ts';
import { SHOW_LIMITS } from './world/show.ts';

export { loadShowResources } from './load-show-resources.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Checks a file; one that cannot be read is told as a problem of its first line. */
export function checkShowFile(file: string, resources: ShowResources): ShowCheck {
  const refused = (message: string, hint: string): ShowCheck => ({
    ok: false,
    problems: [{ code: 'E001', level: 'error', line: 1, col: 1, message, hint }],
  });
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return refused('this is no file', 'name a show, such as assets/shows/hello.yaml');
    if (stat.size > SHOW_LIMITS.textBytesMax)
      return refused(
        `the file has ${stat.size} bytes, a show at most ${SHOW_LIMITS.textBytesMax}`,
        'make two shows of it',
      );
    return checkShow(readFileSync(file, 'utf8'), resources);
  } catch (error) {
    return refused(`the file cannot be read: ${(error as Error).message}`, 'look at its name and rights');
  }
}

/** `troupe show check FILE... [--clips FOLDER] [--json]`: every problem as `file:line:col CODE message (hint)`; 1 when one is an error. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false }, clips: { type: 'string' } },
  });
  if (positionals.length === 0) throw new Error('name one show or more: troupe show check FILE... [--json]');
  const resources = loadShowResources(ROOT, values.clips);
  const results = positionals.map((file) => {
    const startMs = performance.now();
    const { ok, problems, figures } = checkShowFile(file, resources);
    return { file, ok, problems, figures, ms: Math.round(performance.now() - startMs) };
  });
  if (values.json) console.log(JSON.stringify({ ok: results.every(({ ok }) => ok), results }));
  else
    for (const { file, ok, problems, figures } of results) {
      for (const problem of problems) console.log(formatProblem(file, problem));
      if (ok && figures) console.log(`${file}: ${summary(figures)}`);
    }
  return results.every(({ ok }) => ok) ? 0 : 1;
}

function summary(figures: NonNullable<ShowCheck['figures']>): string {
  const { secondsMin, secondsMax, scenes, cues, paths } = figures;
  const length =
    Math.abs(secondsMax - secondsMin) < 1 ? time(secondsMax) : `${time(secondsMin)} to ${time(secondsMax)}`;
  return `can be performed, ${length}, ${scenes} scenes, ${cues} cues, ${paths} way${paths === 1 ? '' : 's'} through it`;
}

const time = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

import { readFileSync } from 'node:fs';
import { parse } from 'node:path';
import { type BridgesConfig, readBridges } from './bridges/index.ts';
import type { ServeConfig } from './config.ts';
import type { StageOrders } from './served-stage.ts';

/**
 * Gives each stage what is its own of what the operator said: shows and bridges by the stage that they name, and a record each.
 *
 * @throws Error when two want the same stage, or a file of bridges is wrong
 */
export function stageOrders({ stages, shows, bridges, record }: ServeConfig): StageOrders[] {
  const ids = stages.map(({ id }) => id);
  const showOf = assign(shows, ids, '--show', stageOfShow, 'plays one show at a time');
  const files = new Map(bridges.map((file) => [file, readBridges(file)]));
  const bridgesOf = assign(
    bridges,
    ids,
    '--bridges',
    (file) => files.get(file)?.stage,
    'has one file of bridges',
  );
  for (const [file, { stage }] of files)
    if (stage !== undefined && !ids.includes(stage))
      throw new Error(`${file}: stage: "${stage}" is not served here; served are ${ids.join(', ')}`);
  return stages.map((wish): StageOrders => {
    const bridging: BridgesConfig | undefined = files.get(bridgesOf.get(wish.id) ?? '');
    return {
      wish,
      show: showOf.get(wish.id),
      bridging,
      record: record && recordOf(record, wish.id, ids.length),
    };
  });
}

/** Files by stage; what names none of these goes to the first, which tells what is wrong with it. */
function assign(
  files: readonly string[],
  ids: readonly string[],
  option: string,
  stageOf: (file: string) => string | undefined,
  rule: string,
): Map<string, string> {
  const taken = new Map<string, string>();
  for (const file of files) {
    const wanted = stageOf(file);
    const id = wanted !== undefined && ids.includes(wanted) ? wanted : ids[0];
    const other = taken.get(id);
    if (other !== undefined)
      throw new Error(`${option} ${file}: the stage "${id}" has ${other} already, and a stage ${rule}`);
    taken.set(id, file);
  }
  return taken;
}

/** Where a show plays that does not say (server/src/shows/show-schema.ts). */
const USUAL_STAGE = 'plaza';

/** The stage that a show names, looked for in the text: a broken show is the business of the stage it is meant for too. */
function stageOfShow(file: string): string | undefined {
  try {
    return /^stage:\s*["']?([a-z0-9-]+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? USUAL_STAGE;
  } catch {
    // A file that cannot be read is told of by the desk.
    return undefined;
  }
}

/** Several stages are recorded side by side: `run.jsonl.gz` becomes `run.plaza.jsonl.gz` and so on. */
function recordOf(file: string, id: string, stages: number): string {
  if (stages === 1) return file;
  const { dir, base } = parse(file);
  const dot = base.indexOf('.', 1);
  const name = dot < 0 ? `${base}.${id}` : `${base.slice(0, dot)}.${id}${base.slice(dot)}`;
  return dir === '' ? name : `${dir}/${name}`;
}

import { createHash } from 'node:crypto';
import type { ShowProgram } from '../world/show.ts';
import { checkPaths, type ShowFigures } from './check-paths.ts';
import { compileShow } from './compile-show.ts';
import { Problems, type ShowProblem } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import type { ShowResources } from './show-resources.ts';
import { validateShow } from './validate-show.ts';

/** What a check found: a program when nothing is wrong, and every problem in the order of the file. */
export interface ShowCheck {
  readonly ok: boolean;
  readonly problems: readonly ShowProblem[];
  readonly program?: ShowProgram;
  /** Stage it is played on. */
  readonly stage?: string;
  readonly figures?: ShowFigures;
  /** How its beats are counted, when it counts them: what its recordings are drawn by. */
  readonly clock?: { readonly bpm?: number; readonly meter: number; readonly pickup?: number };
}

/**
 * Checks a show from its text to its last moment: reads it as data, holds it against the language, resolves its names,
 * and plays it every way it can go. Never throws for what is in the text.
 *
 * @example checkShow(text, resources).problems.map((problem) => formatProblem('hello.yaml', problem))
 */
export function checkShow(text: string, resources: ShowResources): ShowCheck {
  const problems = new Problems();
  const done = (rest: Omit<ShowCheck, 'ok' | 'problems'> = {}): ShowCheck => {
    return { ok: !problems.failed, problems: problems.list(), ...rest };
  };
  const yaml = readYaml(text, problems);
  if (!yaml) return done();
  const doc = validateShow(yaml, problems);
  if (!doc) return done();
  const sha256 = createHash('sha256').update(text).digest('hex');
  const show = compileShow(doc, yaml, resources, problems, sha256);
  if (!show) return done();
  const figures = checkPaths(show);
  if (problems.failed) return done({ figures });
  // A record holds programs as JSON: what JSON does not keep (minus zero) must not be in one.
  return done({
    program: JSON.parse(JSON.stringify(show.program)) as ShowProgram,
    stage: doc.stage,
    figures,
    ...(doc.clock && { clock: { bpm: doc.clock.bpm, meter: doc.clock.meter, pickup: doc.clock.pickup } }),
  });
}

import { SHOW_LIMITS } from '../world/show.ts';
import { CUE_KIND_NAMES, CUE_TIMES } from './cue-schema.ts';
import { didYouMean } from './did-you-mean.ts';
import { SHOW_NAME } from './parse-time.ts';
import type { Problems } from './problem.ts';
import type { ReadYaml, YamlPath } from './read-yaml.ts';
import { SHOW_SCHEMA, type ShowDoc } from './show-schema.ts';
import { tellIssue } from './tell-issue.ts';

type Raw = Record<string, unknown>;
const isRecord = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const CLAUSES = ['id', 'pre', 'post', 'if', 'once', 'arm', 'note'];

/** Holds plain data against the language; undefined when it is no show, with every reason among the problems. */
export function validateShow(yaml: ReadYaml, problems: Problems): ShowDoc | undefined {
  const { data } = yaml;
  if (!isRecord(data)) {
    problems.add('E010', yaml.spotOf([]), 'this is no show', 'begin with "show: name" and "version: 1"');
    return undefined;
  }
  if (!withinLimits(data, yaml, problems)) return undefined;
  checkNames(data, yaml, problems);
  checkCues(data, yaml, problems);
  if (problems.failed) return undefined;
  const parsed = SHOW_SCHEMA.safeParse(data);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues)
    tellIssue(issue, [], { yaml, problems, thing: 'show', guide: 'docs/shows.md' });
  return undefined;
}

function withinLimits(data: Raw, yaml: ReadYaml, problems: Problems): boolean {
  const scenes = isRecord(data.scenes) ? data.scenes : {};
  const refuse = (path: YamlPath, count: number, most: number, what: string): void => {
    if (count > most)
      problems.add('E006', yaml.spotOf(path), `${count} ${what}, at most ${most}`, 'make two shows of it');
  };
  refuse(['scenes'], Object.keys(scenes).length, SHOW_LIMITS.scenesMax, 'scenes');
  refuse(
    ['cast'],
    isRecord(data.cast) ? Object.keys(data.cast).length : 0,
    SHOW_LIMITS.castMax,
    'cast members',
  );
  refuse(
    ['marks'],
    isRecord(data.marks) ? Object.keys(data.marks).length : 0,
    SHOW_LIMITS.cuesOfSceneMax,
    'marks',
  );
  let cues = 0;
  for (const [id, list] of Object.entries(scenes)) {
    const count = Array.isArray(list) ? list.length : 0;
    cues += count;
    refuse(['scenes', id], count, SHOW_LIMITS.cuesOfSceneMax, 'cues in one scene');
  }
  refuse(['scenes'], cues, SHOW_LIMITS.cuesMax, 'cues');
  return !problems.failed;
}

/** Names of cast, marks and scenes must be such that moments can name them. */
function checkNames(data: Raw, yaml: ReadYaml, problems: Problems): void {
  for (const field of ['cast', 'marks', 'scenes']) {
    const record = data[field];
    if (!isRecord(record)) continue;
    for (const name of Object.keys(record)) {
      if (!SHOW_NAME.test(name) || name === 'all' || name === 'audience')
        problems.add(
          'E012',
          yaml.keySpotOf([field], name),
          `"${name}" cannot be a name`,
          'letters, digits and _; a dash before a letter; "all" and "audience" are taken',
        );
      else if (field === 'marks' && isRecord(data.cast) && Object.hasOwn(data.cast, name))
        problems.add(
          'E016',
          yaml.keySpotOf([field], name),
          `"${name}" is a mark and one of the cast`,
          'rename one',
        );
    }
  }
}

/** One thing, one moment and a name of its own for every cue: said better than a schema can. */
function checkCues(data: Raw, yaml: ReadYaml, problems: Problems): void {
  if (!isRecord(data.scenes)) return;
  const ids = new Set<string>();
  for (const [scene, list] of Object.entries(data.scenes)) {
    if (!Array.isArray(list)) continue;
    list.forEach((cue, i) => {
      const path = ['scenes', scene, i];
      if (!isRecord(cue)) {
        problems.add('E010', yaml.spotOf(path), 'this is no cue', 'write {at: 0, say: {who: …, text: …}}');
        return;
      }
      checkCue(cue, path, yaml, problems);
      if (typeof cue.id !== 'string') return;
      if (!SHOW_NAME.test(cue.id) || cue.id === 'prev')
        problems.add(
          'E012',
          yaml.spotOf([...path, 'id']),
          `"${cue.id}" cannot be the id of a cue`,
          'letters, digits, _',
        );
      if (ids.has(cue.id))
        problems.add(
          'E016',
          yaml.spotOf([...path, 'id']),
          `two cues have the id "${cue.id}"`,
          'give each its own',
        );
      ids.add(cue.id);
    });
  }
}

function checkCue(cue: Raw, path: YamlPath, yaml: ReadYaml, problems: Problems): void {
  const kinds = Object.keys(cue).filter((key) => (CUE_KIND_NAMES as string[]).includes(key));
  const times = Object.keys(cue).filter((key) => (CUE_TIMES as readonly string[]).includes(key));
  const known = [...CUE_KIND_NAMES, ...CUE_TIMES, ...CLAUSES];
  const odd = Object.keys(cue).filter((key) => !known.includes(key));
  for (const key of odd)
    problems.add('E011', yaml.keySpotOf(path, key), `a cue has no "${key}"`, didYouMean(key, known));
  if (kinds.length === 0 && odd.length === 0)
    problems.add(
      'E013',
      yaml.spotOf(path),
      'this cue does nothing',
      `give it one of ${CUE_KIND_NAMES.join(', ')}`,
    );
  if (kinds.length > 1)
    problems.add(
      'E013',
      yaml.keySpotOf(path, kinds[1]),
      `this cue does ${kinds.length} things: ${kinds.join(', ')}`,
      'make a second cue with "with: prev"',
    );
  if (times.length === 0 && odd.length === 0)
    problems.add('E014', yaml.spotOf(path), 'this cue has no moment', 'give it at, after, with or on');
  if (times.length > 1)
    problems.add(
      'E014',
      yaml.keySpotOf(path, times[1]),
      `this cue has ${times.length} moments`,
      'keep one of them',
    );
}

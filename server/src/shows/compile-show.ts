import type { StageFile } from '@troupe/client-sdk/protocol';
import type { ShowCue, ShowPlace, ShowProgram } from '../world/show.ts';
import { compileAct } from './compile-act.ts';
import type { CueScope } from './compile-names.ts';
import { CUE_KIND_NAMES, type CueDoc, type CueKind } from './cue-schema.ts';
import { didYouMean } from './did-you-mean.ts';
import { CLOCK_DEFAULTS, parseCueRef, parseMoment, ticksOf } from './parse-time.ts';
import type { Problems } from './problem.ts';
import type { ReadYaml, YamlPath } from './read-yaml.ts';
import { placeOfCoordinates, placesOf } from './show-places.ts';
import type { ShowResources } from './show-resources.ts';
import type { ShowDoc, ShowPlaceDoc } from './show-schema.ts';
import { checkAnswer, lengthOf, placeOf, type ShowScope, sceneOf, styleOf, textOf } from './show-scope.ts';

/** A program, and where each cue stands in the text. */
export interface CompiledShow {
  readonly program: ShowProgram;
  readonly scope: ShowScope;
  /** Path of a cue by scene and cue. */
  pathOf(scene: number, cue: number): YamlPath;
}

const PACE = { walk: 1.4, pace: 1.05 } as const;

/** Resolves every name and moment of a show; undefined when one cannot be, with the reasons among the problems. */
export function compileShow(
  doc: ShowDoc,
  yaml: ReadYaml,
  resources: ShowResources,
  problems: Problems,
  sha256: string,
): CompiledShow | undefined {
  if (!resources.stages.includes(doc.stage)) {
    problems.add(
      'E210',
      yaml.spotOf(['stage']),
      `there is no stage "${doc.stage}"`,
      didYouMean(doc.stage, resources.stages),
    );
    return undefined;
  }
  const stage = resources.stage(doc.stage);
  const scope = scopeOf(doc, yaml, resources, problems, stage);
  const sceneIds = scope.sceneIds;
  const scenes = sceneIds.map((id) => ({ id, cues: compileScene(scope, id) }));
  const cast = Object.entries(doc.cast).map(([id, member]) => {
    const body = resources.bodies.findIndex((known) => known.id === member.body);
    const path = ['cast', id];
    if (body < 0)
      problems.add(
        'E203',
        yaml.spotOf([...path, 'body']),
        `there is no body "${member.body}"`,
        didYouMean(
          member.body,
          resources.bodies.map((known) => known.id),
        ),
      );
    return {
      id,
      body,
      name:
        member.name === undefined
          ? (resources.bodies[body]?.name ?? { en: id, ko: id })
          : textOf(member.name),
      start: member.at === undefined ? null : (placeOf(scope, member.at, [...path, 'at']) ?? null),
      style: member.style === undefined ? null : styleOf(scope, member.style, [...path, 'style']),
      stillness: member.stillness ?? null,
    };
  });
  const start = doc.start === undefined ? 0 : sceneOf(scope, doc.start, ['start']);
  if (problems.failed) return undefined;
  const limits = doc.limits ?? PACE;
  const audience = scope.places.audience;
  const program: ShowProgram = {
    id: doc.show,
    title: doc.title === undefined ? { en: doc.show, ko: doc.show } : textOf(doc.title),
    sha256,
    cast,
    scenes,
    start,
    walkMps: Math.min(limits.pace, limits.walk),
    walkMaxMps: limits.walk,
    styleMps: resources.styles.map(({ speedMps }) => speedMps),
    audience: { x: audience.x, z: audience.z },
  };
  return { program, scope, pathOf: (scene, cue) => ['scenes', sceneIds[scene], cue] };
}

function scopeOf(
  doc: ShowDoc,
  yaml: ReadYaml,
  resources: ShowResources,
  problems: Problems,
  stage: StageFile,
): ShowScope {
  const marks: Record<string, ShowPlace> = {};
  const known = placesOf(stage, {}, undefined);
  const resolve = (value: ShowPlaceDoc, path: YamlPath): ShowPlace | undefined => {
    const place =
      typeof value === 'string' ? (marks[value] ?? known.place(value)) : placeOfCoordinates(value);
    if (!place)
      problems.add(
        'E202',
        yaml.spotOf(path),
        `there is no mark "${value}"`,
        didYouMean(String(value), known.names),
      );
    return place;
  };
  for (const [id, value] of Object.entries(doc.marks ?? {})) {
    const place = resolve(value, ['marks', id]);
    if (place) marks[id] = place;
  }
  const audience = doc.audience === undefined ? undefined : resolve(doc.audience, ['audience']);
  const polls = new Map<string, string[]>();
  for (const list of Object.values(doc.scenes))
    for (const cue of list)
      if (cue.ask && cue.id !== undefined)
        polls.set(
          cue.id,
          cue.ask.options.map((option) => (typeof option === 'string' ? option : option.id)),
        );
  return {
    doc,
    yaml,
    problems,
    resources,
    stage,
    places: placesOf(stage, marks, audience),
    clock: { ...CLOCK_DEFAULTS, ...doc.clock, bpm: doc.clock?.bpm ?? 0 },
    castIds: Object.keys(doc.cast),
    sceneIds: Object.keys(doc.scenes),
    polls,
  };
}

function compileScene(scope: ShowScope, id: string): ShowCue[] {
  const list = scope.doc.scenes[id];
  const ids = list.map((cue, i) => cue.id ?? `${id}#${i + 1}`);
  const cues = list.map((cue, i) => compileCue(scope, cue, i, ids, ['scenes', id, i]));
  checkRefs(scope, id, cues);
  return cues;
}

function compileCue(
  scope: ShowScope,
  cue: CueDoc,
  i: number,
  ids: readonly string[],
  path: YamlPath,
): ShowCue {
  const kind = CUE_KIND_NAMES.find((name) => cue[name] !== undefined) as CueKind;
  const moment = momentOf(scope, cue, i, ids, path);
  const cueScope: CueScope = { ...scope, path: [...path, kind], ids, at: moment.at };
  const compiled = compileAct(cueScope, kind, cue);
  const pre = cue.pre === undefined ? 0 : lengthOf(scope, cue.pre, [...path, 'pre']);
  const when = cue.if ?? {};
  for (const [poll, answer] of Object.entries(when)) checkAnswer(scope, poll, answer, [...path, 'if'], poll);
  return {
    id: ids[i],
    line: scope.yaml.spotOf(path).line,
    at: moment.at === null ? null : moment.at + pre,
    ref: moment.ref && { ...moment.ref, later: moment.ref.later + pre },
    lead: compiled.lead ?? 0,
    ticks: compiled.ticks,
    post: cue.post === undefined ? 0 : lengthOf(scope, cue.post, [...path, 'post']),
    points: compiled.points ?? {},
    when,
    once: cue.once ?? false,
    arm: cue.arm ?? true,
    act: compiled.act,
  };
}

function momentOf(
  scope: ShowScope,
  cue: CueDoc,
  i: number,
  ids: readonly string[],
  path: YamlPath,
): Pick<ShowCue, 'at' | 'ref'> {
  const { problems, yaml } = scope;
  if (cue.at !== undefined) {
    const seconds = parseMoment(cue.at, scope.clock);
    if (typeof seconds === 'number') return { at: ticksOf(seconds), ref: null };
    problems.add('E015', yaml.spotOf([...path, 'at']), seconds);
    return { at: 0, ref: null };
  }
  const key = cue.after !== undefined ? 'after' : cue.with !== undefined ? 'with' : 'on';
  const spot = yaml.spotOf([...path, key]);
  const parsed = parseCueRef(cue[key] ?? '', key === 'after' ? 'end' : key === 'with' ? 'start' : '');
  if (typeof parsed === 'string') problems.add('E015', spot, parsed);
  else if (parsed.point === '')
    problems.add('E015', spot, `"on" needs a sync point`, 'write id:end, id:stroke or id:w2');
  else {
    const other = parsed.cue === 'prev' ? i - 1 : ids.indexOf(parsed.cue);
    if (other >= 0)
      return { at: null, ref: { cue: other, point: parsed.point, later: ticksOf(parsed.laterS) } };
    const message =
      parsed.cue === 'prev' ? 'there is no cue before this one' : `this scene has no cue "${parsed.cue}"`;
    problems.add(
      'E207',
      spot,
      message,
      didYouMean(
        parsed.cue,
        ids.filter((id) => !id.includes('#')),
      ),
    );
  }
  return { at: 0, ref: null };
}

/** Sync points that do not exist, and rings of cues that wait for one another. */
function checkRefs(scope: ShowScope, scene: string, cues: readonly ShowCue[]): void {
  const { problems, yaml } = scope;
  cues.forEach((cue, i) => {
    const path = ['scenes', scene, i];
    if (!cue.ref) return;
    const other = cues[cue.ref.cue];
    const spot = yaml.spotOf([
      ...path,
      scope.doc.scenes[scene][i].on ? 'on' : scope.doc.scenes[scene][i].after ? 'after' : 'with',
    ]);
    const known = ['start', 'end', ...Object.keys(other.points)];
    if (!known.includes(cue.ref.point))
      problems.add(
        'E208',
        spot,
        `${other.id} has no point "${cue.ref.point}"`,
        didYouMean(cue.ref.point, [...new Set(known)]),
      );
    const ring = ringOf(cues, i);
    if (ring)
      problems.add(
        'E108',
        spot,
        `${cue.id} waits for itself: ${ring.join(' → ')}`,
        'give one of them an "at"',
      );
  });
}

/** Ids of the ring of which cue i is the first in the file, or undefined. */
function ringOf(cues: readonly ShowCue[], i: number): string[] | undefined {
  const ring = [cues[i].id];
  for (let k = cues[i].ref?.cue; k !== undefined && ring.length <= cues.length; k = cues[k].ref?.cue) {
    ring.push(cues[k].id);
    if (k === i) return ring;
    if (k < i) return undefined;
  }
  return undefined;
}

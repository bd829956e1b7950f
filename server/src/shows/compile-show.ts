import type { StageFile } from '@troupe/client-sdk/protocol';
import { TICK_HZ, TICK_MS } from '../world/limits.ts';
import { CROWD_RESULTS, type ShowCue, type ShowPlace, type ShowProgram } from '../world/show.ts';
import { gridOfBeats } from './beat-grid.ts';
import { compileAct } from './compile-act.ts';
import { type CueScope, checkFile, checkMusic } from './compile-names.ts';
import { CUE_KIND_NAMES, type CueDoc, type CueKind } from './cue-schema.ts';
import { didYouMean } from './did-you-mean.ts';
import { CLOCK_DEFAULTS, parseCueRef, parseMoment, type ShowClock, ticksOf } from './parse-time.ts';
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
const USUAL_BPM = 120;

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
      if (cue.crowd?.until && cue.id !== undefined) polls.set(cue.id, [...CROWD_RESULTS]);
      else if (cue.ask && cue.id !== undefined)
        polls.set(
          cue.id,
          cue.ask.options.map((option) => (typeof option === 'string' ? option : option.id)),
        );
  const scope: ShowScope = {
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
  return { ...scope, clock: clockOf(scope) };
}

/** The clock of a show, with the beats of its MIDI file or of its recording when it names one. */
function clockOf(scope: ShowScope): ShowClock {
  const { clock, doc, problems, resources, yaml } = scope;
  const midi = doc.clock?.midi;
  if (doc.clock?.beats !== undefined) return recordedClock(scope, doc.clock.beats);
  if (midi === undefined) return clock;
  const before = problems.list().length;
  checkFile({ ...scope, path: ['clock'], ids: [], at: null, offTickMs: 0 }, midi, 'midi');
  // Without the file the other problems are told as if it had the usual beats: one cause is told once.
  const usual = { ...clock, bpm: USUAL_BPM };
  if (problems.list().length > before) return usual;
  const grid = resources.beats(midi);
  if (typeof grid !== 'string') return { ...clock, grid };
  problems.add('E012', yaml.spotOf(['clock', 'midi']), `"${midi}": ${grid}`, 'name a Standard MIDI File');
  return usual;
}

/** The clock of a show whose beats are those of a recording. */
function recordedClock(scope: ShowScope, path: string): ShowClock {
  const { clock, doc, problems, resources, yaml } = scope;
  const usual = { ...clock, bpm: doc.clock?.bpm ?? USUAL_BPM };
  const spot = yaml.spotOf(['clock', 'beats']);
  if (!checkMusic({ ...scope, path: ['clock'], ids: [], at: null, offTickMs: 0 }, path, 'beats'))
    return usual;
  const found = resources.foundBeats(path, { bpm: doc.clock?.bpm, meter: clock.meter });
  if ('message' in found) {
    problems.add(found.tooLong ? 'E215' : 'E214', spot, `"${path}": ${found.message}`, found.hint);
    return usual;
  }
  if (!found.sure || found.beats.length < 2) {
    const sure = Math.round(found.confidence * 100);
    const hint = `give bpm and offset instead; "troupe show beats" tells what was found`;
    problems.add('E216', spot, `the beats of "${path}" are not sure (${sure} %)`, hint);
    return usual;
  }
  const first = Math.min(doc.clock?.pickup ?? found.firstBar, found.beats.length - 1);
  return { ...clock, grid: gridOfBeats(found.beats, first, clock.meter) };
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
  const fromS = (moment.at ?? 0) / TICK_HZ;
  const clock = { ...scope.clock, fromS };
  const cueScope: CueScope = {
    ...scope,
    clock,
    path: [...path, kind],
    ids,
    at: moment.at,
    offTickMs: moment.offTickMs,
  };
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
): Pick<ShowCue, 'at' | 'ref'> & Pick<CueScope, 'offTickMs'> {
  const { problems, yaml } = scope;
  if (cue.at !== undefined) {
    const seconds = parseMoment(cue.at, scope.clock);
    if (typeof seconds === 'number') {
      const at = ticksOf(seconds);
      return { at, ref: null, offTickMs: seconds * 1000 - at * TICK_MS };
    }
    problems.add('E015', yaml.spotOf([...path, 'at']), seconds);
    return { at: 0, ref: null, offTickMs: 0 };
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
      return {
        at: null,
        ref: { cue: other, point: parsed.point, later: ticksOf(parsed.laterS) },
        offTickMs: 0,
      };
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
  return { at: 0, ref: null, offTickMs: 0 };
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

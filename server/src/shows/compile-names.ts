import type { ShowAct, ShowPlace, ShowTarget } from '../world/show.ts';
import type { CueDoc, CueKind } from './cue-schema.ts';
import { didYouMean } from './did-you-mean.ts';
import { parseMoment, ticksOf } from './parse-time.ts';
import type { YamlPath } from './read-yaml.ts';
import { APART_M } from './show-places.ts';
import { lengthOf, type ShowScope, sceneOf, standable } from './show-scope.ts';

/** A show, and the cue that is being compiled. */
export interface CueScope extends ShowScope {
  /** Path of what the cue does. */
  readonly path: YamlPath;
  /** Ids of the cues of the scene. */
  readonly ids: readonly string[];
  /** Moment of the cue in ticks of the scene, when it has one. */
  readonly at: number | null;
  /** What the tick leaves of the moment that was written, ms. */
  readonly offTickMs: number;
}

/** What a cue does, how long (ticks; null: known on the way), its moments, and the own one that counts. */
export interface CompiledAct {
  readonly act: ShowAct;
  readonly ticks: number | null;
  readonly points?: Readonly<Record<string, number>>;
  readonly lead?: number;
}

export type Doc<K extends CueKind> = NonNullable<CueDoc[K]>;

export const ORIGIN: ShowPlace = { x: 0, z: 0, yaw: 0 };

export const spotOf = (scope: CueScope, field: string) => scope.yaml.spotOf([...scope.path, field]);
export const forOf = (scope: CueScope, value: string | number): number =>
  lengthOf(scope, value, [...scope.path, 'for']);

export function castOf(scope: CueScope, id: string, path: YamlPath): number {
  const cast = scope.castIds.indexOf(id);
  if (cast < 0)
    scope.problems.add(
      'E201',
      scope.yaml.spotOf(path),
      `nobody of the cast is called "${id}"`,
      didYouMean(id, scope.castIds),
    );
  return cast;
}

export function whoOf(scope: CueScope, who: string | readonly string[]): number[] {
  const path = [...scope.path, 'who'];
  if (who === 'all') return scope.castIds.map((_, i) => i);
  if (typeof who === 'string') return [castOf(scope, who, path)];
  const list = who.map((id, i) => castOf(scope, id, [...path, i]));
  list.forEach((cast, i) => {
    if (cast >= 0 && list.indexOf(cast) < i)
      scope.problems.add(
        'E016',
        scope.yaml.spotOf([...path, i]),
        `"${who[i]}" stands here twice`,
        'once is enough',
      );
  });
  return list;
}

export function facingOf(
  scope: CueScope,
  facing: string | number | undefined,
  place: { readonly x: number; readonly z: number },
  usual: number | null,
): number | null {
  if (facing === undefined) return usual;
  if (typeof facing === 'number') return (facing * Math.PI) / 180;
  const { audience } = scope.places;
  const at = facing === 'audience' ? audience : scope.places.place(facing);
  if (at) return Math.atan2(at.x - place.x, at.z - place.z);
  const known = ['audience', ...scope.places.names];
  scope.problems.add(
    'E202',
    spotOf(scope, 'facing'),
    `there is no mark "${facing}"`,
    didYouMean(facing, known),
  );
  return null;
}

export function targetOf(scope: CueScope, value: string | readonly number[], field: string): ShowTarget {
  if (typeof value !== 'string') return { at: 'place', x: value[0], y: value[1], z: value[2] };
  if (value === 'audience') return { at: 'audience' };
  const cast = scope.castIds.indexOf(value);
  if (cast >= 0) return { at: 'cast', cast };
  const target = scope.places.target(value);
  if (target) return target;
  const known = ['audience', ...scope.castIds, ...scope.places.names];
  scope.problems.add(
    'E202',
    spotOf(scope, field),
    `there is nobody and no mark "${value}"`,
    didYouMean(value, known),
  );
  return { at: 'audience' };
}

export function walkTicks(scope: CueScope, doc: Doc<'walk'>): number | null {
  if (doc.for !== undefined) return forOf(scope, doc.for);
  if (doc.arrive === undefined) return null;
  const arrive = parseMoment(doc.arrive, scope.clock);
  const spot = spotOf(scope, 'arrive');
  if (typeof arrive === 'string') scope.problems.add('E015', spot, arrive);
  else if (scope.at === null)
    scope.problems.add('E015', spot, 'only a walk with "at" can have "arrive"', 'give it "for" instead');
  else if (ticksOf(arrive) <= scope.at)
    scope.problems.add('E015', spot, 'it would arrive before it sets out');
  else return ticksOf(arrive) - scope.at;
  return null;
}

export function checkFormation(scope: CueScope, places: readonly ShowPlace[]): void {
  for (const place of places) standable(scope, place, [...scope.path, 'at'], 'a place of this formation');
  for (let a = 0; a < places.length; a++)
    for (let b = a + 1; b < places.length; b++) {
      const apart = Math.hypot(places[a].x - places[b].x, places[a].z - places[b].z);
      if (apart >= APART_M) continue;
      const message = `two people of this formation stand ${apart.toFixed(2)} m apart`;
      scope.problems.add(
        'E106',
        scope.yaml.spotOf(scope.path),
        message,
        `make gap larger: bodies need ${APART_M.toFixed(2)} m`,
      );
      return;
    }
}

export function tellOneLanguage(scope: CueScope, text: Doc<'caption'>['text']): void {
  if (typeof text === 'string' || (text.en && text.ko)) return;
  const missing = text.en ? 'ko' : 'en';
  scope.problems.add(
    'W205',
    scope.yaml.spotOf(scope.path),
    `this text is missing in ${missing}`,
    'half of the audience will not read it',
  );
}

export function jumpOf(scope: CueScope, doc: string | { scene: string }): number {
  if (typeof doc === 'string') return sceneOf(scope, doc, scope.path);
  return sceneOf(scope, doc.scene, [...scope.path, 'scene']);
}

/** Files lie below assets/shows, pictures of outfits below assets: nothing may lead elsewhere. */
export function checkFile(
  scope: CueScope,
  path: string,
  field: string,
  below: 'assets/shows' | 'assets' = 'assets/shows',
): boolean {
  const odd =
    path.startsWith('/') ||
    path.includes('\\') ||
    /^[a-z]+:/i.test(path) ||
    /%/.test(path) ||
    /\p{Cc}/u.test(path);
  const there = !odd && path.split('/').every((step) => step !== '..' && step !== '.' && step !== '');
  if (!there)
    scope.problems.add(
      'E212',
      spotOf(scope, field),
      `"${path}" leads elsewhere`,
      `name a file below ${below}, such as ${below === 'assets' ? 'textures/reeds.jpg' : 'music/venus.score.json'}`,
    );
  else if (scope.resources.hasFile(path, below)) return true;
  else
    scope.problems.add(
      'E107',
      spotOf(scope, field),
      `there is no file "${path}"`,
      `it should lie below ${below}`,
    );
  return false;
}

/** Music must be there, and be a score or a recording that clients can play. */
export function checkMusic(scope: CueScope, path: string, field: string): boolean {
  if (!checkFile(scope, path, field)) return false;
  const wrong = scope.resources.music(path);
  if (wrong)
    scope.problems.add(
      wrong.tooLong ? 'E215' : 'E214',
      spotOf(scope, field),
      `"${path}": ${wrong.message}`,
      wrong.hint,
    );
  return wrong === undefined;
}

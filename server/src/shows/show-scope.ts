import type { StageFile } from '@troupe/client-sdk/protocol';
import type { ShowPlace, ShowText } from '../world/show.ts';
import { didYouMean } from './did-you-mean.ts';
import { parseLength, type ShowClock, ticksOf } from './parse-time.ts';
import type { Problems } from './problem.ts';
import type { ReadYaml, YamlPath } from './read-yaml.ts';
import { placeOfCoordinates, type ShowPlaces } from './show-places.ts';
import type { ShowResources } from './show-resources.ts';
import type { ShowDoc, ShowPlaceDoc, ShowTextDoc } from './show-schema.ts';

/** What all of a show is compiled with. */
export interface ShowScope {
  readonly doc: ShowDoc;
  readonly yaml: ReadYaml;
  readonly problems: Problems;
  readonly resources: ShowResources;
  readonly stage: StageFile;
  readonly places: ShowPlaces;
  readonly clock: ShowClock;
  readonly castIds: readonly string[];
  readonly sceneIds: readonly string[];
  /** Polls by cue id, with their answers. */
  readonly polls: ReadonlyMap<string, readonly string[]>;
}

/** A text in both languages; one that is written once is both. */
export function textOf(text: ShowTextDoc): ShowText {
  if (typeof text === 'string') return { en: text, ko: text };
  return { en: text.en ?? '', ko: text.ko ?? '' };
}

export function placeOf(scope: ShowScope, value: ShowPlaceDoc, path: YamlPath): ShowPlace | undefined {
  const { problems, places, yaml } = scope;
  const place = typeof value === 'string' ? places.place(value) : placeOfCoordinates(value);
  if (!place) {
    problems.add(
      'E202',
      yaml.spotOf(path),
      `there is no mark "${value}"`,
      didYouMean(String(value), places.names),
    );
    return undefined;
  }
  standable(scope, place, path, 'this place');
  return place;
}

/** Tells when nobody can stand at a place. */
export function standable(scope: ShowScope, { x, z }: ShowPlace, path: YamlPath, what: string): void {
  const { ground } = scope.places;
  const spot = scope.yaml.spotOf(path);
  const at = `(${x.toFixed(1)}, ${z.toFixed(1)})`;
  if (!ground.inside(x, z)) {
    const [width, depth] = scope.stage.size;
    scope.problems.add(
      'E106',
      spot,
      `${what} ${at} is off the stage`,
      `the stage is ${width} m by ${depth} m around 0, 0`,
    );
  } else if (ground.pushOut(x, z, 0.2, [0, 0]))
    scope.problems.add('E106', spot, `${what} ${at} is inside something that stands there`, 'move it');
}

export function styleOf(scope: ShowScope, name: string, path: YamlPath): number {
  const styles = scope.resources.styles.map((style) => style.name);
  const style = styles.indexOf(name);
  if (style < 0)
    scope.problems.add(
      'E205',
      scope.yaml.spotOf(path),
      `there is no style "${name}"`,
      didYouMean(name, styles),
    );
  return style;
}

export function sceneOf(scope: ShowScope, name: string, path: YamlPath): number {
  const scene = scope.sceneIds.indexOf(name);
  if (scene < 0)
    scope.problems.add(
      'E206',
      scope.yaml.spotOf(path),
      `there is no scene "${name}"`,
      didYouMean(name, scope.sceneIds),
    );
  return scene;
}

/** A length in ticks; tells when it cannot be read. */
export function lengthOf(scope: ShowScope, value: string | number, path: YamlPath): number {
  const seconds = parseLength(value, scope.clock);
  if (typeof seconds === 'number') return ticksOf(seconds);
  scope.problems.add('E015', scope.yaml.spotOf(path), seconds);
  return 0;
}

/** Tells when a condition names no poll, or (at its key `key` of `path`) no answer of it. */
export function checkAnswer(
  scope: ShowScope,
  poll: string,
  answer: string | undefined,
  path: YamlPath,
  key?: string,
): void {
  const answers = scope.polls.get(poll);
  const spot = key === undefined ? scope.yaml.spotOf(path) : scope.yaml.keySpotOf(path, key);
  if (!answers)
    scope.problems.add('E207', spot, `there is no poll "${poll}"`, didYouMean(poll, [...scope.polls.keys()]));
  else if (answer !== undefined && !answers.includes(answer))
    scope.problems.add('E111', spot, `"${answer}" is no answer of ${poll}`, didYouMean(answer, answers));
}

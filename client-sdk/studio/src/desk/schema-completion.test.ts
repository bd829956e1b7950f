import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { placeIn, type SchemaNode, type ShowNames, suggest } from './schema-completion.ts';

const path = fileURLToPath(new URL('../../../../assets/shows/show.schema.json', import.meta.url));
const schema = JSON.parse(readFileSync(path, 'utf8')) as SchemaNode;
const names: ShowNames = {
  cast: ['tilda', 'rosa'],
  scenes: ['main', 'finale'],
  places: ['stage', 'lip'],
  actions: ['wave', 'bow'],
  bodies: ['amara'],
  styles: ['strut'],
};
const HEAD = 'show: x\nversion: 1\ncast:\n  tilda: {body: tilda}\nscenes:\n  main:\n';
const labels = (text: string): string[] => suggest(schema, placeIn(text), names).map(({ label }) => label);

test.each([
  ['the root', 'sho', ['show']],
  ['a kind of cue', `${HEAD}    - {at: 0, li`, ['listen', 'light']],
  ['a field of a cue', `${HEAD}    - {at: 0, light: {lo`, ['look']],
  ['a value of a field', `${HEAD}    - {at: 0, light: {look: bl`, ['blackout']],
  ['a cast member', `${HEAD}    - {at: 0, say: {who: r`, ['rosa']],
  ['a cast member in a list', `${HEAD}    - {at: 0, gesture: {who: [tilda, r`, ['rosa']],
  ['a gesture', `${HEAD}    - {at: 0, gesture: {who: tilda, name: b`, ['bow']],
  ['a place', `${HEAD}    - {at: 0, walk: {who: tilda, to: l`, ['lip']],
  ['a scene', `${HEAD}    - {at: 0, go: f`, ['finale']],
  ['a body of the cast', 'show: x\ncast:\n  m1: {body: a', ['amara']],
  [
    'an effect, after other cues',
    `${HEAD}    - {at: 0, marker: {name: a}}\n    - {at: 1, fx: {name: pe`,
    ['petals'],
  ],
])('%s', (_, text, expected) => {
  expect(labels(text)).toEqual(expected);
});

test('what is closed is left behind', () => {
  expect(placeIn('  - {at: 0, light: {look: day}, no')).toEqual({ path: [0], key: undefined, word: 'no' });
});

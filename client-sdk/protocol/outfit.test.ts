import { expect, test } from 'vitest';
import { parseOutfit } from './outfit.ts';

test('paintings, patterns in colours and pictures are read', () => {
  expect(parseOutfit('painting3')).toEqual({ kind: 'painting', id: 'painting3' });
  expect(parseOutfit('#E58FB1')).toEqual({ kind: 'pattern', pattern: 'plain', colours: ['#e58fb1'] });
  expect(parseOutfit('stripes #e58fb1 #1f4d52')).toEqual({
    kind: 'pattern',
    pattern: 'stripes',
    colours: ['#e58fb1', '#1f4d52'],
  });
  expect(parseOutfit('textures/reed-field.jpg')).toEqual({ kind: 'file', path: 'textures/reed-field.jpg' });
});

test.each([
  '',
  'net-dress',
  'dots',
  'stripes red',
  '../secret.png',
  '/etc/x.png',
  'http://a.b/c.png',
  'a/../b.png',
])('"%s" is none', (set) => expect(parseOutfit(set)).toBeUndefined());

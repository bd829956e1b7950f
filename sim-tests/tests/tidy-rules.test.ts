import { describe, expect, test } from 'vitest';
import { findImports, layerOf, longFunctions, mayImport } from './tidy-rules.ts';

describe('the rules of tidy can fail', () => {
  test('layers are recognised by path and by package', () => {
    expect(layerOf('server/src/physics/rapier-world.ts')).toBe('server/physics');
    expect(layerOf('@troupe/client-sdk/protocol')).toBe('protocol');
    expect(layerOf('client-sdk/three/stage-view.ts')).toBe('client');
    expect(layerOf('server/src/main.ts')).toBe('server/main');
    expect(layerOf('three')).toBe('npm');
  });
  test('siblings under tick never import one another, the client never imports the server', () => {
    expect(mayImport('server/physics', 'server/motion')).toBe(false);
    expect(mayImport('client', 'server/world')).toBe(false);
    expect(mayImport('server/world', 'sim-tests')).toBe(false);
    expect(mayImport('avatars', 'protocol')).toBe(false);
    expect(mayImport('server/tick', 'server/world')).toBe(true);
  });
  test('imports of every form are found', () => {
    expect(
      findImports("import 'a';\nimport { x } from 'b';\nconst y = await import('c');\nexport * from 'd';"),
    ).toEqual(['a', 'b', 'c', 'd']);
  });
  test('a long function is found, a short one is not', () => {
    const body = Array.from({ length: 8 }, (_, i) => `  let a${i};`).join('\n');
    expect(longFunctions(`function big() {\n${body}\n}\nfunction small() {\n}`, 5)).toEqual([
      'big (10 lines)',
    ]);
  });
});

/**
 * Style as a test (TigerBeetle's move): import directions, sizes, names, and what may not appear where.
 *
 * TypeScript 7 has no JS API yet, so this reads text: import specifiers by regex, functions by indentation. biome
 * formats every file, which makes indentation reliable.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findImports, layerOf, longFunctions, mayImport } from './tidy-rules.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const FILE_LINES_MAX = 500;
const FUNCTION_LINES_MAX = 70;
const TRACKED_BYTES_MAX = 25_000_000;
const MODELS_BYTES_MAX = 25_000_000;

const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));
const sources = tracked.filter((file) => /\.(ts|svelte|mjs)$/.test(file));
const code = sources.filter((file) => !/\.(test|prop\.test)\.ts$/.test(file));
const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Folders whose code runs inside the tick or must be replayable: no clock, no dice, no timers, no network. */
const PURE = [
  /^avatars\/src\/(maths|motion|skeleton|face|gesture|prompt|clip)\//,
  /^client-sdk\/protocol\//,
  /^server\/src\/(world|tick|senses|brain|behaviour|shows|physics|navigate|send)\//,
  /^server\/src\/bridges\/wire\//,
];

describe('tidy', () => {
  test('there is something to check', () => {
    expect(code.length).toBeGreaterThan(20);
  });

  test('imports go one way', () => {
    const wrong: string[] = [];
    for (const file of sources) {
      for (const specifier of findImports(text(file))) {
        const target = specifier.startsWith('.')
          ? relative(ROOT, resolve(ROOT, dirname(file), specifier))
          : specifier;
        if (!mayImport(layerOf(file), layerOf(target))) wrong.push(`${file} imports ${specifier}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test(`files have at most ${FILE_LINES_MAX} lines`, () => {
    const long = sources.filter((file) => text(file).split('\n').length > FILE_LINES_MAX + 1);
    expect(long).toEqual([]);
  });

  test(`functions have at most ${FUNCTION_LINES_MAX} lines`, () => {
    const long = code
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => longFunctions(text(file), FUNCTION_LINES_MAX).map((name) => `${file}: ${name}`));
    expect(long).toEqual([]);
  });

  test('no clock, dice, timers or network inside the pure folders', () => {
    const banned = /\b(Date\.now|new Date\(|Math\.random|performance\.now|setTimeout|setInterval|fetch)\b/;
    const wrong = code
      .filter((file) => PURE.some((folder) => folder.test(file)))
      .flatMap((file) =>
        text(file)
          .split('\n')
          .map((line, i) => ({ line, at: `${file}:${i + 1}` }))
          .filter(({ line }) => !/^\s*(\*|\/\/|\/\*)/.test(line) && banned.test(line))
          .map(({ at, line }) => `${at} ${line.trim()}`),
      );
    expect(wrong).toEqual([]);
  });

  test('names are kebab-case, and nothing exports a default but configurations', () => {
    const names = sources.filter(
      (file) => !/^[a-z0-9.-]+$/.test(file.split('/').at(-1)!) && !file.endsWith('.svelte'),
    );
    expect(names).toEqual([]);
    const defaults = code.filter(
      (file) => file.endsWith('.ts') && !/config\.ts$/.test(file) && /^export default /m.test(text(file)),
    );
    expect(defaults).toEqual([]);
  });

  test('nothing is left for later in words, and no path of a machine stands in a file', () => {
    const later = /\b(TO(?:)DO|FIX(?:)ME|XX(?:)X)\b/;
    const paths = /(?:["'`\s(=])\/(?:work|root|home|tmp)\/[a-z]/;
    const wrong = tracked
      .filter(
        (file) => /\.(ts|svelte|mjs|py|md|json|yaml|sh)$/.test(file) && !file.endsWith('package-lock.json'),
      )
      .filter((file) => !/^(docker|assets\/(models|bodies))\//.test(file))
      .filter((file) => later.test(text(file)) || paths.test(text(file)));
    expect(wrong).toEqual([]);
  });

  test('tracked files stay small, models in all too', () => {
    const big = tracked.filter((file) => statSync(join(ROOT, file)).size > TRACKED_BYTES_MAX);
    expect(big).toEqual([]);
    const models = tracked.filter((file) => file.startsWith('assets/models/'));
    expect(models.reduce((sum, file) => sum + statSync(join(ROOT, file)).size, 0)).toBeLessThan(
      MODELS_BYTES_MAX,
    );
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { COMPILERS, compileRoster, compilerHere } from './compile-roster.ts';
import { makeRosterClasses } from './roster-classes.ts';

const GENERATED = fileURLToPath(new URL('../../client-sdk/generated/', import.meta.url));

describe('roster classes for other engines', () => {
  test('J3: are what the generator makes of the roster of today', { timeout: 60_000 }, () => {
    const made = makeRosterClasses();
    const kept = new Map(
      ['cpp', 'csharp'].flatMap((language) =>
        readdirSync(`${GENERATED}${language}`).map((name) => {
          const path = `${language}/${name}`;
          return [path, readFileSync(GENERATED + path, 'utf8')] as const;
        }),
      ),
    );
    expect([...kept.keys()].sort()).toEqual([...made.keys()].sort());
    for (const [path, content] of made)
      expect(kept.get(path), `${path} is old: run \`npx node sim-tests/tools/roster-classes.ts\``).toBe(
        content,
      );
    expect(made.get('csharp/HumanState.cs')).toMatch(/Type\(0, "uint16"\)\]\s+public ushort netId/);
    expect(made.get('cpp/StageState.hpp')).toMatch(/MapSchema<HumanState\*> \*humans/);
  });

  // Only where there is a compiler: what is run here must need nothing but npm. The command says which are missing.
  for (const language of ['cpp', 'csharp'] as const) {
    const compiler = compilerHere(language);
    if (!compiler) continue;
    test(`J3: ${compiler} compiles them (${language})`, { timeout: 60_000 }, () => {
      expect(compileRoster(language, compiler)).toBe('');
      expect(compileRoster(language, compiler, `${GENERATED}../python`)).toMatch(/Colyseus|schema\.h/);
    });
  }

  test('J3: every language has a compiler to look for, and says where it comes from', () => {
    for (const { commands, from } of Object.values(COMPILERS)) {
      expect(commands.length).toBeGreaterThan(0);
      expect(from).toMatch(/^apt install /);
    }
  });
});

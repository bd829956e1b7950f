/**
 * Compiles the roster's classes for other engines (roster-classes.ts) with the compilers that are there: types are checked, nothing is kept.
 *
 *     npx node sim-tests/tools/compile-roster.ts [--cpp DIR] [--csharp DIR]
 *
 * Without flags they are compiled against stand-ins that have just what they ask for. `--cpp` names a folder with the
 * `schema.h` of a Colyseus SDK, `--csharp` one whose .cs files hold `Colyseus.Schema`: then they are compiled against those.
 * Exit code 1: a compiler refused them; 2: there is no compiler at all.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const GENERATED = fileURLToPath(new URL('../../client-sdk/generated/', import.meta.url));
const STAND_INS = fileURLToPath(new URL('./roster-stand-ins/', import.meta.url));

/** How a language is compiled. */
interface Compiler {
  /** Tried in this order. */
  readonly commands: readonly string[];
  /** Where the one of Debian comes from. */
  readonly from: string;
  readonly args: (sdk: string | undefined, output: string) => string[];
}

export const COMPILERS: Record<'cpp' | 'csharp', Compiler> = {
  cpp: {
    commands: ['g++', 'clang++'],
    from: 'apt install g++',
    args: (sdk) => {
      const folders = [`-I${GENERATED}cpp`, `-I${sdk ?? STAND_INS}`];
      return ['-std=c++17', '-fsyntax-only', '-Wall', ...folders, `${STAND_INS}use.cpp`];
    },
  },
  csharp: {
    commands: ['mcs'],
    from: 'apt install mono-mcs',
    args: (sdk, output) => {
      const schema = sdk ? sourcesIn(sdk) : [`${STAND_INS}Schema.cs`];
      return [
        '-target:library',
        '-langversion:latest',
        `-out:${output}`,
        ...schema,
        `${STAND_INS}Use.cs`,
        ...sourcesIn(`${GENERATED}csharp`),
      ];
    },
  },
};

function sourcesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true }) as string[];
  return names.filter((name) => name.endsWith('.cs')).map((name) => join(folder, name));
}

/** The compiler of a language that is installed here; undefined when there is none. */
export function compilerHere(language: keyof typeof COMPILERS): string | undefined {
  return COMPILERS[language].commands.find((command) => spawnSync(command, ['--version']).status === 0);
}

/**
 * Compiles one language's classes.
 *
 * @returns '' or the words of the compiler that refused them
 */
export function compileRoster(language: keyof typeof COMPILERS, compiler: string, sdk?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-roster-'));
  try {
    const args = COMPILERS[language].args(sdk, join(folder, 'roster.dll'));
    const { status, stderr, stdout, error } = spawnSync(compiler, args, { encoding: 'utf8' });
    if (status === 0) return '';
    return `${error?.message ?? ''}${stderr}${stdout}`.trim() || `${compiler} ended with ${status}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function main(): number {
  const { values } = parseArgs({ options: { cpp: { type: 'string' }, csharp: { type: 'string' } } });
  let compiled = 0;
  let refused = 0;
  for (const language of ['cpp', 'csharp'] as const) {
    const compiler = compilerHere(language);
    if (!compiler) {
      console.log(
        `${language}: not compiled: none of ${COMPILERS[language].commands.join(', ')} here (${COMPILERS[language].from})`,
      );
      continue;
    }
    const words = compileRoster(language, compiler, values[language]);
    const against = values[language] ?? 'stand-ins';
    console.log(
      words === '' ? `${language}: compiled by ${compiler} against ${against}` : `${language}: ${words}`,
    );
    compiled += 1;
    if (words !== '') refused += 1;
  }
  return refused > 0 ? 1 : compiled === 0 ? 2 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();
